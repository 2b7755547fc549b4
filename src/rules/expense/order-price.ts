import type { Rule } from '../rule.ts';

/** Odoo's re-invoicing policy (at cost or at sales price) made the order line's price. The last rule for expenses. */
export const expenseAtOrderPrice: Rule = {
  id: 'expense.order-price',
  decide: ({ evidence }, open) => [
    {
      quantity: open,
      verdict: 'bill',
      reason: `Approved and posted expense ${evidence.length ? 'with' : 'without'} receipt, at the price Odoo’s re-invoicing policy gave its order line.`,
      inputs: { receipt: evidence.join(', ') || 'none needed' },
    },
  ],
};
