import type { OdooApi } from '../../../../src/odoo/api.ts';
import type { Firm } from '../../../../src/sandbox/firm.ts';
import type { Refs } from '../../../../src/sandbox/refs.ts';
import { createOne, set, xmlId } from './odoo.ts';

/** Invoices the months before last with Odoo's own wizard and posts them, as was done before the guard came. */
export async function seedBilled(api: OdooApi, firm: Firm, refs: Refs): Promise<void> {
  const orders = firm.orders.filter(({ billedBefore }) => billedBefore).map(({ ref }) => refs.id('order', ref));
  const wizard = await createOne(api, 'sale.advance.payment.inv', {
    advance_payment_method: 'delivered',
    sale_order_ids: set(orders),
    date_end_invoice_timesheet: firm.billedThrough,
  });
  await api.call('sale.advance.payment.inv', 'create_invoices', [[wizard]]);
  const rows = await api.searchRead('sale.order', [['id', 'in', orders]], { fields: ['invoice_ids'] });
  const moves = rows.flatMap(({ invoice_ids }) => invoice_ids as number[]);
  if (moves.length !== orders.length) throw new Error(`${moves.length} invoices for ${orders.length} orders`);

  await api.call('account.move', 'write', [moves, { invoice_date: firm.billedThrough }]);
  const guard = await xmlId(api, 'billing_automation.automation_guard');
  await api.call('base.automation', 'write', [[guard], { active: false }]);
  try {
    await api.call('account.move', 'action_post', [moves]);
  } finally {
    await api.call('base.automation', 'write', [[guard], { active: true }]);
  }
}
