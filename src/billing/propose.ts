import type { Day, Work } from '../rules/entry.ts';
import { evaluateAll } from '../rules/evaluate.ts';
import { joined } from '../rules/format/join.ts';
import type { Evaluation } from '../rules/verdict.ts';

/** What becomes of each unit of work, and the invoices to be. Free of effects: preview, dry run and billing run are this same function. */
export function propose(works: Work[], today: Day): Evaluation[] {
  return joined(works, evaluateAll(works, today));
}
