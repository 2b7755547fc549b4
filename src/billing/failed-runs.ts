import { FAILED_RUN, failedRunKey } from '../rules/failed-run.ts';
import type { BillingOdoo } from './ports.ts';

/** A good run of a flow: what failed of it before is over. Returns how many cases were closed. */
export async function closeFailedRuns(odoo: BillingOdoo, flowId: string): Promise<number> {
  const keys = await odoo.openCaseKeys(FAILED_RUN, failedRunKey(flowId));
  return keys.length ? odoo.closeCases([FAILED_RUN], [], 'Solved: a later run has succeeded.', { keys }) : 0;
}
