import type { CaseDraft } from '../rules/verdict.ts';
import type { Context } from './context.ts';
import type { StoredRequest } from './store/requests.ts';

type DeskCase = Omit<CaseDraft, 'amount' | 'currency' | 'deadline' | 'record' | 'invoiceId'> & {
  request?: StoredRequest | undefined;
};

const DAYS = 24 * 3600 * 1000;

/** Puts something into Odoo's exception queue, due in two days. The same key is one case, however often it is opened. */
export async function openCase(
  { odoo, now }: Pick<Context, 'odoo' | 'now'>,
  { request, ...found }: DeskCase,
): Promise<void> {
  const deadline = new Date(now().getTime() + 2 * DAYS).toISOString().slice(0, 10);
  const about = request && {
    amount: request.facts.untaxed,
    currency: request.facts.currency,
    record: `account.move,${request.invoiceId}`,
    invoiceId: request.invoiceId,
  };
  await odoo.openCases([{ amount: '0', ...found, ...about, deadline }]);
}

export function rejectionCase(
  request: StoredRequest,
  { reason, by }: NonNullable<StoredRequest['decision']>,
): DeskCase {
  return {
    key: `invoice.rejected.${request.invoiceId}.${request.id}`,
    kind: 'policy',
    code: 'invoice.rejected',
    title: `${request.facts.name} for ${request.facts.customer.name} was rejected`,
    detail: `${by.name} rejected it: ${reason}`,
    nextStep: 'Correct the draft and ask again, or cancel it so that its work can be billed otherwise.',
    severity: 'high',
    request,
  };
}
