import { randomUUID } from 'node:crypto';
import { describe, expect } from 'vitest';
import { contentHash, shownHash } from '../../../src/approvals/content.ts';
import type { ShownInOdoo } from '../../../src/approvals/submission.ts';
import type { OdooApi, Row } from '../../../src/odoo/api.ts';
import type { Place, PlaceTest } from '../place.ts';
import { draftOf, edit } from '../run.ts';

const MODEL = 'x_billing_submission';
const refused = expect.objectContaining({ code: 'refused' });
const denied = expect.objectContaining({ code: 'access' });

/** A request shown in Odoo: the controller is asked. */
async function shown(place: Place, change: Partial<ShownInOdoo> = {}) {
  const invoiceId = await draftOf(place, 'NL-104');
  const { userId } = await place.person('Carol Mendes');
  const facts = await place.deciding.invoice(invoiceId);
  const request: ShownInOdoo = {
    requestId: randomUUID(),
    invoiceId,
    state: 'open',
    about: 'Draft · 100.00 EUR',
    why: ['The policy says so.', '1. Controller: waits for Carol Mendes.'],
    unusual: ['A second invoice for this month.'],
    talk: ['Carol Mendes asked Noor Aziz\tin Slack, 21 Nov 2026', '\tWhy two days?', 'No answer yet.'],
    questions: [],
    standing: '',
    page: 'https://desk.test/inbox/1',
    contentHash: contentHash(facts.content),
    seen: shownHash(facts),
    asked: [userId],
    ...change,
  };
  await place.approving.showRequest(request);
  const [row] = await place.controller.searchRead('x_billing_request', [['x_request', '=', request.requestId]], {
    fields: ['x_name', 'x_why', 'x_unusual', 'x_state', 'x_asked_ids', 'x_standing', 'x_talk', 'x_questions'],
  });
  return { request, row, id: row?.id as number, userId };
}

const submit = async (api: OdooApi, values: Row): Promise<number> =>
  [await api.call(MODEL, 'create', [values])].flat()[0] as number;

const waiting = async (place: Place, requestId: string) =>
  (await place.approving.submissions('')).filter((one) => one.requestId === requestId);

const read = async (place: Place, id: number) => {
  const fields = [
    'x_name',
    'x_state',
    'x_answer',
    'x_about',
    'x_unusual',
    'x_content',
    'x_reason',
    'x_asked',
    'create_uid',
  ];
  const [row] = await place.controller.searchRead(MODEL, [['id', '=', id]], { fields });
  return row;
};

