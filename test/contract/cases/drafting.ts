import { describe, expect } from 'vitest';
import type { PlaceTest } from '../place.ts';
import { approveTime, draft, draftOf, edit, evaluations, invoiceId, proposalOf, proposals } from '../run.ts';
import { cancel } from '../acts.ts';
import { onOrder } from '../../on-order.ts';

export function drafting(test: PlaceTest): void {
  describe('drafting', () => {
    test('makes the lines proposed, to the cent, and the second run has nothing left', async ({ place }) => {
      const wanted = await proposals(place);
      const outcomes = await draft(place, wanted);
      expect(outcomes.map(({ status }) => status)).toEqual(wanted.map(() => 'drafted'));
      for (const [index, proposal] of wanted.entries()) {
        const invoice = await place.drafting.invoice(invoiceId(outcomes[index]));
        const lines = invoice.lines.filter(({ kind }) => kind === 'product');
        const facts = (line: { quantity: string; priceUnit: string; discount: string }) =>
          [line.quantity, line.priceUnit, line.discount].map(Number);
        expect(lines.map((line) => [line.name.split('\n').at(-1), ...facts(line), Number(line.subtotal)])).toEqual(
          proposal.orders[0].lines.map((line) => [line.description, ...facts(line), Number(line.amount)]),
        );
        expect(Number(invoice.untaxed)).toBe(Number(proposal.total));
        expect(invoice.currency).toBe(proposal.currency.code);
        expect(invoice.lines.flatMap(({ parts }) => parts.map(({ entry }) => entry)).toSorted()).toEqual(
          proposal.orders[0].lines.flatMap(({ parts }) => parts.map(({ entry }) => entry)).toSorted(),
        );
      }
      expect(await proposals(place)).toEqual([]);
    });

    test('keeps sections, notes and taxes of the order', async ({ place }) => {
      const invoice = await place.drafting.invoice(await draftOf(place, 'NL-107'));
      expect(invoice.lines.map(({ kind, name, taxes }) => [kind, name, taxes.length])).toEqual([
        ['section', 'Phase 1: analysis', 0],
        ['product', 'Consulting, by the hour\nProcess analysis', 2],
        ['section', 'Phase 2: roll-out', 0],
        ['product', 'Training of key users', 1],
        ['note', 'School holidays are left out of the schedule.', 0],
      ]);
      expect(invoice).toMatchObject({ origin: 'NL-107', reference: 'PO-NL-107' });
    });

    test('the same proposal again is answered with the draft that exists', async ({ place }) => {
      const proposal = await proposalOf(place, 'NL-101');
      const [first] = await draft(place, [proposal]);
      const [second] = await draft(place, [proposal]);
      expect(second).toMatchObject({ status: 'existing', invoice: { id: invoiceId(first) } });
      const found = await place.drafting.findDrafts([proposal.key, 'another']);
      expect([...found.keys()]).toEqual([proposal.key]);
      expect(found.get(proposal.key)?.id).toBe(invoiceId(first));
    });

    test('a part is drafted once, whatever the key', async ({ place }) => {
      const proposal = await proposalOf(place, 'NL-101');
      await draft(place, [proposal]);
      const [again] = await draft(place, [{ ...proposal, key: `${proposal.key}-other` }]);
      expect(again).toMatchObject({ status: 'refused', code: 'claimed' });
    });

    test('hours edited since they were read are refused', async ({ place }) => {
      const proposal = await proposalOf(place, 'NL-101');
      await edit(place, 'account.analytic.line', place.refs.id('time', 'thirds-1'), { unit_amount: 7 });
      const [outcome] = await draft(place, [proposal]);
      expect(outcome).toMatchObject({ status: 'refused', code: 'changed', message: expect.stringContaining('hours') });
      expect(await place.drafting.findDrafts([proposal.key])).toEqual(new Map());
    });

    test('a price changed since it was read is refused', async ({ place }) => {
      const proposal = await proposalOf(place, 'NL-101');
      await edit(place, 'sale.order.line', place.refs.id('line', 'NL-101/1'), { price_unit: 130 });
      expect(await draft(place, [proposal])).toMatchObject([{ status: 'refused', code: 'changed' }]);
    });

    test('no more than the order has left', async ({ place }) => {
      const proposal = await proposalOf(place, 'NL-101');
      const lines = proposal.orders[0].lines.map((line) => ({
        ...line,
        quantity: String(Number(line.quantity) + 900),
      }));
      expect(await draft(place, [onOrder(proposal, { lines })])).toMatchObject([
        { status: 'refused', code: 'order-full' },
      ]);
    });

    test('nothing of a cancelled order', async ({ place }) => {
      const proposal = await proposalOf(place, 'NL-112');
      await edit(place, 'sale.order', place.refs.id('order', 'NL-112'), { state: 'cancel' });
      expect(await draft(place, [proposal])).toMatchObject([{ status: 'refused', code: 'order-closed' }]);
    });

    test('one refusal leaves the others of the batch alone', async ({ place }) => {
      const [first, second] = await proposals(place, 'NL-101', 'NL-104');
      if (!first || !second) return expect.unreachable('there are two orders to bill');
      await draft(place, [first]);
      const batch = [{ ...first, key: `${first.key}-other` }, second];
      const outcomes = await draft(place, batch);
      expect(outcomes.map(({ status }) => status)).toEqual(['refused', 'drafted']);
    });

    test('a cancelled draft frees its parts, old ones too', async ({ place }) => {
      const before = await proposalOf(place, 'NL-112');
      const cancelled = await draftOf(place, 'NL-112');
      expect(await proposals(place, 'NL-112')).toEqual([]);
      await cancel(place.admin, cancelled);
      const after = await proposalOf(place, 'NL-112');
      expect(after.total).toBe(before.total);
      const [outcome] = await draft(place, [after]);
      expect(outcome?.status).toBe('drafted');
      expect(invoiceId(outcome)).not.toBe(cancelled);
    });

    test('time approved late makes a supplementary invoice', async ({ place }) => {
      await draftOf(place, 'NL-101');
      await approveTime(place, [place.refs.id('time', 'unapproved-1')]);
      const late = await proposalOf(place, 'NL-101');
      expect(late).toMatchObject({ supplementary: true, total: '600.00' });
      expect(await draft(place, [late])).toMatchObject([{ status: 'drafted', invoice: { untaxed: '600' } }]);
      expect(await proposals(place, 'NL-101')).toEqual([]);
    });

    test('writes down once why work is on no invoice', async ({ place }) => {
      const parts = (await evaluations(place)).flatMap((each) => each.parts);
      const first = await place.drafting.recordVerdicts(parts);
      expect(first.written).toBeGreaterThan(50);
      expect(await place.drafting.recordVerdicts(parts)).toEqual({ written: 0, unchanged: first.written });
    });

    test('says nothing of work that was billed since it was read', async ({ place }) => {
      const [judged] = await evaluations(place, 'NL-101');
      const bill = judged?.parts.filter(({ verdict }) => verdict === 'bill') ?? [];
      const late = bill.map((part) => ({
        ...part,
        verdict: 'pending' as const,
        reason: 'As it was when it was read.',
      }));
      await draftOf(place, 'NL-101');
      expect(await place.drafting.recordVerdicts(late)).toEqual({ written: 0, unchanged: late.length });
      const rows = await place.admin.searchRead('x_billing_part', [['x_reason', '=', late[0]?.reason]], {
        fields: ['x_verdict'],
      });
      expect(rows).toEqual([]);
    });
  });
}
