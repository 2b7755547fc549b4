import type { Day } from '../rules/entry.ts';
import { given } from '../rules/given.ts';
import { proposalsOf } from '../rules/proposal/of.ts';
import { collect, type PilotScope } from './collect.ts';
import { PARTS_PER_CALL } from './draft.ts';
import type { BillingOdoo } from './ports.ts';
import { proposeInTurn } from './propose.ts';
import { refusalKeys } from './refusals.ts';

const NOTE = 'Solved: a billing run has looked at this work again, and no longer finds it.';

/** Of single projects, agreements or kinds of order too little is read to tell that a cause is gone. */
const seesWholeOrders = ({ projectIds, agreementIds, withoutOrder, models }: PilotScope): boolean =>
  !projectIds?.length && !agreementIds?.length && !withoutOrder && !models?.length;

/**
 * Closes the cases of earlier billing runs that this one did not find again. Returns how many.
 *
 * @param found keys of all it found
 * @param began by the clock of `performance`, before it read
 */
export async function closeSolved(
  odoo: BillingOdoo,
  scope: PilotScope,
  found: string[],
  began: number,
): Promise<number> {
  if (!seesWholeOrders(scope)) return 0;
  const { to, companyIds, customerIds, orderIds } = scope;
  const seconds = (performance.now() - began) / 1000;
  return odoo.closeSolved({ to, seconds, ...given({ companyIds, customerIds, orderIds }) }, found, NOTE);
}

/**
 * The same where drafting went step by step: reads and judges the work again. A draft that was refused stays a case while
 * there is something to draft for its order. Returns how many were closed.
 *
 * @throws RangeError where the scope begins after it ends
 */
export async function judgeAndClose(odoo: BillingOdoo, scope: PilotScope, today: Day): Promise<number> {
  if (!seesWholeOrders(scope)) return 0;
  const began = performance.now();
  const found: string[] = [];
  for (const evaluations of proposeInTurn(await collect(odoo, scope), today, PARTS_PER_CALL)) {
    found.push(...evaluations.flatMap(({ cases }) => cases.map(({ key }) => key)));
    found.push(...evaluations.flatMap(proposalsOf).flatMap(refusalKeys));
  }
  return closeSolved(odoo, scope, found, began);
}
