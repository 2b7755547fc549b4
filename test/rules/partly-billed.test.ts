import { describe, expect, it } from 'vitest';
import { roundHalfUp } from '../../src/money/round.ts';
import { exact } from '../../src/money/decimal.ts';
import type { Entry, Work } from '../../src/rules/entry.ts';
import { afterDrafting, ran } from './after-drafting.ts';
import { agreed, signed } from './terms/terms.ts';
import type { Draft } from './terms/terms.ts';
import { expense, expenseLine, totalsOf, work } from './work.ts';

const EUR = { code: 'EUR', digits: 2 };
const COST = '124.69';

const meal = (id: number): Entry =>
  expense(id, {
    description: 'Meals',
    orderLineId: 1000 + id,
    claim: {
      category: { id: 5, name: 'Meals' },
      atCost: true,
      currency: EUR,
      total: COST,
      cost: COST,
      companyTotal: COST,
      companyCost: COST,
      alike: [],
    },
  });

function under(terms: Draft, entries: Entry[]): Work[] {
  const lines = entries.map(({ orderLineId = 0 }) => expenseLine({ id: orderLineId, priceUnit: COST }));
  const agreements = [agreed('agreement', [signed(1, '2026-03-01', terms)], { customer: 'Northwind' })];
  return [{ ...work(entries, { lines }), agreements }];
}

/** The same orders later, once the terms changed or more work came. */
const later = (works: Work[], terms: Draft, more: Entry[] = []): Work[] => {
  const [fresh] = under(terms, more);
  return works.map(({ order, ...each }) => {
    const entries = [...each.entries, ...more];
    const sold = order && { ...order, lines: [...order.lines, ...(fresh?.order?.lines ?? [])] };
    const { agreements = [] } = fresh ?? {};
    return { ...each, ...(sold && { order: sold }), agreements, entries, totals: totalsOf(entries) };
  });
};

/** What becomes of the expenses, in cents. */
const outcome = (works: Work[]): string[] => {
  const { evaluations } = ran(works);
  const cents = (value = '0'): string => roundHalfUp(exact(value), EUR.digits).toFixed(EUR.digits);
  return evaluations
    .flatMap(({ parts }) => parts)
    .map(({ verdict, drawn, value }) => (drawn === undefined ? `${verdict} ${cents(value)}` : `drawn ${cents(drawn)}`));
};

const PER_DIEM = { categories: [{ category: 'Meals', perDiem: 45.5 }] };
const LIMIT = { categories: [{ category: 'Meals', limit: 50, per: 'expense' }] };
const retainer = { kind: 'drawdown', period: 'month', amount: 5, of: ['expense'] };
const cap = (amount: number) => ({ name: 'Costs', scope: 'agreement', amount, of: ['expense'], overflow: 'blocked' });

describe('an expense that a retainer pays in part', () => {
  it('keeps what was drawn for it once the rest is on an invoice, under a per diem', () => {
    const works = under({ expenses: PER_DIEM, retainer }, [meal(1)]);
    expect(outcome(works)).toEqual(['bill 40.50', 'drawn 5.00']);
    expect(outcome(afterDrafting(ran(works)))).toEqual(['billed 0.00', 'drawn 5.00']);
  });

  it('keeps it under a limit', () => {
    const works = under({ expenses: LIMIT, retainer }, [meal(1)]);
    expect(outcome(works)).toEqual(['bill 45.00', 'hold 74.69', 'drawn 5.00']);
    expect(outcome(afterDrafting(ran(works)))).toEqual(['billed 0.00', 'hold 74.69', 'drawn 5.00']);
  });
});

describe('an expense that goes over a cap', () => {
  it('is billed whole once the cap is raised, under a per diem, and another of the day stays covered', () => {
    const drafted = afterDrafting(ran(under({ expenses: PER_DIEM, caps: [cap(20)] }, [meal(1)])));
    expect(outcome(drafted)).toEqual(['billed 0.00', 'over-cap 25.94']);
    const raised = later(drafted, { expenses: PER_DIEM, caps: [cap(100)] }, [meal(2)]);
    expect(outcome(raised)).toEqual(['billed 0.00', 'bill 25.94', 'included 124.69']);
    expect(outcome(afterDrafting(ran(raised)))).toEqual(['billed 0.00', 'billed 0.00', 'included 124.69']);
  });

  it('is billed up to its limit once the cap is raised', () => {
    const drafted = afterDrafting(ran(under({ expenses: LIMIT, caps: [cap(20)] }, [meal(1)])));
    expect(outcome(drafted)).toEqual(['billed 0.00', 'hold 74.69', 'over-cap 30.00']);
    const raised = later(drafted, { expenses: LIMIT, caps: [cap(100)] });
    expect(outcome(raised)).toEqual(['billed 0.00', 'bill 30.00', 'hold 74.69']);
  });
});
