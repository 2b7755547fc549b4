import type { Rule } from '../rule.ts';

export const noCustomer: Rule = {
  id: 'expense.no-customer',
  decide: (_entry, open, { work }) =>
    work.order ? [] : [{ quantity: open, verdict: 'non-billable', reason: 'No customer is to be re-invoiced for it.' }],
};
