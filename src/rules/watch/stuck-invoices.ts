import { daysBetween, dayWords } from '../days.ts';
import type { Day, Decimal, Ref } from '../entry.ts';
import { given } from '../given.ts';
import { caseOf } from './case-of.ts';
import { STUCK } from './cause.ts';
import type { Finding, Found } from './finding.ts';
import { ownedBy } from './finding.ts';

/** An invoice somebody approved, that is not posted, or posted and not sent. */
export interface ApprovedInvoice {
  id: number;
  name: string;
  lacks: 'posting' | 'sending';
  /** Day it was approved, or posted, UTC. */
  since: Day;
  customer: Ref;
  salesperson?: Ref;
  untaxed: Decimal;
  currency: string;
  /** An open case says why already: Odoo refused to post it, or it did not leave. */
  told?: { title: string; detail: string; nextStep: string };
}

/** An invoice that got stuck after its approval. */
export interface StuckInvoice extends Finding {
  is: keyof typeof STUCK;
  invoiceId: number;
  customer: Ref;
  ageDays: number;
  /** Why, where it is known. */
  why?: string;
}

/** Days an invoice may be approved and not posted, and posted and not sent. */
export interface StuckInvoiceOptions {
  postDays: number;
  sendDays: number;
}

/** Approved invoices that are posted or sent too late. What is known to have failed is found at once. */
export function stuckInvoices(
  invoices: ApprovedInvoice[],
  { postDays, sendDays }: StuckInvoiceOptions,
  today: Day,
): Found<StuckInvoice> {
  const stuck = invoices.filter(
    ({ lacks, since, told }) => told ?? daysBetween(since, today) > (lacks === 'posting' ? postDays : sendDays),
  );
  const findings = stuck.map((invoice) => stuckInvoice(invoice, today));
  return { findings, cases: findings.map((found) => stuckCase(found, today)) };
}

const NEXT_STEP = {
  'not-posted':
    'Confirm it in Odoo, or retry the run of On Decision that failed in n8n: it is posted once. If it is no longer right, edit or cancel it.',
  'not-sent':
    'Release it in n8n, or send it with Odoo’s Send button. This case closes itself when the invoice has left.',
} as const;

/** Whether a case says no more than this watch itself does. */
export const isOwn = (nextStep: string): boolean => Object.values<string>(NEXT_STEP).includes(nextStep);

function stuckInvoice(invoice: ApprovedInvoice, today: Day): StuckInvoice {
  const { id, name, lacks, since, customer, salesperson, untaxed, currency, told } = invoice;
  const is = lacks === 'posting' ? 'not-posted' : 'not-sent';
  const was = lacks === 'posting' ? `Approved on ${since}, not posted` : `Posted on ${since}, not sent`;
  return {
    is,
    what: told?.title ?? `${was}: ${name}, ${customer.name}`,
    since,
    amount: untaxed,
    currency,
    ...ownedBy(salesperson),
    nextStep: told?.nextStep ?? NEXT_STEP[is],
    caseKey: `${STUCK[is]}:account.move,${id}`,
    invoiceId: id,
    customer,
    ageDays: daysBetween(since, today),
    ...given({ why: told?.detail }),
  };
}

function stuckCase(found: StuckInvoice, today: Day) {
  const { is, since, amount, currency, invoiceId, why } = found;
  const step =
    is === 'not-posted'
      ? 'it is approved, and neither n8n nor anybody has posted it'
      : 'it is posted, and Odoo has not sent it';
  const about = {
    code: STUCK[is],
    kind: 'technical' as const,
    severity: 'high' as const,
    detail: why ?? `Since ${dayWords(since)} ${step}. Worth ${amount} ${currency ?? ''}.`,
    invoiceId,
    record: `account.move,${invoiceId}`,
  };
  return caseOf(found, about, today);
}
