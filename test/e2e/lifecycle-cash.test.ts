import { describe, expect } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { paymentOf } from '../../src/rules/collections/payment.ts';
import { addDays } from '../../src/rules/days.ts';
import { agree } from './support/agree.ts';
import { credited, drafted, linesOf, open, post, posted, settled, verdicts } from './support/lifecycle.ts';
import { pay } from './support/pay.ts';
import { adjustmentsOf, editByHand, release, takeOff } from './support/prebill.ts';
import { proposals } from './support/run.ts';
import { test } from './support/with-keepers.ts';
import { sellTime } from './support/world.ts';
import type { SoldWork, World } from './support/world.ts';

/** Invoices are posted today. */
const DAY_0 = new Date().toISOString().slice(0, 10);
const onDay = (days: number): string => addDays(DAY_0, days);

const PER_CUSTOMER = { x_has_invoice_format: true, x_invoice_format_invoice_per: 'customer' };

/** What came of an invoice that is open still, as collections read it of Odoo. */
async function cameOf({ drafting }: World, id: number) {
  const { owed } = await drafting.receivables({});
  const found = owed.find((each) => each.id === id);
  if (!found) throw new Error(`Nothing is open of invoice ${String(id)}.`);
  const { paid, credited: given } = paymentOf(found, DAY_0);
  return { paid: Number(paid), credited: Number(given), open: Number(found.residual) };
}

/** All of it came, in money or in credit notes: nobody is reminded of it. */
async function paidUp({ admin, drafting }: World, ids: number[]): Promise<void> {
  const { owed } = await drafting.receivables({});
  expect(owed.filter(({ id }) => ids.includes(id))).toEqual([]);
  const moves = await admin.searchRead('account.move', [['id', 'in', ids]], {
    fields: ['amount_residual', 'payment_state'],
  });
  const settled = [0, expect.stringMatching(/^(paid|in_payment)$/)];
  expect(moves.map((row) => [Math.abs(row.amount_residual as number), row.payment_state])).toEqual(
    ids.map(() => settled),
  );
}

/** Untaxed, of what is posted of the order; credit notes less. In the order's currency. */
async function earned({ admin }: World, { lineIds }: SoldWork): Promise<number> {
  const lines = await admin.searchRead(
    'account.move.line',
    [
      ['sale_line_ids', 'in', lineIds],
      ['parent_state', '=', 'posted'],
    ],
    { fields: ['price_subtotal', 'move_type'] },
  );
  return lines.reduce((all, row) => all + Number(row.price_subtotal) * (row.move_type === 'out_refund' ? -1 : 1), 0);
}

/** Prices in euro; dollars are the company's. Worth more from the day after tomorrow. */
async function euros({ admin, create }: World) {
  const [euro] = await admin.searchRead('res.currency', [['name', '=', 'EUR']], { fields: [], archived: true });
  const currency_id = euro?.id as number;
  await admin.call('res.currency', 'write', [[currency_id], { active: true }]);
  for (const [name, company_rate] of [
    [onDay(-3), 0.9137],
    [onDay(2), 0.85],
  ])
    await create('res.currency.rate', { currency_id, name, company_rate, company_id: 1 });
  return { currency_id, pricelist_id: await create('product.pricelist', { name: 'Euro', currency_id }) };
}

const cents = (amount: number): number => Math.round(amount * 100) / 100;

/** With tax, in the currency of each. */
async function totalsOf({ deciding }: World, one: number, other: number): Promise<[number, number]> {
  return [Number((await deciding.invoice(one)).total), Math.abs(Number((await deciding.invoice(other)).total))];
}

