import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect } from 'vitest';
import { startN8n } from '../../stack/n8n.ts';
import { shippedWorkflow } from '../../stack/shipped.ts';
import { faultyLine } from './support/faulty-line.ts';
import { eventually, itemsOf } from './support/firm.ts';
import { inWorld as base } from './support/test.ts';
import { enterWorld, PASSWORD, type World } from './support/world.ts';

const node = (name: string, type: string, x: number, parameters: object, more = {}) => ({
  id: name,
  name,
  type,
  typeVersion: 1,
  position: [x, 0],
  parameters,
  ...more,
});

type Node = ReturnType<typeof node>;

/** n8n tries the case five times, five seconds apart, and a busy machine takes its time. */
const SLOW = 480_000;

/** A workflow somebody starts by a call, that comes to the node, and then to the others. */
const failing = (path: string, errorWorkflow: string, last: Node, then: Node[]) => ({
  name: `Fails at ${last.name}`,
  nodes: [
    node('Call', 'n8n-nodes-base.webhook', 0, { httpMethod: 'POST', path }, { typeVersion: 2, webhookId: path }),
    last,
    ...then,
  ],
  connections: { Call: { main: [[last, ...then].map(({ name }) => ({ node: name, type: 'main', index: 0 }))] } },
  settings: { executionOrder: 'v1', errorWorkflow },
});

const test = base
  .extend('world', { scope: 'file' }, ({ odoo }) => enterWorld(odoo))
  .extend('line', { scope: 'file' }, async ({ odoo }, { onCleanup }) => {
    const line = await faultyLine(odoo.url);
    onCleanup(() => line.close());
    return line;
  })
  .extend('n8n', { scope: 'file' }, async ({ databases, odoo }, { onCleanup }) => {
    const n8n = await startN8n({ postgres: await databases.postgresUrl(`${odoo.database}_n8n`) });
    onCleanup(() => n8n.stop());
    return n8n;
  })
  .extend('at', { scope: 'file' }, async ({ world, line, n8n, odoo }) => {
    const access = { url: line.url, database: odoo.database, login: 'robot-drafter', password: PASSWORD };
    await n8n.importCredentials([{ name: 'Odoo Billing', type: 'odooBillingApi', data: access }]);
    const errorWorkflow = await n8n.importWorkflow(await shippedWorkflow('failed-run'));
    await n8n.activate(errorWorkflow);
    const start = async (path: string, last: Node, ...then: Node[]) => {
      const id = await n8n.importWorkflow(failing(path, errorWorkflow, last, then));
      await n8n.activate(id);
      return {
        id,
        fail: async () => {
          const before = (await n8n.executions(errorWorkflow)).length;
          await fetch(`${n8n.url}/webhook/${path}`, { method: 'POST' });
          return eventually(async () => {
            const run = (await n8n.executions(errorWorkflow).catch(() => []))[before];
            // n8n may list a run that has only begun.
            return ['success', 'error'].includes(run?.status ?? '') && run;
          }, 180);
        },
      };
    };
    return { world, line, n8n, errorWorkflow, start };
  });

const casesOf = (world: World, workflow: string) =>
  world.as('controller').searchRead('x_billing_case', [['x_key', 'like', `workflow.failed:${workflow}:`]], {
    fields: ['x_name', 'x_state', 'x_kind', 'x_severity', 'x_detail', 'x_next_step', 'x_link', 'x_deadline'],
  });

test(
  'a run that fails is one technical case with its node, item, error and a link to it, and stays one',
  async ({ at }) => {
    const { world, n8n } = at;
    const missing = { resource: 'invoice', operation: 'get', invoiceId: '999999' };
    const { id, fail } = await at.start(
      'refused',
      node('Get Invoice', 'n8n-nodes-odoo-billing.odooBilling', 200, missing),
    );
    const told = await fail();
    expect(told.status).toBe('success');
    expect(itemsOf(told, 'Odoo Did Not Take It')).toEqual([]);
    expect(itemsOf(told, 'Blocks Billing')).toMatchObject([{ status: 'opened', trouble: 'blocking', replay: 'safe' }]);
    const [run] = await n8n.executions(id);
    const [opened, ...others] = await casesOf(world, id);
    expect(others).toEqual([]);
    expect(opened).toMatchObject({
      x_name: 'Fails at Get Invoice is blocked at Get Invoice: mend it',
      x_state: 'open',
      x_kind: 'technical',
      x_severity: '2',
      x_detail: expect.stringMatching(/999999[\s\S]*Node: Get Invoice, item 0\.\nRun \d+ of Fails at Get Invoice\./),
      x_next_step: expect.stringMatching(/press Retry/),
      x_link: expect.stringMatching(new RegExp(`/workflow/${id}/executions/${String(run?.id)}$`)),
    });

    expect(itemsOf(await fail(), 'Blocks Billing')).toMatchObject([{ status: 'updated' }]);
    const again = await casesOf(world, id);
    expect(again).toHaveLength(1);
    expect(again[0]?.x_link).not.toBe(opened?.x_link);
  },
  SLOW,
);

