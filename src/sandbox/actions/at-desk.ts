import type { Env } from '../env.ts';
import { userError } from '../faults.ts';

/** For whom the desk acts: whoever is signed in there, with that person's own rights and no others. */
export function atDesk({ db, rights }: Env, userId: number, what: string): number {
  const person = db.find('res.users', userId);
  if (person?.active && rights.has(userId, 'preparer', 'approver')) return userId;
  const name = person?.name ?? 'This person';
  throw userError(`${name} may not ${what}: the Odoo group Billing control / Preparer or Approver is missing.`);
}
