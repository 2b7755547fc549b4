import { write, type Env } from '../env.ts';
import { userError } from '../faults.ts';
import type { RowOf } from '../models.ts';
import { displayName } from '../read.ts';
import type { AnyRow } from '../store.ts';
import { audit } from './audit.ts';
import { content } from './content.ts';
import { giveBack } from './credit.ts';
import { tell } from './events.ts';
import { checkSaid } from './taken-off.ts';

type Move = RowOf<'account.move'>;

/** Posts one invoice; the guard decides whether it may. */
export function post(env: Env, { id }: { id: number }) {
  const move = env.db.find('account.move', id);
  if (!move) throw userError('The invoice is gone: it was deleted in Odoo.');
  if (move.state === 'posted') return { status: 'already-posted', name: move.name };
  if (move.state === 'cancel') {
    throw userError("The invoice is cancelled and can't be posted. Its work is free for a new draft.");
  }
  return { status: 'posted', name: postMove(env, move) };
}

export function postMove(env: Env, move: Move): string {
  const { db, now } = env;
  const approval = guard(env, move);
  checkSaid(db, move, 'posted');
  const day = move.invoice_date || now.slice(0, 10);
  const year = day.slice(0, 4);
  const number = db.where('account.move', ({ name }) => name.startsWith(`INV/${year}/`)).length + 1;
  const name = `INV/${year}/${String(number).padStart(5, '0')}`;
  write(env, 'account.move', move.id, { state: 'posted', name, invoice_date: day });
  giveBack(env, db.get('account.move', move.id));
  tell(env, 'invoice.posted', 'account.move', [move.id]);
  const { id, x_name } = approval;
  audit(env, db.get('account.move', move.id), 'posted', `Posted as ${name}`, { decision: id, detail: x_name });
  return name;
}

/** Only a decision record of its own, made by the desk's user on exactly this content, lets an invoice through. */
export function guard({ db, rights }: Env, move: Move): RowOf<'x_billing_decision'> {
  const decisions = db.where('x_billing_decision', ({ x_move_id }) => x_move_id === move.id);
  const text = content(move, db);
  const own = decisions.filter((each) => each.x_content === text && rights.has(each.create_uid, 'robot_desk'));
  const last = own.at(-1);
  if (last?.x_outcome === 'approved') return last;
  const why =
    last?.x_outcome === 'rejected'
      ? 'it was rejected'
      : last
        ? 'not everybody who has to approve it has'
        : decisions.length > 0
          ? 'it was changed after it was decided on'
          : 'nobody has approved it';
  throw userError(
    `${displayName(db, 'account.move', move as AnyRow)} can't be posted: ${why}. Ask for approval at the approval ` +
      'desk; the decision is recorded here and the invoice can then be posted.',
  );
}
