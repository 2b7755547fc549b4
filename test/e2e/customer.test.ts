import { describe, expect } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { revenueOf } from '../../src/billing/revenue.ts';
import { deductionsIn, linesOf, withheldOf } from '../../src/rules/proposal/of.ts';
import type { Proposal } from '../../src/rules/verdict.ts';
import { rows } from '../contract/rows.ts';
import { agree, signTerms, writeAgreement } from './support/agree.ts';
import { invoicedHours, liveInvoices, pressCreateInvoices } from './support/billed.ts';
import { approveAndPost } from './support/parity/post.ts';
import { proposals, TODAY } from './support/run.ts';
import { creditNote } from './support/fixed-price.ts';
import type { SoldWork, World } from './support/world.ts';
import { sellTime } from './support/world.ts';
import { test } from './support/with-keepers.ts';

const PER_CUSTOMER = { x_has_invoice_format: true, x_invoice_format_invoice_per: 'customer' };

/** Two orders of one customer, 8 hours at 100.00 and 2.5 at 133.37. */
async function twoOrders(world: World): Promise<[SoldWork, SoldWork]> {
  const first = await sellTime(world, [{ price: 100, hours: [8] }]);
  const second = await sellTime(world, [{ price: 133.37, hours: [2.5] }]);
  const [{ partner_id } = {}] = await world.admin.searchRead('sale.order', [['id', '=', first.orderId]], {
    fields: ['partner_id'],
  });
  const partner = (Array.isArray(partner_id) ? partner_id[0] : partner_id) as number;
  const values = { partner_id: partner, partner_invoice_id: partner, partner_shipping_id: partner };
  await world.admin.call('sale.order', 'write', [[second.orderId], values]);
  return [first, second];
}

/** The same, each under terms of its own. */
async function sellTwice(world: World): Promise<[SoldWork, SoldWork]> {
  const sold = await twoOrders(world);
  for (const { orderId } of sold) await agree(world, orderId, PER_CUSTOMER);
  return sold;
}

/** The same, under one agreement with the customer. */
async function sellUnderOne(world: World, terms: object): Promise<[SoldWork, SoldWork]> {
  const sold = await twoOrders(world);
  const [{ partner_id } = {}] = await world.admin.searchRead('sale.order', [['id', '=', sold[0].orderId]], {
    fields: ['partner_id'],
  });
  await signTerms(world, await writeAgreement(world, { x_partner_id: partner_id }), { ...PER_CUSTOMER, ...terms });
  return sold;
}

