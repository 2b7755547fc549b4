import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runWatch } from '../../src/billing/watch/run.ts';
import { WATCHES } from '../../src/billing/watch/watches.ts';
import type { OdooApi } from '../../src/odoo/api.ts';
import { createBillingOdoo } from '../../src/odoo/gateway.ts';
import { connectXmlRpc } from '../../src/odoo/xmlrpc.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';

// All watches, twice, over a whole firm.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 60_000 });

const TODAY = '2026-11-21';
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ today: TODAY });
});
afterAll(() => sandbox.stop());

/** Every call to Odoo of a watch, by the model or action it asks. */
async function callsOf(id: string): Promise<string[]> {
  const calls: string[] = [];
  const counted = new Proxy(connectXmlRpc({ ...sandbox, ...sandbox.watcher }), {
    get: (api, name: keyof OdooApi) => {
      const method = api[name] as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => {
        calls.push(`${name} ${String(args[0])}`);
        return method.apply(api, args);
      };
    },
  });
  const watch = WATCHES.find((each) => each.id === id);
  if (!watch) throw new RangeError(id);
  await runWatch(createBillingOdoo(counted, sandbox.url), watch, {}, { today: TODAY, keepCases: true });
  return calls.sort();
}

test('a watch asks Odoo no more often for twice the work', async () => {
  const before = new Map<string, string[]>();
  for (const { id } of WATCHES) before.set(id, await callsOf(id));
  for (const model of ['account.analytic.line', 'hr.expense', 'project.milestone'] as const)
    for (const row of [...sandbox.store.all(model)]) {
      const copy: Partial<typeof row> = { ...row };
      delete copy.id;
      sandbox.store.create(model, copy as never);
    }
  for (const { id } of WATCHES) {
    const calls = await callsOf(id);
    expect(calls.length, id).toBeGreaterThan(1);
    // Fewer where a kind of record is not among what it looks for any more.
    expect(calls.length, calls.join('\n')).toBeLessThanOrEqual(before.get(id)?.length ?? 0);
  }
});
