import { DateTime, IANAZone } from 'luxon';
import type { Delegation, Member, Names } from '../../approvals/people.ts';
import type { Leave, WorkCalendar } from '../../approvals/time/calendar.ts';
import { runAction } from '../actions.ts';
import type { Answer } from '../actions.ts';
import type { OdooApi } from '../api.ts';

type Told = Answer<'members'>;

/** Who can be asked about an invoice; nobody where it is gone. */
export async function readMembers(api: OdooApi, id: number, { people, groups }: Names): Promise<Member[]> {
  const { members, schedules } = await runAction(api, 'members', { id, people, groups });
  return members.map((member) => {
    const zone = IANAZone.isValidZone(member.zone) ? member.zone : 'UTC';
    return {
      userId: member.id,
      name: member.name,
      email: member.email,
      mayApprove: member.may_approve,
      companyIds: member.companies,
      roles: member.roles,
      groups: member.groups,
      calendar: calendarOf(zone, schedules[member.schedule]),
      leaves: member.leaves.map(leave),
      delegations: member.delegations.map((one) => delegation(zone, one)),
    };
  });
}

const leave = ([from, until]: [string, string]): Leave => ({ from, until });

const calendarOf = (zone: string, schedule?: Told['schedules'][string]): WorkCalendar => ({
  zone,
  hours: (schedule?.hours ?? []).map(([weekday, from, to, week]) => ({
    weekday,
    from: clock(from),
    to: clock(to),
    ...(week && { week }),
  })),
  closed: (schedule?.closed ?? []).map(leave),
});

/** Odoo's 8.5 is half past eight. */
function clock(hours: number): string {
  const minutes = Math.round(hours * 60);
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

/** Whole days, the last one too, where whoever hands on lives. */
function delegation(zone: string, [to, first, last]: [number, string, string]): Delegation {
  const midnight = (day: string, plus = 0) =>
    DateTime.fromISO(day, { zone }).plus({ days: plus }).startOf('day').toUTC().toISO({ suppressMilliseconds: true });
  return { to, from: midnight(first) ?? '', until: midnight(last, 1) ?? '' };
}
