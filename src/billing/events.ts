import type { Day, Decimal, Ref } from '../rules/entry.ts';
import type { Channel, RecordedOutcome } from './ports.ts';

/** What a billing flow can listen to in Odoo. */
export const BILLING_EVENTS = [
  'time.approved',
  'milestone.reached',
  'expense.approved',
  'draft.made',
  'invoice.posted',
  'invoice.sent',
  'invoice.disputed',
  'invoice.paid',
  'invoice.cancelled',
  'case.opened',
  'case.reopened',
  'decision.recorded',
] as const;
export type BillingEventKind = (typeof BILLING_EVENTS)[number];

/** One thing that happened to one record, once; a record posted twice makes two. The facts are those of now. */
export type BillingEvent = {
  /** Unique in its Odoo database. */
  id: number;
  event: BillingEventKind;
  /** ISO instant of the transaction, UTC. */
  at: string;
  /** Whose doing it was; may be a robot's. */
  by: string;
  record: { model: string; id: number };
  /** True where the record was deleted since; then there are no facts. */
  gone: boolean;
} & Partial<EventFacts>;

export interface EventFacts {
  invoice: {
    id: number;
    name: string;
    type: string;
    state: 'draft' | 'posted' | 'cancel';
    paymentState: string;
    customer?: Ref;
    company?: Ref;
    untaxed: Decimal;
    total: Decimal;
    currency: string;
    origin: string;
    invoiceDate?: Day;
    /** Of a credit note: the invoice it gives back. */
    credits?: Ref;
  };
  time: { id: number; date: Day; description: string; hours: Decimal; employee?: Ref; project?: Ref; order?: Ref };
  milestone: { id: number; name: string; project?: Ref; reachedOn?: Day };
  expense: { id: number; name: string; date?: Day; state: string; employee?: Ref; order?: Ref };
  case: {
    id: number;
    title: string;
    code: string;
    kind: string;
    state: string;
    detail: string;
    nextStep: string;
    deadline?: Day;
    order?: Ref;
    invoice?: Ref;
    owner?: Ref;
  };
  dispute: {
    id: number;
    title: string;
    invoice?: Ref;
    customer?: Ref;
    reason: string;
    /** With tax. */
    amount: Decimal;
    currency: string;
    deadline?: Day;
    owner?: Ref;
  };
  decision: {
    id: number;
    invoice?: Ref;
    outcome: RecordedOutcome;
    by?: Ref;
    channel: Channel;
    reason: string;
    at: string;
  };
}

export interface Listener {
  /** The same key is the same listener, however often it asks. */
  key: string;
  /** Shown to Odoo's administrators. */
  name: string;
  kinds: BillingEventKind[];
  /** Where Odoo's webhook may hint at news; empty leaves it as it is. A secret: never logged. */
  url: string;
}

/** Events that belong together for good: whoever asks again before they are confirmed is given the same. */
export interface EventBatch {
  id: number;
  events: BillingEvent[];
}

/** What happened in Odoo, kept there for each listener from the moment it listens until it confirms. */
export interface BillingEvents {
  listen(listener: Listener): Promise<void>;
  /** No hints any more. Events are kept for another month, unless they are to be forgotten. */
  unlisten(key: string, forget: boolean): Promise<void>;
  /**
   * The oldest batch not yet confirmed, or a new one of up to `limit` events; those to `skip` are left out.
   * `unknown` where nobody listens by this key. Undefined where nothing is new.
   */
  take(key: string, limit: number, skip?: number[]): Promise<EventBatch | 'unknown' | undefined>;
  confirm(key: string, batch: number): Promise<void>;
}
