import type { Env } from '../env.ts';
import { daysBetween } from '../firm/calendar.ts';
import { scheduled } from './attendance.ts';

/** What days are in working calendars. Here a person has one calendar ever, and a public holiday takes whole days. */
export function workdays({ db }: Env, wanted: { employees: number[]; calendars: number[]; from: string; to: string }) {
  const days = daysBetween(wanted.from, wanted.to);
  const schedules: Record<string, unknown> = {};
  function scheduleOf(calendarId: number, companyId: number): string {
    const key = `${calendarId}/${companyId}`;
    const calendar = db.find('resource.calendar', calendarId);
    const fixed = calendar !== undefined && !calendar.flexible_hours;
    schedules[key] ??= { calendar: calendar ? [calendar.id, calendar.name] : false, fixed, days: days.flatMap(told) };
    return key;

    function told(day: string): [string, number, string, string][] {
      const holidays = db
        .where('resource.calendar.leaves', ({ resource_id, company_id }) => !resource_id && company_id === companyId)
        .filter(({ calendar_id }) => !calendar_id || calendar_id === calendarId)
        .filter(({ date_from, date_to }) => date_from.slice(0, 10) <= day && day <= date_to.slice(0, 10));
      const hours = fixed ? scheduled(db, calendarId, day) : 0;
      if (holidays.length > 0) return [[day, 0, holidays.map(({ name }) => name).join(', '), '']];
      return hours ? [[day, hours, '', '']] : [];
    }
  }
  const people = db
    .where('hr.employee', ({ id }) => wanted.employees.includes(id))
    .map(({ id, resource_calendar_id, company_id }) => ({
      employee: id,
      versions: [['1970-01-01', scheduleOf(resource_calendar_id, company_id)]],
      named: wanted.calendars.map((calendarId) => scheduleOf(calendarId, company_id)),
    }));
  return { people, schedules };
}
