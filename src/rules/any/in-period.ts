import type { Rule } from '../rule.ts';

/** Work outside of the days asked for waits for its own run. */
export const inPeriod: Rule = {
  id: 'period.asked-for',
  decide({ date }, open, { work: { period } }) {
    const inputs = { date, period: `${period.from ?? '…'} to ${period.to}` };
    if (date > period.to) {
      return [{ quantity: open, verdict: 'pending', reason: `Dated ${date}, after the last day to bill.`, inputs }];
    }
    if (period.from !== undefined && date < period.from) {
      return [{ quantity: open, verdict: 'pending', reason: `Dated ${date}, before the first day to bill.`, inputs }];
    }
    return [];
  },
};
