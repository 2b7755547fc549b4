import { exact, sum } from '../../money/decimal.ts';
import type { DraftOrder, WithheldDraft } from '../../odoo/actions.ts';
import { create, type Env } from '../env.ts';
import type { RowOf } from '../models.ts';
import { invoiceLinesOf } from '../quantities.ts';
import type { Store } from '../store.ts';
import type { Refusal } from './refusal.ts';

const sameTaxes = (line: RowOf<'sale.order.line'> | undefined, taxes: number[]): boolean =>
  line?.tax_ids.toSorted((a, b) => a - b).join() === taxes.join();

/** On live invoices of all orders under an agreement, credit notes taken off. */
function withheldInAll(db: Store, key: string) {
  const lines = db.where('sale.order.line', ({ x_billing_holdback }) => x_billing_holdback === key);
  return sum(
    lines.flatMap((line) =>
      invoiceLinesOf(line, db).flatMap(({ quantity, move_id }) => {
        const { state, move_type } = db.get('account.move', move_id);
        if (state === 'cancel' || quantity >= 0) return [];
        return [exact(quantity).times(move_type === 'out_refund' ? 1 : -1)];
      }),
    ),
  );
}

/** The first reason not to withhold as proposed. */
export function refusalOfHoldback(db: Store, orders: DraftOrder[]): Refusal | undefined {
  const withheld = orders.flatMap((own) => own.withheld);
  const other = withheld.find(({ like, taxes }) => !sameTaxes(db.find('sale.order.line', like), taxes));
  if (other)
    return { code: 'changed', message: 'The taxes of work that is withheld from changed since they were read.' };
  for (const [key, own] of Map.groupBy(withheld, ({ agreement }) => agreement)) {
    const ceiling = own.findLast((each) => each.ceiling)?.ceiling;
    if (!ceiling) continue;
    const now = withheldInAll(db, key).plus(sum(own.map(({ quantity }) => exact(quantity))));
    if (now.gt(ceiling.amount) || (ceiling.reached && now.lt(exact(ceiling.amount).minus('0.01'))))
      return { code: 'changed', message: `${key}: what is withheld in all changed since it was read.` };
  }
  return undefined;
}

function product(env: Env): RowOf<'product.product'> {
  const values = { name: 'Holdback', type: 'service', service_type: 'manual', invoice_policy: 'order', list_price: 1 };
  const [known] = env.db.where('product.product', ({ name }) => name === values.name);
  const [unit] = env.db.where('uom.uom', ({ name }) => name === 'Units');
  return known ?? create(env, 'product.product', { ...values, uom_id: unit?.id ?? 0 });
}

/** The order's line of this agreement and these taxes, made where there is none yet. */
function holdbackLine(env: Env, order_id: number, held: WithheldDraft): RowOf<'sale.order.line'> {
  const lines = env.db.where('sale.order.line', (line) => line.order_id === order_id);
  const known = lines.find((line) => line.x_billing_holdback === held.agreement && sameTaxes(line, held.taxes));
  if (known) return known;
  const { id, name, uom_id } = product(env);
  return create(env, 'sale.order.line', {
    order_id,
    sequence: Math.min(0, ...lines.map(({ sequence }) => sequence)) - 1,
    product_id: id,
    name: `${name}: ${held.name}`,
    product_uom_qty: 0,
    product_uom_id: uom_id,
    price_unit: 1,
    discount: 0,
    tax_ids: held.taxes,
    qty_delivered_method: 'manual',
    x_billing_holdback: held.agreement,
  });
}

/** What an invoice withholds, as lines of their own from that sequence on. */
export function hold(
  env: Env,
  { id: move_id }: RowOf<'account.move'>,
  orderId: number,
  withheld: readonly WithheldDraft[],
  from: number,
): void {
  const days = env.db
    .where('account.move.line', (line) => line.move_id === move_id)
    .flatMap(({ x_billing_service_from, x_billing_service_to }) => [x_billing_service_from, x_billing_service_to])
    .filter(Boolean)
    .toSorted();
  withheld.forEach((held, index) => {
    const line = holdbackLine(env, orderId, held);
    create(env, 'account.move.line', {
      move_id,
      sequence: from + index,
      name: held.text,
      display_type: 'product',
      product_id: line.product_id,
      product_uom_id: line.product_uom_id,
      quantity: -held.quantity,
      price_unit: 1,
      discount: 0,
      tax_ids: line.tax_ids,
      sale_line_ids: [line.id],
      x_billing_service_from: days[0] ?? '',
      x_billing_service_to: days.at(-1) ?? '',
    });
  });
}
