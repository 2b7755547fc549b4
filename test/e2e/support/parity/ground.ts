import { createRobots } from '../../../../src/odoo/install.ts';
import { ALWAYS, WATCHER } from '../world.ts';
import type { World } from '../world.ts';

const LINK = 4;
const SET = 6;

/** What the orders stand on: taxes, fiscal positions, terms, currencies, plans, a second company, by a name each. */
export type Ground = Awaited<ReturnType<typeof layGround>>;

const day = (daysFromToday: number): string =>
  new Date(Date.now() + daysFromToday * 86_400_000).toISOString().slice(0, 10);

export async function layGround(world: World) {
  const { admin, create, xmlId } = world;
  const groups = ['analytic.group_analytic_accounting', 'account.group_account_manager', 'uom.group_uom'];
  const me = await admin.searchRead('res.users', [['login', '=', 'admin']], { fields: ['id'] });
  await admin.call('res.users', 'write', [
    me.map(({ id }) => id),
    { group_ids: (await Promise.all(groups.map(xmlId))).map((id) => [LINK, id]) },
  ]);

  const [fifteen] = await admin.searchRead(
    'account.tax',
    [
      ['type_tax_use', '=', 'sale'],
      ['company_id', '=', 1],
      ['amount', '=', 15],
    ],
    { fields: ['tax_group_id'], limit: 1 },
  );
  if (!fifteen) throw new Error('the demo company has no sales tax of 15 %');
  const vat = fifteen.id as number;
  const tax = (name: string, amount: number, values: Record<string, unknown> = {}) =>
    create('account.tax', {
      name,
      amount,
      type_tax_use: 'sale',
      company_id: 1,
      tax_group_id: fifteen.tax_group_id,
      ...values,
    });
  const included = await tax('8 % included', 8, { price_include_override: 'tax_included' });
  const base = await tax('5 % levy', 5, { include_base_amount: true, sequence: 1 });
  const members = [
    await tax('State 4 %', 4, { type_tax_use: 'none' }),
    await tax('City 2 %', 2, { type_tax_use: 'none' }),
  ];
  const group = await tax('State and city', 0, { amount_type: 'group', children_tax_ids: [[SET, 0, members]] });
  const position = (name: string) => create('account.fiscal.position', { name, company_id: 1 });
  const reverseCharge = await position('Reverse charge');
  const exempt = await position('Exempt');
  const mapsTo = (to: number) => ({ fiscal_position_ids: [[SET, 0, [to]]], original_tax_ids: [[SET, 0, [vat]]] });
  await tax('0 % reverse charge', 0, mapsTo(reverseCharge));
  await tax('Exempt', 0, mapsTo(exempt));

  async function currency(code: string, rates: Record<string, number>): Promise<number> {
    const [row] = await admin.searchRead('res.currency', [['name', '=', code]], { fields: ['id'], archived: true });
    const currency_id = row?.id as number;
    await admin.call('res.currency', 'write', [[currency_id], { active: true }]);
    for (const [name, company_rate] of Object.entries(rates))
      await create('res.currency.rate', { currency_id, name, company_rate, company_id: 1 });
    return currency_id;
  }
  const euro = await currency('EUR', { '2026-01-01': 0.95, [day(-3)]: 0.9137, [day(3)]: 0.5 });
  const yen = await currency('JPY', { '2026-01-01': 149.87 });
  const pricelist = (name: string, currency_id: number) => create('product.pricelist', { name, currency_id });

  const terms = async (name: string) =>
    (await admin.searchRead('account.payment.term', [['name', '=', name]], { fields: ['id'] }))[0]?.id as number;
  const plan = async (name: string, accounts: string[]) => {
    const plan_id = await create('account.analytic.plan', { name });
    return Promise.all(accounts.map((account) => create('account.analytic.account', { name: account, plan_id })));
  };
  const [berlin = 0, ghent = 0] = await plan('Offices', ['Berlin', 'Ghent']);
  const [cloud = 0] = await plan('Practices', ['Cloud']);

  const product = (name: string, values: Record<string, unknown>) =>
    create('product.product', { name, type: 'service', list_price: 100, ...values });
  const service = { invoice_policy: 'delivery', company_id: false };
  const products = {
    hours: world.consulting,
    days: await product('Consulting by the day', {
      ...service,
      service_type: 'timesheet',
      uom_id: await xmlId('uom.product_uom_day'),
    }),
    milestones: await product('Rollout', { ...service, service_type: 'milestones' }),
    manual: await product('Hosting', { ...service, service_type: 'manual' }),
    fee: await product('Set-up fee', { invoice_policy: 'order', service_type: 'manual' }),
    atCost: await product('Train', { ...service, can_be_expensed: true, expense_policy: 'cost', taxes_id: false }),
    atPrice: await product('Mileage', {
      ...service,
      can_be_expensed: true,
      expense_policy: 'sales_price',
      list_price: 0.79,
      standard_price: 0.42,
    }),
  };

  const sister = await create('res.company', {
    name: 'Sister Ltd',
    currency_id: euro,
    country_id: await xmlId('base.us'),
  });
  await admin.call('account.chart.template', 'try_loading', ['generic_coa', sister, false]);
  // A chart of accounts brings the currency of its country, without a rate for any other.
  await admin.call('res.company', 'write', [[sister], { currency_id: euro }]);
  // As `setup` does again when a company is added: the robots work for all of them.
  await createRobots(admin, { ...ALWAYS, ...WATCHER });
  const approver = await world.approver();
  const people = await admin.searchRead('res.users', [['login', 'in', ['approver', 'preparer']]], { fields: ['id'] });
  await admin.call('res.users', 'write', [people.map(({ id }) => id), { company_ids: [[LINK, sister]] }]);
  const sisterEngineer = await create('hr.employee', { name: 'Sven Sister', company_id: sister });

  return {
    approver,
    sister,
    sisterEngineer,
    products,
    taxes: { vat, included, base, group },
    positions: { reverseCharge, exempt },
    pricelists: { euro: await pricelist('Euro', euro), yen: await pricelist('Yen', yen) },
    terms: { instalments: await terms('30% Now, Balance 60 Days'), earlyDiscount: await terms('2/7 Net 30') },
    accounts: { berlin, ghent, cloud },
    incoterm: (await admin.searchRead('account.incoterms', [], { fields: ['id'], limit: 1 }))[0]?.id as number,
    team: (await admin.searchRead('crm.team', [], { fields: ['id'], limit: 1 }))[0]?.id as number,
  };
}
