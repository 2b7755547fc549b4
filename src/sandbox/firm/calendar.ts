import { DateTime } from 'luxon';
import type { Day } from '../../rules/entry.ts';

/** The days the firm's story hangs on, all relative to `today`. */
export interface FirmCalendar {
  today: Day;
  /** First of the month three months ago: work begins. */
  start: Day;
  /** Billed up to here: the end of the month before last, and never more than 61 days ago. */
  billedThrough: Day;
  lastMonthStart: Day;
  lastMonthEnd: Day;
  /** Monday and Sunday of the last complete week. */
  lastWeek: { from: Day; to: Day };
  /** A Wednesday in the middle of last month. */
  holiday: Day;
}

const iso = (moment: DateTime): Day => moment.toFormat('yyyy-MM-dd');

export function firmCalendar(today: Day): FirmCalendar {
  const now = DateTime.fromISO(today, { zone: 'utc' });
  const month = now.startOf('month');
  const monday = now.startOf('week');
  const middle = month.minus({ months: 1 }).plus({ days: 13 });
  return {
    today,
    start: iso(month.minus({ months: 3 })),
    billedThrough: [iso(month.minus({ months: 1, days: 1 })), iso(now.minus({ days: 61 }))].toSorted().at(-1) ?? today,
    lastMonthStart: iso(month.minus({ months: 1 })),
    lastMonthEnd: iso(month.minus({ days: 1 })),
    lastWeek: { from: iso(monday.minus({ weeks: 1 })), to: iso(monday.minus({ days: 1 })) },
    holiday: iso(middle.plus({ days: (3 - middle.weekday + 7) % 7 })),
  };
}

export const addDays = (day: Day, days: number): Day => iso(DateTime.fromISO(day, { zone: 'utc' }).plus({ days }));

/** 1 is Monday, 7 is Sunday. */
export const weekday = (day: Day): number => DateTime.fromISO(day, { zone: 'utc' }).weekday;

/** Every day from `from` to `to`, both included. */
export function daysBetween(from: Day, to: Day): Day[] {
  const days: Day[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}

/** The nth Monday-to-Thursday of the month `start` begins, `holiday` left out: a day everybody in the firm works. */
export function workday(start: Day, nth: number, holiday: Day): Day {
  const day = daysBetween(start, addDays(start, 27)).filter((each) => weekday(each) <= 4 && each !== holiday)[nth - 1];
  if (!day) throw new RangeError(`There is no workday ${String(nth)} in the four weeks from ${start}`);
  return day;
}
