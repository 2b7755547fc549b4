import { describe, expect } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { exact, sum, text } from '../../src/money/decimal.ts';
import type { Proposal } from '../../src/rules/verdict.ts';
import { rows } from '../contract/rows.ts';
import { agree } from './support/agree.ts';
import { liveInvoices, pressCreateInvoices } from './support/billed.ts';
import { approveAndPost } from './support/parity/post.ts';
import { evaluations, proposals } from './support/run.ts';
import { inWorld as base } from './support/test.ts';
import { addTime, approveTime, sellTime } from './support/world.ts';
import type { SoldWork, World } from './support/world.ts';
import { cancel } from '../contract/acts.ts';
import { creditNote } from './support/fixed-price.ts';
import { enterWithKeepers } from './support/with-keepers.ts';

const test = base.extend('world', { scope: 'file' }, async ({ odoo }) => {
  const world = await enterWithKeepers(odoo);
  return { ...world, taxes: await taxesOf(world) };
});

/** Drafts all an order has to bill, and holds Odoo's own totals against the proposals'. */
async function drafted(world: World, wanted: Proposal[]): Promise<number[]> {
  const outcomes = await draftProposals(world.drafting, wanted);
  const ids = [];
  for (const [index, proposal] of wanted.entries()) {
    const outcome = outcomes[index];
    if (outcome?.status !== 'drafted') throw new Error(JSON.stringify(outcome));
    const invoice = await world.deciding.invoice(outcome.invoice.id);
    const taxed = proposal.orders[0].lines.some((line) => line.taxIncluded);
    expect(Number(taxed ? invoice.total : invoice.untaxed)).toBe(Number(proposal.total));
    expect(invoice.findings.map(({ code }) => code)).not.toContain('line.edited');
    ids.push(invoice.id);
  }
  return ids;
}

async function billed(world: World, one: SoldWork, to = '2026-10-31'): Promise<Proposal[]> {
  const wanted = await proposals(world, [one], to);
  await approveAndPost(world, await world.approver(), await drafted(world, wanted));
  return wanted;
}

/** Per down payment line of the order: each invoice line of it without and with tax, the first one first. */
async function takenOff(world: World, { orderId }: SoldWork) {
  const lines = await world.admin.searchRead(
    'account.move.line',
    [
      ['sale_line_ids.order_id', '=', orderId],
      ['is_downpayment', '=', true],
      ['parent_state', '!=', 'cancel'],
    ],
    { fields: ['sale_line_ids', 'quantity', 'price_subtotal', 'price_total', 'move_type'], order: 'id' },
  );
  const bySold = Map.groupBy(lines, (line) => String(line.sale_line_ids));
  const added = (own: typeof lines, field: string) =>
    text(sum(own.map((line) => exact(Number(line[field]).toFixed(2)))));
  return [...bySold.values()].map((own) => ({
    quantities: own.map((line) => line.quantity),
    untaxed: added(own, 'price_subtotal'),
    total: added(own, 'price_total'),
    amounts: own.map((line) => line.price_subtotal),
  }));
}

async function taxesOf(world: World) {
  const [vat] = await world.admin.searchRead(
    'account.tax',
    [
      ['type_tax_use', '=', 'sale'],
      ['company_id', '=', 1],
      ['amount', '=', 15],
    ],
    { fields: ['tax_group_id'], limit: 1 },
  );
  const tax = (name: string, amount: number, values: object = {}) =>
    world.create('account.tax', {
      name,
      amount,
      type_tax_use: 'sale',
      company_id: 1,
      tax_group_id: vat?.tax_group_id,
      ...values,
    });
  return {
    vat: vat?.id as number,
    levy: await tax('5 % levy', 5, { include_base_amount: true, sequence: 1 }),
    included: await tax('8 % included', 8, { price_include_override: 'tax_included' }),
  };
}

