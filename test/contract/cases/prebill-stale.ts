import { randomUUID } from 'node:crypto';
import { describe, expect, onTestFinished } from 'vitest';
import { contentHash, shownHash } from '../../../src/approvals/content.ts';
import type { DraftEdit, DraftEdited } from '../../../src/billing/ports.ts';
import { controllerOf, made, withdraw } from '../adjust.ts';
import type { Place, PlaceTest } from '../place.ts';
import { cancel } from '../acts.ts';
import { decision, draftOf } from '../run.ts';
import { linesOf } from './crediting.ts';
import { mayInvoice, takeOff } from './prebill.ts';

/** Nobody had a hand in its work before. */
const ORDER = 'NL-102';

/** Nothing of the work of an order is held or written off once a test is over. */
function givesBack(place: Place, entries: string[]): void {
  onTestFinished(async () => {
    const made = await place.controller.searchRead(
      'x_billing_adjustment',
      [
        ['x_record', 'in', entries],
        ['x_withdrawn_by', '=', false],
      ],
      { fields: ['id'] },
    );
    for (const { id } of made) await withdraw(place, id as number);
  });
}

/** A draft whose first line has several entries, and how the desk changes it for the controller, on what it says now. */
async function opened(place: Place) {
  await mayInvoice(place);
  const id = await draftOf(place, ORDER);
  const { lines } = await place.deciding.invoice(id);
  const [line, other] = lines.filter(({ parts }) => parts.length > 1);
  if (!line || !other) throw new Error(`${ORDER} has no two lines with several entries.`);
  givesBack(
    place,
    lines.flatMap(({ parts }) => parts.map(({ entry }) => entry)),
  );
  const person = await place.person(controllerOf(place)?.name ?? '');
  const base = { invoiceId: id, isMissing: false, reason: 'Asked for', verified: 'signed in' };
  const edit = async (change: Partial<DraftEdit> & Pick<DraftEdit, 'kind'>): Promise<DraftEdited> => {
    const { content } = await place.deciding.invoice(id);
    const own = { key: randomUUID(), seen: contentHash(content), personId: person.userId };
    const lineId = change.partIds ? {} : { lineId: line.id };
    return place.deciding.editDraft({ ...base, ...own, ...lineId, ...change });
  };
  const cut = (quantity: number) => place.admin.call('account.move.line', 'write', [[line.id], { quantity }]);
  const now = async () => Number((await linesOf(place, id)).find((each) => each.id === line.id)?.quantity);
  return { id, line, other, edit, cut, now, whole: Number(line.quantity) };
}

/** Rows of the draft's ledger that are on no line, of one entry. */
async function looseOf({ admin }: Place, moveId: number, entry: string): Promise<number[]> {
  const [model, record] = entry.split(',');
  const rows = await admin.searchRead(
    'x_billing_part',
    [
      ['x_move_id', '=', moveId],
      ['x_model', '=', model],
      ['x_record_id', '=', Number(record)],
      ['x_verdict', '=', 'bill'],
      ['x_move_line_id', '=', false],
    ],
    { fields: ['x_quantity'], order: 'id' },
  );
  return rows.map(({ id }) => id as number);
}

