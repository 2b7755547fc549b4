import type { Rule } from '../rule.ts';
import { expensePolicy } from './policy.ts';

/** Expenses that look like the same claim are all held, in one case named by the oldest record, until a person tells them apart. */
export const noDuplicate: Rule = {
  id: 'expense.duplicate',
  decide(entry, open, { terms }) {
    const policy = expensePolicy(entry, terms);
    if (policy?.all.duplicates === 'allowed') return [];
    const twins = [...entry.duplicates, ...((policy && entry.claim?.alike) ?? [])];
    if (twins.length === 0) return [];
    const others = twins.map(({ id, name }) => `${name} (${entry.model},${id})`).join(', ');
    return [
      {
        quantity: open,
        verdict: 'hold',
        reason: `Looks like the same claim as ${others}.`,
        inputs: { duplicates: others },
        case: {
          kind: 'policy',
          code: 'expense.duplicate',
          severity: 'high',
          cause: `${entry.model},${Math.min(entry.id, ...twins.map(({ id }) => id))}`,
          title: `Possibly claimed twice: ${entry.description}`,
          detail: `${entry.description} (${entry.key}) of ${entry.person?.name ?? 'unknown person'} on ${entry.date} looks like ${others}.`,
          nextStep:
            'Compare the receipts and refuse the copy in Odoo. If both are real, write them as one expense, or allow duplicates in the customer’s terms.',
        },
      },
    ];
  },
};
