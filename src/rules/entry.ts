import type { Decimal } from '../money/decimal.ts';
import type { Unreadable } from './terms/in-force.ts';
import type { Agreement } from './terms/schema.ts';

/** A calendar day, `YYYY-MM-DD`, in the company's own calendar. Never a timestamp. */
export type Day = string;

/** An exact decimal number as text (`"6.666666666666667"`): JSON has no other exact form. */
export type { Decimal } from '../money/decimal.ts';

/** A record someone can open: its id and what Odoo calls it. */
export interface Ref {
  id: number;
  name: string;
}

export type EntryKind = 'time' | 'expense' | 'milestone' | 'fee';

/** Why an entry counts as approved or not; `changed` means it was approved and edited afterwards. */
export interface Approval {
  state: 'approved' | 'pending' | 'changed' | 'refused';
  /** Where the answer comes from: Enterprise's `validated`, OCA's sheet, the add-on's own field, or the record's own state. */
  source: 'validated' | 'sheet' | 'add-on' | 'expense' | 'milestone' | 'order';
  by?: string;
  on?: string;
}

export type Authority = 'preparer' | 'approver' | 'controller';

/** What somebody decided about an entry. Never edited, only withdrawn, and then it is not read any more. */
export interface Adjustment {
  id: number;
  kind: 'write-off' | 'write-down' | 'write-up' | 'hold';
  /** For the whole entry, in the order's currency. A write-down or write-up has this or `percent`. */
  amount?: Decimal;
  /** Of what the entry is worth under the terms, before any adjustment. */
  percent?: Decimal;
  /** How much of the entry is held or written off, in its unit: what was taken off an invoice. Absent: all that is open. */
  quantity?: Decimal;
  /** A hold that ends by itself: with the first billing period that ends on this day or later. */
  until?: Day;
  reason: string;
  author: Ref;
  /** Which groups of Billing control the author was in. */
  authority: Authority[];
  /** When, as Odoo stamped it. */
  on: string;
}

/** A part of an entry that a live invoice already holds: from the ledger, or from Odoo's own link (`outside`). */
export interface Claim {
  quantity: Decimal;
  invoice: Ref;
  invoiceState: 'draft' | 'posted';
  outside: boolean;
  /** What the invoice shows for it, where agreed terms make that more or less. */
  billed?: Decimal;
}

/** What somebody says they spent. */
export interface ExpenseClaim {
  /** The expense category: Odoo's product. */
  category?: Ref;
  /** Odoo re-invoices the category at cost, not at its sales price. */
  atCost: boolean;
  currency: Currency;
  /** In `currency`: with tax, as on the receipt, and without the tax the company gets back. */
  total: Decimal;
  cost: Decimal;
  /** The same two in the company's currency, as Odoo's books have them. */
  companyTotal: Decimal;
  companyCost: Decimal;
  /** Other claims, not refused, of the same person, day and amount in another category. */
  alike: Ref[];
}

/**
 * One fact of work, with the Odoo record it was read from.
 *
 * `quantity` is exact and in `unit`: hours for time, the order line's own unit for everything else.
 */
export interface Entry {
  /** `model,id` of the record, unique across kinds. */
  key: string;
  kind: EntryKind;
  model: 'account.analytic.line' | 'hr.expense' | 'project.milestone' | 'sale.order.line';
  id: number;
  date: Day;
  description: string;
  quantity: Decimal;
  unit: string;
  person?: Ref;
  project?: Ref;
  /** `closed`: the time was entered, or worked, after the task was closed. What came before is ordinary time. */
  task?: Ref & { closed: boolean };
  /** The person's job position in Odoo. */
  role?: string;
  /** The project milestone its task belongs to. */
  phase?: Ref;
  /** That day in the person's working calendar, where it could be read. */
  workday?: Workday;
  /** The same day in other working calendars, which agreed terms name. */
  namedWorkdays?: Workday[];
  /** The order line that prices it; absent for work no order pays for. */
  orderLineId?: number;
  /** How the order line was found: the project's employee rate map, or the task's or project's own line. */
  rateSource?: 'employee rate' | 'order line';
  approval: Approval;
  /** Names of attachments, or references that stand for one (an e-signature id). */
  evidence: readonly string[];
  /** Other records, not refused, that look like the same claim to Odoo: same receipt, or same person, date, category and amount. */
  duplicates: readonly Ref[];
  /** Of an expense, where it could be read. */
  claim?: ExpenseClaim;
  claims: readonly Claim[];
  /** The invoice Odoo links time to, whatever became of it. */
  linkedInvoice?: number;
  /** Those in force, withdrawn ones left out. */
  adjustments?: Adjustment[];
  /** Holds that ended with this billing period. Nobody withdrew them, so Odoo asks for them too. */
  ended?: Adjustment[];
  /** True where Odoo's project keeps work off invoices on purpose (an internal project). */
  internal: boolean;
}

