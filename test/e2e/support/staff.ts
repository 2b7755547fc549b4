import type { World } from './world.ts';

const TZ = 'Europe/Brussels';

const FULL_DAY = [
  { hour_from: 8, hour_to: 12, day_period: 'morning' },
  { hour_from: 13, hour_to: 17, day_period: 'afternoon' },
];

/** Eight hours on each of these weekdays (Monday is 0). */
export const eightHours = (days: number[], more = {}): object[] =>
  days.flatMap((day) => FULL_DAY.map((half) => ({ name: 'Work', dayofweek: String(day), ...half, ...more })));

/** A company of its own whose people work Monday to Friday, eight hours, unless told otherwise. */
export async function openStaff(world: World) {
  const { admin, create, xmlId } = world;
  const company = await create('res.company', { name: 'Attendance Ltd' });
  const users = await admin.searchRead('res.users', [['login', 'in', ['admin', 'robot-drafter']]], { fields: ['id'] });
  await admin.call('res.users', 'write', [users.map((row) => row.id), { company_ids: [[4, company]] }]);
  const groups = await Promise.all(['base.group_user', 'hr_timesheet.group_hr_timesheet_user'].map(xmlId));

  const calendar = (name: string, attendances: object[], more = {}) =>
    create('resource.calendar', {
      name,
      tz: TZ,
      company_id: company,
      attendance_ids: attendances.map((each) => [0, 0, each]),
      ...more,
    });
  const fullTime = await calendar('Full time', eightHours([0, 1, 2, 3, 4]));
  const project = await create('project.project', { name: 'Attendance', company_id: company, allow_timesheets: true });
  const manager = await create('hr.employee', { name: 'Manager', company_id: company });

  const leaveType = (request_unit: string, more = {}) =>
    create('hr.leave.type', {
      name: `Time off in ${request_unit}s`,
      company_id: company,
      requires_allocation: false,
      leave_validation_type: 'hr',
      request_unit,
      ...more,
    });
  const types = { hour: await leaveType('hour'), half: await leaveType('half_day'), day: await leaveType('day') };

  return {
    company,
    calendar,
    async employ(
      name: string,
      values: { tz?: string; [field: string]: unknown } = {},
      { timesheets = true } = {},
    ): Promise<number> {
      const login = `${name.toLowerCase()}@attendance.test`;
      const user = await create('res.users', {
        name,
        login,
        email: login,
        tz: values.tz ?? TZ,
        company_id: company,
        company_ids: [[6, 0, [company]]],
        group_ids: [[6, 0, timesheets ? groups : groups.slice(0, 1)]],
      });
      return create('hr.employee', {
        name,
        user_id: user,
        company_id: company,
        parent_id: manager,
        resource_calendar_id: fullTime,
        tz: TZ,
        date_version: '2026-01-01',
        ...values,
      });
    },
    async takeOff(employee: number, unit: keyof typeof types, values: object, { approved = true } = {}) {
      const leave = await create('hr.leave', { employee_id: employee, holiday_status_id: types[unit], ...values });
      if (approved) await admin.call('hr.leave', 'action_approve', [[leave]]);
    },
    /** For everyone, from one instant (UTC) to another. Odoo takes the company from the caller's. */
    holiday: (from: string, to: string, more = {}) =>
      admin.call(
        'resource.calendar.leaves',
        'create',
        [{ name: 'Public holiday', date_from: from, date_to: to, ...more }],
        { context: { allowed_company_ids: [company] } },
      ),
    log: (employee: number, date: string, hours: number) =>
      create('account.analytic.line', {
        name: 'Work',
        project_id: project,
        employee_id: employee,
        date,
        unit_amount: hours,
      }),
  };
}
