import { linesOf } from '../amounts.ts';
import { saidOf } from '../computed.ts';
import type { Env } from '../env.ts';
import type { RowOf } from '../models.ts';

type User = RowOf<'res.users'>;

const EDITS = ['edited', 'rate-override', 'tax-change'];

/** Everyone who had a hand in a draft, robots left out. */
export function preparers(move: RowOf<'account.move'>, { db, rights }: Env): User[] {
  const hands = [move, ...linesOf(move, db)].flatMap((row) => [row.create_uid, row.write_uid]);
  const work = db.where('x_billing_part', (part) => part.x_move_id === move.id);
  const records = work.map((part) => `${part.x_model},${String(part.x_record_id)}`);
  const adjusted = db.where('x_billing_adjustment', (one) => records.includes(one.x_record));
  const authors = adjusted.flatMap(({ create_uid, x_withdrawn_by }) => [create_uid, x_withdrawn_by]);
  const edits = db.where('x_billing_audit', (one) => one.x_invoice === move.id && EDITS.includes(one.x_kind));
  const editors = edits.map(({ x_actor_id }) => x_actor_id);
  const behalf = (saidOf(move.id, db)?.x_preparer ?? '').toLowerCase();
  return db.where('res.users', (user) => {
    const robot = rights.has(user.id, 'robot_watch', 'robot_desk');
    const named = behalf !== '' && [user.login, user.email].some((each) => each.toLowerCase() === behalf);
    return user.active && !robot && ([...hands, ...authors, ...editors].includes(user.id) || named);
  });
}
