import type { Currency, Day, Decimal, Ref } from '../entry.ts';

/** What settles a part of an invoice: money that came, a credit note, or another entry (a write-off, an exchange difference). */
export interface Settlement {
  kind: 'payment' | 'credit' | 'entry';
  /** Day in the books. */
  day: Day;
  /** In the invoice's currency, as Odoo reconciled it. */
  amount: Decimal;
}

/** What a customer said they will pay, and by when. */
export interface PaymentPromise {
  id: number;
  /** In the invoice's currency. */
  amount: Decimal;
  /** The day it was made. */
  madeOn: Day;
  /** The last day to pay. */
  by: Day;
  /** Who promised, on the customer's side. */
  promisedBy: string;
  /** Who wrote it down. */
  author: Ref;
}

export const DISPUTE_REASONS = {
  hours: 'Hours',
  rate: 'Rate',
  scope: 'Scope',
  milestone: 'Milestone not accepted',
  po: 'Purchase order',
  tax: 'Tax',
  duplicate: 'Duplicate',
  other: 'Other',
} as const;

export interface Dispute {
  id: number;
  reason: keyof typeof DISPUTE_REASONS;
  /** What is disputed; once it is upheld, what is credited. In the invoice's currency, with tax. */
  amount: Decimal;
  openedOn: Day;
  deadline: Day;
  owner?: Ref;
  /** `credit-waits`: upheld, and the credit note is not posted yet. */
  state: 'open' | 'credit-waits' | 'closed';
}

/** A level of a firm's reminders. */
export interface DunningLevel {
  id: number;
  name: string;
  /** Days after the due day. */
  days: number;
  /** Less than this is not asked for; in the company's currency. */
  quietBelow: Decimal;
}

export interface DunningPlan {
  id: number;
  name: string;
  on: boolean;
  levels: DunningLevel[];
}

/** A reminder the customer was sent. */
export interface Reminder {
  levelId: number;
  /** As the level was then. */
  days: number;
  name: string;
  on: Day;
  /** What Odoo's mail says; the mail server's answer where it did not leave. */
  mail: 'waits' | 'sent' | 'failed' | 'gone';
  why?: string;
}

/** A posted customer invoice, and all that was paid, promised, disputed and told about it. Amounts are in its currency. */
export interface Receivable {
  id: number;
  name: string;
  customer: Ref;
  /** Whom Odoo does business with: the company of a contact. */
  debtor: Ref;
  company: Ref;
  salesperson?: Ref;
  currency: Currency;
  total: Decimal;
  residual: Decimal;
  /** The open amount as the books of the company have it. */
  inBooks: { residual: Decimal; currency: Currency };
  /** Odoo's payment terms may split an invoice: each open part, the earliest first. */
  instalments: { due: Day; open: Decimal }[];
  due: Day;
  settlements: Settlement[];
  /** Payments registered in Odoo that are in no books yet. */
  onItsWay: Decimal;
  /** Payments of it that were cancelled, rejected or reversed. */
  returned: { name: string; day: Day; amount: Decimal }[];
  /** What is left over of payments that settled it. */
  surplus: { name: string; amount: Decimal; currency: string }[];
  /** Odoo's own No Follow-Up, or its payments are blocked. */
  held: boolean;
  promises: PaymentPromise[];
  disputes: Dispute[];
  /** What the customer wrote, by mail or in the portal, and nobody has answered, since the day of the oldest such message. */
  heard?: { on: Day; by: string; said: string };
  /** Whether there is an address a reminder can go to. */
  hasAddress: boolean;
  plan?: DunningPlan;
  told: Reminder[];
  /** Changes with any of it: what was decided on this is done on nothing else. */
  seal: string;
}

/** A paid invoice of the same customer: the day it was due, and the day the last of it came. */
export interface PaidInvoice {
  debtorId: number;
  due: Day;
  paidOn: Day;
}
