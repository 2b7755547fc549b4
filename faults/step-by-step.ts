import { draftProposals } from '../src/billing/draft.ts';
import { openCases } from '../src/billing/open-cases.ts';
import type { BillingOdoo, WorkScope } from '../src/billing/ports.ts';
import { propose } from '../src/billing/propose.ts';
import { refusalCases } from '../src/billing/refusals.ts';
import { solving } from '../src/billing/solved.ts';
import type { Day } from '../src/rules/entry.ts';
import { proposalsOf } from '../src/rules/proposal/of.ts';

/** Billed as the shipped workflow does it, node by node. */
export async function stepByStep(odoo: BillingOdoo, scope: WorkScope, today: Day): Promise<void> {
  const { judged, close } = await solving(odoo, scope);
  const evaluations = propose(await odoo.collectWork(scope), today);
  const proposals = evaluations.flatMap(proposalsOf);
  const outcomes = await draftProposals(odoo, proposals);
  const cases = [...evaluations.flatMap((each) => each.cases), ...refusalCases(proposals, outcomes, today)];
  await openCases(odoo, cases);
  await odoo.recordVerdicts(evaluations.flatMap(({ parts }) => parts));
  // The workflow reads once more to know them.
  judged(evaluations);
  await close(cases.map(({ key }) => key));
}
