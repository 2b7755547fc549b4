import type { World } from './world.ts';

/** Money comes for an invoice, by Odoo's own dialog: all that is open, where no amount is said, in the invoice's currency. Answers with the payment. */
export async function pay(
  { admin }: Pick<World, 'admin'>,
  invoiceId: number,
  asked: { amount?: number; day?: string } = {},
): Promise<number> {
  const context = { active_model: 'account.move', active_ids: [invoiceId] };
  const { amount, day } = asked;
  const values = { ...(amount !== undefined && { amount }), ...(day && { payment_date: day }) };
  const made = await admin.call('account.payment.register', 'create', [values], { context });
  await admin.call('account.payment.register', 'action_create_payments', [[made].flat()], { context });
  const [payment] = await admin.searchRead('account.payment', [], { fields: ['id'], order: 'id desc', limit: 1 });
  return payment?.id as number;
}

/** The bank sends it back. */
export async function payBack({ admin }: Pick<World, 'admin'>, paymentId: number): Promise<void> {
  await admin.call('account.payment', 'action_draft', [[paymentId]]);
  await admin.call('account.payment', 'action_cancel', [[paymentId]]);
}
