import { dayWords } from '../days.ts';
import type { Day, Milestone, Work } from '../entry.ts';
import type { Agreed } from '../terms-for.ts';
import { isMeant, sectionOf, termsText } from '../terms/in-force.ts';
import type { Section } from '../terms/schema.ts';
import { count } from '../words.ts';

export type Proof = Section<'milestoneGates'>[number]['requires'][number];

/** What the terms require before a milestone is billed, and whose terms these are. */
export interface MilestoneGate {
  requires: readonly Proof[];
  whose: string;
}

/** What is missing, and what to do about it. */
export interface Missing {
  what: string;
  nextStep: string;
}

/** Undefined where the terms say nothing of this milestone. */
export function gateOf(terms: Agreed | undefined, milestone: { id: number; name: string }): MilestoneGate | undefined {
  const found = terms && sectionOf(terms, 'milestoneGates');
  if (!found) return undefined;
  const row =
    found.section.find((one) => one.milestone && isMeant(one.milestone, milestone)) ??
    found.section.find((one) => !one.milestone);
  return row && { requires: row.requires, whose: termsText(found.from) };
}

/** What is missing of the proofs, but for the purchase order, whose room depends on all that is billed. */
export function missingProofs(
  { requires }: MilestoneGate,
  { evidence }: Pick<Milestone, 'evidence'>,
  work: Work,
  { terms: { agreement } }: Agreed,
): Missing[] {
  const missing: Missing[] = [];
  if (requires.includes('acceptance-evidence') && evidence.length === 0)
    missing.push({
      what: 'no evidence that the customer accepted it',
      nextStep: 'Attach the signed acceptance to the milestone, or write the e-signature’s reference there.',
    });
  const open = pendingExpenses(work);
  if (requires.includes('expenses-approved') && open.length > 0)
    missing.push({
      what: `${count(open.length, 'expense')} of the order not approved (${shortList(open)})`,
      nextStep: 'Approve or refuse the expenses.',
    });
  const unsigned = agreement.versions.flatMap(({ status, changeOrder }) =>
    status === 'draft' && changeOrder ? [changeOrder.number] : [],
  );
  if (requires.includes('change-orders-signed') && unsigned.length > 0)
    missing.push({
      what: `${count(unsigned.length, 'change order')} of ${agreement.name} not signed (${shortList(unsigned)})`,
      nextStep: 'Have the change orders signed, or take the drafts back.',
    });
  return missing;
}

/** What they are for: those the run reads, and those of the order it does not. */
function pendingExpenses({ entries, pendingExpenses: others = [] }: Work): string[] {
  const read = entries.filter(({ kind, approval }) => kind === 'expense' && approval.state === 'pending');
  const all = [
    ...read.map(({ id, description }) => [id, description] as const),
    ...others.map(({ id, name }) => [id, name] as const),
  ];
  return [...new Map(all.toSorted(([a], [b]) => a - b)).values()];
}

/** A purchase order that can't be billed on, on that day. */
export function missingOrder(po: { number: string; validUntil?: Day | undefined } | undefined, day: Day): Missing[] {
  if (!po)
    return [
      {
        what: 'no purchase order of the customer is recorded',
        nextStep: 'Enter the PO in the terms or on the order.',
      },
    ];
  if (po.validUntil === undefined || day <= po.validUntil) return [];
  return [
    {
      what: `PO ${po.number} was valid until ${dayWords(po.validUntil)}, this is of ${dayWords(day)}`,
      nextStep: 'Ask the customer for a purchase order that covers the day.',
    },
  ];
}

const MOST_NAMED = 5;

function shortList(names: string[]): string {
  const more = names.length - MOST_NAMED;
  return [...names.slice(0, MOST_NAMED), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}
