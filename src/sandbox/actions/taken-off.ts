import type { Big } from 'big.js';
import { exact, sum, text } from '../../money/decimal.ts';
import { roundHalfUp } from '../../money/round.ts';
import { userError } from '../faults.ts';
import type { RowOf } from '../models.ts';
import { unitDigits } from '../quantities.ts';
import { displayName } from '../read.ts';
import type { AnyRow, Store } from '../store.ts';
import { inLineOf, productLines, recordOf } from './credit.ts';
import { live, liveParts } from './live-parts.ts';

type Part = RowOf<'x_billing_part'>;
type Line = RowOf<'account.move.line'>;

export const firstLine = ({ name }: Line): string => `"${name.split('\n')[0] ?? ''}"`;
const unitOf = (db: Store, line: Line): string => db.find('uom.uom', line.product_uom_id)?.name ?? '';

/** A line against its ledger: how much of its work it doesn't bill, in its unit, or why that can't be. */
export function offLine(db: Store, line: Line): { parts: Part[]; missing?: Big; reason?: string } {
  const parts = live(db, (part) => part.x_move_line_id === line.id);
  if (parts.length === 0) return { parts };
  // What a posted credit note gives back of it stays on it.
  const onIt = db.where('x_billing_part', (part) => part.x_move_line_id === line.id && part.x_verdict === 'bill');
  const [billed, now] = [inLineOf(db, line, onIt), exact(line.quantity).abs()];
  // Rounded once, as when it was drafted: the last digit cut off is work, a hundredth of a large fee say.
  if (roundHalfUp(billed, unitDigits(db)).eq(now)) return { parts };
  if (now.gt(billed)) {
    const reason =
      `${firstLine(line)}: ${text(now)} ${unitOf(db, line)} on the invoice, and only ${text(billed.round(6))} of work behind it. ` +
      `Put ${text(billed.round(6))} back. More is billed once it is entered and approved, by the next run.`;
    return { parts, reason };
  }
  return { parts, missing: billed.minus(now) };
}

/** Last day of the period a draft bills. */
const endOf = (db: Store, moveId: number): string => db.get('account.move', moveId).x_billing_period_to;

/** Holds and write-offs in force of a part's record, seen from a period by its last day: what has passed says nothing. */
const madeOf = (db: Store, part: Part, day: string): RowOf<'x_billing_adjustment'>[] =>
  db.where(
    'x_billing_adjustment',
    ({ x_record, x_kind, x_withdrawn_by, x_until }) =>
      x_record === recordOf(part) &&
      ['hold', 'write-off'].includes(x_kind) &&
      !x_withdrawn_by &&
      (!x_until || x_until > day),
  );

function stillOpen(db: Store, part: Part): boolean {
  if (madeOf(db, part, endOf(db, part.x_move_id)).some(({ id }) => id === part.x_adjustment_id)) return false;
  const held = liveParts(db, part.x_model, [part.x_record_id]);
  const ends = [part, ...held].map(({ x_move_id: id }) => endOf(db, id)).toSorted();
  const made = madeOf(db, part, ends.at(-1) ?? '');
  if (made.some(({ x_quantity: quantity }) => !quantity)) return false;
  if (part.x_model !== 'account.analytic.line' && part.x_model !== 'hr.expense') return held.length === 0;
  const record = db.find(part.x_model, part.x_record_id) as { unit_amount?: number; quantity?: number } | undefined;
  const whole = exact(record?.unit_amount ?? record?.quantity ?? 0).abs();
  const taken = sum([...made, ...held, part].map(({ x_quantity: quantity }) => exact(quantity).abs()));
  return taken.lte(whole.plus('0.000001'));
}

/** Parts off lines and of lines somebody deleted, of which nothing in force says what becomes of them. */
export const offDeleted = (db: Store, moveId: number): Part[] =>
  db.where(
    'x_billing_part',
    (part) => part.x_move_id === moveId && part.x_verdict === 'bill' && !part.x_move_line_id && stillOpen(db, part),
  );

interface Unsaid {
  line: number;
  entry: string;
  part: number;
  missing: boolean;
  off: number;
  what: string;
}

/** Why an invoice can't be posted: what was taken off it, and what is on it without work, line by line. */
export function unsaidOf(db: Store, move: RowOf<'account.move'>): Unsaid[] {
  const ofLines = productLines(db, move).flatMap((line): Unsaid[] => {
    const { missing, reason } = offLine(db, line);
    const said = { line: line.id, entry: '', part: 0, missing: Boolean(missing), off: missing?.toNumber() ?? 0 };
    if (!missing) return reason ? [{ ...said, what: reason }] : [];
    const what = `${firstLine(line)}: ${String(line.quantity)} ${unitOf(db, line)} on the invoice, ${text(missing.round(6))} less than the work behind it. Say what becomes of the rest.`;
    return [{ ...said, what }];
  });
  const deleted = offDeleted(db, move.id).map((part) => ({
    line: 0,
    entry: recordOf(part),
    part: part.id,
    missing: true,
    off: 0,
    what: `${part.x_adjustment_id ? 'No longer held or written off' : 'Taken off with its line'}: ${part.x_name}, ${part.x_quantity_exact} ${part.x_unit}. Say what becomes of it.`,
  }));
  return [...ofLines, ...deleted];
}

export const unsaid = (db: Store, move: RowOf<'account.move'>): string[] => unsaidOf(db, move).map(({ what }) => what);

/** Nothing is approved or posted before it is said what becomes of the work that is off it. */
export function checkSaid(db: Store, move: RowOf<'account.move'>, what: 'approved' | 'posted'): void {
  const reasons = move.move_type === 'out_invoice' ? unsaid(db, move) : [];
  if (reasons.length === 0) return;
  throw userError(
    `${displayName(db, 'account.move', move as AnyRow)} can't be ${what}. ${reasons.join('\n')}\n` +
      'Mend that on the invoice in Odoo, which says the same at its top.',
  );
}
