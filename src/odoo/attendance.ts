import { z } from 'zod/v4';
import type { Attendance } from '../billing/ports.ts';
import type { Day } from '../rules/entry.ts';
import type { OdooApi } from './api.ts';
import { day, decimal, id, many2oneNamed, many2oneNamedOrNone, many2oneOrNone, parseRows, text } from './rows.ts';

const person = z
  .object({
    employee: many2oneNamed,
    user: id,
    email: text,
    manager: many2oneNamedOrNone,
    manager_user: many2oneOrNone,
    company: many2oneNamed,
    days: z.array(z.tuple([day, decimal, decimal, decimal])),
  })
  .transform(({ employee, user, email, manager, manager_user, company, days }): Attendance => ({
    employee,
    userId: user,
    ...(email && { email }),
    ...(manager && { manager }),
    ...(manager_user && { managerUserId: manager_user }),
    company,
    days: days.map(([day, expected, entered, leave]) => ({ day, expected, entered, leave })),
  }));

/**
 * Expected and entered hours of everyone who may enter timesheets, from the first to the last day, both inclusive.
 *
 * Days on which nothing is expected, entered or off are left out. Odoo computes what is expected: working calendar in
 * force, two-week calendars, contract dates and departure, public holidays, approved leave in days, halves and hours.
 * One call, however many people.
 *
 * @param companyIds all companies of the Odoo user where left out
 */
export async function readAttendance(
  api: OdooApi,
  from: Day,
  to: Day,
  companyIds: number[] = [],
): Promise<Attendance[]> {
  const answer = await api.runAction('action_attendance', { from, to, companies: companyIds });
  return parseRows(z.object({ people: z.array(person) }), [answer], 'action_attendance').flatMap(
    ({ people }) => people,
  );
}
