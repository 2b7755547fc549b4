import { linesOf, orderNames, withheldOf } from '../rules/proposal/of.ts';
import { together } from '../rules/together.ts';
import type { Proposal } from '../rules/verdict.ts';
import { mendOf, messageOf, outcomeUnknown, rolledBack } from './failure.ts';
import type { BillingOdoo, DraftOutcome } from './ports.ts';

/** Of one transaction: as many invoices, unless their work comes to more parts first, at a kilobyte each. */
const PER_CALL = 100;
export const PARTS_PER_CALL = 12_000;

export interface DraftOptions {
  /** E-mail of the person they are prepared for. */
  preparer?: string | undefined;
  /** Calls to Odoo at the same time, each taking a worker of it; 1 where left out. */
  atOnce?: number;
}

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
 * - Several at once: what shares an order, or counts under the same agreement, still goes one after the other. Where one
 *   stops, the others end with the batch they are at.
 *
 * @throws DraftingStopped with the outcomes so far, where Odoo can't be asked or stays silent
 * @throws RangeError where `atOnce` is no whole number from 1 on
 */
export async function draftProposals(
  odoo: BillingOdoo,
  proposals: Proposal[],
  { preparer, atOnce = 1 }: DraftOptions = {},
): Promise<DraftOutcome[]> {
  if (!Number.isInteger(atOnce) || atOnce < 1) throw new RangeError(`No calls can be made ${String(atOnce)} at once.`);
  const outcomes: DraftOutcome[] = [];
  const causes: unknown[] = [];
  const draftAll = async (lane: Proposal[]) => {
    try {
      for (const batch of batches(inTurn(lane))) {
        if (causes.length === 0) await draftBatch(odoo, batch, preparer, outcomes);
      }
    } catch (cause) {
      causes.push(cause);
    }
  };
  await Promise.all(lanes(proposals, atOnce).map(draftAll));
  if (causes.length > 0) throw new DraftingStopped(outcomes, proposals.length, causes[0]);
  return outcomes;
}

/** About alike in length; no two lock the same in Odoo. */
function lanes(proposals: Proposal[], count: number): Proposal[][] {
  if (count === 1) return [proposals];
  const wanted = Array.from({ length: count }, (): number[] => []);
  const longestFirst = together(proposals, lockedBy).toSorted((a, b) => b.length - a.length);
  for (const tied of longestFirst) wanted.toSorted((a, b) => a.length - b.length)[0]?.push(...tied);
  return wanted.map((lane) => lane.toSorted((a, b) => a - b).map((index) => proposals[index] as Proposal));
}

/** What Odoo locks while it drafts. */
const lockedBy = ({ orders }: Proposal): string[] =>
  orders.flatMap(({ orderId, agreements = [], withheld = [], advance }) => [
    `order ${orderId}`,
    ...agreements.filter(({ earlier }) => earlier).map(({ agreement }) => `agreement ${agreement}`),
    ...withheld.filter(({ ceiling }) => ceiling).map(({ agreement }) => `agreement ${agreement}`),
    ...(advance?.once ? [`agreement ${advance.agreement}`] : []),
  ]);

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
  let batch: Proposal[] = [];
  let parts = 0;
  for (const proposal of proposals) {
    const own = linesOf(proposal).reduce((sum, line) => sum + line.parts.length, 0);
    if (batch.length === PER_CALL || (batch.length > 0 && parts + own > PARTS_PER_CALL)) {
      yield batch;
      [batch, parts] = [[], 0];
    }
    batch.push(proposal);
    parts += own;
  }
  if (batch.length > 0) yield batch;
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
