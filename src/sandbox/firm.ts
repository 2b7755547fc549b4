import type { Day } from '../rules/entry.ts';
import { daysBetween, firmCalendar } from './firm/calendar.ts';
import { CALENDARS, CUSTOMERS, EMPLOYEES, PRODUCTS, TAXES, USERS } from './firm/catalogue.ts';
import { expenses } from './firm/expenses.ts';
import { milestones, orders, PROJECTS } from './firm/orders.ts';
import type { Firm, Mess } from './firm/types.ts';
import { work } from './firm/work.ts';

export type * from './firm/types.ts';

/** Everything that is wrong in the firm, on purpose: tests say "exactly these". */
export const MESS: Mess[] = [
  { kind: 'time unapproved', ref: 'unapproved-1' },
  { kind: 'time unapproved', ref: 'unapproved-2' },
  { kind: 'time edited after approval', ref: 'edited' },
  { kind: 'time on a closed task', ref: 'closed-task' },
  { kind: 'time in thirds of an hour', ref: 'thirds-1' },
  { kind: 'time in thirds of an hour', ref: 'thirds-2' },
  { kind: 'time corrected below zero', ref: 'correction' },
  { kind: 'milestone reached without acceptance', ref: 'content' },
  { kind: 'expense without receipt', ref: 'train-no-receipt' },
  { kind: 'expense claimed twice', ref: 'hotel-first' },
  { kind: 'expense claimed twice', ref: 'hotel-again' },
  { kind: 'work older than 60 days', ref: 'stale-1' },
  { kind: 'work older than 60 days', ref: 'stale-2' },
  { kind: 'work older than 60 days', ref: 'stale-3' },
  { kind: 'purchase order expired', ref: 'NL-110' },
  { kind: 'week without timesheet', ref: 'Hugo Ivers' },
  { kind: 'week on leave', ref: 'Irene Jacobs' },
];

/** The refs of one kind of mess. */
export const messOf = (kind: Mess['kind']): string[] => MESS.filter((each) => each.kind === kind).map(({ ref }) => ref);

/**
 * Northlight Consulting: a dozen customers, ten people, three months of work up to yesterday. The same for the same day.
 *
 * The two months before last are invoiced where `billedBefore` says so; last month is approved and waits to be billed;
 * this month's time is not approved yet.
 */
export function northlight(today: Day): Firm {
  const calendar = firmCalendar(today);
  const lastWeek = daysBetween(calendar.lastWeek.from, calendar.lastWeek.to);
  const awayLastWeek = [...messOf('week without timesheet'), ...messOf('week on leave')];
  const away = new Set(awayLastWeek.flatMap((name) => lastWeek.map((day) => `${name} ${day}`)));
  return {
    name: 'Northlight Consulting',
    today,
    currency: 'USD',
    rates: [{ currency: 'EUR', rate: 0.9 }],
    taxes: TAXES,
    calendars: CALENDARS,
    holidays: [{ name: 'Founders’ Day', day: calendar.holiday }],
    users: USERS,
    employees: EMPLOYEES,
    leave: messOf('week on leave').map((employee) => ({ employee, ...calendar.lastWeek })),
    products: PRODUCTS,
    customers: CUSTOMERS,
    orders: orders(calendar),
    projects: PROJECTS,
    milestones: milestones(calendar),
    expenses: expenses(calendar),
    time: work(calendar, EMPLOYEES, away),
    billedThrough: calendar.billedThrough,
    mess: MESS,
  };
}
