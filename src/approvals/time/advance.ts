import { exact } from '../../money/decimal.ts';
import { apply } from '../chain/apply.ts';
import type { ChainEvent } from '../chain/apply.ts';
import type { Chain, ChainDecision, Holder, Seat } from '../chain/chain.ts';
import { freeSeats, stands, toOpen } from '../chain/chain.ts';
import type { Member } from '../people.ts';
import type { PolicyStep } from '../policy/schema.ts';
import { afterBusinessHours } from './calendar.ts';
import type { World } from './who-now.ts';
import { able, fallback, fallbacks, inPlaceOf, seatsNow } from './who-now.ts';

/** Somebody to be reminded, for the `nth` time; whoever reminds them keeps which were sent. */
export interface Reminder {
  step: number;
  userId: number;
  nth: number;
}

export interface Advanced {
  chain: Chain;
  /** What happened, in order; each was applied to the chain. */
  events: ChainEvent[];
  reminders: Reminder[];
  /** Steps nobody can decide, for a person to look at. */
  stuck: number[];
}

const MOST_REMINDERS = 50;

/**
 * What time has brought: steps that open, somebody in the place of whoever went away, an escalation whose time has come,
 * reminders. Asked as often as one likes: what happened once does not happen again.
 *
 * @param steps of the policy, as many as the chain has
 */
export function advance(start: Chain, steps: readonly PolicyStep[], world: World): Advanced {
  const done: Advanced = { chain: start, events: [], reminders: [], stuck: [] };
  const happens = (event: ChainEvent): void => {
    const { chain } = apply(done.chain, event);
    if (!chain) return;
    done.chain = chain;
    done.events.push(event);
  };
  for (const index of toOpen(start)) {
    const step = steps[index] as PolicyStep;
    const seats = seatsNow(step, done.chain, world);
    if (seats) happens({ is: 'open', step: index, seats, at: world.now });
    else done.stuck.push(index);
  }
  done.chain.steps.forEach(({ state }, index) => {
    if (state !== 'open') return;
    const step = steps[index] as PolicyStep;
    for (const seat of freeSeats(done.chain, index)) {
      const people = instead(seat, index, step, done.chain, world);
      people.add.forEach(({ userId: to }) =>
        happens({ is: 'hand-on', step: index, seat: seat.of, to, how: people.how, at: world.now }),
      );
    }
    if (isStuck(done.chain, index, step, world)) done.stuck.push(index);
    done.reminders.push(...remindersOf(done.chain, index, step, world));
  });
  return done;
}

/** Who holds the seat besides, from now on. */
function instead(
  seat: Seat,
  index: number,
  step: PolicyStep,
  chain: Chain,
  world: World,
): { add: Member[]; how: 'standing-in' | 'escalated' } {
  const held = (userId: number) =>
    freeSeats(chain, index).some(({ holders }) => holders.some((one) => one.userId === userId));
  const holders = membersOf(seat, world);
  if (!holders.some((member) => able(member, step, chain, world))) {
    const delegates = holders.flatMap((member) => inPlaceOf(member, step, chain, world));
    const others = isShort(chain, index, step, world) ? fallbacks(step, chain, world) : [];
    const one = [...delegates, ...others].find(({ userId }) => !held(userId));
    return { add: one ? [one] : [], how: 'standing-in' };
  }
  const late = isLate(seat, step, world) ? fallback(step, chain, world) : [];
  return { add: late.filter(({ userId }) => !held(userId)), how: 'escalated' };
}

/** Once: who was asked because the time was over is not late again. */
const isLate = (seat: Seat, step: PolicyStep, world: World): boolean =>
  !seat.holders.some(({ how }) => how === 'escalated') &&
  seat.holders.some((holder) => {
    const due = dueOf(holder, step, world);
    return due !== undefined && isPast(due, world.now);
  });

/**
 * By when a step should have been decided, where `at` was later: the first time that was over of anybody who held a seat
 * nobody had used by then. ISO in UTC.
 */
export function overdueSince(
  chain: Chain,
  index: number,
  step: PolicyStep,
  world: World,
  at: string,
): string | undefined {
  const before = (decision: ChainDecision): boolean => Date.parse(decision.at) < Date.parse(at);
  const then = { ...chain, decisions: chain.decisions.filter(before) };
  const holders = freeSeats(then, index).flatMap((seat) => seat.holders);
  return holders
    .flatMap((holder) => dueOf(holder, step, world) ?? [])
    .filter((due) => isPast(due, at))
    .toSorted((one, other) => Date.parse(one) - Date.parse(other))[0];
}

/** By when this person should have decided, ISO in UTC; undefined where no time is set. */
export function dueOf({ userId, since }: Holder, { within }: PolicyStep, { members }: World): string | undefined {
  const member = members.find((one) => one.userId === userId);
  return within && member ? afterBusinessHours(member.calendar, member.leaves, since, within) : undefined;
}

function remindersOf(chain: Chain, index: number, step: PolicyStep, world: World): Reminder[] {
  const { remindEvery } = step;
  if (!remindEvery) return [];
  const nth = new Map<number, number>();
  for (const holder of freeSeats(chain, index).flatMap(({ holders }) => holders)) {
    const member = world.members.find(({ userId }) => userId === holder.userId);
    if (!able(member, step, chain, world)) continue;
    const due = dueOf(holder, step, world);
    for (let count = 1; count <= MOST_REMINDERS; count += 1) {
      const hours = exact(remindEvery).times(count).toFixed();
      const at = afterBusinessHours(member.calendar, member.leaves, holder.since, hours);
      if (!isPast(at, world.now) || (due !== undefined && isPast(due, at))) break;
      nth.set(holder.userId, Math.max(count, nth.get(holder.userId) ?? 0));
    }
  }
  return [...nth].map(([userId, count]) => ({ step: index, userId, nth: count }));
}

const isPast = (instant: string, now: string): boolean => Date.parse(instant) <= Date.parse(now);

const membersOf = ({ holders }: Seat, { members }: World): Member[] =>
  holders.flatMap(({ userId }) => members.find((member) => member.userId === userId) ?? []);

/** Too few who could still approve, with those who did. */
function isShort(chain: Chain, index: number, step: PolicyStep, world: World): boolean {
  const approvals = chain.decisions.filter((one) => one.step === index && stands(one)).length;
  const free = freeSeats(chain, index).filter((seat) =>
    membersOf(seat, world).some((member) => able(member, step, chain, world)),
  );
  const need = chain.steps[index]?.need;
  return approvals + free.length < (need === 'all' ? (chain.steps[index]?.seats.length ?? 0) : (need ?? 1));
}

const isStuck = isShort;
