import { addDays, isoWeek, weekOf } from '../../../src/rules/days.ts';
import { createAll } from '../support/seed/odoo.ts';
import { TIME } from './acts.ts';
import type { Expected, Firm, Problem, Sold } from './problem.ts';

/** Hours short of last week. */
const short =
  (hours: number) =>
  ({ employeeId }: Sold, { today }: Firm): Expected[] => [
    {
      watch: 'missing-timesheets',
      key: `timesheet.missing:hr.employee,${employeeId}:${isoWeek(addDays(today, -7))}`,
      money: hours,
      owner: 'the person',
    },
  ];

/** Enters the hours of last week, from Monday on; 0 is a day without an entry. */
export const enter = async ({ employeeId, projectId }: Sold, firm: Firm, hours: number[]): Promise<number[]> => {
  const { monday } = weekOf(addDays(firm.today, -7));
  const rows = hours.map((unit_amount, day) => ({
    name: 'Week',
    project_id: projectId,
    employee_id: employeeId,
    date: addDays(monday, day),
    unit_amount,
  }));
  return createAll(
    firm.world.admin,
    TIME,
    rows.filter(({ unit_amount }) => unit_amount > 0),
  );
};

const entersLater =
  (...hours: number[]) =>
  async (own: Sold, firm: Firm) => {
    own.made = await enter(own, firm, hours);
  };

const takesBack = ({ made }: Sold, { world }: Firm) => world.admin.call(TIME, 'unlink', [made]);

export const TIMESHEETS: Problem[] = [
  {
    what: 'entered nothing all week',
    week: { entered: [] },
    found: short(5 * 8),
    mend: entersLater(8, 8, 8, 8, 8),
    again: takesBack,
  },
  {
    what: 'forgot Wednesday',
    week: { entered: [8, 8, 0, 8, 8] },
    found: short(8),
    mend: entersLater(0, 0, 8),
    again: takesBack,
  },
  {
    what: 'left half an hour earlier every day',
    week: { entered: [7.5, 7.5, 7.5, 7.5, 7.5] },
    found: short(5 * 0.5),
    mend: entersLater(0.5, 0.5, 0.5, 0.5, 0.5),
  },
  {
    what: 'works three days, entered two',
    week: { days: [0, 1, 2], entered: [8, 8] },
    found: short(3 * 8 - 2 * 8),
    mend: entersLater(0, 0, 8),
  },
];
