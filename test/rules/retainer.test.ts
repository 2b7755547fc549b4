import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exact, sum, text } from '../../src/money/decimal.ts';
import { addDays } from '../../src/rules/days.ts';
import type { Period, Stretch } from '../../src/rules/retainer/periods.ts';
import { periodsOf, stretchesOf } from '../../src/rules/retainer/periods.ts';
import type { Request } from '../../src/rules/retainer/settle.ts';
import { settle, total } from '../../src/rules/retainer/settle.ts';
import { movementsOf } from '../../src/rules/retainer/statement.ts';
import { agreement as schema } from '../../src/rules/terms/schema.ts';

const EUR = { code: 'EUR', digits: 2 };
const UNTIL = '2026-12-31';

const hours = (most: number) => fc.integer({ min: 1, max: most * 4 }).map((quarters) => quarters / 4);
const rollover = fc.option(
  fc.record({ limit: hours(60), expiresAfter: fc.integer({ min: 1, max: 3 }) }, { requiredKeys: [] }),
  { nil: undefined },
);
const end = fc.constantFrom(undefined, '2026-07-19', '2026-12-31');

/** Any retainer in hours by the month; from some day on perhaps with other hours. */
const retainer = fc
  .record({
    kind: fc.constantFrom('drawdown', 'evergreen'),
    hours: hours(40),
    later: hours(40),
    rollover,
    end,
    below: hours(20),
  })
  .map(({ kind, hours: paid, later, rollover: over, end: last, below }): Stretch => {
    const section = (own: number) => ({
      kind,
      period: 'month',
      hours: own,
      ...(over && { rollover: over }),
      ...(kind === 'evergreen' && { topUpBelow: below }),
      unusedAtEnd: 'credited',
    });
    const signed = { signedOn: '2025-12-20', signedBy: 'N. Wind' };
    const whole = schema.parse({
      id: 'a',
      name: 'A',
      customer: 'Northwind',
      currency: 'EUR',
      versions: [
        { version: 1, status: 'superseded', effectiveFrom: '2026-01-31', ...signed, retainer: section(paid) },
        {
          version: 2,
          status: 'signed',
          effectiveFrom: '2026-04-10',
          ...(last && { effectiveTo: last }),
          ...signed,
          retainer: section(later),
        },
      ],
    });
    return stretchesOf(whole)[0] as Stretch;
  });

const request = fc.record({
  day: fc.integer({ min: 0, max: 160 }).map((days) => addDays('2026-01-31', days)),
  want: fc.integer({ min: -8, max: 60 }).map((quarters) => exact(String(quarters / 4))),
  recorded: fc.constant(false),
});
const requests = fc.array(request, { maxLength: 25 });

const NOTHING = { isBilled: () => false, overage: [] };
const byDay = (all: Request[]): Request[] => all.toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));

function settled(stretch: Stretch, all: Request[]) {
  const periods: Period[] = periodsOf(stretch, UNTIL);
  const sorted = byDay(all);
  return { periods, sorted, ...settle(periods, sorted, NOTHING) };
}

/** What was drawn of a request is recorded as it was drawn. */
const recordedAs = (all: Request[], shares: Map<Request, { amount: ReturnType<typeof exact> }[]>): Request[] =>
  all
    .map((each) => ({ ...each, want: sum((shares.get(each) ?? []).map(({ amount }) => amount)), recorded: true }))
    .filter(({ want }) => !want.eq(0));

describe('for any retainer and any work', () => {
  it('the movements add up to every balance, and no balance is below nothing', () => {
    fc.assert(
      fc.property(retainer, requests, (stretch, all) => {
        const { periods, sorted, shares, ...rest } = settled(stretch, all);
        const drawings = sorted.map((each) => ({
          day: each.day,
          entry: 'e',
          who: 'w',
          shares: shares.get(each) ?? [],
        }));
        const { movements } = movementsOf(periods, rest, drawings, stretch, UNTIL, EUR);
        let balance = exact('0');
        for (const movement of movements) {
          balance = balance.plus(movement.amount);
          expect(movement.balance).toBe(text(balance));
          expect(balance.gte(0)).toBe(true);
        }
        const drawn = sum(
          movements.filter(({ kind }) => ['drawn', 'given back'].includes(kind)).map(({ amount }) => amount),
        );
        expect(text(drawn.neg())).toBe(text(sum([...shares.values()].map(total))));
        if (stretch.to !== undefined) expect(text(balance)).toBe('0');
      }),
    );
  });

  it('nothing draws more than it wants, nor on what lapsed or is not paid yet', () => {
    fc.assert(
      fc.property(retainer, requests, (stretch, all) => {
        const { periods, shares } = settled(stretch, all);
        for (const [{ day, want }, own] of shares) {
          expect(total(own).abs().lte(want.abs())).toBe(true);
          const index = periods.findLast(({ from }) => from <= day)?.index ?? -1;
          for (const { from } of own) {
            const { rollover: over, topUpBelow } = from.retainer;
            const lasts = over ? (over.expiresAfter ?? Infinity) : topUpBelow === undefined ? 0 : Infinity;
            expect(from.index <= index && index <= from.index + lasts).toBe(true);
          }
        }
      }),
    );
  });

  it('what was recorded is drawn again to the last minute, and changes nothing else', () => {
    fc.assert(
      fc.property(retainer, requests, (stretch, all) => {
        const first = settled(stretch, all);
        const again = settled(stretch, recordedAs(first.sorted, first.shares));
        for (const [{ want }, own] of again.shares) expect(text(total(own))).toBe(text(want));
        expect(again.paid.map(({ index }) => index)).toEqual(first.paid.map(({ index }) => index));
      }),
    );
  });

  it('late work never takes what was recorded', () => {
    fc.assert(
      fc.property(retainer, requests, requests, (stretch, all, late) => {
        const first = settled(stretch, all);
        const recorded = recordedAs(first.sorted, first.shares);
        const more = late.map((each) => ({ ...each, want: each.want.abs() }));
        const both = settled(stretch, [...recorded, ...more]);
        for (const each of recorded) expect(text(total(both.shares.get(each) ?? []))).toBe(text(each.want));
      }),
    );
  });
});
