import { exact, sum, text } from '../../money/decimal.ts';
import { openCase } from '../case.ts';
import { daysBetween } from '../days.ts';
import type { Day, Decimal, Ref } from '../entry.ts';
import { given } from '../given.ts';
import { groupBy } from '../group.ts';
import type { CaseDraft, Evaluation, Part, Verdict } from '../verdict.ts';
import { count, quantityText } from '../words.ts';

export type AgeBand = '0-30' | '31-60' | '61-90' | '90+';

/** Work that waits too long, of one person on one order and project, for one reason. */
export interface StaleWip {
  orderId: number;
  orderName: string;
  customer: Ref;
  project?: Ref;
  person?: Ref;
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
  /** At the order line's price, exact, in `currency`; 0 where the price can't be told. */
  value: Decimal;
  currency?: string;
  caseKey: string;
}

/** Work older than this many days is stale. */
export interface StaleWipOptions {
  staleAfterDays: number;
}

/** Work done and on no invoice for too long: one finding per person and reason, one case per order and project. */
export function staleWip(
  evaluations: Evaluation[],
  { staleAfterDays }: StaleWipOptions,
  today: Day,
): { findings: StaleWip[]; cases: CaseDraft[] } {
  const findings = evaluations.flatMap((evaluation) => {
    const stale = evaluation.parts.filter((part) => isOpenWork(part) && daysBetween(part.date, today) > staleAfterDays);
    return [...groupBy(stale, (part) => groupKey(part, today)).values()].map((own) => finding(evaluation, own, today));
  });
  const cases = [...groupBy(findings, ({ caseKey }) => caseKey).values()].map((own) => caseOf(own, today));
  return { findings, cases };
}

/** Fees and milestones still to be reached are no work done. */
function isOpenWork({ kind, verdict }: Part): boolean {
  if (kind === 'fee' || (kind === 'milestone' && verdict === 'pending')) return false;
  return verdict === 'bill' || verdict === 'pending' || verdict === 'hold';
}

function groupKey({ project, person, rule, reason, unit, date }: Part, today: Day): string {
  return JSON.stringify([project?.id, person?.id, rule, reason, unit, bandOf(daysBetween(date, today))]);
}

export function bandOf(days: number): AgeBand {
  if (days <= 30) return '0-30';
  if (days <= 60) return '31-60';
  return days <= 90 ? '61-90' : '90+';
}

function finding({ orderId = 0, orderName = '', customer, identity }: Evaluation, parts: Part[], today: Day): StaleWip {
  const { project, person, verdict, rule, reason, unit } = parts[0] as Part;
  const oldest = parts.map(({ date }) => date).toSorted()[0] as Day;
  const ageDays = daysBetween(oldest, today);
  return {
    orderId,
    orderName,
    customer: customer ?? { id: 0, name: '' },
    ...given({ project, person, currency: identity.money.currency }),
    verdict,
    rule,
    reason,
    band: bandOf(ageDays),
    oldest,
    ageDays,
    entries: parts.length,
    quantity: text(sum(parts.map(({ quantity }) => quantity))),
    unit,
    value: text(sum(parts.map(({ value }) => value ?? '0'))),
    caseKey: `wip.stale:sale.order,${orderId}:project.project,${project?.id ?? 0}`,
  };
}

const SEVERITY: Record<AgeBand, CaseDraft['severity']> = {
  '0-30': 'low',
  '31-60': 'low',
  '61-90': 'medium',
  '90+': 'high',
};

/** The text names dates, not ages: a case that only grew older is not news. */
function caseOf(findings: StaleWip[], today: Day): CaseDraft {
  const oldest = findings.toSorted((a, b) => b.ageDays - a.ageDays)[0] as StaleWip;
  const { orderId, orderName, customer, project, currency } = oldest;
  const amount = text(sum(findings.map(({ value }) => value)));
  const draft = openCase(
    {
      kind: 'policy',
      code: 'wip.stale',
      severity: SEVERITY[oldest.band],
      title: `Unbilled since ${oldest.oldest}: ${customer.name}, order ${orderName}${project ? `, ${project.name}` : ''}`,
      detail: findings.map(describe).join('\n'),
      nextStep: 'Bill it, approve what waits for approval, or settle the exception that holds it.',
    },
    { record: `sale.order,${orderId}`, amount, today, projectId: project?.id },
  );
  return { ...draft, key: oldest.caseKey, orderId, ...given({ currency }) };
}

function describe({ person, entries, quantity, unit, oldest, reason }: StaleWip): string {
  const who = person ? `${person.name}, ` : '';
  return `${who}${count(entries, 'entry', 'entries')} of ${quantityText(exact(quantity), unit)} since ${oldest}: ${reason}`;
}
