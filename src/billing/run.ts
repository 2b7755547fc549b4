import type { Day } from '../rules/entry.ts';
import { orderNames, proposalsOf } from '../rules/proposal/of.ts';
import type { CaseDraft, Evaluation, Proposal } from '../rules/verdict.ts';
import { collect, type PilotScope } from './collect.ts';
import { type DraftOptions, draftProposals, DraftingStopped, PARTS_PER_CALL } from './draft.ts';
import { mendOf, messageOf } from './failure.ts';
import { openCases } from './open-cases.ts';
import type { BillingOdoo, DraftOutcome } from './ports.ts';
import { proposeInTurn } from './propose.ts';
import { refusalCases } from './refusals.ts';
import { solving } from './solved.ts';

export interface RunOptions extends DraftOptions {
  /** The day deadlines of new cases count from. */
  today: Day;
  /** Entries judged and drafted at a time; what a call to Odoo takes, for each call at once, where left out. */
  most?: number;
}

/** What became of an invoice, and for whom it is. */
export type Billed = DraftOutcome & { invoiceId?: number; orderName: string; customer: string };

export function billed(outcome: DraftOutcome, proposal: Proposal): Billed {
  const made = outcome.status === 'refused' ? {} : { invoiceId: outcome.invoice.id };
  return { ...outcome, ...made, orderName: orderNames(proposal), customer: proposal.customer.name };
}

/** A billing run did not come to its end, or left something unsaid. What is drafted stays. */
export class BillingStopped extends Error {
  override readonly name = 'BillingStopped';
  /** What is known so far. */
  readonly outcomes: Billed[];
  readonly mend: string;

  constructor(outcomes: Billed[], trouble: unknown) {
    const cause = trouble instanceof DraftingStopped ? trouble.cause : trouble;
    super(`The billing run broke off with ${outcomes.length} invoices told of: ${messageOf(cause)}`, { cause });
    this.outcomes = outcomes;
    this.mend = `${mendOf(cause)} Then run it again: drafts already made are kept and never made twice.`.trim();
  }
}

/**
 * A whole billing run: collects the open work, judges it, drafts its invoices, writes down why the rest is on none, and opens
 * cases, those of refused drafts too; cases of earlier runs whose cause is gone are closed. Some work after the other, so that memory holds all work but no more than some of what
 * is said of it. Running again is safe, whatever ended the run before, and answers with what is new.
 *
 * Where something fails, all cases known by then are opened; where only a verdict can't be recorded, drafting goes on.
 *
 * @throws BillingStopped with the outcomes so far, where anything failed after reading
 * @throws RangeError where the scope begins after it ends
 */
export async function runBilling(
  odoo: BillingOdoo,
  scope: PilotScope,
  { today, most, ...drafting }: RunOptions,
): Promise<Billed[]> {
  const solved = await solving(odoo, scope);
  const works = await collect(odoo, scope);
  const outcomes: Billed[] = [];
  const cases: CaseDraft[] = [];
  const unsaid: unknown[] = [];

  async function bill(evaluations: Evaluation[]): Promise<void> {
    const proposals = evaluations.flatMap(proposalsOf);
    const byKey = new Map(proposals.map((proposal) => [proposal.key, proposal]));
    cases.push(...evaluations.flatMap((one) => one.cases));
    solved.judged(evaluations);
    const know = (drafted: DraftOutcome[]): void => {
      cases.push(...refusalCases(proposals, drafted, today));
      for (const outcome of drafted) {
        const proposal = byKey.get(outcome.key);
        if (proposal) outcomes.push(billed(outcome, proposal));
      }
    };
    try {
      know(await draftProposals(odoo, proposals, drafting));
    } catch (error) {
      if (error instanceof DraftingStopped) know(error.outcomes);
      throw error;
    }
    await odoo.recordVerdicts(evaluations.flatMap(({ parts }) => parts)).catch((error: unknown) => unsaid.push(error));
  }

  const troubles: unknown[] = [];
  try {
    for (const evaluations of proposeInTurn(works, today, most ?? PARTS_PER_CALL * (drafting.atOnce ?? 1)))
      await bill(evaluations);
  } catch (error) {
    troubles.push(error);
  }
  await openCases(odoo, cases).catch((error: unknown) => unsaid.push(error));
  troubles.push(...unsaid);
  if (troubles.length === 0)
    await solved.close(cases.map(({ key }) => key)).catch((error: unknown) => troubles.push(error));
  if (troubles.length > 0) throw new BillingStopped(outcomes, troubles[0]);
  return outcomes;
}
