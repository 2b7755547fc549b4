import { z } from 'zod/v4';
import { addDays, isoWeek, weekOf } from '../../rules/days.ts';
import type { Day } from '../../rules/entry.ts';
import { missingTimesheetKey, missingTimesheets as find } from '../../rules/watch/missing-timesheets.ts';
import type { MissingTimesheet } from '../../rules/watch/missing-timesheets.ts';
import type { Attendance } from '../ports.ts';
import { companyIds, day, hours } from './options.ts';
import type { Watch } from './watch.ts';

const options = z.strictObject({
  from: day.optional().describe('First day to look at; Monday of last week where left out'),
  to: day.optional().describe('Last day to look at; Sunday of last week where left out'),
  toleranceHours: hours.default('0').describe('Hours a week may fall short'),
  companyIds,
});

type Options = z.infer<typeof options>;

export const missingTimesheets: Watch<Options, Attendance[], MissingTimesheet> = {
  id: 'missing-timesheets',
  finds: 'people whose week has fewer hours than their contract and calendar expect, leave and holidays taken out',
  codes: ['timesheet.missing'],
  options,
  slices: async (odoo, { companyIds, ...span }, today) => [() => odoo.attendance(...weeksOf(span, today), companyIds)],
  find(attendance, { toleranceHours }, today) {
    const weeks = attendance.flatMap(({ employee, days }) =>
      days.map(({ day: each }) => missingTimesheetKey(employee.id, isoWeek(each))),
    );
    return { ...find(attendance, { toleranceHours }, today), lookedAt: [...new Set(weeks)] };
  },
};

/** ISO weeks are looked at whole. */
function weeksOf({ from, to }: Pick<Options, 'from' | 'to'>, today: Day): [Day, Day] {
  const lastWeek = addDays(today, -7);
  return [weekOf(from ?? lastWeek).monday, weekOf(to ?? lastWeek).sunday];
}
