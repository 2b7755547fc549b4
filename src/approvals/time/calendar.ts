import { DateTime } from 'luxon';
import { exact } from '../../money/decimal.ts';
import type { Decimal } from '../../money/decimal.ts';

/** When somebody works: hours of weekdays in a zone, less what is closed. */
export interface WorkCalendar {
  /** IANA name, such as Europe/Brussels. */
  zone: string;
  hours: WorkHours[];
  /** Public holidays. */
  closed: Leave[];
}

export interface WorkHours {
  /** 1 is Monday. */
  weekday: number;
  /** `09:00`; `24:00` ends a day. */
  from: string;
  to: string;
  /** Every other week only, of the weeks as Odoo counts them. */
  week?: 'first' | 'second';
}

/** ISO instants; up to, but not including, `until`. */
export interface Leave {
  from: string;
  until: string;
}

/** Looked ahead no further: a calendar without hours for so long has none. */
const DAYS_AHEAD = 400;
const HOUR = 3_600_000;

const ms = (instant: string): number => DateTime.fromISO(instant, { zone: 'utc' }).toMillis();

export const covers = ({ from, until }: Leave, now: string): boolean => ms(from) <= ms(now) && ms(now) < ms(until);

/**
 * The instant by which so many hours of work have passed since `from`, ISO in UTC. Hours are real ones: a night in which
 * the clock is put forward has one less.
 *
 * Where the calendar has no hours, the clock's own count: nothing waits for ever.
 *
 * @param off leaves of the person, besides what is closed
 */
export function afterBusinessHours(
  calendar: WorkCalendar,
  off: readonly Leave[],
  from: string,
  hours: Decimal,
): string {
  const start = ms(from);
  const asked = Number(exact(hours).times(HOUR).round(0).toFixed());
  let left = asked;
  const first = DateTime.fromMillis(start, { zone: calendar.zone }).startOf('day');
  for (let days = 0; days < DAYS_AHEAD; days += 1) {
    for (const [begin, end] of worked(calendar, off, first.plus({ days }))) {
      const open = Math.max(begin, start);
      if (end <= open) continue;
      if (end - open >= left) return iso(open + left);
      left -= end - open;
    }
  }
  return iso(start + asked);
}

const iso = (millis: number): string =>
  DateTime.fromMillis(millis, { zone: 'utc' }).toISO({ suppressMilliseconds: true }) ?? '';

/** For whom no hours are known: nobody is told anything at night or on a weekend. */
const OFFICE_HOURS: WorkHours[] = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '09:00', to: '17:00' }));

const known = (calendar: WorkCalendar): WorkCalendar =>
  calendar.hours.length > 0 ? calendar : { ...calendar, hours: OFFICE_HOURS };

/**
 * `from`, where that is within working hours, else the instant the next ones begin, ISO in UTC. Office hours, Monday to
 * Friday, where the calendar has none; undefined where nothing is worked for over a year.
 *
 * @param off leaves of the person, besides what is closed
 */
export function nextAtWork(calendar: WorkCalendar, off: readonly Leave[], from: string): string | undefined {
  const start = ms(from);
  const first = DateTime.fromMillis(start, { zone: calendar.zone }).startOf('day');
  for (let days = 0; days < DAYS_AHEAD; days += 1) {
    const open = worked(known(calendar), off, first.plus({ days })).find(([, end]) => end > start);
    if (open) return iso(Math.max(open[0], start));
  }
  return undefined;
}

/** The day, where the person is, on which they have worked on so many days after the one of `from`; as `nextAtWork`. */
export function workdayAfter(
  calendar: WorkCalendar,
  off: readonly Leave[],
  from: string,
  workdays: number,
): string | undefined {
  const first = DateTime.fromISO(from, { zone: calendar.zone }).startOf('day');
  let left = workdays;
  for (let days = 1; days < DAYS_AHEAD; days += 1) {
    const day = first.plus({ days });
    if (worked(known(calendar), off, day).length > 0) left -= 1;
    if (left <= 0) return day.toISODate() ?? undefined;
  }
  return undefined;
}

/** The instant a day begins there, ISO in UTC. */
export const startOf = (day: string, { zone }: Pick<WorkCalendar, 'zone'>): string =>
  iso(DateTime.fromISO(day, { zone }).startOf('day').toMillis());

type Span = [begin: number, end: number];

/** What is worked on a day, in order. */
function worked({ hours, closed }: WorkCalendar, off: readonly Leave[], day: DateTime): Span[] {
  const week = weekOf(day);
  const spans = hours
    .filter((one) => one.weekday === day.weekday && (one.week === undefined || one.week === week))
    .map(({ from, to }): Span => [at(day, from), at(day, to)])
    .sort(([a], [b]) => a - b);
  return [...closed, ...off].reduce(
    (open, { from, until }) => open.flatMap((span) => without(span, ms(from), ms(until))),
    spans,
  );
}

const without = ([begin, end]: Span, from: number, until: number): Span[] =>
  (
    [
      [begin, Math.min(end, from)],
      [Math.max(begin, until), end],
    ] as Span[]
  ).filter(([a, b]) => a < b);

/** Wall-clock time: what a day that begins or ends summer time makes of it. */
function at(day: DateTime, time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const whole = hour >= 24 ? day.plus({ days: 1 }) : day.set({ hour, minute });
  return whole.toMillis();
}

/** Odoo counts whole weeks since Monday 1 January of year 1 and calls even ones the first. */
function weekOf(day: DateTime): 'first' | 'second' {
  const monday = DateTime.utc(1, 1, 1);
  const days = Math.floor(DateTime.utc(day.year, day.month, day.day).diff(monday, 'days').days);
  return Math.floor(days / 7) % 2 === 0 ? 'first' : 'second';
}
