import type { ILoadOptionsFunctions, INodeListSearchResult, INodeParameters } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { itemsOf } from '../../scripts/n8n-runner.ts';
import { core, ownNodes } from '../../scripts/n8n-types.ts';
import { createRunner } from '../../scripts/n8n-runner.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { runSingle, singleNode } from './single.ts';
import { failure, LAST_MONTH, odooCredential, TODAY } from './world.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ today: TODAY });
});
afterAll(() => sandbox.stop());

const collectParameters = (filters: object): INodeParameters =>
  ({ resource: 'work', operation: 'collect', to: LAST_MONTH, filters }) as INodeParameters;
const by = (mode: string, value: unknown) => ({ record: { __rl: true, mode, value } });

async function collected(filters: object, fields: object = {}) {
  const run = await runSingle(singleNode('odooBilling', collectParameters(filters), { fields }), {
    odooBillingApi: odooCredential(sandbox),
  });
  return { failure: failure(run), orders: itemsOf(run, 'Node').map(({ order }) => order) };
}
const order = (ref: string) => sandbox.refs.id('order', ref);

describe('filters take', () => {
  test.each([
    ['an id from the list', () => by('list', order('NL-101')), ['NL-101']],
    ['ids by hand', () => by('id', `${order('NL-101')}, ${order('NL-104')}`), ['NL-101', 'NL-104']],
    ['an array by expression', () => by('id', '={{ $json.orderIds }}'), ['NL-101', 'NL-104']],
    ['a number by expression', () => by('id', '={{ $json.orderIds[0] }}'), ['NL-101']],
    ['an address', () => by('url', `https://odoo.example.com/odoo/sales/${order('NL-104')}`), ['NL-104']],
    ['a name', () => by('name', 'NL-104'), ['NL-104']],
    ['a plain value, as a file may hold it', () => ({ record: String(order('NL-101')) }), ['NL-101']],
  ])('%s', async (_, record, orders) => {
    const found = await collected({ order: [record()] }, { orderIds: [order('NL-101'), order('NL-104')] });
    expect(found).toEqual({ failure: {}, orders: expect.arrayContaining(orders) });
    expect(found.orders).toHaveLength(orders.length);
  });

  test('several of a kind widen, kinds narrow', async () => {
    const both = [by('name', 'NL-101'), by('name', 'NL-104')];
    const customer = [by('name', 'Dunmore Foods')];
    expect((await collected({ order: both })).orders).toHaveLength(2);
    expect((await collected({ order: both, customer })).orders).toEqual(['NL-104']);
    expect((await collected({ project: [by('name', 'Claims platform')] })).orders).toEqual(['NL-101']);
  });

  test('agreements: the work each is about', async () => {
    const agreement = (x_name: string, more: object) =>
      sandbox.store.create('x_billing_agreement', { x_name, x_key: x_name, ...more }).id;
    agreement('Frame', { x_partner_id: sandbox.refs.id('customer', 'Aldgate Insurance') });
    agreement('Narrow', { x_order_id: order('NL-104'), x_partner_id: sandbox.refs.id('customer', 'Dunmore Foods') });
    agreement('Elsewhere', {
      x_order_id: order('NL-104'),
      x_project_id: sandbox.refs.id('project', 'Claims platform'),
    });
    const orders = async (...names: string[]) =>
      (await collected({ agreement: names.map((name) => by('name', name)) })).orders;
    expect(await orders('Frame')).toEqual(['NL-101']);
    expect(await orders('Narrow')).toEqual(['NL-104']);
    expect((await orders('Frame', 'Narrow')).toSorted()).toEqual(['NL-101', 'NL-104']);
    expect(await orders('Elsewhere')).toEqual([]);
    const nothing = agreement('Empty', {});
    expect((await collected({ agreement: [by('id', nothing)] })).failure.message).toMatch(/names no order, project/);
  });
});

