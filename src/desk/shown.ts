import type { ApprovalRequest } from '../approvals/request.ts';
import { channelsOf } from './channels.ts';
import type { Context } from './context.ts';
import type { StoredRequest } from './store/requests.ts';

/** Nobody has decided on it yet. */
export type NewRequest = Omit<StoredRequest, 'decisions' | 'decision' | 'talk'>;

export const EDITED = 'The invoice was edited after it was sent for approval; a new request took its place.';

/** A request as the REST API shows it. No link is ever among it: who drafts must not hold a key to approve. */
export function shown(request: NewRequest, context: Pick<Context, 'channels'>): Omit<ApprovalRequest, 'existing'> {
  const { id, invoiceId, facts, state, contentHash: hash, requestedAt, approvers } = request;
  return {
    id,
    invoiceId,
    invoiceName: facts.name,
    customer: facts.customer.name,
    total: facts.total,
    currency: facts.currency,
    state,
    contentHash: hash,
    requestedAt: requestedAt.toISOString(),
    approvers: approvers.map(({ email }) => email),
    channels: channelsOf(request, context),
  };
}
