import type { Person } from '../billing/ports.ts';
import { sameEmail } from './authority.ts';
import type { Role, Who } from './policy/schema.ts';
import type { Leave, WorkCalendar } from './time/calendar.ts';

/** Somebody who may be asked, as Odoo knows them at this moment; who is archived is not among them. */
export interface Member extends Person {
  /** On the invoice in question. */
  roles: Role[];
  /** Odoo's groups, by their full names. */
  groups: string[];
  calendar: WorkCalendar;
  leaves: Leave[];
  /** Who decides in their place, and when. */
  delegations: Delegation[];
}

export interface Delegation {
  to: number;
  /** ISO instants; up to, but not including, `until`. */
  from: string;
  until: string;
}

/** Everybody `who` names, once each. */
export function named({ roles = [], people = [], groups = [] }: Who, members: readonly Member[]): Member[] {
  return members.filter(
    (member) =>
      roles.some((role) => member.roles.includes(role)) ||
      people.some((email) => sameEmail(email, member.email)) ||
      groups.some((group) => member.groups.includes(group)),
  );
}
