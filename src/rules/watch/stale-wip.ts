import { exact, sum, text } from '../../money/decimal.ts';
import { daysBetween } from '../days.ts';
import type { Day, Decimal, Order, Ref } from '../entry.ts';
import { given } from '../given.ts';
import { groupBy } from '../group.ts';
import type { CaseDraft, Part, Verdict } from '../verdict.ts';
import { count, quantityText } from '../words.ts';
import { caseOf } from './case-of.ts';
import { keptElsewhere } from './cause.ts';
import type { Finding, Found } from './finding.ts';
import { ownedBy } from './finding.ts';
import type { JudgedWork } from './open-work.ts';
import { OPEN, ordersOf } from './open-work.ts';
import type { Waiting } from './waiting.ts';

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

export const STALE = 'wip.stale';

/**
 * Work done and on no invoice for too long: one finding per person and reason, one case per order and project. What waits for
 * an approval, and a milestone that should be billed, are told here, too, and belong to the case of that.
 */
export function staleWip(
  { works, evaluations, expenses }: JudgedWork & Pick<Waiting, 'expenses'>,
  { staleAfterDays }: StaleWipOptions,
  today: Day,
): Found<StaleWip> {
  const orders = ordersOf(works);
  const entries = new Map(works.flatMap((work) => work.entries.map((entry) => [entry.key, entry])));
  const submitted = new Set(expenses.map(({ id }) => id));
  const findings = evaluations.flatMap(({ orderId, parts }) => {
    const order = orderId === undefined ? undefined : orders.get(orderId);
    const stale = parts
      .filter((part) => isOpenWork(part) && daysBetween(part.date, today) > staleAfterDays)
      .map((part): Stale => {
        const entry = entries.get(part.entry);
        const elsewhere = order && entry && keptElsewhere({ part, entry, order }, submitted);
        return { part, approved: entry?.approval.state === 'approved', caseKey: elsewhere ?? staleKey(order, part) };
      });
    return [...groupBy(stale, (one) => alike(one, today)).values()].map((own) => finding(order, own, today));
  });
  const own = findings.filter(({ caseKey }) => caseKey.startsWith(`${STALE}:`));
  const cases = [...groupBy(own, ({ caseKey }) => caseKey).values()].map((same) => staleCase(same, today));
  return { findings, cases };
}

interface Stale {
  part: Part;
  approved: boolean;
  caseKey: string;
}

const staleKey = (order: Order | undefined, { project }: Part): string =>
  `${STALE}:sale.order,${order?.id ?? 0}:project.project,${project?.id ?? 0}`;

/** Fees and milestones still to be reached are no work done. */
function isOpenWork({ kind, verdict }: Part): boolean {
  if (kind === 'fee' || (kind === 'milestone' && verdict === 'pending')) return false;
  return OPEN.includes(verdict);
}

function alike({ part, approved, caseKey }: Stale, today: Day): string {
  const { project, person, rule, reason, unit, date } = part;
  const band = bandOf(daysBetween(date, today));
  return JSON.stringify([caseKey, project?.id, person?.id, rule, reason, unit, approved, band]);
}

export function bandOf(days: number): AgeBand {
  if (days <= 30) return '0-30';
  if (days <= 60) return '31-60';
  return days <= 90 ? '61-90' : '90+';
}

function finding(order: Order | undefined, own: Stale[], today: Day): StaleWip {
  const [{ approved, caseKey }] = own as [Stale];
  const parts = own.map(({ part }) => part);
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
    caseKey,
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
    code: STALE,
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
