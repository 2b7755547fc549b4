import type { Day } from '../rules/entry.ts';
import {
  FAILED_RUN,
  failedRunCase,
  failedRunKey,
  isOver,
  tellsOfNewer,
  type FailedRun,
  type GoodRun,
} from '../rules/failed-run.ts';
import type { CaseDraft } from '../rules/verdict.ts';
import { openCases } from './open-cases.ts';
import type { BillingOdoo, CaseOutcome } from './ports.ts';

/** Opens the case of a failed run. A retry of an old run that fails again leaves a case that tells of a newer one as it is. */
export async function openFailedRun(
  odoo: BillingOdoo,
  failed: FailedRun,
  today: Day,
): Promise<CaseDraft & Partial<CaseOutcome>> {
  const draft = failedRunCase(failed, today);
  const open = await odoo.openCasesOf(FAILED_RUN, draft.key);
  const newer = open.find(({ key, run }) => key === draft.key && tellsOfNewer(run, draft));
  if (newer) return { ...draft, id: newer.id, status: 'unchanged' };
  const [outcome] = await openCases(odoo, [draft]);
  return { ...draft, ...outcome };
}

/**
 * A good run of a flow: what failed of it before is over. Returns how many cases were closed.
 *
 * @param run `started` by itself; a run somebody starts by hand does not show that the flow starts again
 */
export async function closeFailedRuns(
  odoo: BillingOdoo,
  flowId: string,
  run: GoodRun & { started: boolean },
): Promise<number> {
  if (!flowId) return 0;
  const open = await odoo.openCasesOf(FAILED_RUN, failedRunKey(flowId));
  const keys = open
    .filter((each) => (run.started || each.key !== failedRunKey(flowId)) && isOver(each.run, run))
    .map(({ key }) => key);
  return keys.length ? odoo.closeCases([FAILED_RUN], [], 'Solved: a later run has succeeded.', { keys }) : 0;
}
