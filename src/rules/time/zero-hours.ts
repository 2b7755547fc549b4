import type { Rule } from '../rule.ts';

export const zeroHours: Rule = {
  id: 'time.zero-hours',
  decide: (_entry, open) =>
    open.eq(0) ? [{ quantity: open, verdict: 'non-billable', reason: 'Zero hours: nothing to bill.' }] : [],
};
