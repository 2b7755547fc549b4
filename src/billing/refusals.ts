import { mergeCases, openCase } from '../rules/case.ts';
import type { CaseSpec } from '../rules/case.ts';
import type { Day } from '../rules/entry.ts';
import type { CaseDraft, Proposal } from '../rules/verdict.ts';
import { orderNames } from '../rules/proposal/of.ts';
import type { DraftOutcome, RefusalCode } from './ports.ts';

const AGAIN = 'Run again: the next run reads the new state.';

const NEXT: Record<RefusalCode, Pick<CaseSpec, 'kind' | 'severity' | 'nextStep'>> = {
  claimed: {
    kind: 'data-quality',
    severity: 'low',
    nextStep: `${AGAIN} What is left after the other invoice is proposed then.`,
  },
  changed: { kind: 'data-quality', severity: 'low', nextStep: `${AGAIN} Changed time has to be approved again first.` },
  'order-full': {
    kind: 'data-quality',
    severity: 'medium',
    nextStep: 'Look for an invoice made by hand on this order; link its timesheets, or raise the order’s quantities.',
  },
  'order-closed': {
    kind: 'data-quality',
    severity: 'high',
    nextStep: 'Confirm the order again, or move its work to the order that pays for it.',
  },
  odoo: {
    kind: 'technical',
    severity: 'high',
    nextStep: 'Mend what Odoo names (often a missing account, tax, journal or customer address), then run again.',
  },
};

export const REFUSED = 'draft.refused';

/** Keys of the cases that tell of refused drafts of these orders. */
export const refusalKeys = ({ orders }: Proposal): string[] =>
  orders.map(({ orderId }) => `${REFUSED}:sale.order,${orderId}`);

/** One case for each draft that was refused, with the first of its orders; it names them all. Nothing is dropped silently. */
export function refusalCases(proposals: Proposal[], outcomes: DraftOutcome[], today: Day): CaseDraft[] {
  const byKey = new Map(proposals.map((proposal) => [proposal.key, proposal]));
  const cases = outcomes.flatMap((outcome) => {
    const proposal = byKey.get(outcome.key);
    if (outcome.status !== 'refused' || !proposal) return [];
    const { customer, total, currency, period } = proposal;
    const [{ orderId }, ...others] = proposal.orders;
    const spec: CaseSpec = {
      ...NEXT[outcome.code],
      code: REFUSED,
      title: `No draft for ${customer.name}, ${others.length ? 'orders' : 'order'} ${orderNames(proposal)}`,
      detail: `Odoo refused the draft of ${total} ${currency.code} (${outcome.code}): ${outcome.message}`,
    };
    const draft = openCase(spec, { record: `sale.order,${orderId}`, amount: total, today });
    return [{ ...draft, orderId, currency: currency.code, workTo: period.to }];
  });
  // Invoices of one order that were refused alike are one case.
  return new Set(cases.map(({ key }) => key)).size < cases.length ? mergeCases(cases) : cases;
}
