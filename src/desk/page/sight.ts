import { authority, type Denial, sameEmail } from '../../approvals/authority.ts';
import type { InvoiceFacts } from '../../billing/ports.ts';
import type { Context } from '../context.ts';
import { glance } from '../look.ts';
import type { StoredRequest } from '../store/requests.ts';

/** What a person may be shown of an open request. `fresh` is false where Odoo can't be reached. */
export type Sight =
  | { is: 'open'; facts: InvoiceFacts; fresh: boolean }
  | { is: 'over'; request: StoredRequest }
  | { is: 'denied'; denial: Denial };

export async function sight(context: Context, request: StoredRequest, email: string): Promise<Sight> {
  const seen = await glance(context, request);
  if (seen.is === 'changed') return { is: 'over', request: { ...request, state: 'void', voidReason: seen.why } };
  if (seen.is === 'unknown') return { is: 'open', facts: request.facts, fresh: false };
  const asked = request.approvers.find((approver) => sameEmail(approver.email, email));
  const verdict = authority(await context.odoo.personByEmail(email), seen.facts, asked);
  return verdict.allowed ? { is: 'open', facts: seen.facts, fresh: true } : { is: 'denied', denial: verdict };
}
