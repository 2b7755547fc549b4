import type { OdooApi } from '../../src/odoo/api.ts';

/** Cancels invoices as a controller has to: with a reason. */
export async function cancel(controller: OdooApi, ...ids: number[]): Promise<void> {
  await controller.call('account.move', 'write', [ids, { x_billing_reason: 'Drawn up by mistake' }]);
  await controller.call('account.move', 'button_cancel', [ids]);
}
