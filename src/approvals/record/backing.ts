import { contentHash } from '../content.ts';
import type { Fault } from './fault.ts';
import { type Hashed, readLink, type StoredLink } from './link.ts';

/** A decision record of Odoo, by which its guard goes. */
export interface StoredDecision {
  id: number;
  invoice: number;
  outcome: string;
  person: number;
  content: string;
}

/** Decisions that the record tells otherwise or not at all, and postings no decision stands behind. */
export function backingFaults(links: readonly StoredLink[], decisions: readonly StoredDecision[]): Fault[] {
  const told = links.flatMap(({ text }) => readLink(text) ?? []).sort((a, b) => a.number - b.number);
  const known = new Set(told.filter(isDecision).map(({ decision }) => decision));
  // Decisions of an add-on that kept no record yet are older than the first that is on record.
  const begun = [...known].reduce((least, id) => Math.min(least, id), Infinity);
  const older = decisions.filter(({ id }) => id < begun);
  const byId = new Map(decisions.map((decision) => [decision.id, decision]));
  const faults: Fault[] = [];
  for (const link of told) {
    const found = isDecision(link) ? wrong(link, byId.get(link.decision)) : unbacked(link, told, older);
    if (found) faults.push(found);
  }
  for (const { id, invoice, outcome } of decisions) {
    if (known.has(id) || id < begun) continue;
    faults.push({ invoice, link: 0, code: 'decision', what: `Decision ${id} (${outcome}) is not on record.` });
  }
  return faults;
}

const DECISIONS = ['approved', 'rejected', 'step-approved'];
const isDecision = ({ kind }: Hashed): boolean => DECISIONS.includes(kind);

function wrong(link: Hashed, decision: StoredDecision | undefined): Fault | undefined {
  const { invoice, number, content } = link;
  const fault = (what: string): Fault => ({ invoice, link: number, code: 'decision', what });
  if (!decision) return fault(`Decision ${link.decision} (${link.kind}) is gone.`);
  if (decision.invoice !== invoice) return fault(`Decision ${decision.id} is of invoice ${decision.invoice} now.`);
  if (decision.outcome !== link.kind) return fault(`Decision ${decision.id} is "${decision.outcome}" now.`);
  if (decision.person !== link.actor) return fault(`Decision ${decision.id} names another person now.`);
  return contentHash(decision.content) === content
    ? undefined
    : fault(`Decision ${decision.id} is on another content now.`);
}

function unbacked(
  { invoice, number, kind, decision }: Hashed,
  told: readonly Hashed[],
  older: readonly StoredDecision[],
): Fault | undefined {
  if (kind !== 'posted') return undefined;
  if (older.some((each) => each.id === decision && each.invoice === invoice && each.outcome === 'approved')) {
    return undefined;
  }
  const behind = told.some(
    (link) =>
      link.kind === 'approved' && link.decision === decision && link.invoice === invoice && link.number < number,
  );
  if (decision > 0 && behind) return undefined;
  const what = decision ? `It names decision ${decision}, which is no approval before it.` : 'It names no approval.';
  return { invoice, link: number, code: 'unapproved', what };
}