/** A day in a working calendar. */
export interface Workday {
  /** Absent where the person works by none, and only what the whole company has off is known. */
  calendar?: Ref;
  /** Working hours of that day without public holidays; absent where the calendar leaves them open. */
  hours?: Decimal;
  /** The public holiday that takes all of the day's hours, or all of the day. */
  holiday?: string;
  /** A public holiday that takes a part of it. */
  partHoliday?: string;
}

/** What an order line is paid by. `time`: hours delivered; `ordered`: the quantity sold (fixed price, prepaid). */
export type BillingBasis = 'time' | 'milestones' | 'ordered' | 'manual' | 'expense' | 'delivered' | 'down payment';

export interface OrderLine {
  id: number;
  name: string;
  product: Ref;
  basis: BillingBasis;
  unit: string;
  /** Hours in one `unit` (1 for hours, the company's day for days); absent where the unit is no time. */
  hoursPerUnit?: Decimal;
  /** The same of a line that is sold ahead by the hour or day. */
  prepaidHours?: Decimal;
  /** Decimals Odoo keeps of a quantity (its precision "Product Unit"). */
  unitDigits: number;
  /** Price of one `unit` in the order's currency, before discount, as Odoo stores it; before tax unless `taxIncluded`. */
  priceUnit: Decimal;
  /** True where a tax of the line is part of its price: Odoo takes it out of the line's amount on the invoice. */
  taxIncluded?: boolean;
  /** Percent, 0 to 100. */
  discount: Decimal;
  ordered: Decimal;
  delivered: Decimal;
  invoiced: Decimal;
  toInvoice: Decimal;
  /** Read where a fixed fee is agreed. */
  fee?: FeeFacts;
  /** Ids of its taxes, ascending. */
  taxes?: number[];
  /** Where it is the line of a holdback, at a price of 1 a unit. */
  holdback?: HoldbackFacts;
}

/** What live invoices, less credit notes, withheld and released on a holdback's order line. In its currency, before tax. */
export interface HoldbackFacts {
  /** Id of the agreement. */
  agreement: string;
  withheld: Decimal;
  released: Decimal;
  /** Day of the first invoice that withheld something. */
  since?: Day;
}

/** What Odoo knows of an order line that is paid by a fixed fee. */
export interface FeeFacts {
  /** What its invoices come to: untaxed, in the order's currency, drafts too, less credit notes. Absent where it can't be told. */
  invoiced?: Decimal;
  /** Labels of the parts that live invoices hold. */
  billed: string[];
  /** Approved time on it up to the last day to bill, and whose approval that is. */
  approvedHours?: Decimal;
  approvalSource?: Approval['source'];
}

/** A project milestone that terms or order lines name. */
export interface Milestone extends Ref {
  reached: boolean;
  reachedOn?: Day;
  deadline?: Day;
  /** Of the quantity of its order line, 0 to 1. */
  share?: Decimal;
  orderLineId?: number;
  /** Names of attachments, or references that stand for one. */
  evidence: readonly string[];
  /** In force. */
  adjustments?: Adjustment[];
}

export interface Currency {
  code: string;
  /** Decimal places an amount is rounded to, half up, as Odoo does. */
  digits: number;
}

/** From a day on until the next one: units of a currency for one of the company's. */
export interface ExchangeRate {
  currency: string;
  from: Day;
  rate: Decimal;
}

/** What Odoo says of an order before it is invoiced. Names as Odoo shows them; empty where there is none. */
export interface OrderFacts {
  /** Who gets the invoice, the code of their country, and their VAT number. */
  invoiceTo: Ref;
  country: string;
  vat: string;
  /** The order's fiscal position, and the one Odoo would give the customer now. */
  position: string;
  expected: string;
  /** The position is for customers with a VAT number; for customers of some countries; for a customer such as this one. */
  vatRequired: boolean;
  ofCountry: boolean;
  fits: boolean;
  /** The company is in the European Union, and Odoo gives its fiscal positions by country. */
  byCountry: boolean;
  /** Company and customer are in two countries of the European Union. */
  crossesEu: boolean;
  /** What orders on one invoice have in common: company, customer, addresses, currency, fiscal position, how it is paid. Id 0 for none. */
  joins: { what: string; id: number; name: string }[];
  lines: LineFacts[];
  /** All of it but the lines, as Odoo wrote it. */
  seal: string;
}

export interface LineFacts {
  id: number;
  /** It has no tax, or taxes of 0 %. */
  zeroTax: boolean;
  /** Taxes its product has, and the line has none at all. */
  taxLeftOut: string;
  /** What of it belongs to a company other than the order's: `tax 15 % of Sister Ltd`. */
  others: string[];
}

