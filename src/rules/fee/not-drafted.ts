import type { BillingBasis } from '../entry.ts';
import type { Rule } from '../rule.ts';

const BY_HAND: readonly (BillingBasis | undefined)[] = ['manual', 'delivered'];

/** The last rule for fees: what has no record of work behind it is invoiced in Odoo itself, but never left unmentioned. */
export const feeNotDrafted: Rule = {
  id: 'fee.not-drafted',
  decide: (_entry, open, { line, work }) => [
    {
      quantity: open,
      verdict: 'pending',
      reason: `${BY_HAND.includes(line?.basis) ? 'Quantities entered by hand' : 'Fixed fees'} are not drafted by these rules: use Create Invoice on order ${work.order?.name ?? 'in Odoo'}.`,
    },
  ],
};
