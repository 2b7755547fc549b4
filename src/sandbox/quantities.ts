import { exact, sum } from '../money/decimal.ts';
import { roundHalfUp } from '../money/round.ts';
import { subtotal } from './amounts.ts';
import type { RowOf } from './models.ts';
import type { Store } from './store.ts';

type Line = RowOf<'sale.order.line'>;

/** Odoo's precision "Product Unit". */
export const unitDigits = (db: Store): number =>
  db.all('decimal.precision').find(({ name }) => name === 'Product Unit')?.digits ?? 2;

export function delivered(line: Line, db: Store): number {
  const exactly = () => {
    switch (line.qty_delivered_method) {
      case 'timesheet':
        return hoursIn(line, db, sum(timeOf(line, db).map((entry) => exact(entry.unit_amount))));
      case 'milestones': {
        const reached = db.where('project.milestone', (each) => each.sale_line_id === line.id && each.is_reached);
        return exact(line.product_uom_qty).times(sum(reached.map((each) => exact(each.quantity_percentage))));
      }
      default:
        return exact(line.qty_delivered_manual);
    }
  };
  return roundHalfUp(exactly(), unitDigits(db)).toNumber();
}

export const timeOf = (line: Line, db: Store): RowOf<'account.analytic.line'>[] =>
  db.where('account.analytic.line', (entry) => entry.so_line === line.id && entry.project_id > 0);

/** Hours in the line's own unit, as Odoo converts between units of time; any other unit counts an hour as one. */
export function hoursIn(line: Line, db: Store, hours: ReturnType<typeof exact>) {
  const factor = db.find('uom.uom', line.product_uom_id)?.factor ?? 1;
  return factor === 1 ? hours : hours.div(factor);
}

export const invoiceLinesOf = (line: Line, db: Store): RowOf<'account.move.line'>[] =>
  db.where('account.move.line', (each) => each.sale_line_ids.includes(line.id));

export function invoiced(line: Line, db: Store): number {
  const live = invoiceLinesOf(line, db).flatMap((each) => {
    const move = db.get('account.move', each.move_id);
    if (move.state === 'cancel') return [];
    return [exact(each.quantity).times(move.move_type === 'out_refund' ? -1 : 1)];
  });
  return sum(live).toNumber();
}

/** Untaxed, drafts too, less credit notes. */
export function invoicedAmount(line: Line, db: Store): number {
  const amounts = invoiceLinesOf(line, db).flatMap((each) => {
    const move = db.get('account.move', each.move_id);
    if (move.state === 'cancel') return [];
    const amount = exact(subtotal(each, db));
    return [move.move_type === 'out_refund' ? amount.neg() : amount];
  });
  return sum(amounts).toNumber();
}

export function toInvoice(line: Line, db: Store): number {
  if (db.get('sale.order', line.order_id).state !== 'sale' || line.display_type) return 0;
  // A down payment has no product: what was invoiced ahead is left to deduct.
  const byOrder = db.find('product.product', line.product_id)?.invoice_policy === 'order';
  const due = byOrder ? line.product_uom_qty : delivered(line, db);
  return exact(due)
    .minus(exact(invoiced(line, db)))
    .toNumber();
}

export function invoiceStatus(line: Line, db: Store): string {
  if (db.get('sale.order', line.order_id).state !== 'sale' || line.display_type) return 'no';
  if (toInvoice(line, db) !== 0) return 'to invoice';
  return invoiced(line, db) >= line.product_uom_qty ? 'invoiced' : 'no';
}
