import { dayWords } from '../days.ts';
import { termsText } from '../terms/in-force.ts';
import type { Rule } from '../rule.ts';
import { expensePolicy } from './policy.ts';

/** What is agreed for expenses is agreed by category: some the customer never pays, and one without a category nobody can tell. */
export const agreedCategory: Rule = {
  id: 'expense.agreed-category',
  decide(entry, open, { terms }) {
    const policy = expensePolicy(entry, terms);
    if (!policy) return [];
    const whose = termsText(policy.from);
    if (policy.category?.billable === false) {
      const reason = `The customer does not pay for ${policy.name} (${whose}).`;
      return [{ quantity: open, verdict: 'non-billable', reason, inputs: { category: policy.name } }];
    }
    if (entry.claim?.category) return [];
    const reason = `It has no category, and ${whose} says what is paid by category.`;
    return [
      {
        quantity: open,
        verdict: 'hold',
        reason,
        case: {
          kind: 'data-quality',
          code: 'expense.category-missing',
          severity: 'medium',
          title: `No category: ${entry.description}`,
          detail: `Expense “${entry.description}” of ${entry.person?.name ?? 'unknown person'} on ${dayWords(entry.date)}: ${reason}`,
          nextStep: 'Give the expense its category in Odoo (reset it to draft first), then post it and run again.',
        },
      },
    ];
  },
};
