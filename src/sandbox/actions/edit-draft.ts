import { canonical, hashOf } from '../../approvals/record/link.ts';
import type { DraftEditRow } from '../../odoo/actions.ts';
import { create, type Env } from '../env.ts';
import { userError } from '../faults.ts';
import { displayName } from '../read.ts';
import type { AnyRow } from '../store.ts';
import { atDesk } from './at-desk.ts';
import { linkByKey } from './audit.ts';
import { content } from './content.ts';
import { recordOf } from './credit.ts';
import { takeOff } from './take-off.ts';
import { firstLine, offDeleted, offLine } from './taken-off.ts';

/** What the window of Odoo's form does, for whoever is signed in at the desk: once, and on what they were shown. */
export function editDraft(env: Env, asked: DraftEditRow) {
  const { db, uid } = env;
  const move = db.find('account.move', asked.invoice);
  if (!move) throw userError('The invoice is gone: it was deleted in Odoo.');
  const person = atDesk(env, asked.person, 'change drafts');
  const key = `desk.edit.${hashOf(canonical({ ...asked }))}`;
  const known = linkByKey(env, move, key);
  if (known) return { status: 'already-done', said: known.x_name };
  const name = displayName(db, 'account.move', move as AnyRow);
  if (hashOf(content(move, db)) !== asked.seen)
    throw userError(`${name} changed since it was shown to you: nothing was done. Look at it again.`);
  // Of who may edit invoices the sandbox knows the company only: it has no rights of accounting.
  const who = db.get('res.users', person);
  if (!who.company_ids.includes(move.company_id))
    throw userError(
      `${who.name} may not edit ${name} in Odoo: that takes the right to edit invoices, and its company.`,
    );
  if (asked.line && db.find('account.move.line', asked.line)?.move_id !== move.id)
    throw userError(`The line is not on ${name} any more. Look at it again.`);
  const line = db.find('account.move.line', asked.line);
  if (line && Boolean(offLine(db, line).missing) !== asked.missing) {
    const now = asked.missing ? 'nothing is missing any more' : 'some of it is missing';
    throw userError(`${firstLine(line)}: ${now} since it was shown to you. Nothing was done: look at it again.`);
  }
  const rows = line
    ? offLine(db, line).parts.filter((part) => asked.entries.includes(recordOf(part)))
    : offDeleted(db, move.id).filter(({ id }) => asked.parts.includes(id));
  if (line && asked.entries.length > 0 && rows.length === 0)
    throw userError(`${firstLine(line)}: none of the work that was named is on it any more. Look at it again.`);
  if (!line && (rows.length === 0 || rows.length !== asked.parts.length))
    throw userError(`${name}: what was named is not missing any more. Nothing was done: look at it again.`);
  const desk = { writer: uid, channel: 'page', verified: asked.verified, key };
  const own: Env = { ...env, uid: person, desk };
  const window = create(own, 'x_billing_adjust', {
    x_move_id: move.id,
    x_line_id: asked.line,
    x_kind: asked.kind,
    x_reason: asked.reason,
    x_quantity: asked.quantity,
    x_until: asked.until || '',
    x_percent: asked.percent,
    x_amount: asked.amount,
    x_part_ids: rows.map(({ id }) => id),
  });
  takeOff(own, [window.id]);
  return { status: 'done', said: linkByKey(env, move, key)?.x_name ?? '' };
}
