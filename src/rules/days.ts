import { DateTime } from 'luxon';
import type { Day } from './entry.ts';

const at = (day: Day): DateTime<true> => {
  const time = DateTime.fromISO(day, { zone: 'utc' });
  if (!time.isValid || !/^\d{4}-\d\d-\d\d$/.test(day)) throw new RangeError(`Not a day (YYYY-MM-DD): ${day}`);
  return time;
};

/** @throws RangeError where `day` is no calendar day */
export function addDays(day: Day, days: number): Day {
  return at(day).plus({ days }).toISODate();
}

/** Whole days from `from` to `to`, negative where `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return at(to).diff(at(from), 'days').days;
}

/** `2026-W07`. The ISO week-numbering year, which differs from the calendar year around New Year. */
export function isoWeek(day: Day): string {
  return at(day).toISOWeekDate().slice(0, 8);
}

/** The first and last day of the ISO week `day` is in. */
export function weekOf(day: Day): { monday: Day; sunday: Day } {
  return { monday: at(day).startOf('week').toISODate(), sunday: at(day).endOf('week').toISODate() };
}
