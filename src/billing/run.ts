import type { Day } from '../rules/entry.ts';
import { orderNames, proposalsOf } from '../rules/proposal/of.ts';
import type { CaseDraft } from '../rules/verdict.ts';
import { collect, type PilotScope } from './collect.ts';
import { type DraftOptions, draftProposals, DraftingStopped, PARTS_PER_CALL } from './draft.ts';
import { openCases } from './open-cases.ts';
import type { BillingOdoo, DraftOutcome } from './ports.ts';
import { proposeInTurn } from './propose.ts';
import { refusalCases } from './refusals.ts';

export interface RunOptions extends DraftOptions {
  /** The day deadlines of new cases count from. */
  today: Day;
  /** Entries judged and drafted at a time; what a call to Odoo takes, for each call at once, where left out. */
  most?: number;
}

/** What became of each invoice, for whom it is, and of the rest. */
export interface BillingRun {
  outcomes: (DraftOutcome & { orderName: string; customer: string })[];
  cases: number;
}

/**
 * A whole billing run: collects the open work, judges it, drafts its invoices, writes down why the rest is on none, and opens
 * cases, those of refused drafts too. Some work after the other, so that memory holds all work but no more than some of what
 * is said of it. Running again is safe, whatever ended the run before.
 *
 * @throws DraftingStopped with the outcomes so far, where Odoo can't be asked or stays silent
 * @throws RangeError where the scope begins after it ends
 */
export async function runBilling(
  odoo: BillingOdoo,
  scope: PilotScope,
  { today, most, ...drafting }: RunOptions,
): Promise<BillingRun> {
  const works = await collect(odoo, scope);
  const outcomes: BillingRun['outcomes'] = [];
  const cases: CaseDraft[] = [];
  for (const evaluations of proposeInTurn(works, today, most ?? PARTS_PER_CALL * (drafting.atOnce ?? 1))) {
    const proposals = evaluations.flatMap(proposalsOf);
    const byKey = new Map(proposals.map((proposal) => [proposal.key, proposal]));
    const told = (drafted: DraftOutcome[]) =>
      drafted.flatMap((outcome) => {
        const proposal = byKey.get(outcome.key);
        return proposal ? [{ ...outcome, orderName: orderNames(proposal), customer: proposal.customer.name }] : [];
      });
    try {
      const drafted = await draftProposals(odoo, proposals, drafting);
      outcomes.push(...told(drafted));
      cases.push(...evaluations.flatMap((one) => one.cases), ...refusalCases(proposals, drafted, today));
    } catch (error) {
      if (!(error instanceof DraftingStopped)) throw error;
      const before = outcomes.length;
      throw new DraftingStopped([...outcomes, ...told(error.outcomes)], before + proposals.length, error.cause);
    }
    await odoo.recordVerdicts(evaluations.flatMap(({ parts }) => parts));
  }
  await openCases(odoo, cases);
  return { outcomes, cases: new Set(cases.map(({ key }) => key)).size };
}
