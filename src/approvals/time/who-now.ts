import { deciders } from '../chain/chain.ts';
import type { Chain, Holder, Seat } from '../chain/chain.ts';
import type { Member } from '../people.ts';
import { named } from '../people.ts';
import type { PolicyStep, Who } from '../policy/schema.ts';
import { covers } from './calendar.ts';

/** What is true at this moment. */
export interface World {
  /** ISO instant. */
  now: string;
  /** Everybody Odoo knows and may be asked; who was archived is not among them. */
  members: readonly Member[];
  /** Whether an approval of theirs would count: their authority at this moment. */
  may(member: Member, step: PolicyStep): boolean;
}

const CONTROLLERS: Who = { roles: ['controller'] };

/** Who can be asked now: there, with the authority, and without a decision in this chain. */
export function able(member: Member | undefined, step: PolicyStep, chain: Chain, world: World): member is Member {
  return (
    member !== undefined &&
    !member.leaves.some((leave) => covers(leave, world.now)) &&
    world.may(member, step) &&
    !deciders(chain).has(member.userId)
  );
}

/** A person, or whoever they handed on to for the time being; nobody where neither is there. */
export function inPlaceOf(
  member: Member,
  step: PolicyStep,
  chain: Chain,
  world: World,
  seen: ReadonlySet<number> = new Set(),
): Member[] {
  if (seen.has(member.userId)) return [];
  const delegation = member.delegations.find((one) => covers(one, world.now));
  const delegate = world.members.find(({ userId }) => userId === delegation?.to);
  // Who may not decide can't choose who does.
  const instead =
    delegate && world.may(member, step)
      ? inPlaceOf(delegate, step, chain, world, new Set([...seen, member.userId]))
      : [];
  return [...instead, ...(able(member, step, chain, world) ? [member] : [])];
}

/** Who can be asked now of the named fallback; of the controllers, where none of them can. */
export function fallback(step: PolicyStep, chain: Chain, world: World): Member[] {
  const own = step.fallback ? thereOf(step.fallback, step, chain, world) : [];
  return own.length ? own : thereOf(CONTROLLERS, step, chain, world);
}

/** The named fallback, then the controllers: who can be asked now of either. */
export const fallbacks = (step: PolicyStep, chain: Chain, world: World): Member[] => [
  ...new Set([step.fallback ?? CONTROLLERS, CONTROLLERS].flatMap((who) => thereOf(who, step, chain, world))),
];

const thereOf = (who: Who, step: PolicyStep, chain: Chain, world: World): Member[] => [
  ...new Set(named(who, world.members).flatMap((member) => inPlaceOf(member, step, chain, world).slice(0, 1))),
];

/** Who is asked when a step opens, each with a seat; nobody where too few can be. */
export function seatsNow(step: PolicyStep, chain: Chain, world: World): Seat[] | undefined {
  const seats: Seat[] = [];
  const isFree = ({ userId }: Member) =>
    !seats.some(({ of, holders }) => of === userId || holders[0]?.userId === userId);
  const asked = named(step.approvers, world.members);
  const all = step.need === 'all';
  // Who is there takes their own seat before anybody stands in.
  const there = asked.filter((member) => inPlaceOf(member, step, chain, world)[0] === member);
  seats.push(...there.map((member) => seat(member, member, world)));
  for (const member of asked.filter((one) => !there.includes(one))) {
    const others = [...inPlaceOf(member, step, chain, world), ...(all ? fallbacks(step, chain, world) : [])];
    const other = others.find(isFree);
    if (other) seats.push(seat(member, other, world));
    else if (all) return undefined;
  }
  const missing = all ? vacant(step.approvers, world.members) : (step.atLeast ?? 1) - seats.length;
  const more = fallbacks(step, chain, world).filter(isFree).slice(0, Math.max(missing, 0));
  seats.push(...more.map((member) => seat(member, member, world, 'standing-in')));
  return more.length < missing || !seats.length ? undefined : seats;
}

const seat = ({ userId: of }: Member, { userId }: Member, { now }: World, how?: Holder['how']): Seat => ({
  of,
  holders: [{ userId, since: now, how: how ?? (userId === of ? 'asked' : 'standing-in') }],
});

/** How many of the roles, people and groups are nobody at all. */
function vacant({ roles = [], people = [], groups = [] }: Who, members: readonly Member[]): number {
  const each: Who[] = [
    ...roles.map((role) => ({ roles: [role] })),
    ...people.map((person) => ({ people: [person] })),
    ...groups.map((group) => ({ groups: [group] })),
  ];
  return each.filter((who) => !named(who, members).length).length;
}