export function prebillStale(test: PlaceTest): void {
  describe('a form of a draft from before', () => {
    // First: whoever takes work off has a hand in it from then on.
    test('whoever approved it does not say afterwards what becomes of work that is off it', async ({ place }) => {
      const { id, line, other, edit, cut, now, whole } = await opened(place);
      const person = await place.person(controllerOf(place)?.name ?? '');
      await place.admin.call('account.move.line', 'unlink', [[other.id]]);
      const meanwhile = await draftOf(place, ORDER);
      expect((await place.deciding.invoice(id)).unsaid).toEqual([]);
      await place.deciding.recordDecision(await decision(place, id, 'approved', { person }));
      await cancel(place.admin, meanwhile);

      const { unsaid = [] } = await place.deciding.invoice(id);
      const [gone] = unsaid;
      expect(unsaid).toHaveLength(other.parts.length);
      const all = { kind: 'write-off', isMissing: true, partIds: unsaid.map(({ partId }) => Number(partId)) } as const;
      const refused = 'for somebody else to say';
      await expect(edit(all)).rejects.toThrow(refused);
      await expect(takeOff(place, { x_move_id: id, x_kind: 'hold' })).rejects.toThrow(refused);
      const byHand = { x_kind: 'write-off', x_quantity: String(other.parts[0]?.quantity) };
      await expect(made(place.controller, gone?.entry ?? '', byHand)).rejects.toThrow(refused);
      expect((await place.deciding.invoice(id)).unsaid).toEqual(unsaid);

      // What reads differently nobody approved.
      await cut(whole - 1);
      await edit({ kind: 'hold', isMissing: true, entries: [line.parts[0]?.entry ?? ''] });
      expect(await now()).toBe(whole - 1);
      await edit(all);
      expect((await place.deciding.invoice(id)).unsaid).toEqual([]);
    });

    test('takes off nothing else than what it was filled in for', async ({ place }) => {
      const { id, line, other, edit, cut, now, whole } = await opened(place);
      const [first, second, third] = line.parts.map(({ entry, quantity }) => ({ entry, hours: Number(quantity) }));
      if (!first || !second || !third) throw new Error('Too few entries');
      await cut(whole - first.hours);
      await edit({ kind: 'hold', isMissing: true, entries: [first.entry] });

      // Somebody said what becomes of what was missing; the invoice reads as before.
      const late = { kind: 'write-off', isMissing: true } as const;
      for (const entries of [[], [second.entry]])
        await expect(edit({ ...late, entries })).rejects.toThrow('nothing is missing any more');
      for (const entry of [first.entry, other.parts[0]?.entry ?? ''])
        await expect(edit({ kind: 'write-off', entries: [entry] })).rejects.toThrow('none of the work that was named');
      const x_part_ids = [[6, 0, await looseOf(place, id, first.entry)]];
      const form = { x_move_id: id, x_line_id: line.id, x_kind: 'write-off', x_part_ids };
      await expect(takeOff(place, form)).rejects.toThrow('none of the work that was named');
      const more = { quantity: String(whole - first.hours), entries: [second.entry] };
      await expect(edit({ kind: 'hold', ...more })).rejects.toThrow(`between 0 and ${String(second.hours)}`);
      expect(await now()).toBe(whole - first.hours);

      // And somebody cut it meanwhile.
      await cut(whole - first.hours - 1);
      const one = { kind: 'hold', quantity: '1', entries: [second.entry] } as const;
      await expect(edit(one)).rejects.toThrow('some of it is missing');
      await edit({ kind: 'hold', isMissing: true, entries: [second.entry] });
      expect(await now()).toBe(whole - first.hours - 1);

      // Named without a quantity: those, and no others.
      await edit({ kind: 'write-off', entries: [third.entry] });
      expect(await now()).toBe(whole - first.hours - 1 - third.hours);
      const facts = await place.deciding.invoice(id);
      expect(facts.unsaid).toEqual([]);
      const left = facts.lines.find((each) => each.id === line.id)?.parts.map(({ entry }) => entry);
      expect(left).toHaveLength(line.parts.length - 2);
      expect(left).toContain(second.entry);
    });

    test('of what has no line any more each row is said by itself, and what a line misses stays to be said', async ({
      place,
    }) => {
      const { id, line, edit, cut, now, whole } = await opened(place);
      const [entry, hours] = [line.parts[0]?.entry ?? '', Number(line.parts[0]?.quantity)];
      const unsaid = async () => (await place.deciding.invoice(id)).unsaid ?? [];
      for (const off of [1, 1.5]) {
        await cut((await now()) - off);
        await edit({ kind: 'hold', isMissing: true, entries: [entry] });
      }
      const held = await place.controller.searchRead(
        'x_billing_adjustment',
        [
          ['x_record', '=', entry],
          ['x_withdrawn_by', '=', false],
        ],
        { fields: ['id'] },
      );
      for (const one of held) await withdraw(place, one.id as number);
      await cut((await now()) - 0.5);
      const [first, second] = await looseOf(place, id, entry);
      if (!first || !second) throw new Error('Not two');
      const ofLine = { lineId: line.id, isMissing: true };
      const gone = [
        { entry, partId: first },
        { entry, partId: second },
      ];
      expect(await unsaid()).toMatchObject([ofLine, ...gone]);

      const one = { kind: 'write-off', isMissing: true } as const;
      await edit({ ...one, partIds: [second] });
      expect(await unsaid()).toMatchObject([ofLine, gone[0]]);
      for (const partIds of [[second], [first, second], []])
        await expect(edit({ ...one, partIds })).rejects.toThrow('not missing any more');
      await edit({ ...one, partIds: [first] });
      expect(await unsaid()).toMatchObject([ofLine]);
      await edit({ kind: 'hold', isMissing: true, entries: [entry] });
      expect([await unsaid(), await now()]).toEqual([[], whole - 3]);
      const parts = (await place.deciding.invoice(id)).lines.find((each) => each.id === line.id)?.parts;
      expect(parts?.find((part) => part.entry === entry)?.quantity).toBe(String(hours - 3));
    });

    test('of a message sent before it was said what becomes of a cut line nothing is unseen; another price still is', async ({
      place,
    }) => {
      const { id, line, edit, cut, whole } = await opened(place);
      const entry = line.parts[0]?.entry ?? '';
      await cut(whole - 1);
      const shown = await place.deciding.invoice(id);
      expect(shown.unsaid).toMatchObject([{ lineId: line.id }]);
      expect(shown.findings.map(({ code }) => code)).not.toContain('line.edited');
      await edit({ kind: 'hold', isMissing: true, entries: [entry] });
      const said = await place.deciding.invoice(id);
      expect([said.unsaid, shownHash(said)]).toEqual([[], shownHash(shown)]);

      await cut(whole - 2);
      await place.admin.call('account.move', 'write', [[id], { x_billing_reason: 'Agreed on the phone' }]);
      await place.admin.call('account.move.line', 'write', [[line.id], { price_unit: 1 }]);
      const repriced = await place.deciding.invoice(id);
      expect(repriced.unsaid).toMatchObject([{ lineId: line.id }]);
      expect(repriced.findings).toMatchObject([{ code: 'line.edited', lineId: line.id }]);
    });
  });
}
