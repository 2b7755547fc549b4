import type { RowOf } from '../models.ts';
import type { Store } from '../store.ts';

/** Parts that a live invoice line holds. A deleted line, a cancelled draft and a fully reversed invoice hold nothing. */
export function liveParts(db: Store, model: string, ids: number[]): RowOf<'x_billing_part'>[] {
  return live(db, (part) => part.x_model === model && ids.includes(part.x_record_id));
}

export function live(db: Store, wanted: (part: RowOf<'x_billing_part'>) => boolean): RowOf<'x_billing_part'>[] {
  return db.where('x_billing_part', (part) => {
    if (part.x_verdict !== 'bill' || !wanted(part)) return false;
    const line = db.find('account.move.line', part.x_move_line_id);
    const move = line && db.get('account.move', line.move_id);
    return move !== undefined && move.state !== 'cancel' && move.payment_state !== 'reversed';
  });
}