async function sell(world: World, taxes: number[][], price = 133.37): Promise<SoldWork> {
  const one = await sellTime(
    world,
    taxes.map((_, index) => ({ price, hours: index ? [100] : [25] })),
  );
  for (const [index, line] of one.lineIds.entries())
    await world.admin.call('sale.order.line', 'write', [[line], { tax_ids: [[6, 0, taxes[index]]] }]);
  return one;
}

const ahead = (deducted: string, asked: object = { x_percent: 33.3 }) => ({
  x_has_advances: true,
  x_advance_ids: rows({ x_name: 'Mobilisation', x_due: 'signature', x_deducted: deducted, ...asked }),
});

async function work(world: World, one: SoldWork, hours: number, date: string): Promise<void> {
  await approveTime(world, [await addTime(world, one, hours, date)]);
}

describe('an advance taken off in the same share', () => {
  const kinds: [string, (taxes: Awaited<ReturnType<typeof taxesOf>>) => number[][]][] = [
    ['taxes on top', ({ vat }) => [[vat]]],
    ['tax in the price', ({ included }) => [[included]]],
    ['no tax', () => [[]]],
    ['a tax on a tax, and a line without', ({ vat, levy }) => [[levy, vat], []]],
  ];
  test.for(kinds)('%s: four invoices take off all of it, to the cent', async ([, taxed], { world }) => {
    const taxes = taxed(world.taxes);
    const one = await sell(world, taxes);
    await agree(world, one.orderId, ahead('proportionally'));
    const [, advance] = await proposals(world, [one]);
    const [order] = await world.admin.searchRead('sale.order', [['id', '=', one.orderId]], {
      fields: ['amount_untaxed'],
    });
    expect(Number(advance?.total)).toBeCloseTo(Number(order?.amount_untaxed) * 0.333, 2);
    const [id = 0] = await drafted(world, advance ? [advance] : []);
    const invoice = await world.deciding.invoice(id);
    expect(invoice.lines.map(({ name }) => name)).toEqual(taxes.map(() => 'Mobilisation'));
    expect(Number(invoice.untaxed)).toBe(Number(advance?.total));
    await approveAndPost(world, await world.approver(), [id]);

    await billed(world, one);
    for (const month of ['11', '12']) {
      await work(world, one, 25, `2026-${month}-10`);
      await billed(world, one, `2026-${month}-28`);
    }
    await work(world, one, 25, '2027-01-10');
    await billed(world, one, '2027-01-31');
    const lines = await takenOff(world, one);
    expect(lines).toHaveLength(taxes.length);
    for (const line of lines) {
      expect(line).toMatchObject({ untaxed: '0', total: '0' });
      expect(line.quantities).toHaveLength(5);
    }
    const [status] = await world.admin.searchRead('sale.order', [['id', '=', one.orderId]], {
      fields: ['invoice_status'],
    });
    expect(status?.invoice_status).toBe('invoiced');
    expect(await proposals(world, [one], '2027-02-28')).toEqual([]);
  });
});

