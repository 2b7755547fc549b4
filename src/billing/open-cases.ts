import { mergeCases } from '../rules/case.ts';
import type { CaseDraft } from '../rules/verdict.ts';
import type { BillingOdoo, CaseOutcome } from './ports.ts';

/** One cause is one case, even where two orders see it (an expense claimed on both). */
export async function openCases(odoo: BillingOdoo, cases: CaseDraft[]): Promise<CaseOutcome[]> {
  return cases.length === 0 ? [] : odoo.openCases(mergeCases(cases));
}
