import { linesOf, tax, total } from '../amounts.ts';
import type { RowOf } from '../models.ts';
import type { Store } from '../store.ts';

type Move = RowOf<'account.move'>;

const ENCLOSED = ['hr.expense', 'project.milestone'];

/** Receipts of the expenses and acceptance of the milestones billed, by their own fingerprint. */
function evidence(move: Move, db: Store): string[] {
  const parts = db.where('x_billing_part', (part) => part.x_move_id === move.id && ENCLOSED.includes(part.x_model));
  const billed = new Set(parts.map(({ x_model, x_record_id }) => `${x_model},${x_record_id}`));
  return db
    .where('ir.attachment', (one) => billed.has(`${one.res_model},${one.res_id}`))
    .map(({ checksum }) => checksum)
    .sort();
}

/** What an approval is bound to: every fact of the invoice a customer would see or pay by, as canonical text. */
export function content(move: Move, db: Store, invoiceDate = move.invoice_date): string {
  return JSON.stringify({
    invoice: move.id,
    type: move.move_type,
    company: move.company_id,
    customer: move.partner_id,
    ship_to: move.partner_shipping_id,
    currency: move.currency_id,
    reference: move.ref,
    narration: move.narration,
    receipts: evidence(move, db),
    date: invoiceDate,
    total: total(move, db).toFixed(6),
    tax: tax(move, db).toFixed(6),
    lines: linesOf(move, db)
      .sort((a, b) => a.id - b.id)
      .map((line) => [
        line.id,
        line.display_type,
        line.product_id,
        line.name,
        line.quantity.toFixed(6),
        line.product_uom_id,
        line.price_unit.toFixed(6),
        line.discount.toFixed(6),
        line.tax_ids,
        line.sale_line_ids,
        ...(move.move_type === 'out_refund'
          ? [line.x_billing_source_id, line.x_billing_money_only, line.x_billing_credited_ids]
          : []),
      ]),
  });
}
