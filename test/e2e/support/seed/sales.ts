import type { OdooApi } from '../../../../src/odoo/api.ts';
import type { Firm, OrderData, OrderLineData, Product } from '../../../../src/sandbox/firm.ts';
import type { Refs } from '../../../../src/sandbox/refs.ts';
import { add, createAll, createOne, findOne, set, xmlId, type Values } from './odoo.ts';

const POLICIES: Record<Product['policy'], Values> = {
  delivered_timesheet: { service_policy: 'delivered_timesheet' },
  delivered_milestones: { service_policy: 'delivered_milestones' },
  ordered_prepaid: { service_policy: 'ordered_prepaid' },
  'expense at cost': { can_be_expensed: true, expense_policy: 'cost' },
  'expense at sales price': { can_be_expensed: true, expense_policy: 'sales_price' },
  'expense not re-invoiced': { can_be_expensed: true, expense_policy: 'no' },
};

const UNITS = { Hours: 'uom.product_uom_hour', Days: 'uom.product_uom_day', Units: 'uom.product_uom_unit' };

export async function seedCatalogue(api: OdooApi, firm: Firm, refs: Refs): Promise<void> {
  for (const { name, percent } of firm.taxes) {
    const values = { name, amount: percent, amount_type: 'percent', type_tax_use: 'sale' };
    refs.set('tax', name, await createOne(api, 'account.tax', values));
  }
  const [first] = firm.taxes;
  const products = await Promise.all(
    firm.products.map(async ({ name, policy, unit, price, cost }) => ({
      name,
      type: 'service',
      ...POLICIES[policy],
      list_price: price,
      standard_price: cost ?? 0,
      uom_id: await xmlId(api, UNITS[unit]),
      taxes_id: set(first ? [refs.id('tax', first.name)] : []),
      supplier_taxes_id: set([]),
    })),
  );
  const productIds = await createAll(api, 'product.product', products);
  firm.products.forEach(({ name }, index) => refs.set('product', name, productIds[index] ?? 0));

  const customers = firm.customers.map((customer) => ({ ...customer, is_company: true }));
  const customerIds = await createAll(api, 'res.partner', customers);
  firm.customers.forEach(({ name }, index) => refs.set('customer', name, customerIds[index] ?? 0));
}

/** A price list per foreign currency, and its rate from before the first order on. */
async function seedPricelists(api: OdooApi, firm: Firm): Promise<Map<string, number>> {
  const [since = firm.today] = firm.orders.map(({ ordered }) => ordered).toSorted();
  const pricelists = new Map<string, number>();
  for (const { currency, rate } of firm.rates) {
    const currency_id = await findOne(api, 'res.currency', [['name', '=', currency]]);
    await api.call('res.currency', 'write', [[currency_id], { active: true }]);
    const later = await api.searchRead('res.currency.rate', [['currency_id', '=', currency_id]], { fields: ['id'] });
    if (later.length > 0) await api.call('res.currency.rate', 'unlink', [later.map(({ id }) => id)]);
    await createOne(api, 'res.currency.rate', { currency_id, rate, name: since });
    const name = `${firm.name} (${currency})`;
    pricelists.set(currency, await createOne(api, 'product.pricelist', { name, currency_id }));
  }
  return pricelists;
}

function orderLine(line: OrderLineData, sequence: number, refs: Refs): Values {
  if ('section' in line) return { sequence, display_type: 'line_section', name: line.section };
  if ('note' in line) return { sequence, display_type: 'line_note', name: line.note };
  return {
    sequence,
    product_id: refs.id('product', line.product),
    name: line.description,
    product_uom_qty: line.quantity,
    price_unit: line.price,
    discount: line.discount ?? 0,
    tax_ids: set(refs.ids('tax', line.taxes)),
  };
}

/** Confirmed orders; lines are known by their place. */
export async function seedOrders(api: OdooApi, firm: Firm, refs: Refs): Promise<void> {
  const pricelists = await seedPricelists(api, firm);
  const values = (order: OrderData): Values => ({
    name: order.ref,
    partner_id: refs.id('customer', order.customer),
    user_id: refs.id('user', order.salesperson),
    date_order: `${order.ordered} 09:00:00`,
    ...(order.currency && { pricelist_id: pricelists.get(order.currency) }),
    ...(order.purchaseOrder && {
      client_order_ref: order.purchaseOrder.number,
      x_billing_po_amount: order.purchaseOrder.amount ?? 0,
      x_billing_po_valid_until: order.purchaseOrder.validUntil ?? false,
    }),
    order_line: add(order.lines.map((line, index) => orderLine(line, 10 + index, refs))),
  });
  const ids = await createAll(api, 'sale.order', firm.orders.map(values));
  await api.call('sale.order', 'action_confirm', [ids]);
  const rows = await api.searchRead('sale.order.line', [['order_id', 'in', ids]], { fields: ['order_id', 'sequence'] });
  firm.orders.forEach((order, place) => {
    refs.set('order', order.ref, ids[place] ?? 0);
    order.lines.forEach((line, index) => {
      const row = rows.find(({ order_id, sequence }) => order_id === ids[place] && sequence === 10 + index);
      if ('ref' in line) refs.set('line', line.ref, row?.id as number);
    });
  });
}
