import { DateTime } from 'luxon';
import type { Delegation, Member, Names } from '../../approvals/people.ts';
import { runAction } from '../actions.ts';
import type { OdooApi } from '../api.ts';
import { calendarOf, leave } from '../schedules.ts';

/** Who can be asked about an invoice; nobody where it is gone. */
export async function readMembers(api: OdooApi, id: number, { people, groups }: Names): Promise<Member[]> {
  const { members, schedules } = await runAction(api, 'members', { id, people, groups });
  return members.map((member) => {
    const calendar = calendarOf(member, schedules);
    return {
      userId: member.id,
      name: member.name,
      email: member.email,
      mayApprove: member.may_approve,
      companyIds: member.companies,
      roles: member.roles,
      groups: member.groups,
      calendar,
      leaves: member.leaves.map(leave),
      delegations: member.delegations.map((one) => delegation(calendar.zone, one)),
    };
  });
}

/** Whole days, the last one too, where whoever hands on lives. */
function delegation(zone: string, [to, first, last]: [number, string, string]): Delegation {
  const midnight = (day: string, plus = 0) =>
    DateTime.fromISO(day, { zone }).plus({ days: plus }).startOf('day').toUTC().toISO({ suppressMilliseconds: true });
  return { to, from: midnight(first) ?? '', until: midnight(last, 1) ?? '' };
}
