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

/** A draft credit note of a posted invoice, by Odoo's own dialog. */
export async function creditNote(api: OdooApi, invoiceId: number, reason = 'Wrong hours'): Promise<number> {
  const context = { active_model: 'account.move', active_ids: [invoiceId] };
  const [invoice] = await api.searchRead('account.move', [['id', '=', invoiceId]], { fields: ['journal_id'] });
  const values = { reason, journal_id: [invoice?.journal_id].flat()[0] };
  const wizard = [await api.call('account.move.reversal', 'create', [values], { context })].flat();
  const made = await api.call('account.move.reversal', 'refund_moves', [wizard], { context });
  return (made as { res_id: number }).res_id;
}
