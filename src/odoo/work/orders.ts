import { z } from 'zod/v4';
import type { BillingBasis, Order, OrderLine } from '../../rules/entry.ts';
import { exact, sum, text as plain } from '../../money/decimal.ts';
import { groupBy } from '../../rules/group.ts';
import type { Domain, OdooApi } from '../api.ts';
import {
  boolean,
  dayOrNone,
  decimal,
  id,
  ids,
  many2oneNamed,
  many2oneNamedOrNone,
  many2oneOrNone,
  text,
  textOrEmpty,
} from '../rows.ts';
import { byId, present, readByIds } from './read.ts';

const order = z.object({
  id,
  name: text,
  partner_id: many2oneNamed,
  company_id: many2oneNamed,
  currency_id: many2oneNamed,
  user_id: many2oneNamedOrNone,
  state: z.enum(['draft', 'sent', 'sale', 'cancel']),
  locked: boolean,
  client_order_ref: textOrEmpty,
  x_billing_po_amount: z.number(),
  x_billing_po_valid_until: dayOrNone,
  x_billing_accepted_on: dayOrNone,
  x_billing_acceptance: textOrEmpty,
});

const orderLine = z.object({
  id,
  order_id: id,
  name: textOrEmpty,
  product_id: many2oneOrNone,
  product_uom_id: many2oneOrNone,
  price_unit: decimal,
  discount: decimal,
  product_uom_qty: decimal,
  qty_delivered: decimal,
  qty_invoiced: decimal,
  qty_to_invoice: decimal,
  price_subtotal: decimal,
  qty_delivered_method: textOrEmpty,
  is_expense: boolean,
  is_downpayment: boolean,
  project_id: many2oneOrNone,
  tax_ids: ids,
  x_billing_holdback: textOrEmpty,
});
type OrderLineRow = z.output<typeof orderLine>;

const product = z.object({ id, display_name: text, invoice_policy: textOrEmpty });
const unit = z.object({ id, name: text, factor: decimal, parent_path: textOrEmpty });
const tax = z.object({ id, price_include: boolean });
export const currency = z.object({ id, name: text, decimal_places: z.number() });
const precision = z.object({ id, digits: z.number() });
const company = z.object({
  id,
  currency_id: id,
  project_time_mode_id: many2oneOrNone,
  tax_calculation_rounding_method: z.enum(['round_globally', 'round_per_line']),
});

/**
 * Order lines with something to invoice and no record of work behind it, what the rules call fees: sold by the ordered
 * quantity, or delivered as somebody entered it.
 */
export const FEES: Domain = [
  ['is_downpayment', '=', false],
  ['is_expense', '=', false],
  ['display_type', '=', false],
  ['state', '=', 'sale'],
  ['qty_to_invoice', '>', 0],
  '|',
  ['product_id.invoice_policy', '=', 'order'],
  ['qty_delivered_method', 'in', ['manual', 'stock_move', 'analytic']],
];

function basisOf(line: OrderLineRow, policy: string): BillingBasis {
  if (line.is_downpayment) return 'down payment';
  if (line.is_expense) return 'expense';
  if (policy === 'order') return 'ordered';
  if (line.qty_delivered_method === 'timesheet') return 'time';
  if (line.qty_delivered_method === 'milestones') return 'milestones';
  return line.qty_delivered_method === 'manual' ? 'manual' : 'delivered';
}

/** Expenses come as they come, and a down payment is no work. */
const isSold = ({ is_expense, is_downpayment }: OrderLineRow): boolean => !is_expense && !is_downpayment;

const root = (path: string): string => path.split('/')[0] ?? '';

