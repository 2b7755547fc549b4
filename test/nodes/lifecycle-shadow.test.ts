import type { INodeParameters } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { createRunner, itemsOf, withFields } from '../../scripts/n8n-runner.ts';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import type { ShadowRow } from '../../src/billing/shadow/rows.ts';
import type { Shadow } from '../../src/billing/shadow/shadow.ts';
import { READER } from '../../src/cli/questions.ts';
import { exact, sum } from '../../src/money/decimal.ts';
import { createBillingOdoo } from '../../src/odoo/gateway.ts';
import { connectXmlRpc } from '../../src/odoo/xmlrpc.ts';
import { proposalsOf } from '../../src/rules/proposal/of.ts';
import { MODELS, type ModelName } from '../../src/sandbox/models.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { odooBilling } from '../cli/odoo-billing.ts';
import { runSingle, singleNode } from './single.ts';
import { failure, LAST_MONTH, odooCredential, shipped, TODAY } from './world.ts';

const FROM = '2026-03-01';
const MARCH = { from: FROM, to: LAST_MONTH };
const LATE = '2026-04-02';

let sandbox: Sandbox;
/**
 * March is billed; then somebody cuts two hours off a line, takes 10.00 more a day on another, on whose invoice is also what was
 * paid ahead, and dates an invoice late.
 */
beforeAll(async () => {
  sandbox = await startSandbox({ today: TODAY });
  const { store, refs } = sandbox;
  const odoo = createBillingOdoo(connectXmlRpc(odooCredential(sandbox)), sandbox.url);
  const outcomes = await draftProposals(odoo, propose(await odoo.collectWork(MARCH), TODAY).flatMap(proposalsOf));
  const invoices = outcomes.flatMap((outcome) => (outcome.status === 'drafted' ? [outcome.invoice.id] : []));
  for (const id of invoices) store.write('account.move', id, { invoice_date: LAST_MONTH });
  const lines = store.where('account.move.line', ({ move_id: id }) => invoices.includes(id as number));
  const lineOf = (ref: string) => {
    const line = lines.find(({ sale_line_ids: ids }) => ids.includes(refs.id('line', ref)));
    if (!line) throw new Error(`Nothing of ${ref} is invoiced.`);
    return line;
  };
  const [cut, dear, late] = [lineOf('NL-101/1'), lineOf('NL-104/1'), lineOf('NL-102/1')];
  store.write('account.move.line', cut.id, { quantity: cut.quantity - 2 });
  store.write('account.move.line', dear.id, { price_unit: dear.price_unit + 10 });
  store.write('account.move', late.move_id as number, { invoice_date: LATE });
  store.create('account.move.line', { ...dear, sale_line_ids: [], name: 'Paid ahead', is_downpayment: true });
}, 60_000);
afterAll(() => sandbox.stop());

async function shadow<T = ShadowRow>(more: object = {}, type = 'odooBilling') {
  const parameters = { resource: 'invoice', operation: 'shadow', ...MARCH, ...more } as INodeParameters;
  const run = await runSingle(singleNode(type, parameters), { odooBillingApi: odooCredential(sandbox) });
  return { items: itemsOf(run, 'Node') as unknown as T[], told: failure(run) };
}

const differencesIn = (items: ShadowRow[]) => items.filter((each) => each.row === 'difference');
const everything = () =>
  JSON.stringify(Object.keys(MODELS).map((model) => [model, sandbox.store.all(model as ModelName)]));

