import type { CaseSpec } from '../case.ts';
import type { Order } from '../entry.ts';
import type { PricedLine } from '../proposal/line.ts';

/** Why a line is not billed now, and the case somebody finds it in. */
export interface Stop {
  reason: string;
  case: CaseSpec;
}

/**
 * A condition on a whole line of the invoice to be. Where it isn't met, every part of the line is held, in one case.
 *
 * Gates are asked after the rules, in the order of `gates/table.ts`; the first that answers decides.
 */
export interface Gate {
  id: string;
  hold(line: PricedLine, order: Order): Stop | undefined;
}