/** Orders with all their lines, whatever of them is in scope: room and totals need the whole order. */
export async function readOrders(api: OdooApi, orderIds: Iterable<number>): Promise<Map<number, Order>> {
  const orders = await readByIds(api, 'sale.order', 'id', orderIds, order, { names: true });
  if (!orders.length) return new Map();
  const [lines, companies] = await Promise.all([
    readByIds(
      api,
      'sale.order.line',
      'order_id',
      orders.map((row) => row.id),
      orderLine,
      { and: [['display_type', '=', false]], order: 'order_id, sequence, id' },
    ),
    readByIds(
      api,
      'res.company',
      'id',
      orders.map((row) => row.company_id.id),
      company,
    ),
  ]);
  const hourIds = present(companies.map((row) => row.project_time_mode_id));
  const [products, taxes, units, currencies, [digits]] = await Promise.all([
    readByIds(api, 'product.product', 'id', present(lines.map((row) => row.product_id)), product, { archived: true }),
    readByIds(
      api,
      'account.tax',
      'id',
      lines.flatMap((row) => row.tax_ids),
      tax,
      { archived: true },
    ),
    readByIds(api, 'uom.uom', 'id', [...present(lines.map((row) => row.product_uom_id)), ...hourIds], unit, {
      archived: true,
    }),
    readByIds(
      api,
      'res.currency',
      'id',
      [...orders.map((row) => row.currency_id.id), ...companies.map((row) => row.currency_id)],
      currency,
      { archived: true },
    ),
    api
      .searchRead('decimal.precision', [['name', '=', 'Product Unit']], { fields: ['digits'] })
      .then((rows) => precision.array().parse(rows)),
  ]);
  const productOf = byId(products);
  const included = new Set(taxes.filter((row) => row.price_include).map((row) => row.id));
  const unitOf = byId(units);
  const currencyOf = byId(currencies);
  const companyOf = byId(companies);
  const hourOf = new Map(companies.map((row) => [row.id, row.project_time_mode_id]));

  /** Odoo converts hours only to units of the same root. */
  function hoursIn(row: OrderLineRow, companyId: number): string | undefined {
    const own = unitOf.get(row.product_uom_id ?? 0);
    const hour = unitOf.get(hourOf.get(companyId) ?? 0);
    if (!own || !hour || root(own.parent_path) !== root(hour.parent_path)) return undefined;
    return plain(exact(own.factor).div(exact(hour.factor)));
  }

  function line(row: OrderLineRow, companyId: number): OrderLine {
    const sold = productOf.get(row.product_id ?? 0);
    const basis = basisOf(row, sold?.invoice_policy ?? '');
    const hours = hoursIn(row, companyId);
    return {
      id: row.id,
      name: row.name,
      product: { id: row.product_id ?? 0, name: sold?.display_name ?? row.name },
      basis,
      unit: unitOf.get(row.product_uom_id ?? 0)?.name ?? '',
      // To any other unit Odoo counts an hour as one.
      ...(basis === 'time' && { hoursPerUnit: hours ?? '1' }),
      ...(basis === 'ordered' && hours !== undefined && { prepaidHours: hours }),
      unitDigits: digits?.digits ?? 2,
      priceUnit: row.price_unit,
      ...(row.tax_ids.some((taxId) => included.has(taxId)) && { taxIncluded: true }),
      discount: row.discount,
      ordered: row.product_uom_qty,
      delivered: row.qty_delivered,
      invoiced: row.qty_invoiced,
      toInvoice: row.qty_to_invoice,
      ...(row.tax_ids.length > 0 && { taxes: row.tax_ids.toSorted((a, b) => a - b) }),
      ...(row.x_billing_holdback && { holdback: { agreement: row.x_billing_holdback, withheld: '0', released: '0' } }),
    };
  }

  const linesOf = groupBy(lines, (found) => found.order_id);
  return new Map(
    orders.map((row) => {
      const own = linesOf.get(row.id) ?? [];
      const money = currencyOf.get(row.currency_id.id);
      const books = currencyOf.get(companyOf.get(row.company_id.id)?.currency_id ?? 0);
      const found: Order = {
        id: row.id,
        name: row.name,
        customer: row.partner_id,
        company: row.company_id,
        currency: { code: money?.name ?? row.currency_id.name, digits: money?.decimal_places ?? 2 },
        ...(books && { companyCurrency: { code: books.name, digits: books.decimal_places } }),
        ...(row.user_id && { salesperson: row.user_id }),
        projects: [],
        state: row.state,
        locked: row.locked,
        untaxed: plain(sum(own.filter(isSold).map((line) => line.price_subtotal))),
        roundsTotal: companyOf.get(row.company_id.id)?.tax_calculation_rounding_method === 'round_globally',
        ...(!row.client_order_ref &&
          (row.x_billing_po_amount > 0 || row.x_billing_po_valid_until) && { purchaseOrderUnnamed: true }),
        ...(row.client_order_ref && {
          purchaseOrder: {
            number: row.client_order_ref,
            ...(row.x_billing_po_amount > 0 && { amount: plain(exact(row.x_billing_po_amount)) }),
            ...(row.x_billing_po_valid_until && { validUntil: row.x_billing_po_valid_until }),
          },
        }),
        ...(row.x_billing_accepted_on &&
          row.x_billing_acceptance && {
            accepted: { on: row.x_billing_accepted_on, evidence: [row.x_billing_acceptance] },
          }),
        lines: own.map((found) => line(found, row.company_id.id)),
      };
      return [row.id, found];
    }),
  );
}
