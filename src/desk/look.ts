import { contentHash } from '../approvals/content.ts';
import type { BillingOdoo, InvoiceFacts } from '../billing/ports.ts';
import { OdooError } from '../odoo/errors.ts';
import type { Context } from './context.ts';
import { within } from './patience.ts';
import type { StoredRequest } from './store/requests.ts';

/**
 * What Odoo says of a request's invoice now. `changed`: not what was shown any more. `unknown`: Odoo could not be asked,
 * so nothing may be concluded.
 */
export type Look =
  { is: 'same'; facts: InvoiceFacts } | { is: 'changed'; why: string } | { is: 'unknown'; error: Error };

/** How long somebody who waits for the desk waits for Odoo, each time it is asked: Slack gives up after three seconds. */
export const PATIENCE_MS = 1000;

type Patient = Pick<Context, 'odoo' | 'patienceMs'>;

/** A look for somebody who waits: an Odoo that takes its time could not be asked. */
export async function glance({ odoo, patienceMs = PATIENCE_MS }: Patient, request: StoredRequest): Promise<Look> {
  return within(patienceMs, look(odoo, request)).catch((error: Error) => ({ is: 'unknown', error }));
}

export async function look(odoo: BillingOdoo, request: StoredRequest): Promise<Look> {
  try {
    const facts = await odoo.invoice(request.invoiceId);
    if (facts.state === 'posted') return { is: 'changed', why: 'The invoice was posted in the meantime.' };
    if (facts.state === 'cancel') return { is: 'changed', why: 'The invoice was cancelled in the meantime.' };
    if (contentHash(facts.content) !== request.contentHash) {
      return {
        is: 'changed',
        why: await edited(odoo, request, 'The invoice was edited after it was sent for approval.'),
      };
    }
    return { is: 'same', facts };
  } catch (error) {
    if (error instanceof OdooError && error.code === 'refused') {
      return { is: 'changed', why: `The invoice can't be read any more: ${error.message}` };
    }
    return { is: 'unknown', error: error as Error };
  }
}

/** The sentence, and who changed what, as far as Odoo can tell. */
export async function edited(
  odoo: BillingOdoo,
  { id, invoiceId }: Pick<StoredRequest, 'id' | 'invoiceId'>,
  sentence: string,
): Promise<string> {
  return [sentence, ...(await odoo.edits(invoiceId, id).catch(() => []))].join(' ');
}
