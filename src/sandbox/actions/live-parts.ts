import type { RowOf } from '../models.ts';
import type { Store } from '../store.ts';

/**
 * Parts that a live invoice line holds. A deleted line and a cancelled invoice hold nothing, and nothing is held of what a
 * posted credit note gives back.
 */
export function liveParts(db: Store, model: string, ids: number[]): RowOf<'x_billing_part'>[] {
  return live(db, (part) => part.x_model === model && ids.includes(part.x_record_id));
}

export function live(db: Store, wanted: (part: RowOf<'x_billing_part'>) => boolean): RowOf<'x_billing_part'>[] {
  return db.where('x_billing_part', (part) => {
    if (part.x_verdict !== 'bill' || !wanted(part)) return false;
    const line = db.find('account.move.line', part.x_move_line_id);
    const credit = db.find('account.move.line', part.x_credit_line_id);
    const state = (of: RowOf<'account.move.line'>) => db.get('account.move', of.move_id).state;
    return line !== undefined && state(line) !== 'cancel' && !(credit && state(credit) === 'posted');
  });
}

/** Odoo's own link of time to its invoice: to the one that bills it last, and to none where none does. */
export function relink(db: Store, model: string, id: number): void {
  if (model !== 'account.analytic.line') return;
  const last = liveParts(db, model, [id])
    .sort((a, b) => a.id - b.id)
    .at(-1);
  db.write(model, id, { timesheet_invoice_id: last?.x_move_id ?? 0 });
}
