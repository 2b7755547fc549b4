import { exact } from '../../money/decimal.ts';
import { answersOf } from './conditions.ts';
import type { RiskFacts } from './facts.ts';
import type { Policy, PolicyStep } from './schema.ts';

/** Where an invoice goes, and why, in words: what everybody asked is shown. */
export type Route = {
  /** Which policy sent it there; none: people were named by whoever asked. */
  policy?: { name: string; version: number };
  /** The row that fits; none: a controller decides because no row does, or nobody can tell. */
  row?: string;
  why: string[];
  /** A mailed link alone is not enough. */
  signIn: boolean;
} & ({ is: 'straight-through'; row: string } | { is: 'steps'; steps: PolicyStep[] });

/**
 * The first row that fits decides. Where a row before it can't be told to fit or not, or none fits, a controller does.
 *
 * A condition that can't be read changes nothing where another of its row does not hold.
 */
export function route(policy: Policy, facts: RiskFacts): Route {
  const { name, version, rows } = policy;
  const routed = { policy: { name, version }, signIn: signInFor(policy, facts) };
  for (const row of rows) {
    const answers = answersOf(row, facts, policy.currency);
    if (answers.some((answer) => 'holds' in answer && !answer.holds)) continue;
    const unknown = answers.flatMap((answer) => ('unreadable' in answer ? answer.unreadable : []));
    if (unknown.length)
      return {
        ...routed,
        ...controller(policy),
        why: [...unknown, `So nobody can tell whether “${row.name}” is for it.`],
      };
    const words = answers.flatMap((answer) => ('words' in answer ? answer.words : []));
    const why = words.length ? words : [`“${row.name}” is for every invoice.`];
    if (row.steps) return { ...routed, is: 'steps', row: row.name, steps: row.steps.map(timed(policy)), why };
    return { ...routed, is: 'straight-through', row: row.name, why };
  }
  return { ...routed, ...controller(policy), why: ['No row of the policy is for it.'] };
}

/** Those of whom somebody is asked. */
export const stepsOf = (route: Route): PolicyStep[] => (route.is === 'steps' ? route.steps : []);

/** Where no policy is in force: any one of the people named decides. */
export function byNames(people: string[]): Route {
  const steps = [oneOf('Approval', { people })];
  return { is: 'steps', steps, why: ['No approval policy is in force; whoever asked named you.'], signIn: false };
}

/** Where a policy should decide and can't: a controller. */
export function byController(why: string[]): Route {
  return { is: 'steps', steps: [oneOf('Controller', { roles: ['controller'] })], why, signIn: true };
}

const controller = (policy: Policy): { is: 'steps'; steps: PolicyStep[] } => ({
  is: 'steps',
  steps: [timed(policy)(oneOf('Controller', { roles: ['controller'] }))],
});

/** A step that says nothing has the policy's own times. */
const timed =
  ({ within, remindEvery }: Policy) =>
  (step: PolicyStep): PolicyStep => ({ ...(within && { within }), ...(remindEvery && { remindEvery }), ...step });

const oneOf = (name: string, approvers: PolicyStep['approvers']): PolicyStep => ({
  name,
  approvers,
  starts: 'after',
  need: 'any',
});

/** Whether a mailed link alone is not enough. What can't be compared needs the stronger proof. */
export function signInFor({ signInAbove, currency }: Policy, { amount }: RiskFacts): boolean {
  if (signInAbove === undefined) return false;
  if ('unreadable' in amount || amount.value.currency.code !== currency) return true;
  return exact(amount.value.amount).abs().gt(signInAbove);
}
