import { randomUUID } from 'node:crypto';
import { describe, expect, onTestFinished } from 'vitest';
import { chainFault } from '../../../src/approvals/record/chain.ts';
import { contentHash } from '../../../src/approvals/content.ts';
import type { DraftEdit } from '../../../src/billing/ports.ts';
import { readLinks } from '../../../src/odoo/audit.ts';
import type { Row } from '../../../src/odoo/api.ts';
import type { Place, PlaceTest } from '../place.ts';
import { controllerOf, withdraw } from '../adjust.ts';
import { creditNote } from '../acts.ts';
import { draftOf, evaluations, proposalOf, run } from '../run.ts';
import { linesOf, posted } from './crediting.ts';

const ORDER = 'NL-112';

/** Who takes work off has the right to edit invoices, until the end of the test; the sandbox has no rights of accounting. */
export async function mayInvoice(place: Place): Promise<void> {
  const { admin } = place;
  const [group] = await admin.searchRead(
    'ir.model.data',
    [
      ['module', '=', 'account'],
      ['name', '=', 'group_account_invoice'],
    ],
    { fields: ['res_id'] },
  );
  if (!group) return;
  const login = controllerOf(place)?.login;
  const [user] = await admin.searchRead('res.users', [['login', '=', login]], { fields: ['id'] });
  const change = (command: number) =>
    admin.call('res.users', 'write', [[user?.id], { group_ids: [[command, group.res_id]] }]);
  await change(4);
  onTestFinished(async () => {
    await change(3);
  });
}

/** The window of Odoo's form that takes work off a draft. */
export async function takeOff({ admin, controller }: Place, values: Row): Promise<void> {
  const asked = [await controller.call('x_billing_adjust', 'create', [{ x_reason: 'Asked', ...values }])].flat();
  await run(admin, controller, 'action_take_off', 'x_billing_adjust', asked as number[]);
}

const partsOf = async (place: Place, entry: string): Promise<string[]> =>
  (await evaluations(place, ORDER))
    .flatMap(({ parts }) => parts)
    .filter((part) => part.entry === entry)
    .map(({ verdict, quantity }) => `${quantity} ${verdict}`)
    .toSorted();

