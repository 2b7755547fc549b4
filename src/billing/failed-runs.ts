import { FAILED_RUN, failedRunKey } from '../rules/failed-run.ts';
import type { BillingOdoo } from './ports.ts';

/**
 * A good run of a flow: what failed of it before is over. Returns how many cases were closed.
 *
 * @param started by itself; a run somebody starts by hand does not show that the flow starts again
 */
export async function closeFailedRuns(odoo: BillingOdoo, flowId: string, started: boolean): Promise<number> {
  if (!flowId) return 0;
  const open = await odoo.openCaseKeys(FAILED_RUN, failedRunKey(flowId));
  const keys = open.filter((key) => started || key !== failedRunKey(flowId));
  return keys.length ? odoo.closeCases([FAILED_RUN], [], 'Solved: a later run has succeeded.', { keys }) : 0;
}
