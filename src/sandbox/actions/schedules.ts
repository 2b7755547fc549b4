import type { Env } from '../env.ts';
import { addDays } from '../firm/calendar.ts';
import type { RowOf } from '../models.ts';

const AHEAD_DAYS = 400;

/** When people work, as the add-on's `schedules.py` tells it: `timesOf` fills `schedules`. */
export function schedulesIn({ db, now }: Pick<Env, 'db' | 'now'>) {
  const schedules: Record<string, unknown> = {};
  const today = now.slice(0, 10);
  return { schedules, timesOf };

  function timesOf(
    employee: RowOf<'hr.employee'> | undefined,
    user: RowOf<'res.users'> | undefined,
    company: number,
  ): { zone: string; schedule: string; leaves: string[][] } {
    const of = db.find('resource.calendar', employee?.resource_calendar_id ?? 0);
    const calendar = of && !of.flexible_hours ? of.id : db.get('res.company', company).resource_calendar_id;
    const schedule = `${String(calendar)}/${String(company)}`;
    schedules[schedule] ??= {
      hours: hoursOf(calendar),
      closed: spans(
        (leave) => !leave.resource_id && leave.company_id === company && [0, calendar].includes(leave.calendar_id),
      ),
    };
    const { resource_id = 0 } = employee ?? {};
    return {
      zone:
        db.find('resource.resource', resource_id)?.tz ||
        user?.tz ||
        db.find('resource.calendar', calendar)?.tz ||
        'UTC',
      schedule,
      leaves: resource_id ? spans((leave) => leave.resource_id === resource_id) : [],
    };
  }

  function hoursOf(calendar: number) {
    const { flexible_hours = true, two_weeks_calendar = false } = db.find('resource.calendar', calendar) ?? {};
    const all = db.where('resource.calendar.attendance', (one) => one.calendar_id === calendar && !flexible_hours);
    return all
      .filter(({ display_type, day_period }) => !display_type && day_period !== 'lunch')
      .map((one) => [
        Number(one.dayofweek) + 1,
        one.hour_from,
        one.hour_to,
        two_weeks_calendar ? (one.week_type === '1' ? 'second' : 'first') : '',
      ]);
  }

  function spans(ofThem: (leave: RowOf<'resource.calendar.leaves'>) => boolean) {
    const [first, last] = [addDays(today, -AHEAD_DAYS), addDays(today, AHEAD_DAYS)];
    return db
      .where('resource.calendar.leaves', (leave) => leave.time_type === 'leave' && ofThem(leave))
      .filter(({ date_from, date_to }) => date_from.slice(0, 10) <= last && date_to.slice(0, 10) >= first)
      .map(({ date_from, date_to }) => [date_from, date_to]);
  }
}
