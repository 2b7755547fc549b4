import type { Person } from '../billing/ports.ts';
import { sameEmail } from './authority.ts';
import type { Limit, PolicyStep, Role, Who } from './policy/schema.ts';
import type { Leave, WorkCalendar } from './time/calendar.ts';

/** Somebody who may be asked, as Odoo knows them at this moment; who is archived is not among them. */
export interface Member extends Person {
  /** On the invoice in question. */
  roles: Role[];
  /** Of the groups that were asked for, by their full names: those they are in. */
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

/** Whom a policy names, besides by their role: what has to be asked of Odoo to know everybody it means. */
export interface Names {
  /** E-mail addresses. */
  people: string[];
  /** Odoo's groups, by their full names. */
  groups: string[];
}

/** All that these steps, their fallbacks and these limits name. */
export function namesIn(steps: readonly PolicyStep[], limits: readonly Limit[] = []): Names {
  const said = steps.flatMap(({ approvers, fallback }) => [approvers, fallback ?? {}]);
  const each = limits.map(({ person, group }) => ({ people: person ? [person] : [], groups: group ? [group] : [] }));
  const all = (kind: 'people' | 'groups') => [...new Set([...said, ...each].flatMap((who: Who) => who[kind] ?? []))];
  return { people: all('people'), groups: all('groups') };
}
