import { addDays, addPeriods } from '../../rules/days.ts';
import type { Period } from '../../rules/kpi/life.ts';

/** `2026-03`: first and last day. */
export const daysOf = (month: string): Period => {
  const from = `${month}-01`;
  return { from, to: addDays(addPeriods(from, 'month', 1), -1) };
};

export const monthsOn = (month: string, count: number): string => addPeriods(`${month}-01`, 'month', count).slice(0, 7);

const NAME = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });

export const monthName = (month: string): string => NAME.format(new Date(`${month}-01T00:00:00Z`));
