import { exact } from '../../money/decimal.ts';
import { claimedInOrder } from '../exchange.ts';
import type { Facts, Rule } from '../rule.ts';
import type { Entry } from '../entry.ts';
import { amountWords } from '../words.ts';
import { expensePolicy } from './policy.ts';

export const receiptAttached: Rule = {
  id: 'expense.receipt',
  decide(entry, open, facts) {
    if (entry.evidence.length > 0) return [];
    const needed = whyNeeded(entry, facts);
    if (needed === undefined) return [];
    const who = entry.person?.name ?? 'unknown person';
    return [
      {
        quantity: open,
        verdict: 'hold',
        reason: `There is no receipt${needed}.`,
        inputs: { receipt: 'none' },
        case: {
          kind: 'policy',
          code: 'expense.receipt-missing',
          severity: 'medium',
          title: `No receipt: ${entry.description}`,
          detail: `Expense “${entry.description}” of ${who} on ${entry.date} has no receipt attached${needed}.`,
          nextStep: `Ask ${who} for the receipt and attach it to the expense, then run again.`,
        },
      },
    ];
  },
};

/** Undefined where none is needed. What can't be told in the order's currency needs one. */
function whyNeeded(entry: Entry, { terms, work: { order } }: Facts): string | undefined {
  const receipt = expensePolicy(entry, terms)?.receipt ?? 'always';
  if (receipt === 'never') return undefined;
  if (receipt === 'always' || !order) return '';
  const claimed = claimedInOrder(entry, order);
  if (claimed && claimed.abs().lte(receipt.above)) return undefined;
  return `, and one is needed above ${amountWords(exact(receipt.above), order.currency)}`;
}
