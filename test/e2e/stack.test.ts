import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { startOdoo } from '../../stack/odoo.ts';
import { connectXmlRpc } from '../../src/odoo/xmlrpc.ts';
import { alive, withDescendants } from './support/processes.ts';
import { test } from './support/test.ts';

const SHIPPED = readdirSync(join(import.meta.dirname, '../../workflows')).map((file) => file.replace('.json', ''));

describe('a copied database', () => {
  test('is served by Odoo 19', async ({ odoo }) => {
    expect(await connectXmlRpc(odoo).version()).toBe('19.0');
  });

  test('has demo orders to log in to', async ({ odoo }) => {
    expect(await connectXmlRpc(odoo).searchCount('sale.order', [['state', '=', 'sale']])).toBeGreaterThan(0);
  });

  test('has an own life', async ({ odoo, databases }) => {
    const copy = await databases.database(`${odoo.database}_copy`);
    await connectXmlRpc(copy).call('res.partner', 'create', [{ name: 'Only in the copy' }]);
    const search = () => connectXmlRpc(odoo).searchCount('res.partner', [['name', '=', 'Only in the copy']]);
    expect(await search()).toBe(0);
    await databases.drop(copy.database);
    expect(await search()).toBe(0);
  });
});

describe('n8n', () => {
  test('has loaded every node of the package', async ({ billing }) => {
    const loaded = (await billing.n8n.nodeTypes()).map(({ name }) => name);
    const ours = manifest.n8n.nodes.map((file) => nodeType(file));
    expect(loaded).toEqual(expect.arrayContaining(ours));
  });

  test('publishes every shipped workflow, its credentials in place', async ({ billing: { n8n, workflows } }) => {
    expect(Object.keys(workflows).toSorted()).toEqual(SHIPPED.toSorted());
    for (const workflow of Object.values(workflows)) await n8n.activate(workflow);
  });

  test('keeps its workflows and executions through a crash', async ({ billing: { n8n } }) => {
    const workflow = await n8n.importWorkflow(oneNode);
    expect(await n8n.run(workflow, 'Start')).toMatchObject({ status: 'success' });
    await n8n.stopServer();
    await n8n.startServer();
    expect(await n8n.executions(workflow)).toMatchObject([{ status: 'success' }]);
  });
});

describe('Odoo', () => {
  test('comes back with its databases after a crash, and leaves nothing when stopped', async () => {
    const odoo = await startOdoo({ workers: 1 });
    const api = connectXmlRpc(await odoo.database('crash'));
    const before = await api.searchCount('sale.order', []);
    await odoo.stopServer();
    await expect(api.searchCount('sale.order', [])).rejects.toMatchObject({ code: 'unreachable' });
    await odoo.startServer();
    expect(await api.searchCount('sale.order', [])).toBe(before);

    const processes = withDescendants(odoo.pids());
    expect(alive(processes).length).toBeGreaterThan(4);
    await odoo.stop();
    await expect.poll(() => alive(processes)).toEqual([]);
    expect(existsSync(odoo.work)).toBe(false);
    expect(readFileSync('/proc/mounts', 'utf8')).not.toContain('odoo-19');
  });

  test('ends with the one who started it, on Ctrl-C and on SIGKILL', async () => {
    for (const signal of ['SIGINT', 'SIGKILL'] as const) {
      const starter = fork(join(import.meta.dirname, 'support', 'lone-odoo.ts'), { stdio: 'ignore' });
      const [{ pids, work }] = (await once(starter, 'message')) as [{ pids: number[]; work: string }];
      const processes = withDescendants(pids);
      starter.kill(signal);
      await expect.poll(() => alive(processes), { timeout: 30_000 }).toEqual([]);
      // Nobody is left to remove the files of a starter that was killed.
      if (signal === 'SIGKILL') rmSync(work, { recursive: true });
      else await expect.poll(() => existsSync(work), { timeout: 10_000 }).toBe(false);
    }
  });
});

/** `dist/nodes/OdooBilling/OdooBilling.node.js` is `n8n-nodes-odoo-billing.odooBilling` to n8n. */
function nodeType(file: string): string {
  const name = file.replace(/^.*\/|\.node\.js$/g, '');
  return `${manifest.name}.${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}

const oneNode = {
  name: 'One node',
  nodes: [
    { name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} },
    { name: 'Nothing', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [200, 0], parameters: {} },
  ],
  connections: { Start: { main: [[{ node: 'Nothing', type: 'main', index: 0 }]] } },
};
