import { acceptanceEvidence } from '../milestone/evidence.ts';
import { approvedOnly } from '../time/approved-only.ts';
import type { JudgedPart } from './open-work.ts';
import { OPEN } from './open-work.ts';

export const DELAYED = {
  time: 'approval.time-late',
  expense: 'approval.expense-late',
  milestone: 'approval.milestone-late',
  invoice: 'approval.invoice-late',
} as const;

export const MILESTONES = { 'not-invoiced': 'milestone.not-invoiced', 'not-reached': 'milestone.overdue' } as const;

/** Invoices stuck after their approval; the release of an invoice that does not leave opens the second, too. */
export const STUCK = { 'not-posted': 'invoice.not-posted', 'not-sent': 'invoice.not-sent' } as const;

const MILESTONE_RULES: readonly string[] = [acceptanceEvidence.id, 'terms.milestone-gates'];

/** Whether time waits for nothing but its approval. */
export const waitsForApproval = ({ part }: Pick<JudgedPart, 'part'>): boolean =>
  part.kind === 'time' && part.rule === approvedOnly.id;

/** Whether a reached milestone waits for what is asked for before it is billed: acceptance, signatures, approvals. */
export const waitsForAcceptance = ({ part, entry }: Pick<JudgedPart, 'part' | 'entry'>): boolean =>
  entry.kind === 'milestone' && part.verdict === 'hold' && MILESTONE_RULES.includes(part.rule);

/** Whether a milestone is reached and on no invoice, and nothing is asked for any more. */
export const isReachedUnbilled = (each: Pick<JudgedPart, 'part' | 'entry'>): boolean =>
  each.entry.kind === 'milestone' &&
  each.entry.approval.state === 'approved' &&
  OPEN.includes(each.part.verdict) &&
  !waitsForAcceptance(each);

/** Time of one person on an order's project. */
export const whoseTime = ({ order, part }: Pick<JudgedPart, 'order' | 'part'>): string =>
  `sale.order,${order.id}:project.project,${part.project?.id ?? 0}:hr.employee,${part.person?.id ?? 0}`;

/**
 * The key of the case that delayed approvals or milestones keep about open work; undefined where neither does. What waits for
 * an approval, and a milestone that should be billed, wait for that alone, however old they get: one cause is one case.
 *
 * @param submitted ids of expenses somebody has to approve
 */
export function keptElsewhere(each: JudgedPart, submitted: ReadonlySet<number>): string | undefined {
  const { part, entry } = each;
  if (waitsForApproval(each)) return `${DELAYED.time}:${whoseTime(each)}`;
  if (waitsForAcceptance(each)) return `${DELAYED.milestone}:${part.entry}`;
  if (isReachedUnbilled(each)) return `${MILESTONES['not-invoiced']}:${part.entry}`;
  if (entry.kind === 'expense' && submitted.has(entry.id)) return `${DELAYED.expense}:${part.entry}`;
  return undefined;
}
