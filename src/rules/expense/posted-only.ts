import type { Rule } from '../rule.ts';

/** Odoo writes the order line of an expense when accounting posts it; before, there is nothing to invoice. */
export const postedOnly: Rule = {
  id: 'expense.posted-only',
  decide: ({ orderLineId }, open) =>
    orderLineId === undefined
      ? [
          {
            quantity: open,
            verdict: 'pending',
            reason: 'Approved, but not posted in accounting: Odoo re-invoices an expense on posting.',
          },
        ]
      : [],
};
