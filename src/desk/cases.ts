import type { CaseDraft } from '../rules/verdict.ts';
import type { OdooError } from '../odoo/errors.ts';
import type { Context } from './context.ts';
import type { StoredRequest } from './store/requests.ts';

export type DeskCase = Omit<CaseDraft, 'amount' | 'currency' | 'deadline' | 'record' | 'invoiceId'> & {
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

/** A step nobody can decide: not of the policy's people, not of its fallback, not of the controllers. */
export function unansweredCase(request: StoredRequest, step: string): DeskCase {
  return {
    key: `approval.nobody.${request.id}.${step}`,
    kind: 'policy',
    code: 'approval.nobody',
    title: `Nobody can decide on ${request.facts.name} for ${request.facts.customer.name}: ${step}`,
    detail: 'Of those the approval policy names, and of the controllers, too few may decide on it or are there.',
    nextStep:
      "See who is in the policy's roles and groups and what their limits are. The desk asks as soon as somebody can.",
    severity: 'high',
    request,
  };
}

export function stuckCase(
  request: StoredRequest,
  { id, by, outcome }: NonNullable<StoredRequest['decision']>,
  { message, mend }: OdooError,
): DeskCase {
  return {
    key: `desk.record-failed.${id}`,
    kind: 'technical',
    code: 'desk.record-failed',
    title: `A decision on ${request.facts.name} is not in Odoo yet`,
    detail: `${by.name} ${outcome} it; Odoo answered: ${message}`,
    nextStep: `${mend} The desk keeps the decision and tries again.`,
    severity: 'high',
    request,
  };
}
