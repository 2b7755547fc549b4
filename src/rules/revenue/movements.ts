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
  /** Of the ledger: what it bills of which record. */
  parts: { entry: string; date: Day; value: Decimal; holdback?: boolean; orderId?: number }[];
  /** Its lines with no part of the ledger. */
  others: { amount: Decimal; orderId?: number; downPayment: boolean; holdback?: boolean }[];
  /** The posted credit note that gives all of it back, and frees its work. */
  reversal?: { id: number; day: Day };
}

/**
 * What was earned and billed, from the work still open and the invoices. Work on a draft is earned, not billed. A fully
 * credited invoice was billed until it was credited; its work is open again.
 */
export function movementsOf(
  works: readonly Work[],
  evaluations: readonly Evaluation[],
  invoices: readonly Invoiced[],
): Movement[] {
  const reversed = invoices.filter(({ reversal }) => reversal);
  const byNote = new Map(reversed.map((invoice) => [invoice.reversal?.id, invoice]));
  return [
    ...evaluations.flatMap((evaluation, index) => openWork(evaluation, works[index])),
    ...invoices.flatMap((invoice) => {
      const original = byNote.get(invoice.id);
      return original ? ofInvoice(mirrored(invoice, original), false) : ofInvoice(invoice, !invoice.reversal);
    }),
  ];
}

const negative = (amount: Decimal): Decimal => text(exact(amount).neg());

/** A credit note gives back what the invoice billed, part by part. */
const mirrored = (note: Invoiced, { parts, others }: Invoiced): Invoiced => ({
  ...note,
  parts: parts.map((part) => ({ ...part, value: negative(part.value) })),
  others: others.map((line) => ({ ...line, amount: negative(line.amount) })),
});

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

/** @param holds whether its work is on it still */
function ofInvoice(invoice: Invoiced, holds: boolean): Movement[] {
  const { id, parts, others, state, day, untaxed } = invoice;
  const make = movementOf(invoice);
  const drafted = state === 'draft' || day === undefined;
  const where = drafted ? 'drafted' : 'invoiced';
  const work = parts.filter(({ holdback }) => !holdback);
  const released = parts.filter(({ holdback }) => holdback);
  const earned = holds ? work.map(({ entry, date, value }) => make(entry, date, 'earned', value, where)) : [];
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
