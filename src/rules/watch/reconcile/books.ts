import type { Big } from 'big.js';
import { sum } from '../../../money/decimal.ts';
import type { Price } from '../../../money/line.ts';
import type { Currency, Day, Decimal, Entry, EntryKind, Order, OrderLine, Ref } from '../../entry.ts';
import { groupBy } from '../../group.ts';

/** ISO 8601, UTC. */
type Instant = string;

/** What Odoo has today: invoices, the ledger of what they bill, and the records of the work. */
export interface Books {
  invoices: ReadonlyMap<number, BookedInvoice>;
  /** Of the ledger: what was put on invoices, whatever became of them. */
  parts: readonly HeldPart[];
  /** The records by `model,id`; one that is not among them is gone. */
  sources: ReadonlyMap<string, Source>;
  orders: ReadonlyMap<number, Order>;
  /** Entries of which the ledger says why something is on no invoice. */
  explained: ReadonlySet<string>;
}

export const NO_BOOKS: Books = {
  invoices: new Map(),
  parts: [],
  sources: new Map(),
  orders: new Map(),
  explained: new Set(),
};

export interface BookedInvoice extends Ref {
  state: 'draft' | 'posted' | 'cancel';
  /** A credit note gives all of it back. */
  reversed: boolean;
  made: Instant;
  /** Written last: a cancelled one was cancelled by then. */
  changed: Instant;
  currency: Currency;
  lines: BookedLine[];
  /** Posted credit notes of it, amounts untaxed and positive. */
  credits: (Ref & { day: Day; lines: { orderLineId?: number; amount: Decimal }[] })[];
}

export interface BookedLine extends Price {
  id: number;
  name: string;
  quantity: Decimal;
  orderLineId?: number;
  downPayment: boolean;
  /** A controller gave it another price, with a reason, on record. */
  repriced: boolean;
}

/** A row of the ledger: a part of an entry that was put on an invoice line. */
export interface HeldPart {
  /** `model,id`. */
  entry: string;
  kind: EntryKind;
  date: Day;
  description: string;
  person: string;
  /** In the entry's unit, and what is billed for it where that is more or less. */
  quantity: Decimal;
  billed: Decimal;
  /** Untaxed, exact, in the invoice's currency. */
  value: Decimal;
  /** `agreement@version`, or `odoo`. */
  terms: string;
  /** A posted credit note gives it back. */
  credited?: true;
  /** Taken off its line by an adjustment, which says what becomes of it until it is over: withdrawn, or held until that day. */
  adjusted?: { over?: Day };
  orderId?: number;
  orderLineId?: number;
  projectId?: number;
  /** Absent where the invoice was deleted. */
  invoiceId?: number;
  /** Absent where the invoice line was deleted. */
  lineId?: number;
}

/** A record of work as it is today. */
export interface Source {
  entry: string;
  approval: Entry['approval']['state'];
  written: Instant;
  /** Absent where nothing but its approval can be compared. */
  quantity?: Decimal;
  date?: Day;
  orderLineId?: number;
  /** The invoice Odoo links the time to. */
  invoiceId?: number;
}

/** The books with what every comparison looks up. */
export interface Ledger extends Books {
  /** Parts that a live invoice line holds. */
  held: HeldPart[];
  heldBy: ReadonlyMap<string, HeldPart[]>;
  heldOn: ReadonlyMap<number, HeldPart[]>;
  partsOf: ReadonlyMap<string, HeldPart[]>;
  invoiceOf(part: Pick<HeldPart, 'invoiceId'>): BookedInvoice | undefined;
  soldAs(orderLineId: number | undefined): { order: Order; line: OrderLine } | undefined;
}

/** A cancelled and a fully reversed invoice hold nothing. */
export const isLive = (invoice: BookedInvoice | undefined): invoice is BookedInvoice =>
  invoice !== undefined && invoice.state !== 'cancel' && !invoice.reversed;

export function ledgerOf(books: Books): Ledger {
  const invoiceOf = ({ invoiceId = 0 }: Pick<HeldPart, 'invoiceId'>) => books.invoices.get(invoiceId);
  const held = books.parts.filter((part) => part.lineId !== undefined && !part.credited && isLive(invoiceOf(part)));
  const sold = new Map(
    [...books.orders.values()].flatMap((order) => order.lines.map((line) => [line.id, { order, line }] as const)),
  );
  return {
    ...books,
    held,
    heldBy: groupBy(held, ({ entry }) => entry),
    heldOn: groupBy(held, ({ lineId = 0 }) => lineId),
    partsOf: groupBy(books.parts, ({ entry }) => entry),
    invoiceOf,
    soldAs: (orderLineId = 0) => sold.get(orderLineId),
  };
}

/** What posted credit notes of an invoice give back: of one order line, of all where none is named. */
export const creditedOf = ({ credits }: BookedInvoice, orderLineId?: number): Big =>
  sum(
    credits.flatMap(({ lines }) =>
      lines.filter((line) => orderLineId === undefined || line.orderLineId === orderLineId).map(({ amount }) => amount),
    ),
  );
