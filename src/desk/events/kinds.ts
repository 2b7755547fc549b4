import type { BillingEvent, BillingEventKind } from '../../billing/events.ts';
import type { Ref } from '../../rules/entry.ts';

/** What a webhook can be told of, each of one invoice. */
export const INVOICE_EVENTS = [
  'invoice.drafted',
  'invoice.approved',
  'invoice.rejected',
  'invoice.posted',
  'invoice.sent',
  'invoice.disputed',
  'invoice.paid',
  'invoice.credited',
  'invoice.cancelled',
] as const;
export type InvoiceEventType = (typeof INVOICE_EVENTS)[number];

/** What the desk listens to in Odoo for it. */
export const LISTENED: BillingEventKind[] = [
  'draft.made',
  'decision.recorded',
  'invoice.posted',
  'invoice.sent',
  'invoice.disputed',
  'invoice.paid',
  'invoice.cancelled',
];

/** An event as webhooks are told of it. */
export interface InvoiceEvent {
  type: InvoiceEventType;
  /** Whose order it is delivered in: of a credit note, the invoice it gives back. */
  invoiceId: number;
  /** ISO instant it happened in Odoo, UTC. */
  at: string;
  data: object;
}

/**
 * What an event of Odoo is to a webhook; nothing where it is of no invoice, settles nothing, or its record is gone.
 * A posted credit note is the event of the invoice it gives back, where it names one.
 */
export function invoiceEvent({
  event,
  at,
  by,
  invoice,
  decision,
  dispute,
  gone,
}: BillingEvent): InvoiceEvent | undefined {
  if (event === 'decision.recorded') {
    if (!decision?.invoice || decision.outcome === 'step-approved') return undefined;
    const { outcome, by: person, channel, at: decidedAt } = decision;
    const data = { invoice: decision.invoice, decision: { outcome, by: person?.name ?? by, channel, at: decidedAt } };
    return { type: `invoice.${outcome}`, invoiceId: decision.invoice.id, at, data };
  }
  if (event === 'invoice.disputed') {
    if (!dispute?.invoice || gone) return undefined;
    const { invoice: disputed, ...about } = dispute;
    return { type: event, invoiceId: disputed.id, at, data: { invoice: disputed, dispute: about, by } };
  }
  if (!invoice || gone) return undefined;
  const of = (type: InvoiceEventType, about: Pick<Ref, 'id'> = invoice): InvoiceEvent => ({
    type,
    invoiceId: about.id,
    at,
    data: { invoice, by },
  });
  if (invoice.type === 'out_refund')
    return event === 'invoice.posted' ? of('invoice.credited', invoice.credits) : undefined;
  if (event === 'draft.made') return of('invoice.drafted');
  const type = INVOICE_EVENTS.find((each) => each === event);
  return type && of(type);
}
