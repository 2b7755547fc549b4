import { hashOf } from '../../approvals/record/link.ts';
import type { SubmissionKind } from '../../approvals/submission.ts';
import type { ShownRow } from '../../odoo/actions.ts';
import { create, write, type Env } from '../env.ts';
import { userError } from '../faults.ts';
import type { RowOf } from '../models.ts';
import { content } from './content.ts';

type Submission = RowOf<'x_billing_submission'>;

export function showRequest(env: Env, shown: ShownRow) {
  const { db } = env;
  const values = {
    x_name: shown.about,
    x_state: shown.state,
    x_why: shown.why,
    x_unusual: shown.unusual,
    x_talk: shown.talk,
    x_questions: shown.questions,
    x_standing: shown.standing,
    x_page: shown.page,
    x_content: shown.content,
    x_seen: shown.seen,
    x_asked_ids: shown.asked.filter((id) => db.find('res.users', id)),
  };
  const [known] = db.where('x_billing_request', ({ x_request }) => x_request === shown.request_id);
  const move = db.find('account.move', shown.invoice_id);
  if (known) write(env, 'x_billing_request', known.id, values);
  else if (move) create(env, 'x_billing_request', { ...values, x_request: shown.request_id, x_move_id: move.id });
  return { shown: Boolean(known ?? move) };
}

const NAMES = {
  approved: 'Approval',
  rejected: 'Rejection',
  ask: 'Question',
  'hand-on': 'Hand-on',
  answer: 'Answer',
} satisfies Record<SubmissionKind, string>;
const isKind = (kind = ''): kind is SubmissionKind => kind in NAMES;

/** What a question says that waits for this user's answer; empty where there is none. */
function questionFor({ x_questions }: RowOf<'x_billing_request'>, userId: number, number: string): string {
  const rows = x_questions.split('\n').map((row) => row.split('\t'));
  return rows.find(([id, of = '']) => id !== '' && id === number && of.split(',').includes(String(userId)))?.[2] ?? '';
}

/** In the caller's own name, on what is asked about at this moment and as it was shown. */
export function submit(env: Env, given: Partial<Submission>): Submission {
  const { db, uid, now, rights } = env;
  const asked = db.find('x_billing_request', given.x_request_id ?? 0);
  const move = asked && db.find('account.move', asked.x_move_id);
  if (!asked || !move) throw userError('Nobody asked for approval of this invoice.');
  const user = db.get('res.users', uid);
  if (!user.company_ids.includes(move.company_id)) throw userError('You may not see this invoice.');
  const { x_outcome: kind } = given;
  if (!isKind(kind)) throw userError(`Wrong value for x_billing_submission.x_outcome: '${kind}'`);
  const answers = kind === 'answer';
  if (!answers && !rights.has(uid, 'approver')) {
    throw userError('You are not allowed to decide on invoices: that takes the group Billing control / Approver.');
  }
  const reason = (given.x_reason ?? '').trim();
  if (kind !== 'approved' && (reason.length < 3 || reason.length > 500)) {
    const needs = answers || kind === 'ask' ? 'text' : 'a reason';
    throw userError(`${NAMES[kind]} needs ${needs} of 3 to 500 characters.`);
  }
  if (kind === 'hand-on' && !given.x_to_id) throw userError('Choose who is to decide in your place.');
  const waits = (one: Submission) =>
    one.x_request_id === asked.id && one.create_uid === uid && one.x_state === 'waiting';
  if (db.where('x_billing_submission', waits).length > 0) {
    throw userError('You submitted something on this already: it is kept, and waits for the approval desk.');
  }
  const isOver = asked.x_state !== 'open';
  const said = hashOf(content(move, db));
  const question = answers ? questionFor(asked, uid, given.x_question ?? '') : '';
  if (!isOver && answers && !question) throw userError('No question here waits for your answer. Reload the page.');
  if (!isOver && !answers && (given.x_seen !== asked.x_seen || said !== asked.x_content)) {
    throw userError('This invoice, or what is unusual about it, changed since it was shown to you.');
  }
  return create(env, 'x_billing_submission', {
    x_name: `${NAMES[kind]} by ${user.name}`,
    x_request_id: asked.id,
    x_request: asked.x_request,
    x_move_id: move.id,
    x_invoice: move.id,
    x_company_id: move.company_id,
    x_outcome: kind,
    x_reason: kind === 'approved' ? '' : reason,
    ...(kind === 'hand-on' && { x_to_id: given.x_to_id }),
    ...(question && { x_question: given.x_question, x_asked: question }),
    x_about: asked.x_name,
    x_unusual: asked.x_unusual,
    x_seen: given.x_seen ?? '',
    x_content: said,
    x_state: isOver ? 'late' : 'waiting',
    x_answer: isOver ? asked.x_standing : '',
    x_answered_on: isOver ? now : '',
  });
}

/** The sandbox sends no hints: whoever waits has to look. */
export function submissions({ db }: Env, { limit }: { url: string; limit: number }) {
  const waiting = db.where('x_billing_submission', ({ x_state }) => x_state === 'waiting').slice(0, limit);
  return {
    submissions: waiting.map((one) => ({
      id: one.id,
      request_id: one.x_request,
      user: one.create_uid,
      name: db.get('res.users', one.create_uid).name,
      kind: one.x_outcome,
      reason: one.x_reason,
      to: one.x_to_id || 0,
      question: one.x_question,
      seen: one.x_seen,
      at: one.create_date,
    })),
  };
}

export function answerSubmission(env: Env, told: { id: number; state: string; answer: string }) {
  const one = env.db.find('x_billing_submission', told.id);
  if (one?.x_state !== 'waiting') return { answered: false };
  const values = { x_state: told.state, x_answer: told.answer, x_answered_on: env.now };
  write(env, 'x_billing_submission', one.id, values);
  return { answered: true };
}