test(
  'what passes by itself is told apart, and so is what may not be done twice',
  async ({ at }) => {
    const call = node('Call Somebody', 'n8n-nodes-base.httpRequest', 200, {
      url: 'http://127.0.0.1:9',
      method: 'POST',
    });
    const { id, fail } = await at.start('passing', { ...call, typeVersion: 4.2 });
    expect(itemsOf(await fail(), 'Passes')).toMatchObject([{ trouble: 'passing', replay: 'look-first' }]);
    expect(await casesOf(at.world, id)).toMatchObject([
      {
        x_name: 'Fails at Call Somebody failed in passing at Call Somebody',
        x_severity: '1',
        x_next_step: expect.stringMatching(/see what Call Somebody did before it failed/),
      },
    ]);
  },
  SLOW,
);

test(
  'Odoo gone for a moment: the case is opened when it is back',
  async ({ at }) => {
    const { world, line, n8n } = at;
    const call = node('Call Nobody', 'n8n-nodes-base.httpRequest', 200, { url: 'http://127.0.0.1:9', method: 'POST' });
    const { id, fail } = await at.start('outage', { ...call, typeVersion: 4.2 });
    let lost = 0;
    line.lose = () => ((lost += 1) <= 3 ? 'call' : undefined);
    const told = await fail();
    line.lose = () => undefined;
    expect(itemsOf(told, 'Passes')).toMatchObject([{ status: 'opened' }]);
    expect(await casesOf(world, id)).toHaveLength(1);
    expect(lost).toBeGreaterThan(3);
    expect((await n8n.executions(id)).map(({ status }) => status)).toEqual(['error']);
  },
  SLOW,
);

test(
  'Odoo gone for long: what failed goes on with why, and waits in n8n',
  async ({ at }) => {
    const { world, line } = at;
    const call = node('Call No One', 'n8n-nodes-base.httpRequest', 200, { url: 'http://127.0.0.1:9', method: 'POST' });
    const { id, fail } = await at.start('long-outage', { ...call, typeVersion: 4.2 });
    line.cut();
    const told = await fail();
    line.mend();
    expect(itemsOf(told, 'Odoo Did Not Take It')).toMatchObject([{ error: expect.any(String) }]);
    expect(await casesOf(world, id)).toEqual([]);
    expect(itemsOf(await fail(), 'Passes')).toMatchObject([{ status: 'opened' }]);
  },
  SLOW,
);

test(
  'only a run that began after the failure, or its own retry, closes its case: the retry of an older run does not',
  async ({ at, onTestFinished }) => {
    const { world, n8n } = at;
    let answer = 500;
    const service = createServer((_, response) => response.writeHead(answer).end('{}')).listen(0, '127.0.0.1');
    onTestFinished(() => void service.close());
    await once(service, 'listening');
    const url = `http://127.0.0.1:${String((service.address() as AddressInfo).port)}`;
    const call = { ...node('Call Service', 'n8n-nodes-base.httpRequest', 200, { url }), typeVersion: 4.2 };
    const { id, fail } = await at.start('retried', call, {
      ...node('Close Failed Runs', 'n8n-nodes-odoo-billing.odooBilling', 200, {
        resource: 'case',
        operation: 'closeFailedRuns',
      }),
      position: [200, 300],
    });
    const runs = async () => (await n8n.executions(id)).map(({ id: run }) => String(run));
    const standing = async () => (await casesOf(world, id)).map(({ x_state: state }) => state);
    const good = async (run: string) => {
      expect((await n8n.retry(run, 180)).status).toBe('success');
      return standing();
    };

    await fail();
    const [older = ''] = await runs();
    await fail();
    const newer = (await runs()).find((run) => run !== older) ?? '';
    expect(await casesOf(world, id)).toMatchObject([{ x_link: expect.stringMatching(new RegExp(`/${newer}$`)) }]);
    answer = 200;
    expect(await good(older)).toEqual(['open']);
    expect(await good(newer)).toEqual(['closed']);

    answer = 500;
    await fail();
    expect(await standing()).toEqual(['open']);
    answer = 200;
    await fetch(`${n8n.url}/webhook/retried`, { method: 'POST' });
    await eventually(async () => (await standing())[0] === 'closed', 180);
  },
  SLOW,
);
