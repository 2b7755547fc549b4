import type { Big } from 'big.js';
import { exact, sum } from '../money/decimal.ts';
import { lineValue } from '../money/line.ts';
import { roundHalfUp } from '../money/round.ts';
import { groupBy } from '../rules/group.ts';
import type { RowOf } from './models.ts';
import type { Store } from './store.ts';

type MoveLine = RowOf<'account.move.line'>;
type Move = RowOf<'account.move'>;

const digitsOf = (move: Move, db: Store): number => db.get('res.currency', move.currency_id).decimal_places;

export const linesOf = (move: Move, db: Store): MoveLine[] =>
  db
    .where('account.move.line', (line) => line.move_id === move.id)
    .sort((a, b) => a.sequence - b.sequence || a.id - b.id);

function value(line: MoveLine): Big {
  if (line.display_type !== 'product') return exact('0');
  return lineValue(exact(line.quantity), { priceUnit: String(line.price_unit), discount: String(line.discount) });
}

/** Without tax, rounded once to the currency. */
export const subtotal = (line: MoveLine, db: Store): number =>
  roundHalfUp(value(line), digitsOf(db.get('account.move', line.move_id), db)).toNumber();

/** The lines added up and rounded once, as Odoo does with `round_globally`, its default. */
export const untaxed = (move: Move, db: Store): number =>
  roundHalfUp(sum(linesOf(move, db).map(value)), digitsOf(move, db)).toNumber();

/** Each tax on all of its lines, rounded once, as Odoo does with `round_globally`. */
export function tax(move: Move, db: Store): number {
  const taxed = linesOf(move, db).flatMap((line) => line.tax_ids.map((id) => ({ id, value: value(line) })));
  const taxes = [...groupBy(taxed, ({ id }) => id)].map(([id, lines]) => {
    const share = exact(db.get('account.tax', id).amount).div(100);
    return roundHalfUp(sum(lines.map((line) => line.value)).times(share), digitsOf(move, db));
  });
  return sum(taxes).toNumber();
}

export const total = (move: Move, db: Store): number =>
  exact(untaxed(move, db))
    .plus(exact(tax(move, db)))
    .toNumber();

/** Untaxed, of the quantity ordered, rounded once to the order's currency. */
export function lineAmount(line: RowOf<'sale.order.line'>, db: Store): number {
  if (line.display_type) return 0;
  const { decimal_places } = db.get('res.currency', db.get('sale.order', line.order_id).currency_id);
  const price = { priceUnit: String(line.price_unit), discount: String(line.discount) };
  return roundHalfUp(lineValue(exact(line.product_uom_qty), price), decimal_places).toNumber();
}

export function orderAmount(order: RowOf<'sale.order'>, db: Store): number {
  const lines = db.where('sale.order.line', (line) => line.order_id === order.id);
  return sum(lines.map((line) => exact(lineAmount(line, db)))).toNumber();
}
