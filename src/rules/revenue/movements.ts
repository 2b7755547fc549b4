import { exact, sum, text } from '../../money/decimal.ts';
import type { Day, Decimal, Ref, Work } from '../entry.ts';
import { holdbackRelease } from '../fee/holdback.ts';
import type { Evaluation } from '../verdict.ts';
import type { Movement } from './movement.ts';

/** An invoice or credit note that billing or a down payment made, as far as revenue goes. Amounts are untaxed, negative on a credit note. */
export interface Invoiced {
  id: number;
  company: Ref;
  currency: Movement['currency'];
  /** Its invoice date; absent on a draft that has none. */
  day?: Day;
  state: 'draft' | 'posted';
  untaxed: Decimal;
  /** Of the ledger: what it bills of which record; on a credit note, what it gives back. */
  parts: {
    entry: string;
    date: Day;
    value: Decimal;
    holdback?: boolean;
    orderId?: number;
    /** Given back by a posted credit note, on the invoice and on the note: its work is open again. */
    credited?: true;
  }[];
  /** Its lines with no part of the ledger. */
  others: { amount: Decimal; orderId?: number; downPayment: boolean; holdback?: boolean }[];
}

/**
 * What was earned and billed, from the work still open and the invoices. Work on a draft is earned, not billed. What
 * a credit note gives back was billed until then; its work is open again.
 */
export function movementsOf(
  works: readonly Work[],
  evaluations: readonly Evaluation[],
  invoices: readonly Invoiced[],
): Movement[] {
  return [
    ...evaluations.flatMap((evaluation, index) => openWork(evaluation, works[index])),
    ...invoices.flatMap(ofInvoice),
  ];
}

function openWork({ parts }: Evaluation, work: Work | undefined): Movement[] {
  const order = work?.order;
  if (!order) return [];
  return parts
    .filter(({ verdict, rule }) => verdict === 'bill' && rule !== holdbackRelease.id)
    .map(({ entry, date, value = '0' }) => ({
      company: order.company,
      currency: order.currency,
      account: entry,
      day: date,
      kind: 'earned',
      amount: value,
      what: 'open',
    }));
}

function ofInvoice(invoice: Invoiced): Movement[] {
  const { id, parts, others, state, day, untaxed } = invoice;
  const make = movementOf(invoice);
  const drafted = state === 'draft' || day === undefined;
  const where = drafted ? 'drafted' : 'invoiced';
  const work = parts.filter(({ holdback }) => !holdback);
  const released = parts.filter(({ holdback }) => holdback);
  const earned = work
    .filter(({ credited }) => !credited)
    .map(({ entry, date, value }) => make(entry, date, 'earned', value, where));
  if (drafted) return earned;
  const known = sum([...parts.map(({ value }) => value), ...others.map(({ amount }) => amount)]);
  return [
    ...earned,
    ...work.map(({ entry, value }) => make(entry, day, 'billed', value, where)),
    ...released.map(({ orderId = 0, value }) => make(heldOn(orderId), day, 'billed', value, 'withheld')),
    ...outright(make, `rounding ${String(id)}`, day, text(exact(untaxed).minus(known)), 'rounding'),
    ...othersOf(invoice, day),
  ];
}

type Make = (account: string, day: Day, kind: Movement['kind'], amount: Decimal, what: Movement['what']) => Movement;

const movementOf =
  ({ company, currency }: Invoiced): Make =>
  (account, day, kind, amount, what) => ({ company, currency, account, day, kind, amount, what });

/** Earned and billed on one day: nothing tells when else it was earned. */
const outright = (make: Make, account: string, day: Day, amount: Decimal, what: Movement['what']): Movement[] =>
  exact(amount).eq(0) ? [] : [make(account, day, 'earned', amount, what), make(account, day, 'billed', amount, what)];

const heldOn = (orderId: number): string => `sale.order,${String(orderId)} withheld`;

function othersOf(invoice: Invoiced, day: Day): Movement[] {
  const make = movementOf(invoice);
  return invoice.others.flatMap(({ amount, orderId = 0, downPayment, holdback }, index) =>
    holdback
      ? [make(heldOn(orderId), day, 'billed', amount, 'withheld')]
      : downPayment
        ? [make(`sale.order,${String(orderId)} paid ahead`, day, 'billed', amount, 'paid ahead')]
        : outright(make, `line ${String(invoice.id)}/${String(index)}`, day, amount, 'other'),
  );
}
