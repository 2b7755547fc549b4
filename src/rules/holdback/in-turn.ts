import type { Big } from 'big.js';
import { exact, text } from '../../money/decimal.ts';
import type { Work } from '../entry.ts';
import { proposalsOf } from '../proposal/of.ts';
import type { Evaluation } from '../verdict.ts';

type HeldBack = NonNullable<Work['heldBack']>;

/** `heldBack` with what these invoices withhold. */
export function andWithheld(
  heldBack: HeldBack = [],
  { withheld = [] }: { withheld?: readonly { agreement: string; amount: string }[] | undefined },
): HeldBack {
  return [...heldBack, ...withheld.map(({ agreement, amount }) => ({ agreement, amount: text(exact(amount).neg()) }))];
}

/** Order by order, by their ids: what one invoice withholds counts towards the ceiling for the next. */
export function inTurn(works: readonly Work[], evaluateOne: (work: Work, index: number) => Evaluation): Evaluation[] {
  const held = new Map<string, Big>();
  for (const { heldBack = [] } of works)
    for (const { agreement, amount } of heldBack) held.set(agreement, exact(amount));
  const evaluations: Evaluation[] = [];
  const turns = works.map((work, index) => ({ work, index }));
  for (const { work, index } of turns.toSorted((a, b) => (a.work.order?.id ?? 0) - (b.work.order?.id ?? 0))) {
    const before = [...held].map(([agreement, amount]) => ({ agreement, amount: text(amount) }));
    const evaluation = evaluateOne(before.length > 0 ? { ...work, heldBack: before } : work, index);
    for (const proposal of proposalsOf(evaluation))
      for (const { agreement, amount } of proposal.withheld ?? [])
        held.set(agreement, (held.get(agreement) ?? exact('0')).minus(amount));
    evaluations[index] = evaluation;
  }
  return evaluations;
}
