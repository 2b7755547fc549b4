import { orderNames, withheldOf } from '../rules/proposal/of.ts';
import type { Proposal } from '../rules/verdict.ts';
import { mendOf, messageOf, outcomeUnknown, rolledBack } from './failure.ts';
import type { BillingOdoo, DraftOutcome } from './ports.ts';

const PER_CALL = 50;

/**
 * Drafting came to a halt between two calls or without an answer. What is drafted stays; running again is safe, for what is
 * drafted is found by its key and its parts are claimed.
 */
export class DraftingStopped extends Error {
  override readonly name = 'DraftingStopped';
  /** What is known so far. */
  readonly outcomes: DraftOutcome[];
  readonly mend: string;

  constructor(outcomes: DraftOutcome[], proposals: number, cause: unknown) {
    super(`Drafting stopped after ${outcomes.length} of ${proposals} proposals: ${messageOf(cause)}`, { cause });
    this.outcomes = outcomes;
    this.mend =
      `${mendOf(cause)} Then collect and run again: drafts already made are kept and never made twice.`.trim();
  }
}

/**
 * Drafts the proposals in batches, one transaction a batch, and answers for each of them.
 *
 * - No answer from Odoo: drafts are looked for by their keys, and what is not found is sent once more. The first call may
 *   still be running in Odoo while we look. That is safe: it holds the orders' locks, so the second call waits for it, and
 *   then finds its keys (answered `existing`) or, had it failed, nothing. Claims refuse the same part under another key.
 * - A batch that Odoo rolls back as a whole is halved until the culprit stands alone; that one is `refused` (`odoo`).
 *
 * @throws DraftingStopped with the outcomes so far, where Odoo can't be asked or stays silent
 */
export async function draftProposals(
  odoo: BillingOdoo,
  proposals: Proposal[],
  preparer?: string,
): Promise<DraftOutcome[]> {
  const outcomes: DraftOutcome[] = [];
  try {
    for (const batch of batches(inTurn(proposals))) await draftBatch(odoo, batch, preparer, outcomes);
  } catch (cause) {
    throw new DraftingStopped(outcomes, proposals.length, cause);
  }
  return outcomes;
}

async function draftBatch(
  odoo: BillingOdoo,
  batch: Proposal[],
  preparer: string | undefined,
  outcomes: DraftOutcome[],
  repeated = false,
): Promise<void> {
  try {
    outcomes.push(...complete(batch, await odoo.draft(batch, preparer)));
  } catch (error) {
    if (outcomeUnknown(error)) {
      const missing = await findMade(odoo, batch, outcomes);
      if (missing.length === 0) return;
      if (repeated) throw error;
      await draftBatch(odoo, missing, preparer, outcomes, true);
    } else if (!rolledBack(error)) {
      throw error;
    } else if (batch.length === 1) {
      outcomes.push(...batch.map(({ key }) => refusedByOdoo(key, messageOf(error))));
    } else {
      const half = Math.ceil(batch.length / 2);
      await draftBatch(odoo, batch.slice(0, half), preparer, outcomes, repeated);
      await draftBatch(odoo, batch.slice(half), preparer, outcomes, repeated);
    }
  }
}

/** Reports what exists in Odoo, and returns what doesn't. */
async function findMade(odoo: BillingOdoo, batch: Proposal[], outcomes: DraftOutcome[]): Promise<Proposal[]> {
  const made = await odoo.findDrafts(batch.map(({ key }) => key));
  for (const [key, invoice] of made) outcomes.push({ key, status: 'existing', invoice });
  return batch.filter(({ key }) => !made.has(key));
}

/** What withholds up to a ceiling counts on what the others withhold under it: it comes after them. */
const inTurn = (proposals: Proposal[]): Proposal[] =>
  proposals.toSorted((a, b) => Number(reachesCeiling(a)) - Number(reachesCeiling(b)));

const reachesCeiling = (proposal: Proposal): boolean => withheldOf(proposal).some(({ ceiling }) => ceiling?.reached);

function* batches(proposals: Proposal[]): Generator<Proposal[]> {
  for (let start = 0; start < proposals.length; start += PER_CALL) yield proposals.slice(start, start + PER_CALL);
}

function refusedByOdoo(key: string, message: string): DraftOutcome {
  return { key, status: 'refused', code: 'odoo', message };
}

/** A proposal without an answer would vanish silently. */
function complete(batch: Proposal[], answers: DraftOutcome[]): DraftOutcome[] {
  const answered = new Set(answers.map(({ key }) => key));
  const silent = batch.filter(({ key }) => !answered.has(key)).map(orderNames);
  if (silent.length > 0)
    throw Object.assign(new Error(`Odoo gave no answer for ${silent.join(', ')}.`), { code: 'schema' });
  return answers;
}
