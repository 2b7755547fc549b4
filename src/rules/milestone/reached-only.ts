import type { Rule } from '../rule.ts';

export const reachedOnly: Rule = {
  id: 'milestone.reached-only',
  decide: ({ approval }, open) =>
    approval.state === 'approved'
      ? []
      : [{ quantity: open, verdict: 'pending', reason: 'Not reached: the project manager has to mark it as reached.' }],
};