describe('a shadow month on the canvas', () => {
  test('one item per difference with its money and reason, and a summary they add up to', async () => {
    const { items, told } = await shadow();
    expect(told).toEqual({});
    const days = Number(
      sandbox.store.all('account.move.line').find(({ price_unit: price }) => price === 970)?.quantity,
    );
    expect(days).toBeGreaterThan(0);
    const common = { row: 'difference', currency: 'USD' };
    const found = differencesIn(items).toSorted((a, b) => a.order.localeCompare(b.order));
    expect(found).toMatchObject([
      { ...common, kind: 'quantity', order: 'NL-101', difference: '240.00', why: expect.stringMatching(/work stand/) },
      { ...common, kind: 'date', order: 'NL-102', difference: '0.00', byHand: '2 Apr 2026', ours: '31 Mar 2026' },
      { ...common, kind: 'rate', order: 'NL-104' },
    ]);
    expect(Number(found[2]?.difference)).toBeCloseTo(-10 * days, 0);
    const [dated] = differencesIn(items).filter(({ kind }) => kind === 'date');
    expect(Number(dated?.beside)).toBeGreaterThan(0);
    for (const summary of items.filter((each) => each.row === 'summary')) {
      const own = differencesIn(items).filter(({ currency }) => currency === summary.currency);
      const explained = sum([...own.map(({ difference }) => difference), summary.rounding]);
      expect(explained.eq(exact(summary.difference)), summary.currency).toBe(true);
      expect(exact(summary.ours).minus(summary.byHand).eq(exact(summary.difference))).toBe(true);
      expect(summary).toMatchObject({ ...MARCH, dated: LAST_MONTH, differences: own.length });
    }
    // A table shows it: no value is a list or an object.
    expect(items.flatMap((each) => Object.values(each)).filter((value) => typeof value === 'object')).toEqual([]);
  });

  test('is what the command finds, to the letter', async () => {
    const { url, database, login, password } = odooCredential(sandbox);
    const settings = { ODOO_URL: url, ODOO_DATABASE: database, [READER.login]: login, [READER.password]: password };
    const { code, said } = await odooBilling(['shadow', '--from', FROM, '--to', LAST_MONTH, '--json'], settings);
    expect(code, said).toBe(0);
    const today = new Date().toISOString().slice(0, 10);
    const { items } = await shadow<Shadow>({ simplify: false, options: { today } });
    expect(items).toEqual([JSON.parse(said)]);
  });

  test.each(['odooBilling', 'odooBillingLookup'])('%s: changes not one record in Odoo', async (type) => {
    const before = everything();
    expect((await shadow({}, type)).items.length).toBeGreaterThan(3);
    expect(everything()).toBe(before);
  });

  test('of one customer, of one billing model, dated as finance dated it; nothing of a month nobody worked', async () => {
    const ordersOf = async (more: object) => differencesIn((await shadow(more)).items).map(({ order }) => order);
    const customer = [{ record: { __rl: true, mode: 'name', value: 'Aldgate Insurance' } }];
    expect(await ordersOf({ filters: { customer } })).toEqual(['NL-101']);
    expect(await ordersOf({ options: { models: ['milestone'] } })).toEqual([]);
    const [order] = differencesIn((await shadow({ options: { dated: LATE } })).items).map(({ kind }) => kind);
    expect(order).toBe('date');
    const { items } = await shadow({ from: '2020-01-01', to: '2020-01-31' });
    expect(items).toMatchObject([{ row: 'summary', invoices: 0, differences: 0, difference: '0.00' }]);
  });

  test('a span that ends before it begins, and a model there is none of, are errors that say so', async () => {
    expect((await shadow({ from: LAST_MONTH, to: FROM })).told).toMatchObject({
      message: `It begins on ${LAST_MONTH}, after its last day ${FROM}`,
      description: 'Exchange From and To.',
    });
    expect((await shadow({ options: { models: ['barter'] } })).told.message).toBe('"barter" is no billing model');
  });
});

test('the shipped workflow parts the summary, the differences and what is not compared', async () => {
  const runner = createRunner({ credentials: { odooBillingApi: odooCredential(sandbox) } });
  const run = await runner.run(
    withFields(shipped('shadow-month'), 'Settings', { ...MARCH, dated: LAST_MONTH }),
    'Run Now',
  );
  expect(failure(run)).toEqual({});
  const rows = (node: string) => itemsOf(run, node).map(({ row }) => row);
  expect(rows('Summary')).toEqual(['summary', 'summary']);
  expect(rows('Differences')).toEqual(['difference', 'difference', 'difference']);
  expect(itemsOf(run, 'Not Compared')).toMatchObject([{ row: 'not compared', line: 'Paid ahead' }]);
  expect(itemsOf(run, 'Close Failed Runs')).toEqual([{ closed: 0 }]);
});
