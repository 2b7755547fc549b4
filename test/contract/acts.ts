import type { OdooApi } from '../../src/odoo/api.ts';

/** Cancels invoices as a controller has to: with a reason. */
export async function cancel(controller: OdooApi, ...ids: number[]): Promise<void> {
  await controller.call('account.move', 'write', [ids, { x_billing_reason: 'Drawn up by mistake' }]);
  await controller.call('account.move', 'button_cancel', [ids]);
}

/** Another price on every line of work of a draft, as a controller may write it: with a reason. */
export async function reprice(controller: OdooApi, invoiceId: number, price: number): Promise<void> {
  const ofInvoice = [
    ['move_id', '=', invoiceId],
    ['display_type', '=', 'product'],
  ] as [string, string, unknown][];
  const lines = await controller.searchRead('account.move.line', ofInvoice, { fields: ['id'] });
  const commands = lines.map(({ id }) => [1, id, { price_unit: price }]);
  await controller.call('account.move', 'write', [
    [invoiceId],
    { x_billing_reason: 'As agreed with the customer', invoice_line_ids: commands },
  ]);
}
