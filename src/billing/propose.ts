import { runOf } from '../rules/charge/run.ts';
import { countingTies } from '../rules/counted-together.ts';
import type { Day, Work } from '../rules/entry.ts';
import { evaluateAll, evaluateOf } from '../rules/evaluate.ts';
import { joined } from '../rules/format/join.ts';
import { customerIn } from '../rules/format/left-out.ts';
import { packed, together } from '../rules/together.ts';
import type { CaseDraft, Evaluation } from '../rules/verdict.ts';

/** What becomes of each unit of work, and the invoices to be. Free of effects; preview, dry run and billing run are this same function. */
export function propose(works: Work[], today: Day): Evaluation[] {
  return toldOf(joined(works, evaluateAll(works, today)));
}

/**
 * The same, some at a time, so that a large firm's month need not be in memory with every word said of it. What counts
 * together, or may come on one invoice, comes together.
 *
 * @param most entries at a time, as far as what comes together allows
 */
export function* proposeInTurn(works: Work[], today: Day, most: number): Generator<Evaluation[]> {
  const run = runOf(works, today);
  const groups = together(works, (work) => [...countingTies(work), ...invoiceTies(work)]).map((at) => {
    const own = at.map((index) => works[index] as Work);
    return { own, size: own.reduce((sum, { entries }) => sum + entries.length, 0) };
  });
  for (const some of packed(groups, most)) {
    const own = some.flatMap((group) => group.own);
    yield toldOf(joined(own, evaluateOf(run, own)));
  }
}

/**
 * Cases about an entry with the work they were found in: a later run that judges the entry again may find the cause gone. What
 * is about an order or an agreement has causes in work that a later run need not read.
 */
const toldOf = (evaluations: Evaluation[]): Evaluation[] =>
  evaluations.map((one) => {
    if (one.cases.length === 0) return one;
    const entries = new Set<string | undefined>(one.parts.map(({ entry }) => entry));
    const told = (each: CaseDraft) => (entries.has(each.record) ? { ...each, workTo: one.period.to } : each);
    return { ...one, cases: one.cases.map(told) };
  });

const invoiceTies = ({ order }: Work): string[] => (order?.facts ? [`customer ${customerIn(order.facts.joins)}`] : []);
