import type { Rule } from '../rule.ts';

export const receiptAttached: Rule = {
  id: 'expense.receipt',
  decide(entry, open) {
    if (entry.evidence.length > 0) return [];
    const who = entry.person?.name ?? 'unknown person';
    return [
      {
        quantity: open,
        verdict: 'hold',
        reason: 'There is no receipt.',
        inputs: { receipt: 'none' },
        case: {
          kind: 'policy',
          code: 'expense.receipt-missing',
          severity: 'medium',
          title: `No receipt: ${entry.description}`,
          detail: `Expense “${entry.description}” of ${who} on ${entry.date} has no receipt attached.`,
          nextStep: `Ask ${who} for the receipt and attach it to the expense, then run again.`,
        },
      },
    ];
  },
};
