import type { IRun } from 'n8n-workflow';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { itemsOf } from '../../scripts/n8n-runner.ts';
import type { Evaluation, Proposal } from '../../src/rules/verdict.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { clockworkOf } from '../contract/sandbox.ts';
import { runSingle, singleNode } from './single.ts';
import { failure, LAST_MONTH, odooCredential, TODAY } from './world.ts';

const ORDERS = ['NL-101', 'NL-102', 'NL-109'];

let sandbox: Sandbox;
let run: IRun;
const filters = () => ({
  order: ORDERS.map((ref) => ({
    record: { __rl: true, mode: 'id', value: String(sandbox.refs.id('order', ref)) },
  })),
});

/** NL-102 and NL-109 are of one customer who wants one invoice; NL-101 is read with them. */
beforeAll(async () => {
  sandbox = await startSandbox({ today: TODAY });
  const [, one, other] = ORDERS.map((ref) => sandbox.refs.id('order', ref)) as [number, number, number];
  const { partner_id, partner_invoice_id, partner_shipping_id, currency_id } = sandbox.store.get('sale.order', one);
  sandbox.store.write('sale.order', other, { partner_id, partner_invoice_id, partner_shipping_id });
  await clockworkOf(sandbox).agree(
    { x_name: 'One invoice', x_partner_id: partner_id, x_currency_id: currency_id },
    { x_effective_from: '2020-01-01', x_has_invoice_format: true, x_invoice_format_invoice_per: 'customer' },
  );
  const collect = singleNode('odooBilling', {
    resource: 'work',
    operation: 'collect',
    to: LAST_MONTH,
    filters: filters(),
  });
  const rules = singleNode('billingRules', { today: TODAY }).nodes.filter(({ name }) => name === 'Node');
  run = await runSingle(
    {
      ...collect,
      nodes: [...collect.nodes, ...rules.map((node) => ({ ...node, id: 'Rules', name: 'Rules' }))],
      connections: { ...collect.connections, Node: { main: [[{ node: 'Rules', type: 'main', index: 0 }]] } },
    },
    { odooBillingApi: odooCredential(sandbox) },
  );
  expect(failure(run)).toEqual({});
});
afterAll(() => sandbox.stop());

test('Ready has one item for both orders, which names them, and comes from the work of both', () => {
  const worked = itemsOf(run, 'Node').map(({ order }) => order);
  const ready = run.data.resultData.runData['Rules']?.[0]?.data?.['main']?.[0] ?? [];
  const at = ready.findIndex(({ json }) => json['order'] === 'NL-102, NL-109');
  const { json, pairedItem } = ready[at] ?? {};
  const from = [pairedItem].flat().map((one) => worked[(one as { item: number }).item]);
  expect(from).toEqual(['NL-102', 'NL-109']);
  expect((json?.['proposal'] as unknown as Proposal).orders.map(({ orderName }) => orderName)).toEqual(from);
  expect(json?.['lines']).toMatch(/NL-102: .* • NL-109: /);
  expect(ready.map((item) => item.json['order'])).toEqual(expect.arrayContaining(['NL-101', 'NL-102, NL-109']));
  expect(ready).toHaveLength(2);
});

test('Not Billed keeps an item for each order, and names the one its invoice is told with', () => {
  const rows = itemsOf(run, 'Rules', 2).map(({ evaluation }) => evaluation as Evaluation);
  expect(rows.map(({ orderName }) => orderName).toSorted()).toEqual(ORDERS);
  const told = Object.fromEntries(rows.map(({ orderName, invoicedWith }) => [orderName, invoicedWith?.orderName]));
  expect(told).toEqual({ 'NL-101': undefined, 'NL-102': undefined, 'NL-109': 'NL-102' });
});

test('a dry run says which orders are on one invoice, and tells its total once', async () => {
  const parameters = {
    resource: 'invoice',
    operation: 'dryRun',
    to: LAST_MONTH,
    filters: filters(),
    options: { today: TODAY },
  };
  const dry = await runSingle(singleNode('odooBillingLookup', parameters), { odooBillingApi: odooCredential(sandbox) });
  expect(failure(dry)).toEqual({});
  const rows = new Map(itemsOf(dry, 'Node').map((row) => [row['order'], row]));
  expect(rows.get('NL-102')).toMatchObject({ outcome: 'Would be drafted, on one invoice with NL-109' });
  expect(rows.get('NL-109')).toMatchObject({ outcome: 'On one invoice with NL-102', total: '0', lines: '—' });
  expect(rows.get('NL-102')?.['lines']).toMatch(/(^|• )NL-109: /);
});
