import { describe, expect } from 'vitest';
import type { Place, PlaceTest } from '../place.ts';
import { approveTime, draft, invoiceId, lastMonthEnd, proposalOf, proposals } from '../run.ts';
import { agreeOn } from './agreed.ts';
import { rows } from '../rows.ts';
import { cancel } from '../acts.ts';
import { onOrder } from '../../on-order.ts';

/** Of 37,800.00 USD, of which other cases have posted some; the agreement stays. */
const ORDER = 'NL-111';

/** More hours on the order's work, approved. */
async function workOn(place: Place, hours: number): Promise<void> {
  const [found] = await place.drafting.collectWork({
    to: lastMonthEnd(place),
    from: '2020-01-01',
    orderIds: place.refs.ids('order', [ORDER]),
  });
  const entry = found?.entries.find(({ orderLineId }) => orderLineId === place.refs.id('line', 'NL-111/2'));
  const made = await place.admin.call('account.analytic.line', 'create', [
    {
      name: 'More change requests',
      project_id: entry?.project?.id,
      task_id: entry?.task?.id,
      employee_id: entry?.person?.id,
      date: lastMonthEnd(place),
      unit_amount: hours,
    },
  ]);
  await approveTime(place, [made].flat() as number[]);
}

export function advances(test: PlaceTest): void {
  describe('advances', () => {
    test('an advance: made once, taken off in shares, asked for again once it is cancelled', async ({ place }) => {
      await workOn(place, 100);
      const before = await proposalOf(place, ORDER);
      await agreeOn(place, ORDER, {
        x_purchase_order_number: 'PO-111',
        x_purchase_order_amount: 1e6,
        x_has_advances: true,
        x_advance_ids: rows({
          x_name: 'Mobilisation',
          x_percent: 10,
          x_due: 'signature',
          x_deducted: 'proportionally',
        }),
      });
      const [work, advance] = await proposals(place, ORDER);
      if (!work || !advance) return expect.unreachable('there is work to bill, and an advance');
      expect(work.total).toBe(before.total);
      expect(advance).toMatchObject({ total: '3780.00', orders: [{ advance: { name: 'Mobilisation' } }] });
      expect(advance.orders[0].agreements).toMatchObject([{ earlier: { parts: 0, value: '0' } }]);
      expect(await place.drafting.foresee([advance])).toMatchObject([{ status: 'clear' }]);
      const [made] = await draft(place, [advance]);
      const invoice = await place.drafting.invoice(invoiceId(made));
      expect(invoice.lines).toMatchObject([
        {
          name: 'Mobilisation',
          subtotal: '3780.00',
          parts: [{ entry: `sale.order,${String(place.refs.id('order', ORDER))}` }],
        },
      ]);
      expect(invoice.findings).toEqual([]);
      expect(await draft(place, [advance])).toMatchObject([{ status: 'existing', invoice: { id: invoice.id } }]);
      expect(await draft(place, [{ ...advance, key: 'another' }])).toMatchObject([
        { status: 'refused', code: 'claimed' },
      ]);
      const other = { orderId: place.refs.id('order', 'NL-112'), checked: '' };
      const elsewhere = onOrder({ ...advance, key: 'elsewhere' }, other);
      const named = advance.orders[0].advance;
      const once = onOrder(elsewhere, { ...(named && { advance: { ...named, once: true } }) });
      expect(await draft(place, [once])).toMatchObject([{ status: 'refused', code: 'claimed' }]);
      const earlier = { parts: 1, value: '100', countedWith: 'another' };
      const stale = (advance.orders[0].agreements ?? []).map((each) => ({ ...each, earlier }));
      expect(await draft(place, [onOrder({ ...advance, key: 'another' }, { agreements: stale })])).toMatchObject([
        { status: 'refused', code: 'changed' },
      ]);
      expect(await draft(place, [work])).toMatchObject([{ status: 'refused', code: 'changed' }]);

      const [less, ...none] = await proposals(place, ORDER);
      expect(none).toEqual([]);
      // Of all 37,800.00 of the order, what was invoiced before it counts too.
      const share = Math.round((Number(work.total) + Number(less?.orders[0].invoiced)) / 378) / 100;
      expect(share).toBeGreaterThan(0.2);
      expect(less?.orders[0].deductions).toMatchObject([
        { description: 'Mobilisation', left: '1', quantity: String(share) },
      ]);
      const [outcome] = await draft(place, less ? [less] : []);
      expect(Number((await place.drafting.invoice(invoiceId(outcome))).untaxed)).toBe(Number(less?.total));
      expect(await proposals(place, ORDER)).toEqual([]);

      await cancel(place.admin, invoiceId(outcome));
      await cancel(place.admin, invoice.id);
      const again = await proposals(place, ORDER);
      expect(again.map(({ key }) => key).toSorted()).toEqual([before.key, advance.key].toSorted());
      const [, second] = await draft(place, again);
      expect(second).toMatchObject({ status: 'drafted' });
    });
  });
}
