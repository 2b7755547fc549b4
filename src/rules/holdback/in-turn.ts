import { exact, sum, text } from '../../money/decimal.ts';
import type { Work } from '../entry.ts';
import { groupBy } from '../group.ts';
import { proposalsOf, withheldOf } from '../proposal/of.ts';
import type { Evaluation, Proposal } from '../verdict.ts';

type HeldBack = NonNullable<Work['heldBack']>;

/** `heldBack` with what an invoice withholds, one row for each agreement. */
export function andWithheld(heldBack: HeldBack, proposal: Pick<Proposal, 'orders'>): HeldBack {
  const now = withheldOf(proposal).map(({ agreement, amount }) => ({ agreement, amount: text(exact(amount).neg()) }));
  return [...groupBy([...heldBack, ...now], ({ agreement }) => agreement)].map(([agreement, own]) => ({
    agreement,
    amount: text(sum(own.map(({ amount }) => amount))),
  }));
}

/** Order by order, by their ids: what one invoice withholds counts towards the ceiling for the next. */
export function inTurn(works: readonly Work[], evaluateOne: (work: Work, index: number) => Evaluation): Evaluation[] {
  // Every work is told the same.
  let heldBack = works.find((work) => work.heldBack?.length)?.heldBack ?? [];
  const evaluations: Evaluation[] = [];
  const turns = works.map((work, index) => ({ work, index }));
  for (const { work, index } of turns.toSorted((a, b) => (a.work.order?.id ?? 0) - (b.work.order?.id ?? 0))) {
    const evaluation = evaluateOne(heldBack.length > 0 ? { ...work, heldBack } : work, index);
    heldBack = proposalsOf(evaluation).reduce(andWithheld, heldBack);
    evaluations[index] = evaluation;
  }
  return evaluations;
}
