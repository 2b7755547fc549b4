import { create, type Env } from '../env.ts';
import type { Firm } from '../firm.ts';
import { daysBetween, weekday } from '../firm/calendar.ts';
import type { Refs } from '../refs.ts';
import type { Company } from './company.ts';

/** Mornings and afternoons of four hours each, as Odoo's own working schedules have them. */
function loadCalendars(env: Env, { calendars }: Firm, company: Company, refs: Refs): void {
  for (const { name, weekdays } of calendars) {
    const values = { name, tz: 'UTC', hours_per_day: 8, company_id: company.id };
    const calendar_id = refs.set('calendar', name, create(env, 'resource.calendar', values).id);
    for (const day of weekdays) {
      for (const [day_period, hour_from] of [['morning', 8] as const, ['afternoon', 13] as const]) {
        create(env, 'resource.calendar.attendance', {
          calendar_id,
          name: day_period,
          dayofweek: String(day - 1),
          day_period,
          hour_from,
          hour_to: hour_from + 4,
          duration_hours: 4,
        });
      }
    }
  }
}

export function loadStaff(env: Env, firm: Firm, company: Company, refs: Refs): void {
  loadCalendars(env, firm, company, refs);
  for (const { name, email, calendar, hourlyCost, manager, user } of firm.employees) {
    const calendar_id = refs.id('calendar', calendar);
    const resource = create(env, 'resource.resource', { name, calendar_id, tz: 'UTC' });
    const employee = create(env, 'hr.employee', {
      name,
      work_email: email,
      hourly_cost: hourlyCost,
      company_id: company.id,
      resource_id: resource.id,
      resource_calendar_id: calendar_id,
      parent_id: manager ? refs.id('employee', manager) : 0,
      user_id: refs.id('user', user),
    });
    refs.set('employee', name, employee.id);
  }
  loadAbsence(env, firm, company, refs);
}

/** Leave and public holidays, with the time Odoo itself enters for them on the company's own project. */
function loadAbsence(env: Env, firm: Firm, company: Company, refs: Refs): void {
  const timeOff = (employee: string, day: string, more: { holiday_id?: number; global_leave_id?: number }) => {
    const { calendar } = firm.employees.find(({ name }) => name === employee) ?? {};
    const weekdays = firm.calendars.find(({ name }) => name === calendar)?.weekdays ?? [];
    if (!weekdays.includes(weekday(day))) return;
    create(env, 'account.analytic.line', {
      name: 'Time Off (1/1)',
      date: day,
      unit_amount: 8,
      employee_id: refs.id('employee', employee),
      project_id: company.timeOff.project,
      task_id: company.timeOff.task,
      company_id: company.id,
      ...more,
    });
  };
  for (const { name, day } of firm.holidays) {
    const values = { name, company_id: company.id, date_from: `${day} 00:00:00`, date_to: `${day} 23:59:59` };
    const { id } = create(env, 'resource.calendar.leaves', { ...values, time_type: 'leave' });
    for (const employee of firm.employees) timeOff(employee.name, day, { global_leave_id: id });
  }
  for (const { employee, from, to } of firm.leave) {
    const employee_id = refs.id('employee', employee);
    const { resource_id, resource_calendar_id } = env.db.get('hr.employee', employee_id);
    const [date_from, date_to] = [`${from} 08:00:00`, `${to} 17:00:00`];
    const leave = create(env, 'hr.leave', {
      employee_id,
      date_from,
      date_to,
      request_date_from: from,
      request_date_to: to,
      state: 'validate',
    });
    create(env, 'resource.calendar.leaves', {
      name: employee,
      resource_id,
      calendar_id: resource_calendar_id,
      holiday_id: leave.id,
      company_id: company.id,
      time_type: 'leave',
      date_from,
      date_to,
    });
    for (const day of daysBetween(from, to)) timeOff(employee, day, { holiday_id: leave.id });
  }
}