/** Drafts the one invoice there is, and holds Odoo's total against the proposal's. */
async function drafted(world: World, wanted: Proposal[]): Promise<number> {
  expect(wanted).toHaveLength(1);
  const [outcome] = await draftProposals(world.drafting, wanted);
  if (outcome?.status !== 'drafted') throw new Error(JSON.stringify(outcome));
  expect(Number(outcome.invoice.untaxed)).toBe(Number(wanted[0]?.total));
  const { findings } = await world.deciding.invoice(outcome.invoice.id);
  expect(findings.map(({ code }) => code)).not.toContain('line.edited');
  return outcome.invoice.id;
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

  test('withholds of both orders up to the customer’s ceiling, and a credit note gives it back', async ({ world }) => {
    const sold = await sellUnderOne(world, {
      x_has_holdback: true,
      x_holdback_percent: 10,
      x_holdback_ceiling: 100,
      x_release_ids: rows({ x_when: 'date', x_on: '2027-12-31', x_percent: 100 }),
    });
    const wanted = await proposals(world, sold);
    const [proposal] = wanted;
    expect(proposal?.orders.map(({ withheld = [] }) => withheld.map(({ amount }) => amount))).toEqual([
      ['-80.00'],
      ['-20.00'],
    ]);
    const id = await drafted(world, wanted);
    await approveAndPost(world, await world.approver(), [id]);
    expect(await proposals(world, sold)).toEqual([]);
    await approveAndPost(world, await world.approver(), [await creditNote(world, id)]);
    const again = await proposals(world, sold);
    expect(again.map(({ total, key }) => [total, key])).toEqual([[proposal?.total, proposal?.key]]);
    await drafted(world, again);
  });

  test('has both orders within one cap, and what is credited may be billed again', async ({ world }) => {
    const sold = await sellUnderOne(world, {
      x_has_caps: true,
      x_cap_ids: rows({ x_name: 'In all', x_scope: 'agreement', x_amount: 1000, x_overflow: 'blocked' }),
    });
    const wanted = await proposals(world, sold);
    const id = await drafted(world, wanted);
    expect(Number(wanted[0]?.total)).toBeGreaterThan(990);
    expect(Number(wanted[0]?.total)).toBeLessThanOrEqual(1000);
    await approveAndPost(world, await world.approver(), [id]);
    await approveAndPost(world, await world.approver(), [await creditNote(world, id)]);
    const again = await proposals(world, sold);
    expect(again.map(({ total }) => total)).toEqual(wanted.map(({ total }) => total));
    await drafted(world, again);
  });

  test('takes off what was paid ahead of each order by agreement, in the share that falls due', async ({ world }) => {
    const sold = await sellUnderOne(world, {
      x_has_advances: true,
      x_advance_ids: rows({ x_name: 'Mobilisation', x_due: 'signature', x_deducted: 'proportionally', x_percent: 20 }),
    });
    const first = await proposals(world, sold);
    const ahead = first.filter(({ orders: [{ advance }] }) => advance);
    expect(ahead.map(({ orders }) => orders.length)).toEqual([1, 1]);
    const made = await draftProposals(world.drafting, ahead);
    const ids = made.flatMap((outcome) => (outcome.status === 'drafted' ? [outcome.invoice.id] : []));
    expect(ids).toHaveLength(2);
    await approveAndPost(world, await world.approver(), ids);
    const wanted = await proposals(world, sold);
    expect(deductionsIn(wanted[0] as Proposal)).toHaveLength(2);
    const apart = (await Promise.all(sold.map((one) => proposals(world, [one])))).flat();
    const taken = (all: Proposal[]) => all.flatMap(deductionsIn).map(({ quantity, amount }) => [quantity, amount]);
    expect(taken(wanted)).toEqual(taken(apart));
    expect(taken(wanted).every(([quantity]) => Number(quantity) > 0)).toBe(true);
    await drafted(world, wanted);
  });

  test('withholds and bills as the orders would alone, to the cent', async ({ world }) => {
    const sold = await sellUnderOne(world, {
      x_has_holdback: true,
      x_holdback_percent: 7.5,
      x_release_ids: rows({ x_when: 'date', x_on: '2027-12-31', x_percent: 100 }),
      x_has_increments: true,
      x_increments_per: 'day',
      x_increments_hours: 1,
      x_increments_round: 'up',
    });
    const [together, apart] = [
      await proposals(world, sold),
      (await Promise.all(sold.map((one) => proposals(world, [one])))).flat(),
    ];
    expect(apart).toHaveLength(2);
    const amounts = (all: Proposal[]) =>
      [...all.flatMap(linesOf), ...all.flatMap(withheldOf)].map(({ amount }) => amount).toSorted();
    expect(amounts(together)).toEqual(amounts(apart));
    await drafted(world, together);
    // Whoever read them alone comes too late.
    const late = await draftProposals(world.drafting, apart);
    expect(late.map(({ status }) => status)).toEqual(['refused', 'refused']);
  });

  test('was for one order alone in the run before, and is drafted once by whoever comes first', async ({ world }) => {
    const sold = await sellTwice(world);
    const [wanted, alone] = [await proposals(world, sold), await proposals(world, [sold[1]])];
    const outcomes = await Promise.all([wanted, alone].map((each) => draftProposals(world.drafting, each)));
    expect(
      outcomes
        .flat()
        .map(({ status }) => status)
        .toSorted(),
    ).toEqual(['drafted', 'refused']);
    expect(await liveInvoices(world, sold[1].orderId)).toHaveLength(1);
    const rest = await proposals(world, sold);
    for (const outcome of await draftProposals(world.drafting, rest)) expect(outcome.status).toBe('drafted');
    for (const each of sold) expect(await liveInvoices(world, each.orderId)).toHaveLength(1);
    expect(
      await invoicedHours(
        world,
        sold.flatMap(({ lineIds }) => lineIds),
      ),
    ).toEqual([8, 2.5]);
  });

  test('is decided on, posted and told as one; its revenue ties', async ({ world }) => {
    const sold = await sellTwice(world);
    const wanted = await proposals(world, sold);
    const id = await drafted(world, wanted);
    expect(await world.drafting.post([id])).toMatchObject([{ status: 'refused' }]);
    await approveAndPost(world, await world.approver(), [id]);
    const { rows: months, breaks } = await revenueOf(world.drafting, '2026-10', TODAY);
    expect(breaks).toEqual([]);
    expect(months.length).toBeGreaterThan(0);
  });
});
