import type { Big } from 'big.js';
import { exact, sum, text } from '../../money/decimal.ts';
import type { RowOf } from '../models.ts';
import type { Store } from '../store.ts';
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
  if (billed.minus(now).abs().lte('0.01')) return { parts };
  if (now.gt(billed)) {
    const reason =
      `${firstLine(line)}: ${text(now)} ${unitOf(db, line)} on the invoice, and only ${text(billed.round(6))} of work behind it. ` +
      `Put ${text(billed.round(6))} back. More is billed once it is entered and approved, by the next run.`;
    return { parts, reason };
  }
  return { parts, missing: billed.minus(now) };
}

function stillOpen(db: Store, part: Part): boolean {
  const made = db.where(
    'x_billing_adjustment',
    (one) => one.x_record === recordOf(part) && ['hold', 'write-off'].includes(one.x_kind) && !one.x_withdrawn_by,
  );
  if (made.some(({ x_quantity: quantity }) => !quantity)) return false;
  const held = liveParts(db, part.x_model, [part.x_record_id]);
  if (part.x_model !== 'account.analytic.line' && part.x_model !== 'hr.expense') return held.length === 0;
  const record = db.find(part.x_model, part.x_record_id) as { unit_amount?: number; quantity?: number } | undefined;
  const whole = exact(record?.unit_amount ?? record?.quantity ?? 0).abs();
  const taken = sum([...made, ...held, part].map(({ x_quantity: quantity }) => exact(quantity).abs()));
  return taken.lte(whole.plus('0.000001'));
}

/** Parts of lines somebody deleted, of which nobody said what becomes of them. */
export const offDeleted = (db: Store, moveId: number): Part[] =>
  db.where(
    'x_billing_part',
    (part) =>
      part.x_move_id === moveId &&
      part.x_verdict === 'bill' &&
      !part.x_move_line_id &&
      !part.x_adjustment_id &&
      stillOpen(db, part),
  );

/** Why an invoice can't be posted: what was taken off it, and what is on it without work, line by line. */
export function unsaid(db: Store, move: RowOf<'account.move'>): string[] {
  const ofLines = productLines(db, move).flatMap((line) => {
    const { missing, reason } = offLine(db, line);
    if (!missing) return reason ?? [];
    return `${firstLine(line)}: ${String(line.quantity)} ${unitOf(db, line)} on the invoice, ${text(missing.round(6))} less than the work behind it. Say what becomes of the rest.`;
  });
  const deleted = offDeleted(db, move.id).map(
    (part) =>
      `Taken off with its line: ${part.x_name}, ${part.x_quantity_exact} ${part.x_unit}. Say what becomes of it.`,
  );
  return [...ofLines, ...deleted];
}
