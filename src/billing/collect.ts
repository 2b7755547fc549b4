import type { Work } from '../rules/entry.ts';
import type { BillingOdoo, WorkScope } from './ports.ts';

/** All work of the scope, ready to be judged. @throws RangeError where the scope begins after it ends */
export async function collect(odoo: BillingOdoo, scope: WorkScope): Promise<Work[]> {
  if (scope.from !== undefined && scope.from > scope.to) {
    throw new RangeError(`The scope begins on ${scope.from}, after its last day ${scope.to}.`);
  }
  return odoo.collectWork(scope);
}
