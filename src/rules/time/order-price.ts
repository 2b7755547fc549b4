import type { Rule } from '../rule.ts';

/** Approved time is billed at the order line's price. The last rule for time: it decides all that is left. */
export const timeAtOrderPrice: Rule = {
  id: 'time.order-price',
  decide(entry, open) {
    const byEmployee = entry.rateSource === 'employee rate';
    const reason = byEmployee
      ? 'Approved time at the rate the project’s employee rates name for this person.'
      : 'Approved time at the price of the order line its task or project names.';
    const found = byEmployee ? 'employee rates of the project' : 'order line of the task or project';
    return [{ quantity: open, verdict: 'bill', reason, inputs: { 'rate from': found } }];
  },
};
