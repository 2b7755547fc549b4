import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exact, sum, text } from '../../src/money/decimal.ts';
import type { OrderLine, Work } from '../../src/rules/entry.ts';
import { evaluate } from '../../src/rules/evaluate.ts';
import { addDays } from '../../src/rules/days.ts';
import { fee, line, order, totalsOf } from './work.ts';
import { agreed, signed } from './terms/terms.ts';

const START = '2026-01-01';

/** A fee in minor units, and what of it falls due on which day of the year. */
const schedule = fc
  .array(fc.record({ cents: fc.integer({ min: 1, max: 9_999_999 }), day: fc.nat({ max: 300 }) }), {
    minLength: 1,
    maxLength: 7,
  })
  .chain((rows) =>
    fc.record({
      rows: fc.constant(rows),
      /** Days on which a run is made, before the last. */
      runs: fc.uniqueArray(fc.nat({ max: 300 }), { maxLength: 6 }),
      digits: fc.constantFrom(0, 2, 3),
      unitDigits: fc.constantFrom(2, 3),
    }),
  );

function sold(amount: string, unitDigits: number): OrderLine {
  const whole = line({ basis: 'ordered', name: 'Fee', unit: 'Units', priceUnit: amount, ordered: '1', unitDigits });
  delete whole.hoursPerUnit;
  return whole;
}

describe('a fixed fee in instalments', () => {
  it('comes to the fee, to the last digit and the last unit, however many runs bill it', () => {
    fc.assert(
      fc.property(schedule, ({ rows, runs, digits, unitDigits }) => {
        const money = (cents: number) => text(exact(cents).times(`1e-${digits}`));
        const whole = money(rows.reduce((all, { cents }) => all + cents, 0));
        const instalments = rows.map(({ cents, day }, index) => ({
          name: `${index + 1} of ${rows.length}`,
          on: addDays(START, day),
          amount: money(cents),
        }));
        const terms = { fixedFee: { amount: whole, billed: 'schedule', schedule: instalments } };
        const agreements = [agreed('fee', [signed(1, START, terms)], { customer: 'Northwind' })];
        let [invoiced, quantity, billed] = [exact('0'), exact('0'), [] as string[]];
        for (const day of [...runs.toSorted((a, b) => a - b), 300]) {
          const to = addDays(START, day);
          const left = exact('1').minus(quantity);
          if (left.eq(0)) break;
          const facts = { invoiced: text(quantity), toInvoice: text(left), fee: { invoiced: text(invoiced), billed } };
          const own = { ...sold(whole, unitDigits), ...facts };
          const entries = [fee(own.id, text(left), { date: to, orderLineId: own.id })];
          const work: Work = {
            period: { to },
            order: order({ lines: [own], currency: { code: 'EUR', digits } }),
            entries,
            totals: totalsOf(entries),
            agreements,
          };
          const { proposal, parts, identity } = evaluate(work, to);
          expect(identity.breaks).toEqual([]);
          const due = sum(instalments.filter(({ on }) => on <= to).map(({ amount }) => amount));
          const held = parts.some(({ verdict }) => verdict === 'hold');
          const lines = proposal?.orders[0].lines ?? [];
          if (!held) expect(text(sum(lines.map(({ amount }) => amount)))).toBe(text(due.minus(invoiced)));
          else expect(lines).toEqual([]);
          if (proposal) expect(Number(proposal.total)).toBe(Number(sum(lines.map(({ amount }) => amount))));
          invoiced = invoiced.plus(sum(lines.map(({ amount }) => amount)));
          quantity = quantity.plus(sum(lines.map((each) => each.quantity)));
          billed = [...billed, ...lines.flatMap(({ label }) => label ?? [])];
        }
        const complete = text(invoiced) === whole;
        expect(complete).toBe(quantity.eq(1));
      }),
      { numRuns: 150 },
    );
  });
});
