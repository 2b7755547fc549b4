import { exact, sum, text } from '../../money/decimal.ts';
import { daysBetween } from '../days.ts';
import type { Day, Decimal, Order, Ref } from '../entry.ts';
import { given } from '../given.ts';
import { groupBy } from '../group.ts';
import type { CaseDraft, Part, Verdict } from '../verdict.ts';
import { count, quantityText } from '../words.ts';
import { caseOf } from './case-of.ts';
import type { Finding, Found } from './finding.ts';
import { ownedBy } from './finding.ts';
import type { JudgedWork } from './open-work.ts';
import { OPEN, ordersOf } from './open-work.ts';

export type AgeBand = '0-30' | '31-60' | '61-90' | '90+';

/** Work that waits too long, of one person on one order and project, for one reason. */
export interface StaleWip extends Finding {
  /** 0, and no name, for work no order pays for. */
  orderId: number;
  orderName: string;
  customer?: Ref;
  project?: Ref;
  person?: Ref;
  approved: boolean;
  verdict: Verdict;
  rule: string;
  /** Why it is on no invoice, in the rule's words. */
  reason: string;
  band: AgeBand;
  oldest: Day;
  ageDays: number;
  entries: number;
  quantity: Decimal;
  unit: string;
  /** What the rules would bill for it, exact, in `currency`; 0 where the price can't be told. */
  value: Decimal;
}

/** Work older than this many days is stale. */
export interface StaleWipOptions {
  staleAfterDays: number;
}

/** Work done and on no invoice for too long: one finding per person and reason, one case per order and project. */
export function staleWip(
  { works, evaluations }: JudgedWork,
  { staleAfterDays }: StaleWipOptions,
  today: Day,
): Found<StaleWip> {
  const orders = ordersOf(works);
  const approved = new Set(
    works.flatMap(({ entries }) =>
      entries.filter((entry) => entry.approval.state === 'approved').map(({ key }) => key),
    ),
  );
  const findings = evaluations.flatMap((evaluation) => {
    const stale = evaluation.parts.filter((part) => isOpenWork(part) && daysBetween(part.date, today) > staleAfterDays);
    const order = evaluation.orderId === undefined ? undefined : orders.get(evaluation.orderId);
    const alike = groupBy(stale, (part) => groupKey(part, approved.has(part.entry), today));
    return [...alike.values()].map((own) => finding(order, own, approved.has((own[0] as Part).entry), today));
  });
  const cases = [...groupBy(findings, ({ caseKey }) => caseKey).values()].map((own) => staleCase(own, today));
  return { findings, cases };
}

/** Fees and milestones still to be reached are no work done. */
function isOpenWork({ kind, verdict }: Part): boolean {
  if (kind === 'fee' || (kind === 'milestone' && verdict === 'pending')) return false;
  return OPEN.includes(verdict);
}

function groupKey({ project, person, rule, reason, unit, date }: Part, approved: boolean, today: Day): string {
  return JSON.stringify([project?.id, person?.id, rule, reason, unit, approved, bandOf(daysBetween(date, today))]);
}

export function bandOf(days: number): AgeBand {
  if (days <= 30) return '0-30';
  if (days <= 60) return '31-60';
  return days <= 90 ? '61-90' : '90+';
}

function finding(order: Order | undefined, parts: Part[], approved: boolean, today: Day): StaleWip {
  const { project, person, verdict, rule, reason, unit } = parts[0] as Part;
  const oldest = parts.map(({ date }) => date).toSorted()[0] as Day;
  const ageDays = daysBetween(oldest, today);
  const value = text(sum(parts.map((part) => part.value ?? '0')));
  const quantity = text(sum(parts.map((part) => part.quantity)));
  const words = { person, entries: parts.length, quantity, unit, oldest, reason };
  return {
    what: describe(words),
    since: oldest,
    amount: value,
    ...given({ currency: order?.currency.code }),
    ...ownedBy(order?.salesperson),
    nextStep: nextStepOf(verdict, approved),
    caseKey: `wip.stale:sale.order,${order?.id ?? 0}:project.project,${project?.id ?? 0}`,
    orderId: order?.id ?? 0,
    orderName: order?.name ?? '',
    ...given({ customer: order?.customer, project, person }),
    approved,
    verdict,
    rule,
    reason,
    band: bandOf(ageDays),
    oldest,
    ageDays,
    entries: parts.length,
    quantity,
    unit,
    value,
  };
}

function nextStepOf(verdict: Verdict, approved: boolean): string {
  if (verdict === 'bill') return 'Bill it.';
  if (verdict === 'hold') return 'Settle the exception that holds it.';
  return approved ? 'Do what it waits for.' : 'Approve it, or correct it.';
}

const SEVERITY: Record<AgeBand, CaseDraft['severity']> = {
  '0-30': 'low',
  '31-60': 'low',
  '61-90': 'medium',
  '90+': 'high',
};

/** The text names dates, not ages: a case that only grew older is not news. */
function staleCase(findings: StaleWip[], today: Day): CaseDraft {
  const oldest = findings.toSorted((a, b) => b.ageDays - a.ageDays)[0] as StaleWip;
  const { orderId, orderName, customer, project } = oldest;
  const where = customer ? `${customer.name}, order ${orderName}` : 'work without an order';
  const all = {
    ...oldest,
    what: `Unbilled since ${oldest.oldest}: ${where}${project ? `, ${project.name}` : ''}`,
    amount: text(sum(findings.map(({ value }) => value))),
    nextStep: 'Bill it, approve what waits for approval, or settle the exception that holds it.',
  };
  const about = {
    code: 'wip.stale',
    severity: SEVERITY[oldest.band],
    detail: findings.map(describe).join('\n'),
    record: orderId ? `sale.order,${orderId}` : 'work without an order',
    orderId: orderId || undefined,
    projectId: project?.id,
  };
  return caseOf(all, about, today);
}

type Described = { person?: Ref | undefined } & Pick<StaleWip, 'entries' | 'quantity' | 'unit' | 'oldest' | 'reason'>;

function describe({ person, entries, quantity, unit, oldest, reason }: Described): string {
  const who = person ? `${person.name}, ` : '';
  return `${who}${count(entries, 'entry', 'entries')} of ${quantityText(exact(quantity), unit)} since ${oldest}: ${reason}`;
}
