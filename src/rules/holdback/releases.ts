import type { Big } from 'big.js';
import { exact, sum } from '../../money/decimal.ts';
import { roundHalfUp } from '../../money/round.ts';
import { dayWords } from '../days.ts';
import type { Milestone, Work } from '../entry.ts';
import { given } from '../given.ts';
import { isMeant } from '../terms/in-force.ts';
import type { Reference } from '../terms/values.ts';
import type { Holdback } from './agreed.ts';

/** A release with whether it has come. */
export interface Release {
  percent: Big;
  due: boolean;
  /** `1 Apr 2027`, `Live reached on 3 Mar 2026`, `once Live is reached`. */
  when: string;
  milestone?: Milestone;
  /** The day the customer accepted the work. */
  accepted?: string;
  /** The milestone it names, which was not found. */
  unknown?: Reference;
}

export const releasesOf = ({ releases }: Holdback, work: Work): Release[] =>
  releases.map((row) => ({ percent: exact(row.percent), ...stateOf(row, work) }));

function stateOf(
  { when, on = '', milestone }: Holdback['releases'][number],
  { period: { to }, milestones = [], order }: Work,
): Omit<Release, 'percent'> {
  if (when === 'date') return { due: on <= to, when: dayWords(on) };
  if (when === 'acceptance') {
    const { accepted } = order ?? {};
    if (!accepted || accepted.on > to) return { due: false, when: 'once the order is accepted, with evidence of it' };
    const words = `accepted on ${dayWords(accepted.on)} (${accepted.evidence.join(', ')})`;
    return { due: true, when: words, accepted: accepted.on };
  }
  const found = milestones.find((one) => milestone && isMeant(milestone, one));
  if (!found) return { due: false, when: 'once its milestone is reached', ...given({ unknown: milestone }) };
  const { name, reached, reachedOn } = found;
  const due = reached && (reachedOn === undefined || reachedOn <= to);
  const since = due ? `${name} reached${reachedOn ? ` on ${dayWords(reachedOn)}` : ''}` : `once ${name} is reached`;
  return { due, when: since, milestone: found };
}

/** All that was withheld is due: nothing more is withheld. */
export const allReleased = (releases: readonly Release[]): boolean => releases.every(({ due }) => due);

/** What of `withheld` has come due, and by which releases more than is released already. Cumulated: rounding never adds up. */
export function dueOf(
  releases: readonly Release[],
  withheld: Big,
  released: Big,
  digits: number,
): { amount: Big; by: Release[] } {
  let amount = exact('0');
  const came = releases.filter(({ due }) => due);
  const by = came.filter((_, index) => {
    const share = sum(came.slice(0, index + 1).map(({ percent }) => percent));
    amount = roundHalfUp(withheld.times(share).times('0.01'), digits);
    return amount.gt(released);
  });
  return { amount, by };
}
