import type { Rule } from '../rule.ts';

/** The last rule for milestones: it decides all that is left. */
export const milestoneAtOrderPrice: Rule = {
  id: 'milestone.order-price',
  decide: ({ id, evidence }, open) => [
    {
      quantity: open,
      verdict: 'bill',
      reason: `Milestone reached${evidence.length > 0 ? ' and accepted' : ''}, at its share of the order line.`,
      inputs: { evidence: evidence.join(', ') || 'none' },
      ...(evidence.length > 0 && { countsOn: { evidence: [id] } }),
    },
  ],
};
