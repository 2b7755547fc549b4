import type { Day } from '../../rules/entry.ts';
import { given } from '../../rules/given.ts';
import { staleWip } from '../../rules/watch/stale-wip.ts';
import type { StaleWip } from '../../rules/watch/stale-wip.ts';
import { collect } from '../collect.ts';
import type { BillingOdoo } from '../ports.ts';
import { propose } from '../propose.ts';
import { keepCases } from './keep-cases.ts';
import type { CaseStatus } from './keep-cases.ts';

export interface StaleWipWatch {
  today: Day;
  /** Days work may wait before it is stale. */
  olderThan: number;
  /** Open cases in Odoo for what is found, close those that are solved. */
  keepCases: boolean;
}

/** All approved or approvable work that waits too long, valued and aged; with the fate of its case where cases are kept. */
export async function watchStaleWip(
  odoo: BillingOdoo,
  { today, olderThan, keepCases: keep }: StaleWipWatch,
): Promise<(StaleWip & { caseStatus?: CaseStatus })[]> {
  const evaluations = propose(await collect(odoo, { to: today }), today);
  const { findings, cases } = staleWip(evaluations, { staleAfterDays: olderThan }, today);
  if (!keep) return findings;
  const fate = await keepCases(odoo, 'wip.stale', cases);
  return findings.map((found) => ({ ...found, ...given({ caseStatus: fate.get(found.caseKey) }) }));
}
