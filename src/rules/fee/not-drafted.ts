import type { Rule } from '../rule.ts';

/** The last rule for fees: what is sold by the ordered quantity is invoiced in Odoo itself, but never left unmentioned. */
export const feeNotDrafted: Rule = {
  id: 'fee.not-drafted',
  decide: (_entry, open, { work }) => [
    {
      quantity: open,
      verdict: 'pending',
      reason: `Fixed fees are not drafted by these rules: use Create Invoice on order ${work.order?.name ?? 'in Odoo'}.`,
    },
  ],
};
