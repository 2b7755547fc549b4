import { eightHours } from '../support/staff.ts';
import { createAll, createOne } from '../support/seed/odoo.ts';
import type { Firm, Week } from './problem.ts';

/** People who have to enter time: a login and an employee each. */
export async function hire(firm: Firm, people: { name: string; days?: Week['days'] }[]): Promise<number[]> {
  const { world, ago } = firm;
  const { admin, xmlId } = world;
  const groups = await Promise.all(['base.group_user', 'hr_timesheet.group_hr_timesheet_user'].map(xmlId));
  const users = await createAll(
    admin,
    'res.users',
    people.map(({ name }) => ({ name, login: name, tz: 'UTC', group_ids: [[6, 0, groups]] })),
    { no_reset_password: true },
  );
  const calendars = new Map<string, number>();
  for (const { days = FULL_TIME } of people) {
    const key = days.join();
    if (calendars.has(key)) continue;
    const attendance_ids = [[5, 0, 0], ...eightHours(days).map((each) => [0, 0, each])];
    calendars.set(key, await createOne(admin, 'resource.calendar', { name: key, tz: 'UTC', attendance_ids }));
  }
  return createAll(
    admin,
    'hr.employee',
    people.map(({ name, days = FULL_TIME }, at) => ({
      name,
      user_id: users[at],
      resource_calendar_id: calendars.get(days.join()),
      tz: 'UTC',
      date_version: ago(400),
    })),
  );
}

const FULL_TIME = [0, 1, 2, 3, 4];
