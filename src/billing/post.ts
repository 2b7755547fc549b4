import { outcomeUnknown } from './failure.ts';
import type { BillingOdoo, PostOutcome } from './ports.ts';

/**
 * Posts approved drafts; Odoo's own guard decides whether each may be.
 *
 * No answer from Odoo: each invoice is looked at. Posting again is safe, a posted invoice stays as it is.
 */
export async function postInvoices(odoo: BillingOdoo, invoiceIds: number[]): Promise<PostOutcome[]> {
  try {
    return await odoo.post(invoiceIds);
  } catch (error) {
    if (!outcomeUnknown(error)) throw error;
    const outcomes: PostOutcome[] = [];
    for (const invoiceId of invoiceIds) outcomes.push(await lookAt(odoo, invoiceId));
    return outcomes;
  }
}

async function lookAt(odoo: BillingOdoo, invoiceId: number): Promise<PostOutcome> {
  const { name, state } = await odoo.invoice(invoiceId);
  if (state === 'posted') return { invoiceId, status: 'already-posted', name };
  const message = `Odoo did not answer, and ${name} is not posted yet. Post it again: a posted invoice is left as it is.`;
  return { invoiceId, status: 'refused', message };
}
