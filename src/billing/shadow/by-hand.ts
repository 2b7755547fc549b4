import type { Day, Decimal, Ref } from '../../rules/entry.ts';

/** What finance has on customer invoices, drafts too; cancelled and fully reversed ones hold nothing. */
export interface ByHand {
  lines: HandLine[];
  /** Time that Odoo links to these invoices, of whatever day. */
  time: { invoiceId: number; orderLineId: number; date: Day; hours: Decimal }[];
  /** Milestones reached after the days in question: they have their share of these invoices. */
  later: { orderLineId: number; quantity: Decimal }[];
  /** Taxes of these lines and of the order lines, by id. */
  taxes: ReadonlyMap<number, HandTax>;
}

export interface HandTax {
  name: string;
  /** Of the amount before tax; absent where it is no share of it. */
  percent?: Decimal;
}

/** A line of an invoice or, with negative quantity and amount, of a credit note. */
export interface HandLine {
  id: number;
  name: string;
  invoice: Ref;
  isCredit: boolean;
  /** Of a credit note: the id of the invoice it gives back; absent where it was made without one. */
  credits?: number;
  /** Absent on a draft nobody has dated. */
  invoiceDate?: Day;
  currency: string;
  /** The order it was made for, where that can be told. */
  orderLineId?: number;
  downPayment: boolean;
  quantity: Decimal;
  priceUnit: Decimal;
  /** Percent, 0 to 100. */
  discount: Decimal;
  /** Before tax, as Odoo has it. */
  untaxed: Decimal;
  /** Ids of its taxes, ascending. */
  taxes: number[];
}

/** What a shadow month needs of Odoo beside the work. Nothing is written. */
export interface HandBilled {
  /** All that was invoiced on these order lines, and what else is on the same invoices; what was reached after a day. */
  byHand(orderLineIds: number[], after: Day): Promise<ByHand>;
}