export interface Order {
  id: number;
  name: string;
  customer: Ref;
  company: Ref;
  /** The company the customer belongs to, where that is another record. */
  commercialCustomer?: Ref;
  currency: Currency;
  /** What the company keeps its books in. Absent: the order's. */
  companyCurrency?: Currency;
  /** Rates the company has in Odoo, of the currencies its orders and expenses are in. */
  rates?: ExchangeRate[];
  /** Where Odoo was asked. */
  facts?: OrderFacts;
  /** Amount or validity of a purchase order is recorded, and no number of one. */
  purchaseOrderUnnamed?: boolean;
  /** Hours in a working day of the company. */
  hoursPerDay?: Decimal;
  salesperson?: Ref;
  projects: Ref[];
  state: 'sale' | 'cancel' | 'draft' | 'sent';
  /** True where the company rounds an invoice's total once (Odoo's "Round per Tax", its default), not every line of it. */
  roundsTotal: boolean;
  locked: boolean;
  /** Odoo's untaxed amount of what was ordered, without expenses: what an advance is a share of. */
  untaxed?: Decimal;
  /** Untaxed on live invoices, credit notes taken off, down payments left out. */
  invoiced?: Decimal;
  /** When the customer accepted all of it, and what shows it: names of attachments, or a reference. */
  accepted?: { on: Day; evidence: string[] };
  /** The customer's purchase order, where one is recorded. */
  purchaseOrder?: { number: string; amount?: Decimal; validUntil?: Day };
  lines: OrderLine[];
}

/** Odoo's own grouped total of the entries in scope, read in one call beside them: what the identity is checked against. */
export interface SourceTotal {
  kind: EntryKind;
  orderLineId?: number;
  count: number;
  /** In the entries' unit. A sum of floats: compared with a tolerance of 1e-6 per entry. */
  quantity: Decimal;
}

/** All that is to be judged together: one order's open work, or (`order` absent) all work no order pays for. */
export interface Work {
  period: { from?: Day; to: Day };
  order?: Order;
  entries: Entry[];
  totals: SourceTotal[];
  /** Billing agreements that may speak of this work. */
  agreements?: Agreement[];
  /** Agreements that may speak of it and can't be used: nobody guesses what they say. */
  unreadable?: Unreadable[];
  /** What live invoices already hold under these agreements: caps and tiers count from there. */
  used?: Used[];
  /** Expenses of the order that wait for approval, whichever of them the run reads, where milestones wait for them. */
  pendingExpenses?: Ref[];
  /** Milestones the agreements name, and those of order lines with a fixed fee. */
  milestones?: Milestone[];
  /** What earlier runs drew from the retainers of these agreements. */
  drawn?: Drawn[];
  /** Order lines that bill the retainers of these agreements, whatever their order. */
  retainerLines?: RetainerLine[];
  /** Where this is about an advance alone: its name, and the id of the agreement that says so. It has no entries then. */
  advance?: { agreement: string; name: string };
  /** Agreed advances of the order that a live invoice holds. */
  advances?: AdvanceMade[];
  /** Those of agreements about the customer that a live invoice of another order holds. */
  advancesElsewhere?: Pick<AdvanceMade, 'agreement' | 'name' | 'invoice'>[];
  /** What live invoices withheld under these agreements, whatever their order: credit notes taken off, releases not. */
  heldBack?: { agreement: string; amount: Decimal }[];
}

/** An agreed advance on a live invoice. */
export interface AdvanceMade {
  /** Id of the agreement. */
  agreement: string;
  name: string;
  invoice: Ref;
  invoiceState: Claim['invoiceState'];
  /** Odoo's down payment lines on the order, one for each set of taxes. */
  orderLineIds: number[];
}

/** A part of an entry on a live invoice under an agreement. */
export interface Used {
  /** Id of the agreement. */
  agreement: string;
  version?: number;
  /** Where that agreement is under a master: its id, and the sections the version says itself. */
  master?: { agreement: string; except: readonly string[] };
  /** `model,id` of the record. */
  entry: string;
  /** Order it was billed on, where that is known. */
  orderId?: number;
  invoice: Ref;
  kind: EntryKind;
  /** Service day. */
  date: Day;
  person?: Ref;
  role?: string;
  phase?: Ref;
  /** Category of an expense. */
  category?: Ref;
  /** What was worked, and what was billed for it, in the entry's unit. */
  worked: Decimal;
  billed: Decimal;
  /** Untaxed, in the agreement's currency, before the invoice line was rounded. */
  value: Decimal;
  /** Its share of what the invoice line came to, where that is known: what a cap counts. */
  invoiced?: Decimal;
  /** What its own line of the invoice says beside the order line. */
  label?: string;
}

/** A part of an entry that an earlier run drew from a retainer. */
export interface Drawn {
  /** Id of the agreement whose retainer it is. */
  agreement: string;
  /** `model,id` of the record. */
  entry: string;
  /** Service day. */
  date: Day;
  /** Person and description. */
  who: string;
  /** What was worked, in the entry's unit. */
  worked: Decimal;
  /** What was drawn for it: hours or money, as the retainer is. */
  amount: Decimal;
  /** True where the record is gone from Odoo. */
  deleted?: true;
}

/** An order line with the product of a retainer. */
export interface RetainerLine {
  /** Id of the agreement. */
  agreement: string;
  orderLineId: number;
  /** Units on invoices, less credit notes. */
  invoiced: Decimal;
}
