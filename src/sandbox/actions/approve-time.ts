import { approvedFacts } from '../computed.ts';
import type { Env } from '../env.ts';
import { userError } from '../faults.ts';
import { tell } from './events.ts';

/** Approves the selected time for billing, as it reads now. A later change undoes it. */
export function approveTime(env: Env, ids: number[]): void {
  const { db, uid, now } = env;
  const lines = ids.map((id) => db.get('account.analytic.line', id));
  const own = lines.filter(({ user_id }) => user_id === uid).length;
  if (own) throw userError(`You can't approve your own time: leave out ${String(own)} of the selected entries.`);
  for (const line of lines) {
    db.write('account.analytic.line', line.id, {
      x_billing_approved_by: uid,
      x_billing_approved_on: now,
      x_billing_approved_facts: approvedFacts(line),
    });
  }
  tell(env, 'time.approved', 'account.analytic.line', ids);
}

export function withdrawTime({ db }: Env, ids: number[]): void {
  for (const id of ids) {
    db.write('account.analytic.line', id, {
      x_billing_approved_by: 0,
      x_billing_approved_on: '',
      x_billing_approved_facts: '',
    });
  }
}
