import { compare } from '../money/decimal.ts';
import type { Decimal } from '../money/decimal.ts';
import { sameEmail } from './authority.ts';
import type { Member } from './people.ts';
import type { Limit } from './policy/schema.ts';

/** Up to which untaxed amount somebody may approve; undefined: nothing. */
export type Reach = { upTo: Decimal } | 'unlimited' | undefined;

/** A limit about the person counts alone; else the highest of their roles and groups. */
export function reachOf(member: Pick<Member, 'email' | 'roles' | 'groups'>, limits: readonly Limit[]): Reach {
  const own = limits.filter(({ person }) => person !== undefined && sameEmail(person, member.email));
  const shared = limits.filter(
    ({ role, group }) =>
      (role !== undefined && member.roles.includes(role)) || (group !== undefined && member.groups.includes(group)),
  );
  return (own.length ? own : shared).reduce<Reach>((highest, { upTo, unlimited }) => {
    if (unlimited || highest === 'unlimited') return 'unlimited';
    if (upTo === undefined) return highest;
    return highest && compare(highest.upTo, upTo) >= 0 ? highest : { upTo };
  }, undefined);
}