describe('an advance', () => {
  test('from the first invoices: as much as the work allows, then the rest', async ({ world }) => {
    const { vat } = world.taxes;
    const one = await sell(world, [[vat]], 100);
    await agree(world, one.orderId, ahead('first', { x_amount: 4000 }));
    const [, advance] = await proposals(world, [one]);
    await approveAndPost(world, await world.approver(), await drafted(world, advance ? [advance] : []));
    const [first] = await billed(world, one);
    expect(first).toMatchObject({
      total: '20.00',
      orders: [{ deductions: [{ quantity: '0.62', amount: '-2480.00' }] }],
    });
    await work(world, one, 40, '2026-11-10');
    const [second] = await billed(world, one, '2026-11-30');
    expect(second).toMatchObject({
      total: '2480.00',
      orders: [{ deductions: [{ quantity: '0.38', amount: '-1520.00' }] }],
    });
    expect(await takenOff(world, one)).toMatchObject([{ untaxed: '0', total: '0' }]);
  });

  test('from the last invoice: not before all that was ordered is invoiced', async ({ world }) => {
    const { vat } = world.taxes;
    const one = await sell(world, [[vat]], 100);
    await agree(world, one.orderId, ahead('last', { x_amount: 1234.56 }));
    const [, advance] = await proposals(world, [one]);
    await approveAndPost(world, await world.approver(), await drafted(world, advance ? [advance] : []));
    const [first] = await billed(world, one);
    expect(first).toMatchObject({ total: '2500.00', orders: [{ deductions: [{ quantity: '0', left: '1' }] }] });
    await work(world, one, 75, '2026-11-10');
    const [second] = await billed(world, one, '2026-11-30');
    expect(second).toMatchObject({
      total: '6265.44',
      orders: [{ deductions: [{ quantity: '1', amount: '-1234.56' }] }],
    });
    expect(await takenOff(world, one)).toMatchObject([{ untaxed: '0', total: '0' }]);
  });

  test('is made once by two runs at once, and can’t be posted unapproved', async ({ world }) => {
    const { vat } = world.taxes;
    const one = await sell(world, [[vat]], 100);
    await agree(world, one.orderId, ahead('last', { x_amount: 500 }));
    const [, advance] = await proposals(world, [one]);
    const both = await Promise.all([1, 2].map(() => draftProposals(world.drafting, advance ? [advance] : [])));
    expect(
      both
        .flat()
        .map(({ status }) => status)
        .toSorted(),
    ).toEqual(['drafted', 'existing']);
    const [id = 0, ...more] = await liveInvoices(world, one.orderId);
    expect(more).toEqual([]);
    await expect(world.admin.call('account.move', 'action_post', [[id]])).rejects.toThrow(/nobody has approved it/);
  });

  test('cancelled or credited, is asked for again', async ({ world }) => {
    const { vat } = world.taxes;
    const one = await sell(world, [[vat]], 100);
    await agree(world, one.orderId, ahead('last', { x_amount: 500 }));
    const of = async () => (await proposals(world, [one])).filter((proposal) => proposal.orders[0].advance);
    const [first = 0] = await drafted(world, await of());
    expect(await of()).toEqual([]);
    await cancel(world.as('controller'), first);
    const [second = 0] = await drafted(world, await of());
    await approveAndPost(world, await world.approver(), [second]);
    expect(await of()).toEqual([]);
    await approveAndPost(world, await world.approver(), [await creditNote(world, second)]);
    expect(await of()).toHaveLength(1);
  });

  test('an order without an amount is a case, and a changed amount refuses the draft', async ({ world }) => {
    const { vat } = world.taxes;
    const one = await sell(world, [[vat]], 100);
    await agree(world, one.orderId, ahead('last'));
    const [, advance] = await proposals(world, [one]);
    await world.admin.call('sale.order.line', 'write', [one.lineIds, { product_uom_qty: 90 }]);
    expect(await draftProposals(world.drafting, advance ? [advance] : [])).toMatchObject([
      { status: 'refused', code: 'changed' },
    ]);
    await world.admin.call('sale.order.line', 'write', [one.lineIds, { product_uom_qty: 0 }]);
    const [, held] = await evaluations(world, [one], '2026-10-31');
    expect(held?.cases).toMatchObject([{ code: 'advance.no-base' }]);
  });

  test('what somebody invoices in between refuses a draft that counted on it', async ({ world }) => {
    const { vat } = world.taxes;
    const one = await sell(world, [[vat]], 100);
    await agree(world, one.orderId, ahead('proportionally', { x_amount: 1000 }));
    const [, advance] = await proposals(world, [one]);
    await approveAndPost(world, await world.approver(), await drafted(world, advance ? [advance] : []));
    const stale = await proposals(world, [one]);
    expect(stale).toMatchObject([{ orders: [{ deductions: [{ quantity: '0.25' }] }] }]);
    await pressCreateInvoices(world.admin, one.orderId);
    expect(await draftProposals(world.drafting, stale)).toMatchObject([{ status: 'refused', code: 'changed' }]);
  });
});
