import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { exact, sum } from '../../../src/money/decimal.ts';
import { addDays } from '../../../src/rules/days.ts';
import { summarise } from '../../../src/rules/summary.ts';
import type { Firm } from './firm.ts';
import { revenueIn, shown } from './firm.ts';

interface Case extends Firm {
  case: string;
  month?: string;
  rows: { company?: string; currency?: string; earned: number; billed: number; accrued: string; deferred: string }[];
}

const written = parse(readFileSync(new URL('cases.yaml', import.meta.url), 'utf8')) as Case[];

const lastDay = (month: string): string => addDays(`${addDays(`${month}-01`, 31).slice(0, 7)}-01`, -1);

describe('written cases', () => {
  test.each(written.map((each) => [each.case, each] as const))('%s', (_, { month = '2026-03', rows, ...firm }) => {
    expect(revenueIn(firm, `${month}-01`, lastDay(month)).rows.map(shown)).toEqual(
      rows.map(({ company = 'Our firm', currency = 'EUR', earned, billed, ...balances }) => ({
        company,
        currency,
        earned: String(earned),
        billed: String(billed),
        ...balances,
      })),
    );
  });
});

const day = fc.integer({ min: 0, max: 180 }).map((days) => addDays('2026-01-01', days));
const MONTHS = ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06'];

const anyFirm = fc.record({
  work: fc.array(
    fc
      .record({
        on: day,
        h: fc.integer({ min: -240, max: 600 }).map((minutes) => minutes / 60),
        approved: fc.constantFrom(true, true, false),
        billed: fc.option(fc.oneof(day, fc.constant('draft')), { nil: undefined }),
        later: fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }),
        rounding: fc.constantFrom(0, 0, 0.01, -0.004),
        currency: fc.constantFrom('EUR', 'USD'),
        company: fc.constantFrom('Our firm', 'Our other firm'),
      })
      .map(({ billed, later, ...entry }) => ({
        ...entry,
        ...(billed && { billed, approved: true }),
        ...(billed && billed !== 'draft' && later !== undefined && { credited: addDays(billed, later) }),
      })),
    { maxLength: 12 },
  ),
  paidAhead: fc.array(
    fc
      .record({
        on: day,
        amount: fc.integer({ min: 1, max: 900 }),
        later: fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }),
      })
      .map(({ later, ...paid }) => ({ ...paid, ...(later !== undefined && { deducted: addDays(paid.on, later) }) })),
    { maxLength: 3 },
  ),
  others: fc.array(fc.record({ on: day, amount: fc.integer({ min: -500, max: 500 }) }), { maxLength: 2 }),
}) as fc.Arbitrary<Firm>;

const minus = (a: string, b: string): string => exact(a).minus(b).toFixed();

describe('for any firm', () => {
  it('every balance ties, in each month and from one to the next', () => {
    fc.assert(
      fc.property(anyFirm, (firm) => {
        const closing = new Map<string, string>();
        for (const month of MONTHS) {
          for (const row of revenueIn(firm, `${month}-01`, lastDay(month)).rows) {
            const owner = `${row.company.id} ${row.currency.code}`;
            for (const side of ['accrued', 'deferred'] as const) {
              const { opening, added, settled, closing: end } = row[side];
              expect(exact(opening).plus(added).minus(settled).toFixed()).toBe(end);
              expect(opening).toBe(closing.get(`${owner} ${side}`) ?? '0');
              closing.set(`${owner} ${side}`, end);
            }
            const change = minus(
              minus(row.accrued.closing, row.accrued.opening),
              minus(row.deferred.closing, row.deferred.opening),
            );
            expect(minus(row.earned.total, row.billed)).toBe(change);
            const { total, ...kinds } = row.earned;
            expect(sum(Object.values(kinds)).toFixed()).toBe(total);
          }
        }
      }),
    );
  });

  it('what is accrued and open is the work in progress of the rules, to the last decimal', () => {
    fc.assert(
      fc.property(anyFirm, (firm) => {
        const { rows, evaluations } = revenueIn(firm, '2026-06-01', '2026-06-30');
        for (const { currency, byVerdict } of summarise(evaluations).money) {
          const own = rows.filter((row) => row.currency.code === currency);
          expect(sum(own.map(({ accrued }) => accrued.open)).toFixed()).toBe(exact(byVerdict.bill ?? '0').toFixed());
        }
      }),
    );
  });

  it('what is billed is what the posted invoices of the month say', () => {
    fc.assert(
      fc.property(anyFirm, (firm) => {
        const { rows, invoices } = revenueIn(firm, '2026-04-01', '2026-04-30');
        const posted = invoices.filter(({ state, day: on = '' }) => state === 'posted' && on.startsWith('2026-04'));
        expect(sum(rows.map(({ billed }) => billed)).toFixed()).toBe(
          sum(posted.map(({ untaxed }) => untaxed)).toFixed(),
        );
      }),
    );
  });

  it('what is accrued without credit notes is work done and not billed by then', () => {
    fc.assert(
      fc.property(anyFirm, (whole) => {
        const firm = { ...whole, work: (whole.work ?? []).map(({ credited: _credited, ...entry }) => entry) };
        const { rows, evaluations } = revenueIn(firm, '2026-04-01', '2026-04-30');
        const open = evaluations.flatMap(({ parts }) =>
          parts.filter(({ verdict, date }) => verdict === 'bill' && date <= '2026-04-30'),
        );
        const done = firm.work.filter(
          ({ on, billed }) => on <= '2026-04-30' && billed && (billed === 'draft' || billed > '2026-04-30'),
        );
        const expected = sum([...open.map(({ value = '0' }) => value), ...done.map(({ h }) => exact(h).times(120))]);
        expect(sum(rows.map(({ accrued }) => accrued.closing)).toFixed()).toBe(expected.toFixed());
      }),
    );
  });
});
