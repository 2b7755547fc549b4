import type { DecisionOutcome } from '../../billing/ports.ts';
import type { RequestState } from '../request.ts';
import type { StepState } from '../state.ts';

/**
 * All that was asked about one invoice and what became of it. A step has seats, each with one voice; who holds a seat may
 * use it, and whoever holds it besides may no more.
 */
export interface Chain {
  steps: Step[];
  decisions: ChainDecision[];
  questions: Question[];
  /** Why nothing can be decided any more. */
  voided?: string;
}

export interface Step {
  name: string;
  /** With the step before it. */
  together: boolean;
  /** So many approvals. */
  need: number | 'all';
  state: StepState;
  openedAt?: string;
  seats: Seat[];
}

export interface Seat {
  /** Whom the policy asked. */
  of: number;
  holders: Holder[];
}

/** How somebody came to hold a seat. `standing-in`: for somebody away. `escalated`: the time was over. */
export type How = 'asked' | 'delegated' | 'standing-in' | 'escalated';

export interface Holder {
  userId: number;
  /** ISO instant; their time runs from then. */
  since: string;
  how: How;
}

/** `kept`: at the desk, not yet in Odoo. `refused`: Odoo didn't take it. `void`: no longer needed. */
export interface ChainDecision {
  id: string;
  step: number;
  seat: number;
  userId: number;
  outcome: DecisionOutcome;
  at: string;
  state: 'kept' | 'recorded' | 'refused' | 'void';
}

export interface Question {
  id: string;
  step: number;
  userId: number;
  /** Whoever of them answers first. */
  to: number[];
  text: string;
  at: string;
  answer?: { by: number; text: string; at: string };
}

/** The state of the request as a whole. */
export function stateOf({ steps, voided }: Pick<Chain, 'steps' | 'voided'>): RequestState {
  if (voided !== undefined) return 'void';
  if (steps.some(({ state }) => state === 'rejected')) return 'rejected';
  if (steps.every(({ state }) => state === 'approved')) return 'approved';
  if (steps.some(({ state }) => state === 'open')) return 'open';
  return steps.some(({ state }) => state === 'deciding') ? 'deciding' : 'open';
}

/** Still counts: kept or recorded. */
export const stands = ({ state }: ChainDecision): boolean => state === 'kept' || state === 'recorded';

/** Steps that wait for nothing but to be opened: all before them are approved, or were when the one they start with opened. */
export function toOpen({ steps }: Pick<Chain, 'steps'>): number[] {
  return steps.flatMap(({ state }, index) => {
    if (state !== 'waiting') return [];
    let first = index;
    while (first > 0 && steps[first]?.together) first -= 1;
    return steps.slice(0, first).every((step) => step.state === 'approved') ? [index] : [];
  });
}

/** Seats of an open step that nobody used yet. */
export const freeSeats = ({ steps, decisions }: Chain, step: number): Seat[] =>
  (steps[step]?.seats ?? []).filter(
    (seat) => !decisions.some((one) => one.step === step && one.seat === seat.of && stands(one)),
  );

/** The seat a person would use in this step: their own before one they hold for somebody else. */
export function seatOf(chain: Chain, step: number, userId: number): Seat | undefined {
  const free = freeSeats(chain, step).filter(({ holders }) => holders.some((holder) => holder.userId === userId));
  return free.find((seat) => seat.of === userId) ?? free[0];
}

/** Whether somebody has a part in the chain: holds or held a seat of their own, or decided. */
export const isAmong = ({ steps, decisions }: Pick<Chain, 'steps' | 'decisions'>, userId: number): boolean =>
  decisions.some((one) => one.userId === userId) ||
  steps.some(({ seats }) =>
    seats.some(({ of, holders }) => of === userId || holders.some((holder) => holder.userId === userId)),
  );

/** Who has a decision that stands anywhere in the chain: nobody decides twice. */
export const deciders = ({ decisions }: Pick<Chain, 'decisions'>): Set<number> =>
  new Set(decisions.filter(stands).map(({ userId }) => userId));

/** Who can decide in this step now: has a seat nobody used, and has not decided in this chain. */
export function askedIn(chain: Chain, step: number): number[] {
  if (chain.steps[step]?.state !== 'open') return [];
  const decided = deciders(chain);
  const holders = freeSeats(chain, step).flatMap((seat) => seat.holders.map(({ userId }) => userId));
  return [...new Set(holders)].filter((userId) => !decided.has(userId));
}

/** Who can decide now, in any step. */
export const askedNow = (chain: Chain): number[] => [
  ...new Set(chain.steps.flatMap((_, step) => askedIn(chain, step))),
];

/** The step a click of this person is about: theirs, or else the one that is open. */
export function stepFor(chain: Chain, userId: number): number {
  const own = chain.steps.findIndex((_, step) => askedIn(chain, step).includes(userId));
  return own >= 0
    ? own
    : Math.max(
        0,
        chain.steps.findIndex(({ state }) => state === 'open' || state === 'deciding'),
      );
}
