import { given } from '../../../src/rules/given.ts';
import { evaluate } from '../../../src/rules/evaluate.ts';
import type { Order, Work } from '../../../src/rules/entry.ts';
import { reconcile } from '../../../src/rules/watch/reconcile.ts';
import type { BookedInvoice, BookedLine, Books, HeldPart, Source } from '../../../src/rules/watch/reconcile/books.ts';
import { order } from '../work.ts';

export const TODAY = '2026-04-20';
const EUR = { code: 'EUR', digits: 2 };

/** `undefined` takes a field off. */
type Fields<T> = { [Name in keyof T]?: T[Name] | undefined };

/** A line of consulting at 120.00 EUR an hour, of order line 11. */
export const invoiceLine = (id: number, quantity: string, fields: Partial<BookedLine> = {}): BookedLine => ({
  id,
  name: 'Consulting',
  quantity,
  priceUnit: '120',
  discount: '0',
  orderLineId: 11,
  downPayment: false,
  repriced: false,
  ...fields,
});

export const invoice = (id: number, lines: BookedLine[], fields: Partial<BookedInvoice> = {}): BookedInvoice => ({
  id,
  name: `INV/${id}`,
  state: 'posted',
  reversed: false,
  made: '2026-04-01T09:00:00Z',
  changed: '2026-04-01T09:05:00Z',
  currency: EUR,
  lines,
  credits: [],
  ...fields,
});

/** A part of a timesheet on line `lineId` of an invoice. */
export const part = (record: number, quantity: string, fields: Fields<HeldPart> = {}): HeldPart =>
  given({
    entry: `account.analytic.line,${record}`,
    kind: 'time',
    date: '2026-03-10',
    description: `Work ${record}`,
    person: 'Ann Lee',
    quantity,
    billed: quantity,
    value: String(Number(quantity) * 120),
    terms: 'odoo',
    orderId: 1,
    orderLineId: 11,
    projectId: 3,
    invoiceId: 100,
    lineId: 1000,
    ...fields,
  }) as HeldPart;

/** The timesheet as it is today, linked to invoice 100. */
export const source = (record: number, quantity: string, fields: Fields<Source> = {}): Source =>
  given({
    entry: `account.analytic.line,${record}`,
    approval: 'approved',
    written: '2026-04-01T09:00:00Z',
    quantity,
    date: '2026-03-10',
    orderLineId: 11,
    invoiceId: 100,
    ...fields,
  }) as Source;

export interface Given {
  invoices: BookedInvoice[];
  parts: HeldPart[];
  sources: Source[];
  orders?: Order[];
  explained?: string[];
  open?: Work[];
  today?: string;
}

/** Order 1, of whose line 11 invoices have `invoiced` of `delivered` hours. */
export const sold = (delivered: string, invoiced: string): Order => {
  const own = order();
  return { ...own, lines: own.lines.map((line) => (line.id === 11 ? { ...line, delivered, invoiced } : line)) };
};

export function found({
  invoices,
  parts,
  sources,
  orders = [order()],
  explained = [],
  open = [],
  today = TODAY,
}: Given) {
  const books: Books = {
    invoices: new Map(invoices.map((one) => [one.id, one])),
    parts,
    sources: new Map(sources.map((one) => [one.entry, one])),
    orders: new Map(orders.map((one) => [one.id, one])),
    explained: new Set(explained),
  };
  const evaluations = open.map((work) => evaluate(work, today));
  return reconcile({ books, evaluations }, { waitDays: 7 }, today);
}
