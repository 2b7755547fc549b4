import { createHash } from 'node:crypto';
import type { StraightThroughRow } from '../../odoo/actions.ts';
import { untaxed } from '../amounts.ts';
import { saidOf } from '../computed.ts';
import type { Env } from '../env.ts';
import { create } from '../env.ts';
import { userError } from '../faults.ts';
import { audit, linkByKey, linkOf } from './audit.ts';
import { content } from './content.ts';
import { tell } from './events.ts';
import { checkSaid } from './taken-off.ts';

const KEYS = '__billing_decision__';

/** Lets a draft through as the policy that decides today says. Amounts are taken to be in the company's currency. */
export function recordStraightThrough(env: Env, told: StraightThroughRow) {
  const { db, uid } = env;
  const move = db.find('account.move', told.invoice_id);
  if (!move) throw userError('The invoice is gone: it was deleted in Odoo since it was looked at.');
  const [known] = db.where('ir.model.data', ({ module, name }) => module === KEYS && name === told.key);
  if (known) return { id: known.res_id, created: false, link: linkOf(linkByKey(env, move, told.key)), robot: uid };

  const begun = db.where(
    'x_billing_policy',
    (one) =>
      ['in-force', 'superseded'].includes(String(one.x_status)) && String(one.x_effective_from) <= told.at.slice(0, 10),
  );
  const own = begun.filter(({ x_company_id }) => x_company_id === move.company_id);
  const [policy] = (own.length > 0 ? own : begun.filter(({ x_company_id }) => !x_company_id)).toSorted(
    (a, b) =>
      String(b.x_effective_from).localeCompare(String(a.x_effective_from)) || Number(b.x_version) - Number(a.x_version),
  );
  const name = `“${told.policy}”, version ${told.version}`;
  if (policy?.x_name !== told.policy || policy.x_version !== told.version) {
    const company = db.get('res.company', move.company_id).name;
    throw userError(`${name} is not the approval policy that decides today for ${company}.`);
  }
  const [row] = db.where(
    'x_billing_policy_row',
    (one) => one.x_policy_id === policy.id && one.x_name === told.row && Boolean(one.x_straight_through),
  );
  if (!row) throw userError(`${name} has no row “${told.row}” that lets an invoice straight through.`);
  const most = Number(row.x_when_amount_up_to) || 0;
  if (most === 0 || Math.abs(untaxed(move, db)) > most) {
    throw userError(`${move.name || 'Draft Invoice'} is above what “${told.row}” lets straight through.`);
  }
  if (move.state !== 'draft') {
    throw userError(`The invoice is ${move.state} and no longer a draft: there is nothing to decide.`);
  }
  if (move.x_billing_key && !saidOf(move.id, db)) {
    throw userError('What the billing run said of this draft is gone: somebody has to look at it.');
  }
  if (saidOf(move.id, db)?.x_findings) throw userError('What is unusual never goes straight through.');
  if (content(move, db) !== told.content) {
    throw userError('The invoice changed since it was looked at. Ask for approval again.');
  }
  checkSaid(db, move, 'approved');
  const what = `Approved by ${name}: “${told.row}”`;
  const { name: who, email, login } = db.get('res.users', uid);
  const { id } = create(env, 'x_billing_decision', {
    x_name: what,
    x_key: told.key,
    x_move_id: move.id,
    x_outcome: 'approved',
    x_person_id: uid,
    x_email: email || login,
    x_channel: 'odoo',
    x_reason: told.reason,
    x_at: told.at,
    x_request: told.request_id,
    x_content: told.content,
    x_fingerprint: createHash('sha1').update(told.content).digest('hex'),
  });
  create(env, 'ir.model.data', { module: KEYS, name: told.key, model: 'x_billing_decision', res_id: id });
  tell(env, 'decision.recorded', 'x_billing_decision', [id]);
  const { key, reason, at } = told;
  const facts = { key, reason, at, request: told.request_id, decision: id, who };
  const more = { verified: 'the approval policy in Odoo', policy: `${told.policy}, version ${told.version}` };
  const link = audit(env, move, 'approved', what, { ...facts, ...more });
  return { id, created: true, link: linkOf(link), robot: uid };
}
