import { describe, expect } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import { proposalsOf } from '../../src/rules/proposal/of.ts';
import type { Proposal } from '../../src/rules/verdict.ts';
import { agree, hireKeepers } from './support/agree.ts';
import { invoicedHours, liveInvoices, pressCreateInvoices } from './support/billed.ts';
import { TODAY } from './support/run.ts';
import { inWorld as base } from './support/test.ts';
import type { SoldWork, World } from './support/world.ts';
import { enterWorld, sellTime } from './support/world.ts';

const test = base.extend('world', { scope: 'file' }, async ({ odoo }) => {
  const world = await enterWorld(odoo);
  await hireKeepers(world);
  return world;
});

const PER_CUSTOMER = { x_has_invoice_format: true, x_invoice_format_invoice_per: 'customer' };

/** Two orders of one customer, 8 hours at 100.00 and 2.5 at 133.37. */
async function sellTwice(world: World): Promise<[SoldWork, SoldWork]> {
  const first = await sellTime(world, [{ price: 100, hours: [8] }]);
  const second = await sellTime(world, [{ price: 133.37, hours: [2.5] }]);
  const [{ partner_id } = {}] = await world.admin.searchRead('sale.order', [['id', '=', first.orderId]], {
    fields: ['partner_id'],
  });
  const partner = (Array.isArray(partner_id) ? partner_id[0] : partner_id) as number;
  const values = { partner_id: partner, partner_invoice_id: partner, partner_shipping_id: partner };
  await world.admin.call('sale.order', 'write', [[second.orderId], values]);
  for (const { orderId } of [first, second]) await agree(world, orderId, PER_CUSTOMER);
  return [first, second];
}

async function proposals(world: World, sold: SoldWork[]): Promise<Proposal[]> {
  const scope = { from: '2026-10-01', to: '2026-10-31', orderIds: sold.map(({ orderId }) => orderId) };
  const found = propose(await world.drafting.collectWork(scope), TODAY);
  expect(found.flatMap(({ identity }) => identity.breaks)).toEqual([]);
  return found.flatMap(proposalsOf);
}

describe('one invoice for a customer', () => {
  test('has both orders under their names, once', async ({ world }) => {
    const sold = await sellTwice(world);
    const wanted = await proposals(world, sold);
    expect(wanted.map(({ total }) => total)).toEqual(['1133.43']);
    expect(await world.drafting.foresee(wanted)).toMatchObject([{ status: 'clear' }]);
    const [outcome] = await draftProposals(world.drafting, wanted);
    expect(outcome).toMatchObject({ status: 'drafted', invoice: { untaxed: '1133.43' } });
    const id = outcome && 'invoice' in outcome ? outcome.invoice.id : 0;
    const invoice = await world.deciding.invoice(id);
    const names = wanted[0]?.orders.map(({ orderName }) => orderName) ?? [];
    expect(invoice.lines.map(({ kind, name }) => (kind === 'section' ? name : kind))).toEqual([
      ...[names[0], 'Phase 1', 'product'],
      ...[names[1], 'Phase 1', 'product'],
    ]);
    expect(invoice.origin).toBe(names.join(', '));
    expect(invoice.findings.map(({ code }) => code)).not.toContain('line.edited');
    for (const each of sold) expect(await liveInvoices(world, each.orderId)).toHaveLength(1);
    expect(
      await invoicedHours(
        world,
        sold.flatMap(({ lineIds }) => lineIds),
      ),
    ).toEqual([8, 2.5]);
    expect(await draftProposals(world.drafting, wanted)).toMatchObject([{ status: 'existing', invoice: { id } }]);
    expect(await proposals(world, sold)).toEqual([]);
  });

  test('is made for all orders or not at all', async ({ world }) => {
    const sold = await sellTwice(world);
    const wanted = await proposals(world, sold);
    await world.admin.call('account.analytic.line', 'write', [sold[1].timesheetIds, { unit_amount: 3 }]);
    const [refused] = await draftProposals(world.drafting, wanted);
    expect(refused).toMatchObject({
      status: 'refused',
      code: 'changed',
      message: expect.stringContaining(wanted[0]?.orders[1]?.orderName ?? 'the second'),
    });
    for (const each of sold) expect(await liveInvoices(world, each.orderId)).toEqual([]);
  });

  test('is not made once an order is paid in another way', async ({ world }) => {
    const sold = await sellTwice(world);
    const wanted = await proposals(world, sold);
    const [term] = await world.admin.searchRead('account.payment.term', [], { fields: ['id'], limit: 1 });
    await world.admin.call('sale.order', 'write', [[sold[1].orderId], { payment_term_id: term?.id }]);
    expect(await world.drafting.foresee(wanted)).toMatchObject([{ status: 'refused', code: 'changed' }]);
    // Nor where nothing says what was checked.
    const [whole] = wanted;
    const unchecked = whole?.orders.map((own) => ({ ...own, checked: '' })) as Proposal['orders'];
    expect(await draftProposals(world.drafting, whole ? [{ ...whole, orders: unchecked }] : [])).toMatchObject([
      { status: 'refused', code: 'changed', message: expect.stringContaining('on one invoice') },
    ]);
    const apart = await proposals(world, sold);
    expect(apart.map(({ total }) => total)).toEqual(['800.00', '333.43']);
    expect(apart[0]?.findings).toMatchObject([{ code: 'format.own-invoice' }]);
    expect(await draftProposals(world.drafting, apart)).toMatchObject([{ status: 'drafted' }, { status: 'drafted' }]);
  });

  test('deducts the down payment of its order', async ({ world }) => {
    const sold = await sellTwice(world);
    await pressCreateInvoices(world.admin, sold[0].orderId, { advance_payment_method: 'fixed', fixed_amount: 115 });
    const wanted = await proposals(world, sold);
    expect(wanted).toHaveLength(1);
    const [outcome] = await draftProposals(world.drafting, wanted);
    expect(outcome).toMatchObject({ status: 'drafted' });
    const untaxed = outcome && 'invoice' in outcome ? outcome.invoice.untaxed : '';
    expect(Number(untaxed)).toBe(Number(wanted[0]?.total));
  });

  test('is one where two runs race for it', async ({ world }) => {
    const sold = await sellTwice(world);
    const wanted = await proposals(world, sold);
    const [first, second] = await Promise.all([1, 2].map(() => draftProposals(world.drafting, wanted)));
    expect([first?.[0]?.status, second?.[0]?.status].toSorted()).toEqual(['drafted', 'existing']);
    for (const each of sold) expect(await liveInvoices(world, each.orderId)).toHaveLength(1);
  });
});
