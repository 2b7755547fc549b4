import type { Currency, Day, Decimal, Ref } from '../entry.ts';

/** A customer invoice or credit note of billed work, and what happened to it. */
export interface InvoiceLife {
  id: number;
  /** Where it stands in Odoo: of a deleted draft, the last link of its record. */
  record: string;
  name: string;
  kind: 'invoice' | 'credit-note';
  state: 'draft' | 'posted' | 'cancel' | 'deleted';
  company: Ref;
  /** Of a deleted draft nobody knows. */
  customer?: Ref;
  /** The business unit: the sales team. */
  team?: Ref;
  /** Of the company: all amounts are in it, as Odoo converted them; negative on a credit note. */
  currency: Currency;
  untaxed: Decimal;
  total: Decimal;
  /** Not paid yet, as of today. */
  open: Decimal;
  /** Its invoice date and the day it is to be paid by; absent on a draft. */
  day?: Day;
  due?: Day;
  /** What of it was worked when: its rows of the ledger. */
  parts: { record: string; name: string; date: Day; kind: string; orderId?: number }[];
  /** Its record in Odoo, in order. */
  events: LifeEvent[];
  /** By its customer, whatever became of it. */
  isDisputed: boolean;
}

/** A link of an invoice's record. */
export interface LifeEvent {
  /** As the record has it: `requested`, `approved`, `edited`, `voided`, `credited`, … */
  kind: string;
  /** ISO instant, UTC. */
  at: string;
  /** ISO instant, UTC: when it was in Odoo. */
  recorded?: string;
  /** Of the approval request it belongs to; empty where it belongs to none. */
  request: string;
  /** Whether the approval policy itself approved, and no person. */
  byPolicy?: boolean;
}

/** Work that was valued, and what became of it. */
export interface Worth {
  /** Where it stands in Odoo: a row of the ledger, or the record of work itself. */
  record: string;
  name: string;
  day: Day;
  company: Ref;
  customer?: Ref;
  /** Of the order: `value` is in it, exact and untaxed. */
  currency: Currency;
  value: Decimal;
  orderId?: number;
}

/** A case as far as it tells of exceptions. */
export interface Exception {
  id: number;
  code: string;
  /** The day it was made, and the day it came back last. */
  opened: readonly Day[];
  orderId?: number;
  invoiceId?: number;
}

/** A case as it was opened. */
export interface OpenedCase {
  id: number;
  name: string;
  kind: string;
  code: string;
  company: Ref;
  day: Day;
}

/** A case somebody or something closed. */
export interface SolvedCase {
  id: number;
  name: string;
  company: Ref;
  owner?: Ref;
  /** Since it was opened last. */
  opened: Day;
  closed: Day;
}

/** All that KPIs are reckoned from. */
export interface KpiFacts {
  /** Those of the period, those not paid, and those a request about which ended in the period. */
  invoices: readonly InvoiceLife[];
  /** Work written off, by service day. */
  writtenOff: readonly Worth[];
  /** Work invoiced, by service day. */
  billed: readonly Worth[];
  /** Approved work on no invoice, at the rules' value. */
  unbilled: readonly Worth[];
  exceptions: readonly Exception[];
  /** Opened in the period, the first time. */
  opened: readonly OpenedCase[];
  /** Closed in the period. */
  solved: readonly SolvedCase[];
}

/** Days from the first to the last, both inclusive. */
export interface Period {
  from: Day;
  to: Day;
}
