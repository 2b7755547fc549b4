import type { Rule } from '../rule.ts';

/** Work after the last day to bill waits for its own run. Earlier work never does: late hours must not be lost. */
export const inPeriod: Rule = {
  id: 'period.up-to',
  decide({ date }, open, { work: { period } }) {
    if (date <= period.to) return [];
    const inputs = { date, 'last day to bill': period.to };
    return [{ quantity: open, verdict: 'pending', reason: `Dated ${date}, after the last day to bill.`, inputs }];
  },
};
