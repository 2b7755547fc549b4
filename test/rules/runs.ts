import fc from 'fast-check';
import { sum, text } from '../../src/money/decimal.ts';
import type { Work } from '../../src/rules/entry.ts';
import { holdbackRelease } from '../../src/rules/fee/holdback.ts';
import { positiveLine } from '../../src/rules/gates/positive-line.ts';
import type { Part } from '../../src/rules/verdict.ts';
import { afterDrafting, billed, ran } from './after-drafting.ts';
import type { Ran } from './after-drafting.ts';
import { END, feesOf, type Firm } from './firm.ts';
import { totalsOf } from './work.ts';

/** The work up to a day. */
export const upTo = (works: Work[], to: string): Work[] =>
  works.map((work) => {
    const fees = work.order ? feesOf(work.order, to) : [];
    const entries = [...work.entries.filter(({ kind }) => kind !== 'fee'), ...fees];
    return { ...work, period: { to }, entries, totals: totalsOf(entries) };
  });

/** Minutes that round to no quantity of their own wait for more to come. */
export const tooSmall = ({ evaluations }: Ran) =>
  evaluations.some(({ parts }) => parts.some(({ rule }) => rule === positiveLine.id));

/** A retainer pays for work at the tier reached by then; one run over all of it has reached the highest. */
export const paidByTier = ({ agreements }: Firm): boolean =>
  agreements.some(({ versions }) =>
    versions.some(({ retainer, volumeTiers }) => retainer && volumeTiers?.mode === 'whole'),
  );

/** Days at which a period may be billed in two runs. */
export const split = fc.constantFrom('2026-03-12', '2026-03-31', '2026-04-08');

export const hoursByEntry = (parts: Part[]): Record<string, string> =>
  Object.fromEntries(
    [...Map.groupBy(parts, ({ entry }) => entry)]
      .map(([entry, own]): [string, string] => [entry, text(sum(own.map(({ quantity }) => quantity)))])
      .filter(([, hours]) => hours !== '0')
      .toSorted(),
  );

/** What an earlier run withheld is released by the next one. */
export const earned = (run: Ran): Part[] => billed(run).filter(({ rule }) => rule !== holdbackRelease.id);

/** Billed to a day, then to the end. */
export function inTwo(works: Work[], day: string): [Ran, Ran] {
  const first = ran(upTo(works, day));
  return [first, ran(upTo(afterDrafting(first), END))];
}
