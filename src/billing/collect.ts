import type { BillingModel } from '../rules/billing-model.ts';
import { isOfModels } from '../rules/billing-model.ts';
import type { Work } from '../rules/entry.ts';
import type { BillingOdoo, WorkScope } from './ports.ts';

/** A scope that may be limited to how orders are paid, too. */
export interface PilotScope extends WorkScope {
  /** Only orders all of which are sold by these; every order where left out. Work without an order is of none. */
  models?: readonly BillingModel[];
}

/** All work of the scope, ready to be judged. @throws RangeError where the scope begins after it ends */
export async function collect(
  odoo: Pick<BillingOdoo, 'collectWork'>,
  { models, ...scope }: PilotScope,
): Promise<Work[]> {
  if (scope.from !== undefined && scope.from > scope.to) {
    throw new RangeError(`The scope begins on ${scope.from}, after its last day ${scope.to}.`);
  }
  const works = await odoo.collectWork(scope);
  return models?.length ? works.filter((work) => isOfModels(work, models)) : works;
}
