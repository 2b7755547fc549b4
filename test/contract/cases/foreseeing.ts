import { describe, expect } from 'vitest';
import { dryRun } from '../../../src/billing/dry-run.ts';
import type { PlaceTest } from '../place.ts';
import { draft, edit, invoiceId, lastMonthEnd, proposalOf, proposals } from '../run.ts';

export function foreseeing(test: PlaceTest): void {
  describe('foreseeing what drafting would answer', () => {
    test('says what drafting then does, and leaves everything to be drafted', async ({ place }) => {
      const wanted = await proposals(place, 'NL-101', 'NL-104');
      const answers = wanted.map(({ key }) => ({ key, status: 'clear' }));
      expect(await place.drafting.foresee(wanted)).toEqual(answers);
      expect(await place.drafting.foresee(wanted)).toEqual(answers);
      expect((await draft(place, wanted)).map(({ status }) => status)).toEqual(['drafted', 'drafted']);
    });

    test('knows a draft that exists, a claim and a change', async ({ place }) => {
      const proposal = await proposalOf(place, 'NL-101');
      await edit(place, 'account.analytic.line', place.refs.id('time', 'thirds-1'), { unit_amount: 7 });
      expect(await place.drafting.foresee([proposal])).toMatchObject([{ status: 'refused', code: 'changed' }]);
      await edit(place, 'account.analytic.line', place.refs.id('time', 'thirds-1'), {
        unit_amount: Number(
          proposal.orders[0].lines
            .flatMap(({ parts }) => parts)
            .find(({ entry }) => entry.endsWith(`,${place.refs.id('time', 'thirds-1')}`))?.entryQuantity,
        ),
      });
      const again = await proposalOf(place, 'NL-104');
      const [made] = await draft(place, [again]);
      const other = { ...again, key: `${again.key}-other` };
      expect(await place.drafting.foresee([again, other])).toMatchObject([
        { key: again.key, status: 'existing', invoice: { id: invoiceId(made) } },
        { key: other.key, status: 'refused', code: 'claimed' },
      ]);
    });

    test('a dry run has every order’s evaluation and answer', async ({ place }) => {
      const orderIds = [place.refs.id('order', 'NL-101')];
      const runs = await dryRun(place.drafting, { to: lastMonthEnd(place), orderIds }, place.firm.today);
      expect(runs).toMatchObject([
        { evaluation: { orderName: 'NL-101' }, foreseen: { status: 'clear' }, salesperson: { name: 'Sam Okafor' } },
      ]);
    });
  });
}