describe('from hours to cash', () => {
  test(
    'consolidated over three projects in each of two currencies: paid in parts, credited in part, billed again, paid',
    { timeout: 300_000 },
    async ({ world }) => {
      const { currency_id, pricelist_id } = await euros(world);
      const partner = await world.create('res.partner', { name: 'Group Ltd' });
      const sell = async (customer: string, price: number, hours: number[], order = {}, currency?: number) => {
        const sold = await sellTime(world, [{ price, hours }], { customer, partner, order });
        await agree(world, sold.orderId, PER_CUSTOMER, currency);
        return sold;
      };
      const abroad = (...work: [string, number, number[]]) => sell(...work, { pricelist_id }, currency_id);
      const home = [
        await sell('Rollout', 120, [5, 3]),
        await sell('Support', 100, [2.5]),
        await sell('Training', 90, [4]),
      ];
      const ghent = await abroad('Ghent', 133.37, [2.5]);
      const all = [...home, await abroad('Berlin', 100, [8]), ghent, await abroad('Paris', 95.5, [6])];
      const wanted = await proposals(world, all);
      expect(wanted.map(({ currency, total, orders }) => [currency.code, total, orders.length])).toEqual([
        ['USD', '1570.00', 3],
        ['EUR', '1706.43', 3],
      ]);
      const outcomes = await draftProposals(world.drafting, wanted);
      const [usd = 0, eur = 0] = outcomes.map((outcome) => (outcome.status === 'drafted' ? outcome.invoice.id : 0));
      for (const [id, sold] of [
        [usd, home],
        [eur, all.slice(3)],
      ] as const) {
        const parts = await world.drafter.searchRead('x_billing_part', [['x_move_id', '=', id]], {
          fields: ['x_record_id'],
        });
        const behind = sold.flatMap(({ timesheetIds }) => timesheetIds);
        expect(parts.map(({ x_record_id: record }) => record as number).toSorted()).toEqual(behind.toSorted());
        const { lines } = await world.deciding.invoice(id);
        const sections = lines.filter(({ kind }) => kind === 'section').map(({ name }) => name);
        expect(sections).toEqual(
          expect.arrayContaining(wanted[id === usd ? 0 : 1]?.orders.map((own) => own.orderName) ?? []),
        );
        await post(world, id);
      }
      expect(await settled(world, ...all)).toBeGreaterThan(0);

      await pay(world, usd, { amount: 1000, day: onDay(0) });
      await pay(world, eur, { amount: 800, day: onDay(0) });
      // An hour in Ghent was not agreed: its line, and nothing of the other projects.
      const lines = await linesOf(world, eur);
      const ofGhent = ({ sale_line_ids: lineIds }: { sale_line_ids?: unknown }) =>
        (lineIds as number[]).some((id) => ghent.lineIds.includes(id));
      expect(lines.filter(ofGhent)).toMatchObject([{ quantity: 2.5 }]);
      const note = await credited(
        world,
        eur,
        lines.map((line) => (ofGhent(line) ? 1 : undefined)),
      );
      await settled(world, ...all);
      expect(await cameOf(world, usd)).toMatchObject({ paid: 1000, credited: 0 });
      const [total, back] = await totalsOf(world, eur, note);
      expect(await cameOf(world, eur)).toEqual({ paid: 800, credited: back, open: cents(total - 800 - back) });
      for (const sold of all) expect(await open(world, sold)).toEqual(sold === ghent ? [1] : []);
      const again = await posted(world, ghent);
      expect((await world.deciding.invoice(again)).untaxed).toBe('133.37');
      expect(await open(world, ghent)).toEqual([]);

      // The euro has risen since: what is open in it is still open in it, and paid to the cent.
      for (const id of [usd, eur, again]) await pay(world, id, { day: onDay(5) });
      await paidUp(world, [usd, eur, again]);
      expect(await settled(world, ...all)).toBeCloseTo(0, 2);
      expect(await earned(world, ghent)).toBeCloseTo(333.43, 1);
    },
  );

  test('edited down, then credited in part, then billed again: every hour once, all of it paid', async ({ world }) => {
    const sold = await sellTime(world, [{ price: 100, hours: [10] }], { customer: 'Edited GmbH' });
    const first = await drafted(world, sold);
    await editByHand(world, first, [8]);
    await expect(post(world, first)).rejects.toThrow('2 less than the work behind it');
    await takeOff(world, first, { x_reason: 'Customer asks what was done' });
    await settled(world, sold);
    await post(world, first);
    await pay(world, first, { amount: 500, day: onDay(0) });
    await settled(world, sold);

    const note = await credited(world, first, [3]);
    await settled(world, sold);
    const [total, back] = await totalsOf(world, first, note);
    expect(await cameOf(world, first)).toEqual({ paid: 500, credited: back, open: cents(total - 500 - back) });
    expect(await open(world, sold)).toEqual([3]);
    expect(await verdicts(world, sold)).toEqual(['2 hold', '3 bill', '5 billed']);
    const second = await posted(world, sold);
    await settled(world, sold);
    expect(await open(world, sold)).toEqual([]);

    await release(world, (await adjustmentsOf(world, sold.timesheetIds))[0]?.id);
    expect(await open(world, sold)).toEqual([2]);
    const third = await posted(world, sold);
    expect(await verdicts(world, sold)).toEqual(['2 billed', '3 billed', '5 billed']);
    for (const id of [first, second, third]) await pay(world, id, { day: onDay(1) });
    await paidUp(world, [first, second, third]);
    expect(await settled(world, sold)).toBeCloseTo(0, 2);
    expect(await earned(world, sold)).toBe(1000);
  });

  test('edited down and written off, then credited in full and billed again: what was given up stays so', async ({
    world,
  }) => {
    const sold = await sellTime(world, [{ price: 100, hours: [6, 4] }], { customer: 'Given up GmbH' });
    const first = await drafted(world, sold);
    const [line] = await linesOf(world, first);
    const [, four] = sold.timesheetIds;
    const [part] = await world.drafter.searchRead(
      'x_billing_part',
      [
        ['x_move_id', '=', first],
        ['x_record_id', '=', four as number],
      ],
      { fields: [] },
    );
    const asked = { x_line_id: line?.id, x_kind: 'write-off', x_quantity: 1, x_part_ids: [[6, 0, [part?.id]]] };
    await takeOff(world, first, asked);
    await post(world, first);
    await credited(world, first);
    await settled(world, sold);
    expect(await open(world, sold)).toEqual([9]);
    const second = await posted(world, sold);
    expect(await verdicts(world, sold)).toEqual(['1 write-off', '3 billed', '6 billed']);
    await pay(world, second, { day: onDay(1) });
    await paidUp(world, [second]);
    expect(await settled(world, sold)).toBeCloseTo(0, 2);
    expect(await earned(world, sold)).toBe(900);
  });
});
