import { dayWords, daysBetween } from '../days.ts';
import { text } from '../../money/decimal.ts';
import type { Day, Decimal, Milestone, Order, Ref, Work } from '../entry.ts';
import { given } from '../given.ts';
import type { CaseDraft, Part } from '../verdict.ts';
import { reachedOnly } from '../milestone/reached-only.ts';
import { caseOf } from './case-of.ts';
import { isReachedUnbilled, MILESTONES } from './cause.ts';
import type { Finding, Found } from './finding.ts';
import { ownedBy } from './finding.ts';
import { awaitedInstalments } from './instalments.ts';
import type { JudgedPart, JudgedWork } from './open-work.ts';
import { OPEN, partsOfOrders } from './open-work.ts';

/** A milestone that should have brought an invoice, or should have been reached. */
export interface LateMilestone extends Finding {
  is: 'not-invoiced' | 'not-reached';
  milestone: Ref;
  customer: Ref;
  project?: Ref;
  orderId: number;
  orderName: string;
  ageDays: number;
  /** Why, in the rule's words. */
  reason: string;
}

/** Days after which a reached milestone should be on an invoice, and days a deadline may have passed. */
export interface MilestoneOptions {
  reachedDays: number;
  graceDays: number;
}

/**
 * Milestones reached and on no invoice, and those past their deadline and not reached. One that waits for the customer's
 * acceptance is no such milestone: it is an approval that is late. An instalment of a fixed fee that falls due with a
 * milestone is told under that milestone, whether or not it is on an order line.
 */
export function lateMilestones(
  judged: JudgedWork,
  { reachedDays, graceDays }: MilestoneOptions,
  today: Day,
): Found<LateMilestone> {
  const parts = partsOfOrders(judged);
  const reached = [...parts.filter(isReachedUnbilled).map(ofMilestone), ...dueWith(judged.works, parts)];
  const sold = parts
    .filter(({ part, entry }) => entry.kind === 'milestone' && part.rule === reachedOnly.id)
    .map(ofMilestone);
  const known = new Set(sold.map(({ milestone }) => milestone.id));
  const overdue = [...sold, ...awaited(judged.works, parts).filter(({ milestone }) => !known.has(milestone.id))];
  const findings = [
    ...reached.filter(({ since }) => daysBetween(since, today) > reachedDays).map((one) => notInvoiced(one, today)),
    ...overdue.filter(({ since }) => daysBetween(since, today) > graceDays).map((one) => notReached(one, today)),
  ];
  return { findings, cases: findings.map((found) => lateCase(found, today)) };
}

interface Late {
  milestone: Ref;
  part: Part;
  order: Order;
  since: Day;
  /** What it brings, where that is not the part's value. */
  amount?: Decimal;
}

/** The day it was reached; of one that is not, its deadline. */
const ofMilestone = ({ part, entry, order }: JudgedPart): Late => ({
  milestone: { id: entry.id, name: entry.description },
  part,
  order,
  since: part.date,
});

/** Instalments that count on a milestone, each with the last one reached of those it counts on. */
function dueWith(works: readonly Work[], parts: JudgedPart[]): Late[] {
  const known = new Map(works.flatMap(({ milestones = [] }) => milestones.map((one) => [one.id, one])));
  return parts.flatMap(({ part, order }) => {
    if (part.kind !== 'fee' || !OPEN.includes(part.verdict)) return [];
    const [last] = (part.countsOn?.milestones ?? [])
      .flatMap((id) => known.get(id) ?? [])
      .filter(({ reached }) => reached)
      .toSorted((a, b) => reachedOn(b, part).localeCompare(reachedOn(a, part)));
    return last ? [{ milestone: { id: last.id, name: last.name }, part, order, since: reachedOn(last, part) }] : [];
  });
}

/** Instalments whose milestone has a deadline and is not reached. */
const awaited = (works: readonly Work[], parts: JudgedPart[]): Late[] =>
  awaitedInstalments(works, parts).map(({ milestone: { id, name }, part, order, deadline, amount }) => ({
    milestone: { id, name },
    part,
    order,
    since: deadline,
    amount: text(amount),
  }));

const reachedOn = ({ reachedOn: day }: Milestone, { date }: Part): Day => day ?? date;

const common = ({ milestone, part, order, since, amount }: Late, today: Day) => ({
  since,
  amount: amount ?? part.value ?? '0',
  currency: order.currency.code,
  ...ownedBy(order.salesperson),
  milestone,
  customer: order.customer,
  ...given({ project: part.project }),
  orderId: order.id,
  orderName: order.name,
  ageDays: daysBetween(since, today),
  reason: part.reason,
});

function notInvoiced(late: Late, today: Day): LateMilestone {
  const { milestone, part, order, since } = late;
  return {
    is: 'not-invoiced',
    what: `Milestone reached on ${since} and not invoiced: ${milestone.name}, ${order.customer.name}`,
    nextStep: part.verdict === 'bill' ? 'Bill it.' : 'Settle what it waits for, then bill it.',
    caseKey: `${MILESTONES['not-invoiced']}:project.milestone,${milestone.id}`,
    ...common(late, today),
  };
}

function notReached(late: Late, today: Day): LateMilestone {
  const { milestone, order, since } = late;
  return {
    is: 'not-reached',
    what: `Milestone was due on ${since} and is not reached: ${milestone.name}, ${order.customer.name}`,
    nextStep: 'Mark it as reached, or agree on another deadline with the customer.',
    caseKey: `${MILESTONES['not-reached']}:project.milestone,${milestone.id}`,
    ...common(late, today),
  };
}

function lateCase(found: LateMilestone, today: Day): CaseDraft {
  const { is, milestone, orderName, orderId, project, since, reason, amount, currency } = found;
  const about = {
    code: MILESTONES[is],
    severity: 'medium' as const,
    detail: `Order ${orderName}, since ${dayWords(since)}: ${reason} Worth ${amount} ${currency ?? ''}.`,
    record: `project.milestone,${milestone.id}`,
    orderId,
    projectId: project?.id,
  };
  return caseOf(found, about, today);
}
