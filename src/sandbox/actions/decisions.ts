import { createHash } from 'node:crypto';
import type { DecisionRow } from '../../odoo/actions.ts';
import type { ReadAlong } from '../../odoo/along.ts';
import { linesOf } from '../amounts.ts';
import type { Env } from '../env.ts';
import { create } from '../env.ts';
import { userError } from '../faults.ts';
import { audit, linkByKey, linkOf } from './audit.ts';
import { content } from './content.ts';
import { preparers } from './preparers.ts';
import { reads } from './reads.ts';
import { tell } from './events.ts';
import { checkSaid, unsaidOf } from './taken-off.ts';

const KEYS = '__billing_decision__';
const WORDS: Record<string, string> = { approved: 'Approved', rejected: 'Rejected', 'step-approved': 'Step approved' };

export function invoice(env: Env, { id, reads: wanted }: { id: number; reads?: ReadAlong[] }) {
  const move = env.db.find('account.move', id);
  if (!move) return { content: false, preparers: [], rows: [] };
  const billed = env.db.where('x_billing_part', (each) => each.x_move_id === id && each.x_move_line_id !== 0);
  const text = content(move, env.db);
  const taxes = new Set(linesOf(move, env.db).flatMap(({ tax_ids }) => tax_ids));
  const current = env.db.where('x_billing_decision', (each) => each.x_move_id === id && each.x_content === text);
  return {
    content: text,
    preparers: preparers(move, env).map((user) => ({ id: user.id, name: user.name, email: user.email || user.login })),
    gone: billed
      .filter((each) => !env.db.find(each.x_model as 'hr.expense', each.x_record_id))
      .map((each) => each.x_name),
    current: current.map((each) => each.id),
    unsaid: move.move_type === 'out_invoice' && move.state === 'draft' ? unsaidOf(env.db, move) : [],
    digits: env.db.get('res.currency', move.currency_id).decimal_places,
    taxes: [...taxes].map((tax) => [tax, env.db.get('account.tax', tax).name]),
    rows: reads(env, wanted),
  };
}

/** Two users with one address are nobody: ambiguity denies. */
export function person({ db, rights }: Env, { email }: { email: string }) {
  const wanted = email.trim().toLowerCase();
  const found = db.where(
    'res.users',
    (user) => user.active && !user.share && [user.email, user.login].some((each) => each.toLowerCase() === wanted),
  );
  const [user] = found;
  if (!wanted || !user || found.length > 1) return { person: false };
  return {
    person: {
      id: user.id,
      name: user.name,
      email: user.email || user.login,
      may_approve: rights.has(user.id, 'approver'),
      prepares: rights.has(user.id, 'preparer'),
      controls: rights.has(user.id, 'controller'),
      companies: user.company_ids,
    },
  };
}

/** Records one decision, once, on exactly the content the person was shown. */
export function recordDecision(env: Env, decision: DecisionRow) {
  const { db, rights } = env;
  const move = db.find('account.move', decision.invoice_id);
  if (!move) throw userError('The invoice is gone: it was deleted in Odoo since it was shown.');
  const [known] = db.where('ir.model.data', ({ module, name }) => module === KEYS && name === decision.key);
  if (known) {
    const made = db.get('x_billing_decision', known.res_id);
    const same = [made.x_move_id, made.x_outcome, made.x_person_id];
    if (String(same) !== String([move.id, decision.outcome, decision.person_id])) {
      throw userError('The key of this decision belongs to another decision.');
    }
    return { id: known.res_id, created: false, link: linkOf(linkByKey(env, move, decision.key)) };
  }

  const who = db.find('res.users', decision.person_id);
  if (!who?.active || !rights.has(who.id, 'approver')) {
    const name = who?.name ?? 'This person';
    throw userError(`${name} may not approve invoices: the Odoo group Billing control / Approver is missing.`);
  }
  if (!who.company_ids.includes(move.company_id)) {
    throw userError(`${who.name} may not act for ${db.get('res.company', move.company_id).name}.`);
  }
  if (preparers(move, env).some(({ id }) => id === who.id)) {
    throw userError(`${who.name} had a hand in this invoice and can't decide on it.`);
  }
  const inRequest = db.where(
    'x_billing_decision',
    (each) =>
      each.x_move_id === move.id && each.x_request === decision.request_id && each.x_person_id === decision.person_id,
  );
  if (inRequest.length > 0) throw userError(`${who.name} decided in this request before: nobody decides twice.`);
  if (move.state !== 'draft') {
    throw userError(`The invoice is ${move.state} and no longer a draft: there is nothing to decide.`);
  }
  if (decision.outcome === 'rejected' && !decision.reason.trim()) throw userError('A rejection needs a reason.');
  if (content(move, db) !== decision.content) {
    throw userError('The invoice changed since it was shown: the decision does not count. Ask for approval again.');
  }
  if (decision.outcome !== 'rejected') checkSaid(db, move, 'approved');
  const what = WORDS[decision.outcome] ?? '';
  const { id } = create(env, 'x_billing_decision', {
    x_name: `${what} by ${who.name}`,
    x_key: decision.key,
    x_move_id: move.id,
    x_outcome: decision.outcome,
    x_person_id: who.id,
    x_email: decision.email,
    x_channel: decision.channel,
    x_reason: decision.reason,
    x_at: decision.at,
    x_request: decision.request_id,
    x_content: decision.content,
    x_fingerprint: createHash('sha1').update(decision.content).digest('hex'),
  });
  create(env, 'ir.model.data', { module: KEYS, name: decision.key, model: 'x_billing_decision', res_id: id });
  tell(env, 'decision.recorded', 'x_billing_decision', [id]);
  const { key, channel, verified, policy, reason, at } = decision;
  const facts = { key, channel, verified, policy, reason, at, request: decision.request_id, decision: id };
  const link = audit(env, move, decision.outcome, `${what} by ${who.name}`, { ...facts, actor: who.id, who: who.name });
  return { id, created: true, link: linkOf(link) };
}
