import { create, type Env } from '../env.ts';
import type { Firm, OrderData, Product } from '../firm.ts';
import type { RowOf } from '../models.ts';
import type { Refs } from '../refs.ts';
import type { Company } from './company.ts';

type ProductRow = Partial<RowOf<'product.product'>>;

const expense = (expense_policy: string): ProductRow => ({
  expense_policy,
  can_be_expensed: true,
  service_type: 'manual',
  invoice_policy: 'order',
});

/** How Odoo stores a service policy. */
const POLICIES: Record<Product['policy'], ProductRow> = {
  delivered_timesheet: { invoice_policy: 'delivery', service_type: 'timesheet', expense_policy: 'no' },
  delivered_milestones: { invoice_policy: 'delivery', service_type: 'milestones', expense_policy: 'no' },
  ordered_prepaid: { invoice_policy: 'order', service_type: 'timesheet', expense_policy: 'no' },
  'expense at cost': expense('cost'),
  'expense at sales price': expense('sales_price'),
  'expense not re-invoiced': expense('no'),
};

export function loadSales(env: Env, firm: Firm, company: Company, refs: Refs): void {
  for (const { name, percent } of firm.taxes) {
    refs.set(
      'tax',
      name,
      create(env, 'account.tax', { name, amount: percent, amount_type: 'percent', type_tax_use: 'sale' }).id,
    );
  }
  for (const { name, policy, unit, price, cost } of firm.products) {
    const { id } = create(env, 'product.product', {
      name,
      type: 'service',
      ...POLICIES[policy],
      list_price: price,
      standard_price: cost ?? 0,
      uom_id: company.units[unit],
      taxes_id: [refs.id('tax', firm.taxes[0]?.name ?? '')],
    });
    refs.set('product', name, id);
  }
  for (const { name, email } of firm.customers) {
    const { id } = create(env, 'res.partner', { name, email });
    env.db.write('res.partner', id, { commercial_partner_id: id });
    refs.set('customer', name, id);
  }
  for (const order of firm.orders) loadOrder(env, firm, company, order, refs);
}

function loadOrder(env: Env, firm: Firm, company: Company, data: OrderData, refs: Refs): void {
  const customer = refs.id('customer', data.customer);
  const { number, amount, validUntil } = data.purchaseOrder ?? {};
  const order = create(env, 'sale.order', {
    name: data.ref,
    partner_id: customer,
    partner_invoice_id: customer,
    partner_shipping_id: customer,
    company_id: company.id,
    currency_id: company.currency(data.currency ?? firm.currency),
    user_id: refs.id('user', data.salesperson),
    state: 'sale',
    date_order: `${data.ordered} 09:00:00`,
    client_order_ref: number ?? '',
    x_billing_po_amount: amount ?? 0,
    x_billing_po_valid_until: validUntil ?? '',
  });
  refs.set('order', data.ref, order.id);
  data.lines.forEach((line, index) => {
    const place = { order_id: order.id, sequence: 10 + index };
    if ('section' in line) {
      create(env, 'sale.order.line', { ...place, name: line.section, display_type: 'line_section' });
    } else if ('note' in line) {
      create(env, 'sale.order.line', { ...place, name: line.note, display_type: 'line_note' });
    } else {
      const product = env.db.get('product.product', refs.id('product', line.product));
      const { id } = create(env, 'sale.order.line', {
        ...place,
        name: line.description,
        product_id: product.id,
        product_uom_id: product.uom_id,
        product_uom_qty: line.quantity,
        price_unit: line.price,
        discount: line.discount ?? 0,
        tax_ids: refs.ids('tax', line.taxes),
        qty_delivered_method: product.service_type,
      });
      refs.set('line', line.ref, id);
    }
  });
}
