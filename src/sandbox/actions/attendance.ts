import { exact, sum } from '../../money/decimal.ts';
import type { Env } from '../env.ts';
import { daysBetween, weekday } from '../firm/calendar.ts';
import type { RowOf } from '../models.ts';
import type { Store } from '../store.ts';

type Employee = RowOf<'hr.employee'>;

/** Hours a calendar has for the weekday of a day. */
export const scheduled = (db: Store, calendarId: number, day: string): number =>
  db
    .where('resource.calendar.attendance', ({ calendar_id }) => calendar_id === calendarId)
    .filter(({ dayofweek }) => dayofweek === String(weekday(day) - 1))
    .reduce((hours, { duration_hours }) => hours + duration_hours, 0);

/** Whole days off only: leave of the employee's own, or a public holiday. */
const isOff = (db: Store, { resource_id }: Employee, day: string): boolean =>
  db
    .where('resource.calendar.leaves', (leave) => !leave.resource_id || leave.resource_id === resource_id)
    .some(({ date_from, date_to }) => date_from.slice(0, 10) <= day && day <= date_to.slice(0, 10));

/** Expected, entered and off per person and day; time Odoo writes for days off is nobody's entry. */
export function attendance({ db, rights, uid }: Env, wanted: { from: string; to: string; companies: number[] }) {
  const { from, to } = wanted;
  const { company_ids: own } = db.get('res.users', uid);
  const companies = (wanted.companies.length > 0 ? wanted.companies : own).filter((company) => own.includes(company));
  const people = db.where(
    'hr.employee',
    ({ company_id, user_id }) => companies.includes(company_id) && rights.has(user_id, 'timesheet_user'),
  );
  const time = db.where(
    'account.analytic.line',
    (entry) => entry.date >= from && entry.date <= to && !entry.holiday_id && !entry.global_leave_id,
  );
  return { people: people.map((employee) => ({ ...facts(db, employee), days: days(employee) })) };

  function days(employee: Employee): (string | number)[][] {
    return daysBetween(from, to).flatMap((day) => {
      const hours = scheduled(db, employee.resource_calendar_id, day);
      const off = isOff(db, employee, day);
      const own = time.filter((entry) => entry.employee_id === employee.id && entry.date === day);
      const entered = sum(own.map(({ unit_amount }) => exact(unit_amount)))
        .round(6)
        .toNumber();
      return hours || own.length > 0 ? [[day, off ? 0 : hours, entered, off ? hours : 0]] : [];
    });
  }
}

function facts(db: Store, employee: Employee) {
  const manager = db.find('hr.employee', employee.parent_id);
  return {
    employee: [employee.id, employee.name],
    user: employee.user_id,
    email: employee.work_email,
    manager: manager ? [manager.id, manager.name] : false,
    manager_user: manager?.user_id ?? false,
    company: [employee.company_id, db.get('res.company', employee.company_id).name],
  };
}
