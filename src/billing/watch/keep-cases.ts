import type { CaseDraft } from '../../rules/verdict.ts';
import { openCases } from '../open-cases.ts';
import type { BillingOdoo, CaseOutcome, LookedAt } from '../ports.ts';

export type CaseStatus = CaseOutcome['status'];

/**
 * Opens the cases found and closes those of the same codes that are no longer found. Answers what became of each key, so
 * that a reminder can go out for new ones only.
 *
 * @param lookedAt what this watch could have found; leave out where it looked at everything
 */
export async function keepCases(
  odoo: BillingOdoo,
  codes: readonly string[],
  cases: CaseDraft[],
  lookedAt?: LookedAt,
): Promise<{ fate: Map<string, CaseStatus>; closed: number }> {
  const strange = cases.find(({ code }) => !codes.includes(code));
  if (strange) throw new RangeError(`${strange.code} is none of the codes ${codes.join(', ')}: nobody would close it`);
  const outcomes = await openCases(odoo, cases);
  const stillOpen = cases.map(({ key }) => key);
  const note = 'Solved: no longer found by the scheduled check.';
  const closed = await odoo.closeCases([...codes], stillOpen, note, lookedAt);
  return { fate: new Map(outcomes.map(({ key, status }) => [key, status])), closed };
}
