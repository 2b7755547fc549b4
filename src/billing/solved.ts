import type { Day } from '../rules/entry.ts';
import { groupBy } from '../rules/group.ts';
import { proposalsOf } from '../rules/proposal/of.ts';
import type { CaseDraft, Evaluation } from '../rules/verdict.ts';
import { collect, type PilotScope } from './collect.ts';
import { PARTS_PER_CALL } from './draft.ts';
import { openCases } from './open-cases.ts';
import type { BillingOdoo, CaseOfRun } from './ports.ts';
import { proposeInTurn } from './propose.ts';
import { refusalKeys } from './refusals.ts';

const NOTE = 'Solved: a billing run has looked at this work again, and no longer finds it.';

/** Of single projects, agreements or kinds of order too little is read to tell that a cause is gone. */
const seesWholeOrders = ({ projectIds, agreementIds, withoutOrder, models }: PilotScope): boolean =>
  !projectIds?.length && !agreementIds?.length && !withoutOrder && !models?.length;

export interface Solving {
  /** Tells of work that was judged. */
  judged(evaluations: readonly Evaluation[]): void;
  /** Closes the cases about it that were not found again. Returns how many. */
  close(found: Iterable<string>): Promise<number>;
}

/**
 * What becomes of the cases of earlier billing runs, from before a run reads until it has judged. One is closed where its
 * entry or order was judged again, with as much work as it was found in, and nobody wrote it meanwhile.
 */
export async function solving(odoo: BillingOdoo, scope: PilotScope): Promise<Solving> {
  const open = groupBy(seesWholeOrders(scope) ? await odoo.casesOfRuns() : [], ({ record }) => record);
  const seen = new Set<CaseOfRun>();
  const see = (record: string) => open.get(record)?.forEach((each) => seen.add(each));
  return {
    judged(evaluations) {
      if (open.size === 0) return;
      for (const { orderId, parts } of evaluations) {
        if (orderId !== undefined) see(`sale.order,${orderId}`);
        for (const { entry } of parts) see(entry);
      }
    },
    async close(found) {
      const keys = new Set(found);
      const solved = [...seen].filter(({ key, workTo }) => workTo <= scope.to && !keys.has(key));
      return solved.length > 0 ? odoo.closeSolved(solved, NOTE) : 0;
    },
  };
}

/**
 * The same where drafting went step by step: reads and judges the work again, and opens the cases of that. A draft that was
 * refused stays a case while there is something to draft for its order. Returns how many were closed.
 *
 * @throws RangeError where the scope begins after it ends
 */
export async function judgeAndClose(odoo: BillingOdoo, scope: PilotScope, today: Day): Promise<number> {
  const { judged, close } = await solving(odoo, scope);
  const cases: CaseDraft[] = [];
  const refused: string[] = [];
  for (const evaluations of proposeInTurn(await collect(odoo, scope), today, PARTS_PER_CALL)) {
    judged(evaluations);
    cases.push(...evaluations.flatMap((one) => one.cases));
    refused.push(...evaluations.flatMap(proposalsOf).flatMap(refusalKeys));
  }
  await openCases(odoo, cases);
  return close([...cases.map(({ key }) => key), ...refused]);
}
