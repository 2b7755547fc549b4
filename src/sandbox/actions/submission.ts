import { hashOf } from '../../approvals/record/link.ts';
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

/** A decision in the caller's own name, on what is asked about at this moment and as it was shown. */
export function submit(env: Env, given: Partial<Submission>): Submission {
  const { db, uid, now } = env;
  const asked = db.find('x_billing_request', given.x_request_id ?? 0);
  const move = asked && db.find('account.move', asked.x_move_id);
  if (!asked || !move) throw userError('Nobody asked for approval of this invoice.');
  const user = db.get('res.users', uid);
  if (!user.company_ids.includes(move.company_id)) throw userError('You may not see this invoice.');
  const reason = (given.x_reason ?? '').trim();
  if (given.x_outcome === 'rejected' && (reason.length < 3 || reason.length > 500)) {
    throw userError('A rejection needs a reason of 3 to 500 characters.');
  }
  const waits = (one: Submission) =>
    one.x_request_id === asked.id && one.create_uid === uid && one.x_state === 'waiting';
  if (db.where('x_billing_submission', waits).length > 0) {
    throw userError('You decided on this already: it is kept, and waits for the approval desk.');
  }
  const isOver = asked.x_state !== 'open';
  const said = hashOf(content(move, db));
  if (!isOver && (given.x_seen !== asked.x_seen || said !== asked.x_content)) {
    throw userError('This invoice, or what is unusual about it, changed since it was shown to you.');
  }
  return create(env, 'x_billing_submission', {
    x_name: `${given.x_outcome === 'approved' ? 'Approval' : 'Rejection'} by ${user.name}`,
    x_request_id: asked.id,
    x_request: asked.x_request,
    x_move_id: move.id,
    x_invoice: move.id,
    x_company_id: move.company_id,
    x_outcome: given.x_outcome ?? '',
    x_reason: given.x_outcome === 'rejected' ? reason : '',
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
    submissions: waiting.map(({ id, x_request, create_uid, x_outcome, x_reason, x_seen, create_date }) => ({
      id,
      request_id: x_request,
      user: create_uid,
      name: db.get('res.users', create_uid).name,
      outcome: x_outcome,
      reason: x_reason,
      seen: x_seen,
      at: create_date,
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
