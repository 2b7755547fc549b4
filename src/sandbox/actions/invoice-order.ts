import type { DraftLine, WithheldDraft } from '../../odoo/actions.ts';
import { linesOf } from '../amounts.ts';
import { create, type Env } from '../env.ts';
import type { RowOf } from '../models.ts';
import { tell } from './events.ts';
import { hold } from './hold.ts';

type OrderLine = RowOf<'sale.order.line'>;

/** By order line what to invoice of it: several lines where there are several prices. */
type Wanted = ReadonlyMap<number, readonly WantedLine[]>;

type WantedLine = Pick<DraftLine, 'quantity' | 'price_unit' | 'discount'> &
  Partial<Pick<DraftLine, 'text' | 'label' | 'parts'>>;

/** An order's lines to invoice as Odoo selects them: a section goes along with the first line under it. */
function invoiceable(lines: OrderLine[], wanted: Wanted): OrderLine[] {
  const chosen: OrderLine[] = [];
  let section: OrderLine[] = [];
  for (const line of lines) {
    if (line.display_type === 'line_section') section = [line];
    else if (line.display_type && section.length > 0) section.push(line);
    else if (line.display_type || wanted.has(line.id)) {
      chosen.push(...section, line);
      section = [];
    }
  }
  return chosen;
}

/** Odoo puts the product's name before a description that does not hold it. */
function fullName({ name, product_id }: OrderLine, { db }: Env): string {
  const product = db.find('product.product', product_id)?.name ?? '';
  return name.includes(product) ? name : `${product}\n${name}`;
}

/** A draft invoice of an order with the given lines, as Odoo prepares it. */
export function invoiceOrder(
  env: Env,
  order: RowOf<'sale.order'>,
  wanted: Wanted,
  values: Partial<RowOf<'account.move'>>,
  less: Less = {},
): RowOf<'account.move'> {
  const move = draftInvoice(env, order, values);
  addLines(env, move, order, wanted, less);
  tell(env, 'draft.made', 'account.move', [move.id]);
  return move;
}

interface Less {
  taken?: ReadonlyMap<number, number>;
  withheld?: readonly WithheldDraft[];
}

/** An order's lines, after what the invoice has already. */
export function addLines(
  env: Env,
  move: RowOf<'account.move'>,
  order: RowOf<'sale.order'>,
  wanted: Wanted,
  { taken = new Map(), withheld = [] }: Less,
): void {
  const { db } = env;
  const from = linesOf(move, db).length;
  const all = db.where('sale.order.line', ({ order_id }) => order_id === order.id);
  const lines = all.filter(({ is_downpayment }) => !is_downpayment);
  const sorted = lines.sort((a, b) => a.sequence - b.sequence || a.id - b.id);
  const nothing: WantedLine = { quantity: 0, price_unit: 0, discount: 0 };
  const chosen = invoiceable(sorted, wanted).flatMap((line) =>
    (wanted.get(line.id) ?? [nothing]).map((own) => ({ line, own })),
  );
  chosen.forEach(({ line, own }, index) => {
    const days = (own.parts ?? []).map((part) => part.date).toSorted();
    create(env, 'account.move.line', {
      move_id: move.id,
      sequence: from + index,
      name: own.text || [fullName(line, env), own.label].filter(Boolean).join('\n'),
      display_type: line.display_type || 'product',
      product_id: line.product_id,
      product_uom_id: line.product_uom_id,
      quantity: own.quantity,
      price_unit: own.price_unit,
      discount: own.discount,
      tax_ids: line.tax_ids,
      sale_line_ids: [line.id],
      analytic_distribution: line.analytic_distribution,
      ...(days.length > 0 && { x_billing_service_from: days[0] ?? '', x_billing_service_to: days.at(-1) ?? '' }),
    });
  });
  hold(env, move, order.id, withheld, from + chosen.length);
  deduct(env, move, all, taken, from + chosen.length + withheld.length);
}

export function draftInvoice(
  env: Env,
  order: RowOf<'sale.order'>,
  values: Partial<RowOf<'account.move'>>,
): RowOf<'account.move'> {
  return create(env, 'account.move', {
    move_type: 'out_invoice',
    state: 'draft',
    payment_state: 'not_paid',
    partner_id: order.partner_invoice_id,
    partner_shipping_id: order.partner_shipping_id,
    company_id: order.company_id,
    currency_id: order.currency_id,
    invoice_user_id: order.user_id,
    invoice_origin: order.name,
    ref: order.client_order_ref || order.name,
    ...values,
  });
}

/** What is taken off for down payments, under a section of their own. */
function deduct(
  env: Env,
  { id: move_id }: RowOf<'account.move'>,
  lines: OrderLine[],
  taken: ReadonlyMap<number, number>,
  from: number,
): void {
  const ahead = lines.filter(({ id }) => (taken.get(id) ?? 0) > 0);
  if (ahead.length > 0)
    create(env, 'account.move.line', { move_id, sequence: from, name: 'Down Payments', display_type: 'line_section' });
  ahead.forEach((line, index) => {
    create(env, 'account.move.line', {
      move_id,
      sequence: from + 1 + index,
      name: line.name,
      display_type: 'product',
      quantity: -(taken.get(line.id) ?? 0),
      price_unit: line.price_unit,
      tax_ids: line.tax_ids,
      sale_line_ids: [line.id],
      is_downpayment: true,
    });
  });
}
