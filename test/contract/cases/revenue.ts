import { describe, expect } from 'vitest';
import { revenueOf } from '../../../src/billing/revenue.ts';
import { exact, sum } from '../../../src/money/decimal.ts';
import type { Place, PlaceTest } from '../place.ts';
import { draft, invoiceId, lastMonthEnd, proposalOf } from '../run.ts';

const monthOf = (place: Place): string => lastMonthEnd(place).slice(0, 7);

async function reported(place: Place) {
  const { rows, breaks } = await revenueOf(place.drafting, monthOf(place), place.firm.today);
  expect(breaks).toEqual([]);
  return rows;
}

export function revenue(test: PlaceTest): void {
  describe('what is earned and billed', () => {
    test('work goes from open to a draft, and stays earned', async ({ place }) => {
      const before = await reported(place);
      const proposal = await proposalOf(place, 'NL-101');
      const [outcome] = await draft(place, [proposal]);
      const after = await reported(place);
      const of = (rows: typeof before) => rows.find(({ currency }) => currency.code === proposal.currency.code);
      const worth = sum(proposal.orders[0].lines.flatMap(({ parts }) => parts.map(({ value = '0' }) => value)));
      const moved = (field: 'open' | 'drafted' | 'closing') =>
        exact(of(after)?.accrued[field] ?? '0').minus(of(before)?.accrued[field] ?? '0');
      expect(moved('open').toFixed()).toBe(worth.neg().toFixed());
      expect(Number(moved('drafted'))).toBeCloseTo(Number(worth), 6);
      expect(Number(moved('closing'))).toBeCloseTo(0, 6);
      const [invoice] = (await place.drafting.invoiced({})).filter(({ id }) => id === invoiceId(outcome));
      expect(invoice).toMatchObject({ state: 'draft', others: [], untaxed: expect.any(String) });
      expect(Number(invoice?.untaxed)).toBe(Number(proposal.total));
      expect(invoice?.parts.length).toBe(proposal.orders[0].lines.flatMap(({ parts }) => parts).length);
    });
  });
}
