import { create, write, type Env } from '../env.ts';
import { userError } from '../faults.ts';
import type { RowOf } from '../models.ts';
import type { AnyRow } from '../store.ts';

type Delegation = RowOf<'x_billing_delegation'>;

/** A person hands on their own approvals, a controller anybody's, to somebody who may approve, for days to come. */
export function handOn(env: Env, values: Partial<Delegation>): Delegation {
  const { db, now, rights } = env;
  const given = { x_from_id: 0, x_to_id: 0, x_first: '', x_last: '', x_company_id: 0, ...values };
  own(env, given.x_from_id);
  if (given.x_first < now.slice(0, 10))
    throw userError('Nothing is handed on for days that are over: begin today or later.');
  if (given.x_last < given.x_first) throw userError('The last day comes before the first.');
  if (!values.x_reason?.trim()) throw userError('Give a reason: a holiday, an absence.');
  if (given.x_from_id === given.x_to_id) throw userError('Choose somebody else: nobody hands on to themselves.');
  const taker = db.get('res.users', given.x_to_id);
  if (rights.has(taker.id, 'robot_watch', 'robot_desk')) throw userError(`${taker.name} is a robot. A person decides.`);
  if (!taker.active || !rights.has(taker.id, 'approver')) {
    throw userError(`${taker.name} may not approve invoices: not in the group of billing approvers, or archived.`);
  }
  const also = ({ x_from_id, x_first, x_last, x_company_id: company }: Delegation) =>
    x_from_id === given.x_from_id &&
    x_first <= given.x_last &&
    x_last >= given.x_first &&
    (!company || !given.x_company_id || company === given.x_company_id);
  if (db.where('x_billing_delegation', also).length > 0) throw userError('They handed on for these days already.');
  const names = [given.x_from_id, given.x_to_id].map((id) => db.get('res.users', id).name);
  return create(env, 'x_billing_delegation', { ...values, x_name: names.join(' → ') });
}

/** What has begun stays as it was, but for its end. */
export function changeDelegation(env: Env, id: number, values: Partial<AnyRow>): void {
  const { x_from_id, x_first } = env.db.get('x_billing_delegation', id);
  own(env, x_from_id);
  const begun = x_first <= env.now.slice(0, 10);
  if (begun && Object.keys(values).some((name) => name !== 'x_last')) {
    throw userError('This delegation has begun: only its last day can be changed. End it, and make another.');
  }
  write(env, 'x_billing_delegation', id, values as Partial<Delegation>);
}

function own({ rights, uid }: Env, giver: number): void {
  if (rights.has(uid, 'robot_watch', 'robot_desk')) throw userError('A robot hands nothing on.');
  if (giver !== uid && !rights.has(uid, 'controller')) {
    throw userError('You hand on your own approvals. Those of somebody else, a billing controller hands on.');
  }
}
