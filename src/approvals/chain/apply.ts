import type { DecisionOutcome } from '../../billing/ports.ts';
import { next } from '../state.ts';
import type { StepEvent } from '../state.ts';
import type { Chain, ChainDecision, How, Seat, Step } from './chain.ts';
import { deciders, freeSeats, isAmong, seatOf, stands, stateOf, toOpen } from './chain.ts';

export type ChainEvent =
  | { is: 'open'; step: number; seats: Seat[]; at: string }
  | { is: 'decide'; id: string; step: number; userId: number; outcome: DecisionOutcome; at: string }
  | { is: 'recorded' | 'refused'; id: string }
  /** `to` decides instead (`from` was asked and hands on), or besides. */
  | { is: 'hand-on'; step: number; seat: number; from?: number; to: number; how: Exclude<How, 'asked'>; at: string }
  | { is: 'ask'; id: string; step: number; userId: number; to: number[]; text: string; at: string }
  | { is: 'answer'; id: string; by: number; text: string; at: string }
  | { is: 'void'; why: string };

/**
 * Why nothing happened. `late`: it was decided or void before. `again`: this very event happened before. `not-asked`: no
 * seat of theirs. `twice`: they decided in this chain before. `early`: the steps before it are not approved. `among`: they
 * are in the chain already.
 */
export type NotApplied = 'late' | 'again' | 'not-asked' | 'twice' | 'early' | 'unknown' | 'nobody' | 'among';

export type Applied = { chain: Chain; no?: never } | { chain?: never; no: NotApplied };

const no = (why: NotApplied): Applied => ({ no: why });

/** The chain after the event, or why it stays as it is. Whether the person has the authority is asked before. */
export function apply(chain: Chain, event: ChainEvent): Applied {
  switch (event.is) {
    case 'open':
      return open(chain, event);
    case 'decide':
      return decide(chain, event);
    case 'recorded':
    case 'refused':
      return answered(chain, event);
    case 'hand-on':
      return handOn(chain, event);
    case 'ask':
      return ask(chain, event);
    case 'answer':
      return answer(chain, event);
    case 'void':
      if (['approved', 'rejected', 'void'].includes(stateOf(chain))) return no('late');
      return { chain: closed({ ...chain, voided: event.why }) };
  }
}

type Of<Is extends ChainEvent['is']> = Extract<ChainEvent, { is: Is }>;

function open(chain: Chain, { step, seats, at }: Of<'open'>): Applied {
  const found = chain.steps[step];
  if (!found) return no('unknown');
  if (found.state !== 'waiting') return no(found.state === 'open' ? 'again' : 'late');
  if (!toOpen(chain).includes(step)) return no('early');
  const apart = new Set(seats.map(({ of }) => of)).size === seats.length;
  if (seats.length < (found.need === 'all' ? 1 : found.need) || !apart) return no('nobody');
  return moved(chain, step, 'open', { seats, openedAt: at });
}

function decide(chain: Chain, { id, step, userId, outcome, at }: Of<'decide'>): Applied {
  if (chain.decisions.some((one) => one.id === id)) return no('again');
  const found = chain.steps[step];
  if (!found) return no('unknown');
  if (found.state === 'waiting') return no(chain.voided === undefined ? 'early' : 'late');
  if (found.state !== 'open') return no('late');
  const seat = seatOf(chain, step, userId);
  if (deciders(chain).has(userId)) return no('twice');
  if (!seat) return no('not-asked');
  const decision: ChainDecision = { id, step, seat: seat.of, userId, outcome, at, state: 'kept' };
  const after = { ...chain, decisions: [...chain.decisions, decision] };
  return moved(after, step, isSettled(after, step) ? 'decide' : 'keep');
}

