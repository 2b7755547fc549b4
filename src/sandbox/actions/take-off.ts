import { exact, sum, text } from '../../money/decimal.ts';
import { groupBy } from '../../rules/group.ts';
import { create, write, type Env } from '../env.ts';
import { userError } from '../faults.ts';
import type { RowOf } from '../models.ts';
import type { AnyRow } from '../store.ts';
import { adjust } from './adjust.ts';
import { audit } from './audit.ts';
import { cut, inLineOf, productLines, recordOf, shareOf } from './credit.ts';
import { relink } from './live-parts.ts';
import { firstLine, offDeleted, offLine } from './taken-off.ts';

type Part = RowOf<'x_billing_part'>;
type Line = RowOf<'account.move.line'>;
type Asked = RowOf<'x_billing_adjust'>;

/** Takes work off a draft and says what becomes of it, as the window of Odoo's form does. */
export function takeOff(env: Env, ids: number[]): void {
  for (const id of ids) {
    const asked = env.db.get('x_billing_adjust', id);
    const move = env.db.get('account.move', asked.x_move_id);
    if (move.move_type !== 'out_invoice' || move.state !== 'draft')
      throw userError('Only of a draft work is taken off. Credit what was posted.');
    if (asked.x_kind !== 'hold' && asked.x_kind !== 'write-off')
      throw new Error('NotImplementedError: the sandbox prices no line anew.');
    if (asked.x_until && asked.x_until <= move.x_billing_period_to)
      throw userError(`It bills work up to ${move.x_billing_period_to}: name a later day.`);
    const line = env.db.find('account.move.line', asked.x_line_id);
    const off = line ? ofLine(env, asked, line) : ofMove(env, asked, move);
    if (off.length === 0) throw userError('Nothing is missing: somebody said meanwhile what becomes of it.');
    spoken(env, asked, off);
    const done = asked.x_kind === 'hold' ? 'Held' : 'Written off';
    const by = `${done} by ${env.db.get('res.users', env.uid).name}, ${asked.x_reason}.`;
    audit(env, move, 'edited', by, { reason: asked.x_reason, detail: by });
  }
}

/** All that is missing, or what of it is of work that is named. */
function ofMove(env: Env, asked: Asked, move: RowOf<'account.move'>): Part[] {
  const { db } = env;
  const isMeant = ({ id }: Part) => asked.x_part_ids.length === 0 || asked.x_part_ids.includes(id);
  const lines = productLines(db, move).filter((line) => offLine(db, line).parts.some(isMeant));
  return [...offDeleted(db, move.id).filter(isMeant), ...lines.flatMap((line) => told(env, asked, line))];
}

function ofLine(env: Env, asked: Asked, line: Line): Part[] {
  const { parts, missing, reason } = offLine(env.db, line);
  if (reason) throw userError(reason);
  if (missing) return told(env, asked, line);
  const meant = meantOf(asked, line, parts);
  const [most, named] = [exact(line.quantity), inLineOf(env.db, line, meant)];
  const off = asked.x_quantity ? exact(asked.x_quantity) : named;
  const left = most.minus(off);
  const room = asked.x_part_ids.length > 0 && named.lt(most) ? named : most;
  // The hundredth a line was rounded by is no work.
  if (off.lt(0) || off.gt(room.plus('0.01')))
    throw userError(`${firstLine(line)}: between 0 and ${text(room)} can be taken off.`);
  if (left.gt('0.005')) {
    write(env, 'account.move.line', line.id, { quantity: left.toNumber() });
    return told(env, asked, env.db.get('account.move.line', line.id));
  }
  for (const part of parts) env.db.write('x_billing_part', part.id, { x_move_line_id: 0 });
  env.db.unlink('account.move.line', line.id);
  return parts;
}

/** Those of a line's parts that are named, or all where nobody named any. */
function meantOf(asked: Asked, line: Line, parts: Part[]): Part[] {
  if (asked.x_part_ids.length === 0) return parts;
  const meant = parts.filter(({ id }) => asked.x_part_ids.includes(id));
  if (meant.length > 0) return meant;
  throw userError(`${firstLine(line)}: none of the work that was named is on it any more. Look at it again.`);
}

/** Parts that a line has taken off it and nobody spoke of, cut off from it. */
function told(env: Env, asked: Asked, line: Line): Part[] {
  const { db } = env;
  const { parts, missing, reason } = offLine(db, line);
  if (reason) throw userError(reason);
  if (!missing) return [];
  const meant = meantOf(asked, line, parts).map(({ id }) => id);
  const given = shareOf(db, line, parts, missing, meant);
  if (!given)
    throw userError(`${firstLine(line)}: whose work the ${text(missing.round(6))} are can't be told. Name it.`);
  const loose = { x_move_line_id: 0 };
  return given.parts.map((part) => {
    if (given.share) return cut(db, part, given.share, loose);
    db.write('x_billing_part', part.id, loose);
    return part;
  });
}

/** One adjustment for each record, which answers for its parts; and the ledger says what becomes of them. */
function spoken(env: Env, { x_kind, x_reason, x_until }: Asked, off: Part[]): void {
  for (const [x_record, own] of groupBy(off, recordOf)) {
    const x_quantity = text(sum(own.map((part) => exact(part.x_quantity_exact))));
    const { id } = adjust(env, { x_record, x_kind, x_reason, x_until, x_quantity });
    for (const { id: partId, ...part } of own) {
      env.db.write('x_billing_part', partId, { x_adjustment_id: id });
      const now = { x_move_id: 0, x_move_line_id: 0, x_billed_exact: '', x_verdict: x_kind, x_reason };
      create(env, 'x_billing_part', { ...part, ...now } as Partial<AnyRow>);
      relink(env.db, part.x_model, part.x_record_id);
    }
  }
}
