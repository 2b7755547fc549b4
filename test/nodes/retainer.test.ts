import { afterAll, beforeAll, expect, test } from 'vitest';

import { itemsOf } from '../../scripts/n8n-runner.ts';
import type { Statement } from '../../src/rules/retainer/statement.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { clockworkOf } from '../contract/sandbox.ts';
import { runSingle, singleNode } from './single.ts';
import { failure, LAST_MONTH, odooCredential, TODAY } from './world.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ today: TODAY });
});
afterAll(() => sandbox.stop());

async function balance<T>(more: object = {}): Promise<T[]> {
  const order = { record: { __rl: true, mode: 'id', value: String(sandbox.refs.id('order', 'NL-112')) } };
  const parameters = {
    resource: 'retainer',
    operation: 'getBalance',
    to: LAST_MONTH,
    filters: { order: [order] },
    ...more,
  };
  const run = await runSingle(singleNode('odooBillingLookup', parameters), {
    odooBillingApi: odooCredential(sandbox),
  });
  expect(failure(run)).toEqual({});
  return itemsOf(run, 'Node') as unknown as T[];
}

test('without a retainer there is no movement', async () => {
  expect(await balance()).toEqual([]);
});

test('a retainer’s balance is told by its movements, which add up to it', async () => {
  const orderId = sandbox.refs.id('order', 'NL-112');
  await clockworkOf(sandbox).agree(
    { x_name: 'Retained', x_order_id: orderId, x_currency_id: sandbox.store.get('sale.order', orderId).currency_id },
    {
      x_effective_from: `${LAST_MONTH.slice(0, 8)}01`,
      x_has_retainer: true,
      x_retainer_kind: 'drawdown',
      x_retainer_period: 'month',
      x_retainer_hours: 5,
    },
  );
  const [statement] = await balance<Statement>({ simplify: false });
  expect(statement).toMatchObject({ name: 'Retained', unit: 'h', on: LAST_MONTH });
  const rows = await balance<{ movement: string; amount: string; balance: string; agreement: string }>();
  expect(rows[0]).toMatchObject({ agreement: 'Retained', movement: 'paid', amount: '5', balance: '5' });
  expect(rows.map(({ movement }) => movement)).toContain('drawn');
  const total = rows.reduce((all, { amount }) => all + Number(amount), 0);
  expect(total).toBeCloseTo(Number(rows.at(-1)?.balance), 9);
});