function answered(chain: Chain, { is, id }: Of<'recorded' | 'refused'>): Applied {
  const decision = chain.decisions.find((one) => one.id === id);
  if (!decision) return no('unknown');
  if (decision.state !== 'kept') return no(decision.state === is ? 'again' : 'late');
  const decisions = chain.decisions.map((one) => (one === decision ? { ...one, state: is } : one));
  const after = { ...chain, decisions };
  const { step } = decision;
  if (is === 'refused') {
    const reopens = chain.steps[step]?.state === 'deciding' && !isSettled(after, step);
    return moved(after, step, reopens ? 'refuse' : 'count');
  }
  if (decision.outcome === 'rejected') {
    const rejected = moved(after, step, 'reject');
    return rejected.chain ? { chain: closed(rejected.chain) } : rejected;
  }
  const recorded = of(after, step, 'approved').filter(({ state }) => state === 'recorded');
  // A rejection the desk keeps comes first.
  const approves = recorded.length >= needed(after.steps[step]) && of(after, step, 'rejected').length === 0;
  return moved(after, step, approves ? 'approve' : 'count');
}

function handOn(chain: Chain, { step, seat: at, from, to, how, at: since }: Of<'hand-on'>): Applied {
  const found = chain.steps[step];
  if (!found) return no('unknown');
  if (found.state !== 'open') return no(found.state === 'waiting' ? 'early' : 'late');
  const seat = freeSeats(chain, step).find((one) => one.of === at);
  if (!seat) return no('late');
  if (from !== undefined && !seat.holders.some(({ userId }) => userId === from)) return no('not-asked');
  if (deciders(chain).has(to)) return no('twice');
  if (seat.holders.some(({ userId }) => userId === to)) return no('again');
  // Whoever stands in is the policy's choice; whoever is chosen by a person must be new to it.
  if (how === 'delegated' && isAmong(chain, to)) return no('among');
  const holders = [...seat.holders.filter(({ userId }) => userId !== from), { userId: to, since, how }];
  const seats = found.seats.map((one) => (one.of === at ? { ...one, holders } : one));
  return moved(chain, step, 'hand-on', { seats });
}

/** One at a time of a person in a step, and none twice: a copy that comes late has the same words. */
function ask(chain: Chain, { id, step, userId, to, text, at }: Of<'ask'>): Applied {
  if (chain.questions.some((question) => question.id === id)) return no('again');
  if (chain.steps[step]?.state !== 'open') return no('late');
  if (deciders(chain).has(userId)) return no('twice');
  if (!seatOf(chain, step, userId)) return no('not-asked');
  if (to.length === 0 || to.includes(userId)) return no('nobody');
  const own = chain.questions.filter((one) => one.step === step && one.userId === userId);
  if (own.some((one) => !one.answer || one.text === text)) return no('again');
  return { chain: { ...chain, questions: [...chain.questions, { id, step, userId, to, text, at }] } };
}

function answer(chain: Chain, { id, by, text, at }: Of<'answer'>): Applied {
  const question = chain.questions.find((one) => one.id === id);
  if (!question) return no('unknown');
  if (!question.to.includes(by)) return no('not-asked');
  if (question.answer) return no('again');
  if (['approved', 'rejected', 'void'].includes(stateOf(chain))) return no('late');
  const questions = chain.questions.map((one) => (one === question ? { ...one, answer: { by, text, at } } : one));
  return { chain: { ...chain, questions } };
}

function moved(chain: Chain, step: number, event: StepEvent, change: Partial<Step> = {}): Applied {
  const found = chain.steps[step];
  const state = found && next(found.state, event);
  if (!state) return no('late');
  return { chain: { ...chain, steps: chain.steps.map((one) => (one === found ? { ...one, ...change, state } : one)) } };
}

/** What is not settled yet never will be. */
function closed(chain: Chain): Chain {
  return {
    ...chain,
    steps: chain.steps.map((step) => ({ ...step, state: next(step.state, 'void') ?? step.state })),
    decisions: chain.decisions.map((one) => (one.state === 'kept' ? { ...one, state: 'void' } : one)),
  };
}

const of = ({ decisions }: Chain, step: number, outcome: DecisionOutcome): ChainDecision[] =>
  decisions.filter((one) => one.step === step && one.outcome === outcome && stands(one));

/** Whether what the desk holds settles the step once Odoo has it. */
const isSettled = (chain: Chain, step: number): boolean =>
  of(chain, step, 'rejected').length > 0 || of(chain, step, 'approved').length >= needed(chain.steps[step]);

const needed = (step: Step | undefined): number =>
  step === undefined ? Infinity : step.need === 'all' ? step.seats.length : step.need;
