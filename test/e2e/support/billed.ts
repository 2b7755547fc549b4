import type { OdooApi, Row } from '../../../src/odoo/api.ts';
import type { World } from './world.ts';

/** Hours on live invoice lines by order line, as Odoo itself counts them. */
export async function invoicedHours(world: World, lineIds: number[]): Promise<number[]> {
  const rows = await world.admin.searchRead('sale.order.line', [['id', 'in', lineIds]], {
    fields: ['qty_invoiced'],
    order: 'id',
  });
  return rows.map((row) => row.qty_invoiced as number);
}

/** What live invoices hold of timesheets, by the ledger. */
export const liveParts = (world: World, timesheetIds: number[]): Promise<Row[]> =>
  world.drafter.searchRead(
    'x_billing_part',
    [
      ['x_model', '=', 'account.analytic.line'],
      ['x_record_id', 'in', timesheetIds],
      ['x_verdict', '=', 'bill'],
      ['x_move_line_id.parent_state', 'in', ['draft', 'posted']],
    ],
    { fields: ['x_record_id', 'x_move_id', 'x_quantity'], order: 'x_record_id' },
  );

/** How many live invoices hold each timesheet, by the ledger; Odoo's own link counts where the ledger has none. */
export async function holders(world: World, timesheetIds: number[]): Promise<number[]> {
  const parts = await liveParts(world, timesheetIds);
  const linked = await world.admin.searchRead(
    'account.analytic.line',
    [
      ['id', 'in', timesheetIds],
      ['timesheet_invoice_id.state', 'in', ['draft', 'posted']],
    ],
    { fields: ['timesheet_invoice_id'] },
  );
  return timesheetIds.map((id) => {
    const invoices = new Set([
      ...parts.filter((row) => row.x_record_id === id).map((row) => row.x_move_id),
      ...linked.filter((row) => row.id === id).map((row) => row.timesheet_invoice_id),
    ]);
    return invoices.size;
  });
}

/** Invoices of an order that are not cancelled. */
export async function liveInvoices(world: World, orderId: number): Promise<number[]> {
  const rows = await world.admin.searchRead(
    'account.move.line',
    [
      ['sale_line_ids.order_id', '=', orderId],
      ['display_type', '=', 'product'],
      ['parent_state', '!=', 'cancel'],
    ],
    { fields: ['move_id'] },
  );
  return [...new Set(rows.map((row) => row.move_id as number))];
}

/** Odoo's own Create Invoices button, as a salesperson presses it; `values` are what they fill in. */
export async function pressCreateInvoices(api: OdooApi, orderId: number, values: Row = {}): Promise<void> {
  const wanted = { advance_payment_method: 'delivered', sale_order_ids: [[6, 0, [orderId]]], ...values };
  const context = { active_model: 'sale.order', active_ids: [orderId], active_id: orderId };
  const wizard = await api.call('sale.advance.payment.inv', 'create', [wanted], { context });
  await api.call('sale.advance.payment.inv', 'create_invoices', [[wizard].flat()], { context });
}
