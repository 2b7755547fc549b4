import { DateTime } from 'luxon';
import type { Day } from './entry.ts';

/** A run asks about the same few days again and again. */
const known = new Map<Day, DateTime<true>>();

function at(day: Day): DateTime<true> {
  const time = known.get(day) ?? DateTime.fromISO(day, { zone: 'utc' });
  if (!time.isValid || !/^\d{4}-\d\d-\d\d$/.test(day)) throw new RangeError(`Not a day (YYYY-MM-DD): ${day}`);
  known.set(day, time);
  return time;
}

/** Of an instant in ISO 8601: the day it says, in the zone it is written in. */
export const dayOf = (instant: string): Day => instant.slice(0, 10);

/** The day an instant falls on in a zone (IANA name). */
export function dayAt(instant: Date, zone: string): Day {
  const time = DateTime.fromJSDate(instant, { zone });
  if (!time.isValid) throw new RangeError(`No zone or no instant: ${zone}`);
  return time.toISODate();
}

/** @throws RangeError where `day` is no calendar day */
export function addDays(day: Day, days: number): Day {
  return at(day).plus({ days }).toISODate();
}

const inWords = new Map<Day, string>();

/** `12 Mar 2026`. */
export function dayWords(day: Day): string {
  const words = inWords.get(day) ?? at(day).toFormat('d LLL yyyy', { locale: 'en' });
  inWords.set(day, words);
  return words;
}

/** Whole days from `from` to `to`, negative where `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return at(to).diff(at(from), 'days').days;
}

const weeks = new Map<Day, string>();

/** `2026-W07`. The ISO week-numbering year, which differs from the calendar year around New Year. */
export function isoWeek(day: Day): string {
  const week = weeks.get(day) ?? at(day).toISOWeekDate().slice(0, 8);
  weeks.set(day, week);
  return week;
}

/** The first and last day of the ISO week `day` is in. */
export function weekOf(day: Day): { monday: Day; sunday: Day } {
  return { monday: at(day).startOf('week').toISODate(), sunday: at(day).endOf('week').toISODate() };
}

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

export function weekday(day: Day): (typeof WEEKDAYS)[number] {
  return WEEKDAYS[at(day).weekday - 1] as (typeof WEEKDAYS)[number];
}

export type CalendarPeriod = 'month' | 'quarter' | 'year';

/** `2026-03`, `2026-Q1`, `2026`. */
export function calendarPeriod(day: Day, period: CalendarPeriod): string {
  const { quarter } = at(day);
  const [year, month] = [day.slice(0, 4), day.slice(0, 7)];
  return { month, quarter: `${year}-Q${quarter}`, year }[period];
}

/** Of the calendar period `day` is in. */
export function lastDayOf(day: Day, period: CalendarPeriod): Day {
  return at(day).endOf(period).toISODate();
}

const MONTHS: Record<CalendarPeriod, number> = { month: 1, quarter: 3, year: 12 };

/** So many periods later, on the same day of the month or, where the month is shorter, on its last. */
export function addPeriods(day: Day, period: CalendarPeriod, count: number): Day {
  return at(day)
    .plus({ months: MONTHS[period] * count })
    .toISODate();
}

/** `March 2026`, `2026-Q1`, `2026` for a whole one of the calendar, else its days. */
export function periodWords(from: Day, to: Day): string {
  const [first, last] = [at(from), at(to)];
  for (const unit of ['month', 'quarter', 'year'] as const) {
    if (!first.equals(first.startOf(unit)) || !last.equals(first.endOf(unit).startOf('day'))) continue;
    return unit === 'month' ? first.toFormat('LLLL yyyy', { locale: 'en' }) : calendarPeriod(from, unit);
  }
  return `${dayWords(from)} to ${dayWords(to)}`;
}
