import { DateTime } from 'luxon';
import { untaxed } from '../amounts.ts';
import { create, write, type Env } from '../env.ts';
import type { RowOf } from '../models.ts';
import { displayName } from '../read.ts';
import type { AnyRow } from '../store.ts';
import { audit } from './audit.ts';
import { content } from './content.ts';
import { tell } from './events.ts';

type Move = RowOf<'account.move'>;

/** No mail leaves a sandbox: whatever is handed over to an address has arrived. */
export function release(env: Env, { id, minutes }: { id: number; minutes: number }) {
  const { db, now } = env;
  const move = db.find('account.move', id);
  const never = whyNever(env, move);
  if (!move || never) return { status: 'refused', message: never };
  if (move.x_billing_released_on) return { status: 'already-sent', message: '' };
  const waits = announced(env, id, minutes);
  if (waits) return waits;
  const { name, email } = db.get('res.partner', move.partner_id);
  if (!email) return { status: 'not-sent', message: `${name} has no e-mail address.` };
  write(env, 'account.move', id, { x_billing_released_on: now, is_move_sent: true });
  audit(env, move, 'handed-over', 'Handed to Odoo to be mailed');
  return { status: 'handed-over', message: '' };
}

/** In a sandbox nobody stops anything: it waits until its time has come. */
function announced(env: Env, id: number, minutes: number) {
  const { db, now } = env;
  const [known] = db.where('x_billing_release', ({ x_move_id }) => x_move_id === id);
  if (!known && !minutes) return undefined;
  const leaves = DateTime.fromSQL(now, { zone: 'utc' }).plus({ minutes });
  const leavesOn = leaves.toFormat('yyyy-MM-dd HH:mm:ss');
  const { x_leaves_on } = known ?? create(env, 'x_billing_release', { x_move_id: id, x_leaves_on: leavesOn });
  return x_leaves_on > now ? { status: 'announced', message: '', leaves_on: x_leaves_on } : undefined;
}

export function settleRelease(env: Env, { id, trouble }: { id: number; trouble: string }) {
  const { db } = env;
  const move = db.find('account.move', id);
  const never = whyNever(env, move);
  if (!move || never) return { status: 'refused', message: never };
  const { name: customer, email } = db.get('res.partner', move.partner_id);
  const left = move.x_billing_released_on !== '';
  const [part] = db.where('x_billing_part', ({ x_move_id }) => x_move_id === id);
  const told = left ? 'left' : 'not-left';
  if (left && move.x_billing_told !== told) {
    audit(env, move, 'released', `Left by e-mail to ${email}`);
    tell(env, 'invoice.sent', 'account.move', [id]);
  }
  write(env, 'account.move', id, { x_billing_told: told });
  if (left) return { status: told, name: move.name, how: `by e-mail to ${email}` };
  return {
    status: told,
    name: move.name,
    title: `${move.name} to ${customer} did not leave`,
    why: trouble || 'Odoo has not sent it.',
    step:
      "Mend what Odoo names (often the customer's address, or the outgoing mail server). Then release it again, or " +
      "send it with Odoo's Send button. This case closes itself when the invoice has left.",
    untaxed: Number(untaxed(move, db)),
    currency: db.get('res.currency', move.currency_id).name,
    owner: move.invoice_user_id || false,
    order: part?.x_order_id || false,
  };
}

function whyNever({ db, rights }: Env, move: Move | undefined): string {
  if (!move) return 'The invoice is gone: it was deleted in Odoo.';
  const name = displayName(db, 'account.move', move as AnyRow);
  if (move.state !== 'posted') return `${name} is not posted, and only posted invoices are sent.`;
  const texts = [content(move, db), content(move, db, '')];
  const decision = db
    .where('x_billing_decision', (each) => each.x_move_id === move.id && texts.includes(each.x_content))
    .findLast(({ create_uid }) => rights.has(create_uid, 'robot_desk'));
  if (decision?.x_outcome === 'approved') return '';
  return `${name} is posted, but no approval of what it says is on record: it is not sent. Find out who posted it and how.`;
}
