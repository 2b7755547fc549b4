import type { CaseDraft } from '../../rules/verdict.ts';
import { openCases } from '../open-cases.ts';
import type { BillingOdoo, CaseOutcome } from '../ports.ts';

export type CaseStatus = CaseOutcome['status'];

/**
 * Opens the cases found and closes those of the same code that are no longer found. Answers what became of each key, so
 * that a reminder can go out for new ones only.
 *
 * @param lookedAt keys this watch could have found; leave out where it looked at everything
 */
export async function keepCases(
  odoo: BillingOdoo,
  code: string,
  cases: CaseDraft[],
  lookedAt?: string[],
): Promise<Map<string, CaseStatus>> {
  const outcomes = await openCases(odoo, cases);
  const stillOpen = cases.map(({ key }) => key);
  await odoo.closeCases([code], stillOpen, 'Solved: no longer found by the scheduled check.', lookedAt);
  return new Map(outcomes.map(({ key, status }) => [key, status]));
}
