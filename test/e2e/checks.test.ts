import { describe, expect } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import type { Row } from '../../src/odoo/api.ts';
import { sellNothing, spend } from './support/spend.ts';
import { inWorld as base } from './support/test.ts';
import { codesOf, draftedToTheCent, evaluated, proposed } from './support/to-the-cent.ts';
import { enterWorld, sellTime } from './support/world.ts';
import type { World } from './support/world.ts';

const test = base.extend('world', { scope: 'file' }, async ({ odoo }) => enterWorld(odoo));

/** As the form writes it in the screen; Odoo's client calls nothing else. */
const inTheScreen = ({ admin }: World, model: string, id: number, values: Row) =>
  admin.call(model, 'web_save', [[id], values], { specification: {} });
const overTheApi = ({ admin }: World, model: string, id: number, values: Row) =>
  admin.call(model, 'write', [[id], values]);

async function sold(world: World): Promise<{ order: number; line: number; customer: number }> {
  const { orderId: order, lineIds } = await sellTime(world, [{ price: 100, hours: [2] }]);
  const [row] = await world.admin.searchRead('sale.order', [['id', '=', order]], { fields: ['partner_id'] });
  return { order, line: lineIds[0] ?? 0, customer: row?.partner_id as number };
}

const position = (world: World, name: string, values: Row = {}) =>
  world.create('account.fiscal.position', { name, ...values });

async function billed(world: World, order: number): Promise<void> {
  await draftedToTheCent(world, await proposed(world, order));
}

const findingsOf = async (world: World, order: number): Promise<string[]> =>
  (await proposed(world, order)).flatMap(({ findings }) => findings.map(({ code }) => code));

describe('entered wrongly, held, mended, billed', () => {
  test('a fiscal position that asks for a Tax ID, and a customer without one', async ({ world }) => {
    const { order, customer } = await sold(world);
    const reverse = await position(world, 'Reverse charge', { vat_required: true });
    await inTheScreen(world, 'sale.order', order, { fiscal_position_id: reverse });
    const [held] = await evaluated(world, [order]);
    expect(held?.proposal).toBeUndefined();
    expect(held?.cases).toMatchObject([
      { code: 'customer.vat-missing', record: `sale.order,${order}`, detail: expect.stringContaining('“Acme GmbH”') },
    ]);
    await inTheScreen(world, 'res.partner', customer, { vat: 'BE0477472701' });
    await billed(world, order);
  });

  test('a company of the European Union: no country, then without tax and without a Tax ID', async ({ world }) => {
    const { order, customer, line } = await sold(world);
    const [company] = await world.admin.searchRead('res.company', [['id', '=', 1]], {
      fields: ['country_id', 'account_fiscal_country_id'],
    });
    const belgium = await world.xmlId('base.be');
    await overTheApi(world, 'res.company', 1, { country_id: belgium, account_fiscal_country_id: belgium });
    expect(codesOf(await evaluated(world, [order]))).toEqual(['customer.country-missing']);
    await inTheScreen(world, 'res.partner', customer, { country_id: await world.xmlId('base.de') });
    expect(codesOf(await evaluated(world, [order]))).toEqual([]);
    await inTheScreen(world, 'sale.order.line', line, { tax_ids: [[5, 0, 0]] });
    expect(codesOf(await evaluated(world, [order]))).toEqual(['customer.vat-missing']);
    await overTheApi(world, 'res.partner', customer, { vat: 'DE811907980' });
    expect(await findingsOf(world, order)).toContain('tax.left-out');
    await billed(world, order);
    await overTheApi(world, 'res.company', 1, company as Row);
  });

  test('a fiscal position for customers of another country; then one that is merely unusual', async ({ world }) => {
    const { order, customer } = await sold(world);
    const [belgium, us] = await Promise.all(['base.be', 'base.us'].map(world.xmlId));
    await overTheApi(world, 'res.partner', customer, { country_id: us });
    const belgian = await position(world, 'Belgian customers', { country_id: belgium });
    await overTheApi(world, 'sale.order', order, { fiscal_position_id: belgian });
    const [held] = await evaluated(world, [order]);
    expect(held?.proposal).toBeUndefined();
    expect(held?.cases).toMatchObject([{ code: 'order.fiscal-position', detail: expect.stringContaining('US') }]);
    await inTheScreen(world, 'sale.order', order, { fiscal_position_id: await position(world, 'Exempt') });
    expect(await findingsOf(world, order)).toEqual(['tax.other-position']);
    await billed(world, order);
  });

  test('a currency without an exchange rate', async ({ world }) => {
    const { admin, create } = world;
    const [franc] = await admin.searchRead('res.currency', [['name', '=', 'CHF']], { fields: [], archived: true });
    const currency = franc?.id as number;
    await overTheApi(world, 'res.currency', currency, { active: true });
    const known = await admin.searchRead('res.currency.rate', [['currency_id', '=', currency]], { fields: [] });
    await admin.call('res.currency.rate', 'unlink', [known.map(({ id }) => id)]);
    const pricelist_id = await create('product.pricelist', { name: 'Francs', currency_id: currency });
    const order = await sellNothing(world, { pricelist_id });
    const category = await create('product.product', {
      name: 'Train',
      type: 'service',
      can_be_expensed: true,
      expense_policy: 'cost',
      invoice_policy: 'delivery',
    });
    await spend(world, order, [{ category, name: 'Train', amount: 64.2 }]);
    expect(codesOf(await evaluated(world, [order]))).toEqual(['currency.no-rate']);
    await create('res.currency.rate', { currency_id: currency, name: '2026-11-03', rate: 0.9 });
    expect(codesOf(await evaluated(world, [order]))).toEqual(['currency.no-rate']);
    await create('res.currency.rate', { currency_id: currency, name: '2026-11-02', rate: 0.9 });
    await billed(world, order);
  });

  test('a purchase order with an amount and no number', async ({ world }) => {
    const { order } = await sold(world);
    await inTheScreen(world, 'sale.order', order, { x_billing_po_amount: 5000 });
    expect(codesOf(await evaluated(world, [order]))).toEqual(['po.missing']);
    await inTheScreen(world, 'sale.order', order, { client_order_ref: 'PO-4711' });
    await billed(world, order);
  });

  test('a product of another company: Odoo itself refuses one that is sold already', async ({ world }) => {
    const { order } = await sold(world);
    const sister = await world.create('res.company', { name: 'Sister Ltd' });
    await expect(overTheApi(world, 'product.product', world.consulting, { company_id: sister })).rejects.toThrow(
      /company/i,
    );
    await billed(world, order);
  });
});

describe('what changed between reading and drafting', () => {
  test('another invoice address, or another fiscal position, stops the draft', async ({ world }) => {
    const { order } = await sold(world);
    const proposals = await proposed(world, order);
    const elsewhere = await world.create('res.partner', { name: 'Shared services' });
    await overTheApi(world, 'sale.order', order, { partner_invoice_id: elsewhere });
    expect(await draftProposals(world.drafting, proposals)).toMatchObject([{ status: 'refused', code: 'changed' }]);
    const again = await proposed(world, order);
    await overTheApi(world, 'sale.order', order, { fiscal_position_id: await position(world, 'Chosen late') });
    expect(await draftProposals(world.drafting, again)).toMatchObject([{ status: 'refused', code: 'changed' }]);
    await billed(world, order);
  });
});
