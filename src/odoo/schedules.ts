import { IANAZone } from 'luxon';
import type { Leave, WorkCalendar } from '../approvals/time/calendar.ts';
import type { Answer } from './actions.ts';

type Told = Answer<'staff'>;

/** When somebody works, as the add-on's actions tell it; `times` has the zone, and which of the schedules is theirs. */
export function calendarOf(
  times: Pick<Told['people'][number], 'zone' | 'schedule'>,
  schedules: Told['schedules'],
): WorkCalendar {
  const { hours = [], closed = [] } = schedules[times.schedule] ?? {};
  return {
    zone: IANAZone.isValidZone(times.zone) ? times.zone : 'UTC',
    hours: hours.map(([weekday, from, to, week]) => ({
      weekday,
      from: clock(from),
      to: clock(to),
      ...(week && { week }),
    })),
    closed: closed.map(leave),
  };
}

export const leave = ([from, until]: [string, string]): Leave => ({ from, until });

/** Odoo's 8.5 is half past eight. */
function clock(hours: number): string {
  const minutes = Math.round(hours * 60);
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
}
