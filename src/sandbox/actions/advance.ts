import { exact, sum } from '../../money/decimal.ts';
import { roundHalfUp } from '../../money/round.ts';
import type { AdvanceDraft } from '../../odoo/actions.ts';
import { groupBy } from '../../rules/group.ts';
import { agreementOf } from '../../rules/terms/in-force.ts';
import { lineAmount } from '../amounts.ts';
import { create, type Env } from '../env.ts';
import type { RowOf } from '../models.ts';
import type { Store } from '../store.ts';
import { tell } from './events.ts';
import { draftInvoice } from './invoice-order.ts';
import { live } from './live-parts.ts';
import type { Refusal } from './refusal.ts';

const soldOn = (order: RowOf<'sale.order'>, db: Store) =>
  db.where('sale.order.line', (line) => line.order_id === order.id && !line.is_downpayment && !line.display_type);

const untaxedOf = (lines: RowOf<'sale.order.line'>[], db: Store) =>
  sum(lines.map((line) => exact(lineAmount(line, db))));

export function refusalOfAdvance(db: Store, advance: AdvanceDraft, order: RowOf<'sale.order'>): Refusal | undefined {
  const { name, agreement, of, once } = advance;
  const [held] = live(
    db,
    (part) =>
      part.x_model === 'sale.order' &&
      (once || part.x_record_id === order.id) &&
      part.x_name === name &&
      agreementOf(part.x_terms) === agreement,
  );
  if (held) return { code: 'claimed', message: `${name}: already on another invoice.` };
  const untaxed = untaxedOf(
    soldOn(order, db).filter((line) => !line.is_expense),
    db,
  );
  if (of && !untaxed.eq(of)) {
    return { code: 'changed', message: `${name}: the amount of the order changed since it was read.` };
  }
  return untaxed.gt(0) ? undefined : { code: 'changed', message: `${name}: Odoo makes no down payment of this order.` };
}

/** A down payment as Odoo makes it: a line for each set of taxes, in the share of its work. */
export function makeAdvance(
  env: Env,
  order: RowOf<'sale.order'>,
  { name, amount, ledger }: AdvanceDraft,
  values: Partial<RowOf<'account.move'>>,
): RowOf<'account.move'> {
  const { db } = env;
  const { decimal_places } = db.get('res.currency', order.currency_id);
  const sold = soldOn(order, db).filter((line) => lineAmount(line, db) !== 0);
  const whole = untaxedOf(sold, db);
  const move = draftInvoice(env, order, values);
  let left = exact(amount);
  const groups = [...groupBy(sold, ({ tax_ids }) => tax_ids.join()).values()];
  groups.forEach((lines, index) => {
    const share = roundHalfUp(exact(amount).times(untaxedOf(lines, db)).div(whole), decimal_places);
    const price_unit = (index === groups.length - 1 ? left : share).toNumber();
    left = left.minus(share);
    const common = { price_unit, tax_ids: lines[0]?.tax_ids ?? [], is_downpayment: true };
    const line = create(env, 'sale.order.line', {
      order_id: order.id,
      sequence: 900 + index,
      name: 'Down Payment',
      ...common,
    });
    const { id } = create(env, 'account.move.line', {
      ...common,
      move_id: move.id,
      sequence: index,
      name,
      display_type: 'product',
      quantity: 1,
      sale_line_ids: [line.id],
    });
    db.write('account.move.line', id, { x_billing_source_id: id });
    const quantity = index === 0 ? '1' : '0';
    create(env, 'x_billing_part', {
      ...ledger,
      x_project_id: 0,
      x_model: 'sale.order',
      x_record_id: order.id,
      x_verdict: 'bill',
      x_quantity: Number(quantity),
      x_quantity_exact: quantity,
      x_billed_exact: quantity,
      x_value: price_unit,
      x_currency_id: move.currency_id,
      x_company_id: move.company_id,
      x_order_id: order.id,
      x_order_line_id: line.id,
      x_move_id: move.id,
      x_move_line_id: id,
    });
  });
  tell(env, 'draft.made', 'account.move', [move.id]);
  return move;
}
