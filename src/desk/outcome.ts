import type { ApprovalOutcome } from '../approvals/request.ts';
import type { InvoiceFacts } from '../billing/ports.ts';
import { OdooError } from '../odoo/errors.ts';
import type { Context } from './context.ts';
import type { StoredRequest } from './store/requests.ts';

/**
 * What became of a request. An approval counts only while Odoo holds it for what the invoice reads now.
 *
 * @throws OdooError where an approval can't be looked at in Odoo
 */
export async function outcomeOf({ odoo }: Pick<Context, 'odoo'>, request: StoredRequest): Promise<ApprovalOutcome> {
  const { id, invoiceId, facts, state, voidReason, decision } = request;
  const about = { requestId: id, invoiceId, invoiceName: facts.name };
  if (state === 'void') return { ...about, status: 'void', reason: voidReason ?? '' };
  if (state === 'open' || state === 'deciding' || !decision) return { ...about, status: 'waiting', reason: '' };
  const { by, channel, reason, decidedAt, odooId } = decision;
  const decided = {
    ...about,
    reason,
    by: by.name,
    channel,
    at: decidedAt.toISOString(),
    ...(odooId !== null && { odooDecisionId: odooId }),
  };
  if (state === 'rejected') return { ...decided, status: 'rejected' };
  const why = await noLongerApproved(odoo, invoiceId);
  return why ? { ...decided, status: 'void', reason: why } : { ...decided, status: 'approved' };
}

async function noLongerApproved(odoo: Context['odoo'], invoiceId: number): Promise<string | undefined> {
  try {
    const { state, decisions } = await odoo.invoice(invoiceId);
    if (state === 'cancel') return 'The invoice was cancelled after it was approved.';
    if (lastOnThis(decisions)?.outcome !== 'approved') return 'The invoice was edited after it was approved.';
    return undefined;
  } catch (error) {
    if (!(error instanceof OdooError && error.code === 'refused')) throw error;
    return `The invoice can't be read any more: ${error.message}`;
  }
}

function lastOnThis(decisions: InvoiceFacts['decisions']): InvoiceFacts['decisions'][number] | undefined {
  return decisions
    .filter(({ current, outcome }) => current && outcome !== 'step-approved')
    .toSorted((one, other) => one.at.localeCompare(other.at))
    .at(-1);
}
