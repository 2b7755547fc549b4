import type { OdooApi } from '../../../../src/odoo/api.ts';
import type { Employee, Firm, User } from '../../../../src/sandbox/firm.ts';
import { addDays } from '../../../../src/sandbox/firm/calendar.ts';
import type { Refs } from '../../../../src/sandbox/refs.ts';
import { add, createAll, createOne, set, xmlId, type Values } from './odoo.ts';

const GROUPS: Record<User['role'], string[]> = {
  controller: ['billing_automation.group_controller'],
  approver: ['billing_automation.group_approver'],
  preparer: ['billing_automation.group_preparer', 'hr_timesheet.group_hr_timesheet_approver'],
  sales: ['sales_team.group_sale_salesman'],
  employee: ['hr_timesheet.group_hr_timesheet_user'],
};

export async function seedUsers(api: OdooApi, firm: Firm, refs: Refs): Promise<void> {
  const names = [...new Set(['base.group_user', ...Object.values(GROUPS).flat()])];
  const groups = new Map(await Promise.all(names.map(async (name) => [name, await xmlId(api, name)] as const)));
  const users = firm.users.map(({ name, login, password, role }) => ({
    name,
    login,
    email: login,
    password,
    tz: 'UTC',
    group_ids: set(['base.group_user', ...GROUPS[role]].map((group) => groups.get(group) ?? 0)),
  }));
  const ids = await createAll(api, 'res.users', users, { no_reset_password: true });
  firm.users.forEach(({ name }, index) => refs.set('user', name, ids[index] ?? 0));
  // Whoever administers the firm's Odoo is one of its controllers, as in the sandbox.
  const [admin] = await api.searchRead('res.users', [['login', '=', 'admin']], { fields: ['id'] });
  const controller = groups.get(GROUPS.controller[0] ?? '');
  await api.call('res.users', 'write', [[admin?.id], { group_ids: [[4, controller]] }]);
}

const halfDays = (weekdays: number[]): Values[] =>
  weekdays.flatMap((day) =>
    [['Morning', 'morning', 8] as const, ['Afternoon', 'afternoon', 13] as const].map(
      ([name, day_period, hour_from]) => ({
        name,
        day_period,
        dayofweek: String(day - 1),
        hour_from,
        hour_to: hour_from + 4,
      }),
    ),
  );

export async function seedStaff(api: OdooApi, firm: Firm, refs: Refs): Promise<void> {
  for (const { name, weekdays } of firm.calendars) {
    const attendance_ids = [[5, 0, 0], ...add(halfDays(weekdays))];
    const id = await createOne(api, 'resource.calendar', { name, tz: 'UTC', hours_per_day: 8, attendance_ids });
    refs.set('calendar', name, id);
  }
  const managers = firm.employees.filter(({ manager }) => manager === undefined);
  const others = firm.employees.filter(({ manager }) => manager !== undefined);
  for (const employees of [managers, others]) {
    const ids = await createAll(
      api,
      'hr.employee',
      employees.map((employee) => employeeValues(employee, firm, refs)),
    );
    employees.forEach(({ name }, index) => refs.set('employee', name, ids[index] ?? 0));
  }
}

const employeeValues = (employee: Employee, { today }: Firm, refs: Refs): Values => ({
  name: employee.name,
  work_email: employee.email,
  user_id: refs.id('user', employee.user),
  parent_id: employee.manager ? refs.id('employee', employee.manager) : false,
  resource_calendar_id: refs.id('calendar', employee.calendar),
  hourly_cost: employee.hourlyCost,
  tz: 'UTC',
  // Odoo expects nothing of people before the version of their contract begins, and begins it today.
  date_version: addDays(today, -400),
});

/** Public holidays and validated leave; Odoo enters the time off into the timesheets by itself. */
export async function seedAbsence(api: OdooApi, firm: Firm, refs: Refs): Promise<void> {
  const holidays = firm.holidays.flatMap(({ name, day }) =>
    firm.calendars.map((calendar) => ({
      name,
      calendar_id: refs.id('calendar', calendar.name),
      date_from: `${day} 00:00:00`,
      date_to: `${day} 23:59:59`,
    })),
  );
  await createAll(api, 'resource.calendar.leaves', holidays);
  const kind = await createOne(api, 'hr.leave.type', {
    name: `Unpaid (${firm.name})`,
    requires_allocation: false,
    leave_validation_type: 'no_validation',
    request_unit: 'day',
  });
  const leave = await createAll(
    api,
    'hr.leave',
    firm.leave.map(({ employee, from, to }) => ({
      employee_id: refs.id('employee', employee),
      holiday_status_id: kind,
      request_date_from: from,
      request_date_to: to,
    })),
  );
  const open = await api.searchCount('hr.leave', [
    ['id', 'in', leave],
    ['state', '!=', 'validate'],
  ]);
  if (open > 0) throw new Error(`${String(open)} leave requests were not validated`);
}
