import { randomUUID } from 'node:crypto';
import { describe, expect } from 'vitest';
import type { Row } from '../../../src/odoo/api.ts';
import type { Place, PlaceTest } from '../place.ts';
import { creditNote } from '../acts.ts';
import { lifeOf } from './kpis.ts';
import { decision, draftOf, proposalOf, proposals } from '../run.ts';

const ORDER = 'NL-112';

export async function posted(place: Place, id: number): Promise<void> {
  const [key, requestId] = [randomUUID(), randomUUID()];
  // Carol Mendes took an adjustment of this order back: she has a hand in it.
  const person = await place.person('Noor Aziz');
  await place.deciding.recordDecision(await decision(place, id, 'approved', { key, requestId, person }));
  const [outcome] = await place.drafting.post([id]);
  if (outcome?.status === 'refused') throw new Error(outcome.message);
  if (outcome?.status !== 'posted') throw new Error(JSON.stringify(outcome));
}

export const linesOf = ({ admin }: Place, id: number): Promise<Row[]> =>
  admin.searchRead(
    'account.move.line',
    [
      ['move_id', '=', id],
      ['display_type', '=', 'product'],
    ],
    { fields: ['quantity', 'price_unit', 'x_billing_source_id'], order: 'id' },
  );

const quantities = async (place: Place) =>
  (await proposals(place, ORDER)).flatMap(({ orders: [{ lines }] }) => lines.map(({ quantity }) => Number(quantity)));

export function crediting(test: PlaceTest): void {
  describe('crediting', () => {
    test('gives back what it says, by hours and in full, each once; what can’t be told is not posted', async ({
      place,
    }) => {
      const before = await proposalOf(place, ORDER);
      const whole = before.orders[0].lines.map(({ quantity }) => Number(quantity));
      const first = await draftOf(place, ORDER);
      const lines = await linesOf(place, first);
      expect(lines.map(({ id, x_billing_source_id: source }) => [source].flat()[0] === id)).toEqual(
        lines.map(() => true),
      );
      await posted(place, first);
      expect(await quantities(place)).toEqual([]);
      const counted = await lifeOf(place, first);
      expect(counted?.parts.length).toBeGreaterThan(1);

      const note = await creditNote(place.admin, first);
      const [line, ...others] = await linesOf(place, note);
      for (const other of others) await place.admin.call('account.move.line', 'write', [[other.id], { quantity: 0 }]);
      await place.admin.call('account.move.line', 'write', [[line?.id], { price_unit: 1 }]);
      await expect(posted(place, note)).rejects.toThrow('at another price than it was billed at');
      const price = { price_unit: line?.price_unit, quantity: 1.5 };
      await place.admin.call('account.move.line', 'write', [[line?.id], price]);
      const [part] = before.orders[0].lines[0]?.parts ?? [];
      const [id] = String(part?.entry).split(',').slice(1).map(Number);
      const [row] = await place.admin.searchRead(
        'x_billing_part',
        [
          ['x_move_id', '=', first],
          ['x_record_id', '=', id],
        ],
        { fields: ['x_quantity'] },
      );
      await place.admin.call('account.move.line', 'write', [
        [line?.id],
        { x_billing_credited_ids: [[6, 0, [row?.id]]] },
      ]);
      await posted(place, note);
      expect(await quantities(place)).toEqual([1.5]);
      // Half an entry given back is no entry more that was billed.
      expect((await lifeOf(place, first))?.parts).toEqual(counted?.parts);

      // What was billed again is deleted or cancelled: the rest of the entry stays linked to what bills it.
      const link = async () => {
        const [time] = await place.admin.searchRead('account.analytic.line', [['id', '=', id]], {
          fields: ['timesheet_invoice_id'],
        });
        return [time?.timesheet_invoice_id].flat()[0];
      };
      for (const button of ['unlink', 'button_cancel']) {
        const second = await draftOf(place, ORDER);
        expect(await link()).toBe(second);
        await place.admin.call('account.move', 'write', [[second], { x_billing_reason: 'Billed later' }]);
        await place.admin.call('account.move', button, [[second]]);
        expect(await link()).toBe(first);
        expect(await quantities(place)).toEqual([1.5]);
      }

      const again = await draftOf(place, ORDER);
      await posted(place, again);
      expect(await quantities(place)).toEqual([]);
      for (const invoice of [first, again]) {
        const rest = await creditNote(place.admin, invoice);
        const [own] = await linesOf(place, rest);
        const left = { quantity: Number(own?.quantity) - 1.5 };
        if (invoice === first) await place.admin.call('account.move.line', 'write', [[own?.id], left]);
        await posted(place, rest);
        const twice = await creditNote(place.admin, invoice);
        await expect(posted(place, twice)).rejects.toThrow('all of it was credited before');
      }
      expect(await quantities(place)).toEqual(whole);
    });
  });
}