test.each([
  ['an empty array', by('id', '={{ [] }}'), /filter Sales Order is empty/, /remove the filter/],
  [
    'an expression that yields nothing',
    by('id', '={{ $json.orderIds }}'),
    /filter Sales Order is empty/,
    /never taken/,
  ],
  ['no number', by('id', '={{ "S00042" }}'), /"S00042" is no record id/, /whole numbers/],
  ['an id that is none', by('id', '999999'), /no order with id 999999/, /Choose from the list/],
  [
    'another record’s address',
    by('url', 'https://o.example/odoo/customers/1'),
    /not the address of a sales order/,
    /copy/,
  ],
  ['an unknown name', by('name', 'NL-1'), /no order called "NL-1"/, /exactly as Odoo shows it/],
])('an order filter with %s says how to mend it', async (_, record, message, mend) => {
  const { failure: told, orders } = await collected({ order: [record] });
  expect(told.message).toMatch(message);
  expect(told.description).toMatch(mend);
  expect(orders).toEqual([]);
});

test.each([
  ['chosen nothing', by('list', ''), /"Sales Order" is required/],
  ['written no id', by('id', 'S00042'), /Not an id of a sales order in Odoo/],
])('n8n itself stops a designer who has %s', async (_, record, message) => {
  await expect(collected({ order: [record] })).rejects.toThrow(message);
});

type Search = (filter?: string, token?: string) => Promise<INodeListSearchResult>;

/** A From List picker as n8n's editor asks it. */
function picker(method: string, filters: object = {}, change: object = {}): Search {
  const { workflow, additional } = createRunner({
    credentials: { odooBillingApi: { ...odooCredential(sandbox), ...change } },
  }).prepare(singleNode('odooBilling', collectParameters(filters)), 'manual');
  const node = workflow.getNode('Node');
  if (!node) throw new Error('no node');
  Object.assign(additional, { currentNodeParameters: node.parameters });
  const context = new core.LoadOptionsContext(workflow, node, additional, 'filters') as ILoadOptionsFunctions;
  const search = ownNodes['n8n-nodes-odoo-billing.odooBilling']?.methods?.listSearch?.[method];
  if (!search) throw new Error(`no list ${method}`);
  return (filter, token) => search.call(context, filter, token);
}

describe('the lists', () => {
  test('show enough to choose, and link to Odoo', async () => {
    const { results, paginationToken } = await picker('orderList')('NL-104');
    expect(results).toEqual([
      {
        name: 'NL-104 · Dunmore Foods · 76,800.00 USD · PO PO-NL-104',
        value: order('NL-104'),
        url: `${sandbox.url}/odoo/sales/${order('NL-104')}`,
      },
    ]);
    expect(paginationToken).toBeUndefined();
  });

  test('follow what is chosen beside them', async () => {
    const customer = [by('list', sandbox.refs.id('customer', 'Dunmore Foods'))];
    expect((await picker('orderList', { customer })()).results.map(({ value }) => value)).toEqual([order('NL-104')]);
    expect((await picker('projectList', { customer })()).results.map(({ name }) => name)).toEqual([
      'Supply chain review · Dunmore Foods',
    ]);
  });

  test('come page by page, none twice and none left out', async () => {
    const [one] = sandbox.store.where('res.partner', ({ name }) => name === 'Dunmore Foods');
    const template = sandbox.store.get('sale.order', order('NL-104'));
    for (let copy = 0; copy < 120; copy += 1) {
      const { id, ...values } = { ...template, name: `P-${copy}`, partner_id: one?.id ?? 0 };
      expect(sandbox.store.create('sale.order', values).id).not.toBe(id);
    }
    const seen: unknown[] = [];
    for (let token: string | undefined = '0'; token !== undefined;) {
      const page: INodeListSearchResult = await picker('orderList')('P-', token);
      expect(page.results.length).toBeLessThanOrEqual(50);
      seen.push(...page.results.map(({ value }) => value));
      token = page.paginationToken as string | undefined;
    }
    const all = sandbox.store.where('sale.order', ({ name }) => name.startsWith('P-') || name.includes('P-'));
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThanOrEqual(all.length);
  });

  test.each(['agreementList', 'companyList', 'customerList', 'orderList', 'projectList'])(
    '%s says what is wrong with the credential, and how to mend it',
    async (method) => {
      await expect(picker(method, {}, { password: 'wrong' })()).rejects.toMatchObject({
        message: expect.stringMatching(/does not accept the login.*Check/s),
      });
    },
  );
});
