import { describe, expect } from 'vitest';
import { exact, sum, text } from '../../../src/money/decimal.ts';
import type { Place, PlaceTest } from '../place.ts';
import { draft, edit, evaluations, invoiceId, lastMonthEnd, proposalOf, proposals } from '../run.ts';
import {} from './agreed.ts';
import { rows } from '../rows.ts';
import { cancel } from '../acts.ts';
import { onOrder } from '../../on-order.ts';

/** Of two lines with different taxes. Its project has terms of its own here, which come before the order's. */
const ORDER = 'NL-107';
const CEILING = '900.10';

async function agree(place: Place): Promise<void> {
  const id = place.refs.id('order', ORDER);
  const [row] = await place.admin.searchRead('sale.order', [['id', '=', id]], { fields: ['currency_id'] });
  const project = place.refs.id('project', 'School processes');
  const about = { x_name: 'Schools', x_order_id: id, x_project_id: project, x_currency_id: row?.currency_id };
  await place.agree(about, {
    x_effective_from: '2020-01-01',
    x_has_holdback: true,
    x_holdback_percent: 50,
    x_holdback_ceiling: Number(CEILING),
    x_release_ids: rows({ x_when: 'acceptance', x_percent: 100 }),
  });
}

const feeParts = async (place: Place) =>
  (await evaluations(place, ORDER)).flatMap(({ parts }) => parts.filter(({ kind }) => kind === 'fee'));

export function holdback(test: PlaceTest): void {
  describe('a holdback', () => {
    test('withheld up to its ceiling by taxes, in sight until it is accepted, released once', async ({ place }) => {
      const before = await proposalOf(place, ORDER);
      await agree(place);
      const proposal = await proposalOf(place, ORDER);
      const { withheld = [] } = proposal.orders[0];
      expect(withheld.length).toBe(new Set(withheld.map(({ taxes }) => taxes.join())).size);
      expect(text(sum(withheld.map(({ amount }) => amount)))).toBe(text(exact(CEILING).neg()));
      expect(exact(proposal.total).eq(exact(before.total).minus(CEILING))).toBe(true);
      expect(await place.drafting.foresee([proposal])).toMatchObject([{ status: 'clear' }]);
      const [made] = await draft(place, [proposal]);
      const invoice = await place.drafting.invoice(invoiceId(made));
      expect(Number(invoice.untaxed)).toBe(Number(proposal.total));
      const negative = invoice.lines.filter(({ quantity }) => Number(quantity) < 0);
      expect(negative.map(({ name, subtotal }) => [name, Number(subtotal)])).toEqual(
        withheld.map(({ words, amount }) => [`Holdback: ${words}`, Number(amount)]),
      );

      const waiting = await feeParts(place);
      expect(waiting.map(({ verdict }) => verdict)).toEqual(withheld.map(() => 'pending'));
      expect(text(sum(waiting.map(({ quantity }) => quantity)))).toBe(text(exact(CEILING)));
      expect(await proposals(place, ORDER)).toEqual([]);

      const accepted = { x_billing_accepted_on: lastMonthEnd(place), x_billing_acceptance: 'Signed off, no. 7' };
      await edit(place, 'sale.order', place.refs.id('order', ORDER), accepted);
      const release = await proposalOf(place, ORDER);
      expect(Number(release.total)).toBe(Number(CEILING));
      const [outcome] = await draft(place, [release]);
      expect(Number((await place.drafting.invoice(invoiceId(outcome))).untaxed)).toBe(Number(CEILING));
      expect(await draft(place, [{ ...release, key: 'again' }])).toMatchObject([
        { status: 'refused', code: 'changed' },
      ]);
      expect(await proposals(place, ORDER)).toEqual([]);
      expect(await feeParts(place)).toEqual([]);

      await cancel(place.admin, invoiceId(outcome));
      await edit(place, 'sale.order', place.refs.id('order', ORDER), { x_billing_acceptance: false });
      expect(await draft(place, [release])).toMatchObject([{ status: 'refused', code: 'changed' }]);
      expect((await feeParts(place)).map(({ verdict }) => verdict)).toEqual(withheld.map(() => 'pending'));
    });

    test('what another invoice withheld meanwhile counts towards the ceiling', async ({ place }) => {
      const proposal = await proposalOf(place, ORDER);
      const withheld = (proposal.orders[0].withheld ?? []).map((each) => ({
        ...each,
        amount: `${Number(each.amount) - 0.5}`,
      }));
      expect(withheld.length).toBeGreaterThan(0);
      expect(await draft(place, [onOrder({ ...proposal, key: 'beyond' }, { withheld })])).toMatchObject([
        { status: 'refused', code: 'changed' },
      ]);
      const other = (proposal.orders[0].withheld ?? []).map((each) => ({ ...each, taxes: [] }));
      expect(await draft(place, [onOrder({ ...proposal, key: 'taxes' }, { withheld: other })])).toMatchObject([
        { status: 'refused', code: 'changed' },
      ]);
    });
  });
}
