import type { Rule } from '../rule.ts';

export const milestoneNoOrderLine: Rule = {
  id: 'milestone.no-order-line',
  decide: ({ orderLineId }, open) =>
    orderLineId === undefined
      ? [{ quantity: open, verdict: 'non-billable', reason: 'No order line is paid by this milestone.' }]
      : [],
};
