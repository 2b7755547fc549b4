import { draftProposals } from '../../../src/billing/draft.ts';
import type { BillingOdoo, DraftOutcome, WorkScope } from '../../../src/billing/ports.ts';
import { propose } from '../../../src/billing/propose.ts';

export const TODAY = '2026-11-02';

/** A billing run as the shipped workflow makes it: collect, rules, draft. */
export async function billingRun(odoo: BillingOdoo, scope: Partial<WorkScope> = {}): Promise<DraftOutcome[]> {
  const works = await odoo.collectWork({ from: '2026-10-01', to: '2026-10-31', ...scope });
  const evaluations = propose(works, TODAY);
  const broken = evaluations.filter((evaluation) => !evaluation.identity.holds);
  if (broken.length) throw new Error(JSON.stringify(broken.map((evaluation) => evaluation.identity)));
  return draftProposals(
    odoo,
    evaluations.flatMap((evaluation) => evaluation.proposal ?? []),
  );
}