export function prebill(test: PlaceTest): void {
  describe('taken off a draft', () => {
    test('so many hours are held and come back when released; what is missing or too much is not posted', async ({
      place,
    }) => {
      await mayInvoice(place);
      const before = await proposalOf(place, ORDER);
      const part = before.orders[0].lines[0]?.parts[0];
      const [entry, hours] = [part?.entry ?? '', Number(part?.quantity)];
      const first = await draftOf(place, ORDER);
      const [line] = await linesOf(place, first);
      const write = (quantity: number) => place.admin.call('account.move.line', 'write', [[line?.id], { quantity }]);
      const whole = Number(line?.quantity);
      await write(whole + 2);
      await expect(posted(place, first)).rejects.toThrow(`and only ${String(whole)} of work behind it`);
      const said = async () => (await place.deciding.invoice(first)).unsaid;
      expect(await said()).toMatchObject([
        { isMissing: false, lineId: line?.id, message: expect.stringContaining('Put') as string },
      ]);
      await write(whole - 1);
      expect(await said()).toMatchObject([
        {
          isMissing: true,
          lineId: line?.id,
          message: expect.stringContaining('Say what becomes of the rest') as string,
        },
      ]);
      await expect(posted(place, first)).rejects.toThrow('1 less than the work behind it');
      const [row] = await place.admin.searchRead(
        'x_billing_part',
        [
          ['x_move_id', '=', first],
          ['x_record_id', '=', Number(entry.split(',')[1])],
        ],
        { fields: ['x_quantity'] },
      );
      const own = { x_move_id: first, x_part_ids: [[6, 0, [row?.id]]] };
      await takeOff(place, { ...own, x_kind: 'hold' });
      expect(await partsOf(place, entry)).toEqual([`${String(hours - 1)} billed`, '1 hold'].toSorted());
      await expect(takeOff(place, { ...own, x_kind: 'hold' })).rejects.toThrow('Nothing is missing');
      await takeOff(place, { ...own, x_kind: 'write-off', x_line_id: line?.id, x_quantity: 0.5 });
      expect(await linesOf(place, first)).toMatchObject([
        { quantity: whole - 1.5 },
        ...(await linesOf(place, first)).slice(1),
      ]);
      const [held] = await place.controller.searchRead(
        'x_billing_adjustment',
        [
          ['x_record', '=', entry],
          ['x_quantity', '=', '1'],
        ],
        { fields: ['x_quantity'] },
      );
      expect(await said()).toEqual([]);
      await withdraw(place, held?.id as number);
      expect(await said()).toMatchObject([{ isMissing: true, entry }]);
      await expect(posted(place, first)).rejects.toThrow('No longer held or written off');
      const x_part_ids = [[6, 0, (await said())?.map(({ partId }) => partId)]];
      await takeOff(place, { x_move_id: first, x_part_ids, x_kind: 'hold' });
      await posted(place, first);
      expect(await partsOf(place, entry)).toEqual(
        [`${String(hours - 1.5)} billed`, '1 hold', '0.5 write-off'].toSorted(),
      );
      const made = await place.controller.searchRead(
        'x_billing_adjustment',
        [
          ['x_record', '=', entry],
          ['x_withdrawn_by', '=', false],
        ],
        {
          fields: ['x_quantity'],
          order: 'id',
        },
      );
      expect(made.map(({ x_quantity: quantity }) => quantity)).toEqual(['0.5', '1']);
      for (const { id } of made) await withdraw(place, id as number);
      expect(await partsOf(place, entry)).toEqual([`${String(hours - 1.5)} billed`, '1.5 bill'].toSorted());
      await posted(place, await creditNote(place.admin, first));
      expect((await proposalOf(place, ORDER)).total).toBe(before.total);
    });

    test('by the desk for who is signed in there: with their rights, in their name, once, on what they were shown', async ({
      place,
    }) => {
      await mayInvoice(place);
      const id = await draftOf(place, ORDER);
      const [line] = await linesOf(place, id);
      const whole = Number(line?.quantity);
      const facts = await place.deciding.invoice(id);
      const entry = facts.lines.find((each) => each.id === line?.id)?.parts[0]?.entry ?? '';
      const person = await place.person(controllerOf(place)?.name ?? '');
      const asked = {
        ...{ invoiceId: id, seen: contentHash(facts.content), entries: [entry], reason: 'Asked for by the customer' },
        ...{ personId: person.userId, verified: 'signed in at the desk' },
      };
      const about = { lineId: Number(line?.id), isMissing: false, quantity: '1.25' };
      const edit: DraftEdit = { ...asked, ...about, key: randomUUID(), kind: 'hold' };
      const employee = place.firm.users.find(({ role }) => role === 'employee')?.name ?? '';
      const refusals: [Partial<DraftEdit>, string | RegExp][] = [
        [{ personId: (await place.person(employee)).userId }, 'may not change drafts'],
        [{ personId: 99_999_999 }, 'This person may not change drafts'],
        [{ seen: contentHash('another') }, 'changed since it was shown to you'],
        [{ lineId: 99_999_999 }, 'not on'],
        [{ entries: ['account.analytic.line,99999999'] }, 'none of the work that was named'],
        [{ invoiceId: 99_999_999 }, 'The invoice is gone'],
        [{ quantity: String(whole + 1) }, 'can be taken off'],
      ];
      for (const [change, words] of refusals)
        await expect(place.deciding.editDraft({ ...edit, ...change }), String(words)).rejects.toThrow(words);
      await expect(place.drafting.editDraft(edit)).rejects.toMatchObject({ code: 'access' });
      expect((await linesOf(place, id))[0]).toMatchObject({ quantity: whole });

      const done = await place.deciding.editDraft(edit);
      expect(done).toEqual({ status: 'done', said: `Held by ${person.name}, Asked for by the customer.` });
      expect(await place.deciding.editDraft(edit)).toEqual({ ...done, status: 'already-done' });
      await expect(place.deciding.editDraft({ ...edit, quantity: '2' })).rejects.toThrow('changed since it was shown');
      expect((await linesOf(place, id))[0]).toMatchObject({ quantity: whole - 1.25 });
      const after = await place.deciding.invoice(id);
      expect([after.unsaid, after.preparers.map(({ userId }) => userId)]).toEqual([
        [],
        expect.arrayContaining([person.userId]),
      ]);
      const links = (await readLinks(place.admin)).filter(({ invoice }) => invoice === id);
      const [robot] = await place.admin.searchRead('res.users', [['login', '=', place.logins.desk.login]], {
        fields: ['id'],
      });
      expect(chainFault(id, links, [])).toBeUndefined();
      const by = {
        actor: person.userId,
        who: person.name,
        writer: robot?.id,
        channel: 'page',
        verified: edit.verified,
      };
      expect(links.map(({ columns }) => columns)).toMatchObject([{ kind: 'edited', reason: edit.reason, ...by }]);
      const made = await place.controller.searchRead(
        'x_billing_adjustment',
        [
          ['x_record', '=', entry],
          ['x_withdrawn_by', '=', false],
        ],
        {
          fields: ['x_kind', 'x_quantity', 'x_reason', 'create_uid'],
        },
      );
      expect(made).toMatchObject([{ x_kind: 'hold', x_quantity: '1.25', x_reason: edit.reason }]);
      await withdraw(place, made[0]?.id as number);
      const { unsaid = [] } = await place.deciding.invoice(id);
      expect(unsaid).toMatchObject([{ isMissing: true, entry, partId: expect.any(Number) as number }]);
      const ofIt = { seen: contentHash(after.content), entries: [], partIds: [Number(unsaid[0]?.partId)] };
      const writeOff: DraftEdit = { ...asked, ...ofIt, isMissing: true, key: randomUUID(), kind: 'write-off' };
      for (const partIds of [[], [99_999_999], [...ofIt.partIds, 99_999_999]])
        await expect(place.deciding.editDraft({ ...writeOff, partIds })).rejects.toThrow('not missing any more');
      const said = { status: 'done', said: `Written off by ${person.name}, ${edit.reason}.` };
      expect(await place.deciding.editDraft(writeOff)).toEqual(said);
      expect(await place.deciding.editDraft(writeOff)).toMatchObject({ status: 'already-done' });
      await expect(place.deciding.editDraft({ ...writeOff, key: randomUUID() })).rejects.toThrow(
        'not missing any more',
      );
      expect(await place.deciding.invoice(id)).toMatchObject({ content: after.content, unsaid: [] });
      const [last] = await place.controller.searchRead(
        'x_billing_adjustment',
        [
          ['x_record', '=', entry],
          ['x_withdrawn_by', '=', false],
        ],
        { fields: ['x_kind'] },
      );
      expect(last).toMatchObject({ x_kind: 'write-off' });
      await withdraw(place, last?.id as number);
    });
  });
}