/** What people decide in Odoo's own form. */
export function submissions(test: PlaceTest): void {
  describe('what is submitted in Odoo', () => {
    test('are stamped with the user, whatever is written, and answered once', async ({ place }) => {
      const { request, row, id, userId } = await shown(place);
      expect(row).toMatchObject({
        x_name: request.about,
        x_why: request.why.join('\n'),
        x_unusual: request.unusual[0],
        x_state: 'open',
        x_asked_ids: [userId],
      });
      const forged = { create_uid: 1, x_state: 'accepted', x_answer: 'Yes', x_name: 'Forged', x_content: 'forged' };
      const own = { x_request_id: id, x_outcome: 'rejected', x_reason: ' The rate is wrong. ', x_seen: request.seen };
      const made = await submit(place.controller, { ...own, ...forged });
      expect(await read(place, made)).toMatchObject({
        x_name: 'Rejection by Carol Mendes',
        x_state: 'waiting',
        x_answer: false,
        x_about: request.about,
        x_unusual: request.unusual[0],
        x_content: request.contentHash,
        x_reason: 'The rate is wrong.',
        create_uid: userId,
      });
      expect(await waiting(place, request.requestId)).toEqual([
        {
          ...{ id: made, requestId: request.requestId, userId, name: 'Carol Mendes' },
          ...{ kind: 'rejected', reason: 'The rate is wrong.', to: 0, question: '', seen: request.seen },
        },
      ]);
      await expect(submit(place.controller, own)).rejects.toEqual(refused);

      await place.approving.answerSubmission(made, 'accepted', 'Nobody else has to decide.');
      await place.approving.answerSubmission(made, 'refused', 'No.');
      expect(await read(place, made)).toMatchObject({ x_state: 'accepted', x_answer: 'Nobody else has to decide.' });
      expect(await waiting(place, request.requestId)).toEqual([]);
    });

    test('stay as they were made, for everybody', async ({ place }) => {
      const { request, id } = await shown(place);
      const made = await submit(place.controller, { x_request_id: id, x_outcome: 'approved', x_seen: request.seen });
      for (const api of [place.controller, place.admin, place.desk, place.drafter, place.preparer]) {
        await expect(api.call(MODEL, 'write', [[made], { x_outcome: 'rejected' }])).rejects.toEqual(denied);
        await expect(api.call(MODEL, 'unlink', [[made]])).rejects.toThrow();
        await expect(api.call('x_billing_request', 'write', [[id], { x_state: 'void' }])).rejects.toEqual(denied);
      }
      await place.approving.answerSubmission(made, 'late', 'Over.');
      expect(await read(place, made)).toMatchObject({ x_name: 'Approval by Carol Mendes', x_state: 'late' });
    });

    test('are made by approvers alone, on what was shown, with a reason where they reject', async ({ place }) => {
      const { request, id } = await shown(place);
      const own = { x_request_id: id, x_outcome: 'approved', x_seen: request.seen };
      await expect(submit(place.preparer, own)).rejects.toEqual(refused);
      for (const api of [place.desk, place.drafter, place.keeper])
        await expect(submit(api, own)).rejects.toEqual(denied);
      const wrong = [
        { ...own, x_seen: 'something else' },
        { ...own, x_request_id: 0 },
        { ...own, x_outcome: 'rejected' },
        { ...own, x_outcome: 'rejected', x_reason: ' no ' },
        { ...own, x_outcome: 'rejected', x_reason: 'x'.repeat(501) },
        { ...own, x_outcome: 'ask' },
        { ...own, x_outcome: 'hand-on', x_reason: 'It is her customer.' },
        { ...own, x_outcome: 'answer', x_reason: 'Nobody asked.' },
        { ...own, x_outcome: 'answer', x_reason: 'Nobody asked.', x_question: '-' },
      ];
      for (const values of wrong) await expect(submit(place.controller, values)).rejects.toEqual(refused);
      await edit(place, 'account.move', request.invoiceId, { ref: 'Edited since' });
      await expect(submit(place.controller, own)).rejects.toEqual(refused);
      expect(await waiting(place, request.requestId)).toEqual([]);
    });

    test('are questions and hand-ons as well, with what was said shown beside', async ({ place }) => {
      const { request, row, id, userId } = await shown(place);
      expect(row).toMatchObject({ x_talk: request.talk.join('\n'), x_questions: false });
      const { userId: to } = await place.person('Pia Lindgren');
      const given = {
        x_request_id: id,
        x_seen: request.seen,
        x_reason: ' Why two days? ',
        x_to_id: to,
        x_question: 'no',
      };
      const by = { requestId: request.requestId, userId, name: 'Carol Mendes', reason: 'Why two days?' };
      const asks = await submit(place.controller, { ...given, x_outcome: 'ask' });
      expect(await waiting(place, request.requestId)).toEqual([
        { ...by, id: asks, kind: 'ask', to: 0, question: '', seen: request.seen },
      ]);
      expect(await read(place, asks)).toMatchObject({ x_name: 'Question by Carol Mendes', x_state: 'waiting' });
      await place.approving.answerSubmission(asks, 'accepted', 'Carol Mendes asked Pia Lindgren.');
      const gives = await submit(place.controller, { ...given, x_outcome: 'hand-on' });
      expect(await waiting(place, request.requestId)).toEqual([
        { ...by, id: gives, kind: 'hand-on', to, question: '', seen: request.seen },
      ]);
      expect(await read(place, gives)).toMatchObject({ x_name: 'Hand-on by Carol Mendes', x_state: 'waiting' });
    });

    test('are answers of whom a question waits for, approver or not, whatever came up since', async ({ place }) => {
      const [pia, question] = [await place.person('Pia Lindgren'), randomUUID()];
      const others = [{ id: randomUUID(), of: [pia.userId + 1000], text: 'Carol Mendes: Who is it for?' }];
      const questions = [...others, { id: question, of: [pia.userId], text: 'Carol Mendes: Why two days?' }];
      const { request, id } = await shown(place, { questions });
      const own = { x_request_id: id, x_outcome: 'answer', x_reason: 'The plant was shut.', x_question: question };
      await expect(submit(place.controller, own)).rejects.toEqual(refused);
      await expect(submit(place.preparer, { ...own, x_question: others[0]?.id })).rejects.toEqual(refused);
      await expect(submit(place.preparer, { ...own, x_reason: '' })).rejects.toEqual(refused);
      const made = await submit(place.preparer, { ...own, x_seen: 'as it was', x_asked: 'Forged' });
      expect(await waiting(place, request.requestId)).toEqual([
        {
          ...{ id: made, requestId: request.requestId, userId: pia.userId, name: 'Pia Lindgren', kind: 'answer' },
          ...{ reason: 'The plant was shut.', to: 0, question, seen: 'as it was' },
        },
      ]);
      expect(await read(place, made)).toMatchObject({
        x_name: 'Answer by Pia Lindgren',
        x_asked: 'Carol Mendes: Why two days?',
        create_uid: pia.userId,
      });
      await place.approving.answerSubmission(made, 'accepted', 'Pia Lindgren answered Carol Mendes.');
      await place.approving.showRequest({ ...request, questions: [] });
      await expect(submit(place.preparer, own)).rejects.toEqual(refused);
    });

    test('that come too late end at once, with what became of it', async ({ place }) => {
      const { request, id } = await shown(place);
      const standing = 'Approved by Noor Aziz in Slack, 21 Nov 2026';
      await place.approving.showRequest({ ...request, state: 'approved', standing, asked: [] });
      const made = await submit(place.controller, { x_request_id: id, x_outcome: 'approved', x_seen: request.seen });
      expect(await read(place, made)).toMatchObject({ x_state: 'late', x_answer: standing });
      expect(await waiting(place, request.requestId)).toEqual([]);
    });

    test('the desk alone shows, reads and answers; of an invoice that is gone nothing is shown', async ({ place }) => {
      const { request } = await shown(place);
      await place.approving.showRequest({ ...request, requestId: randomUUID(), invoiceId: 99_999_999 });
      const payload = { request_id: request.requestId, invoice_id: request.invoiceId };
      for (const api of [place.drafter, place.controller, place.admin])
        await expect(api.runAction('action_show_request', payload)).rejects.toEqual(denied);
      await expect(place.drafter.runAction('action_submissions', { url: '', limit: 1 })).rejects.toEqual(denied);
      const answer = { id: 1, state: 'accepted', answer: '' };
      await expect(place.controller.runAction('action_answer_submission', answer)).rejects.toEqual(denied);
    });
  });
}
