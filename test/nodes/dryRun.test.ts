import { afterAll, beforeAll, expect, test } from 'vitest';

import { itemsOf } from '../../scripts/n8n-runner.ts';
import type { DryRunRow } from '../../src/billing/dry-run-words.ts';
import type { DryRun } from '../../src/billing/dry-run.ts';
import { MODELS, type ModelName } from '../../src/sandbox/models.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { runSingle, singleNode } from './single.ts';
import { failure, LAST_MONTH, odooCredential, TODAY } from './world.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ today: TODAY });
});
afterAll(() => sandbox.stop());

const everything = () =>
  JSON.stringify(Object.keys(MODELS).map((model) => [model, sandbox.store.all(model as ModelName)]));

async function dryRun<T = DryRunRow>(type: string, more: object = {}): Promise<T[]> {
  const parameters = {
    resource: 'invoice',
    operation: 'dryRun',
    to: LAST_MONTH,
    filters: {},
    options: { today: TODAY },
    ...more,
  };
  const run = await runSingle(singleNode(type, parameters), { odooBillingApi: odooCredential(sandbox) });
  expect(failure(run)).toEqual({});
  return itemsOf(run, 'Node') as unknown as T[];
}

const only = (ref: string) => ({
  filters: { order: [{ record: { __rl: true, mode: 'id', value: String(sandbox.refs.id('order', ref)) } }] },
});

test.each(['odooBilling', 'odooBillingLookup'])('%s: changes not one record in Odoo', async (type) => {
  const before = everything();
  expect((await dryRun(type)).length).toBeGreaterThan(5);
  expect(everything()).toBe(before);
});

test('says in words what would be drafted, why, what waits and whose it is', async () => {
  const [row] = await dryRun('odooBilling', only('NL-101'));
  expect(row).toMatchObject({
    order: 'NL-101',
    customer: 'Aldgate Insurance',
    outcome: 'Would be drafted',
    currency: 'USD',
  });
  expect(row?.lines).toMatch(/^Claims platform advisory: [\d.]+ Hours × 120.00 USD = [\d.,]+ USD\. Approved/);
  expect(row?.waits).toMatch(/(^|• )5 h of .+ \(1 entry\), pending: Not approved/);
  expect(row?.verdicts).toMatch(/(^|• )≈?[\d.]+ h to bill \(\d+ entries\): Approved/);
  expect(Object.values(row ?? {}).filter((value) => typeof value === 'object')).toEqual([]);
});

test('says of every single entry what becomes of it, where asked', async () => {
  const [row] = await dryRun('odooBilling', { ...only('NL-101'), options: { today: TODAY, everyEntry: true } });
  const [raw] = await dryRun<DryRun>('odooBilling', { ...only('NL-101'), simplify: false });
  const entries = row?.entries?.split(' • ') ?? [];
  expect(entries).toHaveLength(raw?.evaluation.parts.length ?? 0);
  expect(entries).toContainEqual(expect.stringMatching(/^(• )?\d{4}-\d\d-\d\d .+, [\d.]+ h: to bill\. /));
});

test('each total is what drafting then makes', async () => {
  const raw = await dryRun<DryRun>('odooBilling', { ...only('NL-101'), simplify: false });
  expect(raw[0]).toMatchObject({ evaluation: { orderName: 'NL-101' }, foreseen: { status: 'clear' } });
  const [row] = await dryRun('odooBilling', only('NL-101'));
  expect(row?.total).toBe(raw[0]?.evaluation.proposal?.total);
});

test('orders with nothing to draft say so', async () => {
  const rows = await dryRun('odooBilling');
  const nothing = rows.filter(({ outcome }) => outcome.startsWith('Nothing'));
  expect(nothing.length).toBeGreaterThan(0);
  expect(nothing.every(({ total }) => total === '0')).toBe(true);
});
