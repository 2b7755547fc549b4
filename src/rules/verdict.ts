import type { Approval, Currency, Day, Decimal, EntryKind, OrderFacts, Ref } from './entry.ts';
import type { Statement } from './retainer/statement.ts';

/**
 * What becomes of a part of an entry.
 *
 * `bill`: on this proposal. `billed`: a live invoice already holds it. `included`: paid by a fixed fee, milestone or
 * retainer. `pending`: not ripe (unapproved, not reached, not posted). `hold`: ripe, but something is missing or odd;
 * always has a case. `non-billable`: no customer pays for it, on purpose.
 */
export type Verdict = 'bill' | 'billed' | 'included' | 'over-cap' | 'hold' | 'write-off' | 'non-billable' | 'pending';

export const VERDICTS = [
  'bill',
  'billed',
  'included',
  'over-cap',
  'hold',
  'write-off',
  'non-billable',
  'pending',
] as const satisfies readonly Verdict[];

/** A part of an entry with its verdict and everything needed to explain it. An entry's parts add up to its quantity. */
export interface Part {
  entry: string;
  kind: EntryKind;
  date: Day;
  description: string;
  person?: Ref;
  project?: Ref;
  orderLineId?: number;
  quantity: Decimal;
  unit: string;
  /** The whole entry's quantity as it was read: Odoo refuses the draft where it has changed since. */
  entryQuantity: Decimal;
  /** Whose approval it counts on: Odoo looks again when it drafts. */
  approvalSource: Approval['source'];
  verdict: Verdict;
  /** Id of the rule that decided, e.g. `time.approved-only`. */
  rule: string;
  /** Version of the terms it applied: `odoo` where the terms are the order line's own. */
  terms: string;
  /** Version of the master agreement these terms are under. */
  under?: string;
  /** One sentence a controller can read. */
  reason: string;
  /** The facts the rule looked at, by name. */
  inputs: Record<string, string>;
  /** The sum as a person would write it: `6.5 h × 120.00 EUR = 780.00 EUR`. Empty where no money moves. */
  arithmetic: string;
  /** quantity × rate after discount, exact and unrounded, in the order's currency. For work a customer pays by quantity: bill, hold, pending. */
  value?: Decimal;
  /** How the value came about: value = standard + adjustments, exact and unrounded, in the order's currency. */
  charge?: {
    /** quantity × price before any agreed step: the rate card's, else the order line's. */
    standard: Decimal;
    /** What each step added or took, in order: increments, multipliers, tiers, discounts. */
    adjustments: { step: string; words: string; amount: Decimal }[];
    /** What is billed of the quantity, in the entry's unit. */
    billed: Decimal;
    /** Price of one unit of the order line, before discount. */
    priceUnit: Decimal;
    /** Percent, 0 to 100. */
    discount: Decimal;
  };
  /** Ids of the entry's adjustments in force as they were read: Odoo refuses the draft where they have changed since. */
  adjustments?: number[];
  /** The live invoice that holds it, for `billed`. */
  invoice?: Ref;
  /** What its own line of the invoice says beside the order line: `2 of 4 (design accepted)`. */
  label?: string;
  countsOn?: CountsOn;
  /** What it takes of a retainer, in hours or money. */
  drawn?: Decimal;
  /** Of an expense, as it was read: Odoo refuses the draft where it has changed since. Ids are 0 where there is none. */
  spent?: { category: number; person: number; currency: string; total: Decimal; cost: Decimal; receipt: boolean };
}

/** What a part counts on beside its own record: Odoo looks again when it drafts. */
export interface CountsOn {
  /** Ids of milestones that are reached. */
  milestones?: number[];
  /** Ids of milestones nobody adjusted. */
  notAdjusted?: number[];
  /** Ids of milestones with evidence that the customer accepted them. */
  evidence?: number[];
  /** What invoices of the order line come to: untaxed, in the order's currency, less credit notes. */
  invoiced?: Decimal;
  /** How many parts of the record live invoices hold. */
  parts?: number;
  /** The order line's delivered quantity, at least. */
  delivered?: Decimal;
  /** Id of the agreement that releases it. */
  agreement?: string;
  /** The day the customer accepted the order. */
  accepted?: Day;
  /** Approved time on the order line, at least, up to a day. */
  hours?: { approved: Decimal; to: Day; source: Approval['source'] };
}

export type CaseKind = 'technical' | 'data-quality' | 'policy';

/** An exception somebody has to look at. `key` names the cause, so that one cause opens one case. */
export interface CaseDraft {
  key: string;
  kind: CaseKind;
  /** Stable, e.g. `expense.receipt-missing`. */
  code: string;
  title: string;
  /** What happened, with the facts. */
  detail: string;
  /** What to do about it. */
  nextStep: string;
  severity: 'low' | 'medium' | 'high';
  /** Value at stake in `currency`, 0 where it can't be told. */
  amount: Decimal;
  currency?: string;
  deadline: Day;
  orderId?: number;
  projectId?: number;
  /** `model,id` of the record in question. */
  record?: string;
  invoiceId?: number;
  /** Whose it is where order, invoice and project don't tell. */
  companyId?: number;
  /** Odoo user who should own it where no rule of the firm says who does; a controller otherwise. */
  ownerId?: number;
  /** Where it happened, outside Odoo. */
  link?: string;
  /** From when to when the run was that failed: an interval of ISO 8601, in UTC, to the millisecond. */
  run?: string;
  /** Last service day of the work a billing run found it in. */
  workTo?: Day;
}

/** Something unusual about a proposal that is no reason to stop it, but one to look at it. */
export interface Finding {
  code: string;
  message: string;
}

export interface ProposalLine {
  orderLineId: number;
  product: Ref;
  description: string;
  /** Its text as agreed with the customer. Absent: Odoo's own. */
  text?: string;
  /** What is added to Odoo's own text: the person, role, task, day or phase the line is for, or the instalment. */
  label?: string;
  /** In the order line's unit, rounded to Odoo's precision for quantities. */
  quantity: Decimal;
  unit: string;
  priceUnit: Decimal;
  discount: Decimal;
  /** Where all its parts are billed by agreed terms or adjusted: what the order line itself says, as it was read. */
  orderPrice?: { priceUnit: Decimal; discount: Decimal };
  taxIncluded?: boolean;
  /** quantity × price less discount, rounded once to the currency, half up (Odoo: `price_subtotal`, and its `price_total` where `taxIncluded`). */
  amount: Decimal;
  /** `amount` less the exact value of the parts: what rounding the quantity and the money added or took. */
  rounding: Decimal;
  parts: Part[];
  trace: string;
}

/** A down payment with something left to deduct, and how much of it this invoice takes off. */
export interface Deduction {
  orderLineId: number;
  /** The agreed advance's name, else the order line's. */
  description: string;
  /** The whole down payment. */
  priceUnit: Decimal;
  taxIncluded?: boolean;
  /** Share of the whole that is deducted now, and that was left before: 1 is all of it. */
  quantity: Decimal;
  left: Decimal;
  /** Negative, in the order's currency; before tax unless `taxIncluded`. */
  amount: Decimal;
}

/** What an invoice withholds until its release, of work with one set of taxes. */
export interface Withheld {
  /** Id and name of the agreement; its version in words. */
  agreement: string;
  name: string;
  terms: string;
  /** An order line it is withheld from, and the taxes of that. */
  like: number;
  taxes: number[];
  percent: Decimal;
  /** `10 % of 12,000.00 EUR`. */
  words: string;
  /** Negative, before tax, in the order's currency. */
  amount: Decimal;
  /** Most that is withheld in all; `reached` where this invoice withholds no more than it leaves. */
  ceiling?: { amount: Decimal; reached: boolean };
}

/** What a proposal counts on of an agreement: Odoo drafts it only while this is so. */
export interface CountedOn {
  /** Id of the agreement. */
  agreement: string;
  /** Its signed and superseded versions, ascending. */
  versions: number[];
  /** Where earlier work counts (caps, tiers, increments): what live invoices held under the agreement. */
  earlier?: {
    parts: number;
    value: Decimal;
    /** The same for all proposals that were counted together, which may be drafted one after the other. */
    countedWith: string;
  };
}

/** What an order must have in common with others to be on one invoice with them. */
export interface Joins {
  /** The agreement that wants it, with its version. */
  terms: string;
  /** As the company has it, of the order. */
  roundsTotal: boolean;
  same: OrderFacts['joins'];
}

/** What an invoice to be has of one order. */
export interface ProposedOrder {
  orderId: number;
  orderName: string;
  lines: ProposalLine[];
  deductions: Deduction[];
  /** Absent where nothing is withheld. */
  withheld?: Withheld[];
  /** The customer's PO as agreed, empty for none. Absent: Odoo's own reference. */
  reference?: string;
  /** What Odoo said of the order when it was checked: drafting refuses where it says otherwise by then. */
  checked?: string;
  /** Where the customer wants one invoice for all orders. */
  joins?: Joins;
  /** The agreements its lines are billed by. */
  agreements?: CountedOn[];
  /** Where deductions follow agreed advances: what was invoiced of the order, as they counted on it. */
  invoiced?: Decimal;
  /** Where this is an advance, to be made as a down payment. */
  advance?: {
    agreement: string;
    name: string;
    amount: Decimal;
    share?: { percent: Decimal; of: Decimal };
    /** For one order of the agreement only, whichever it is. */
    once?: true;
  };
}

/** One invoice to be. Its key names its content and serves retries only. */
export interface Proposal {
  key: string;
  /** Several where the customer wants one invoice for all. */
  orders: [ProposedOrder, ...ProposedOrder[]];
  customer: Ref;
  company: Ref;
  currency: Currency;
  period: { from?: Day; to: Day };
  /** True where an earlier invoice already billed work of an order in the same period. */
  supplementary: boolean;
  /** What rounding the total once, instead of every line, adds to the lines or takes from them: 0 unless the company does. */
  rounding: Decimal;
  /** Lines, rounding, deductions and what is withheld, in `currency`, before tax except where a line's price includes it. */
  total: Decimal;
  findings: Finding[];
}

/** The identity of hours and money for one unit of work: source = sum of the parts, for each kind, else nothing is drafted. */
export interface Identity {
  holds: boolean;
  rows: {
    kind: EntryKind;
    unit: string;
    entries: number;
    source: Decimal;
    byVerdict: Partial<Record<Verdict, Decimal>>;
    difference: Decimal;
    /** What Odoo's own grouped total says, and how far it is from ours. */
    odoo: Decimal;
    odooDifference: Decimal;
  }[];
  /**
   * In the order's currency: value of the billed parts, releases among them, rounding of the lines and the total, down
   * payments deducted and what is withheld (negative), and the invoice's amount, which is the sum of these.
   */
  money: {
    currency?: string;
    value: Decimal;
    rounding: Decimal;
    deducted: Decimal;
    withheld?: Decimal;
    amount: Decimal;
  };
  /** What is wrong, in words; empty where it holds. */
  breaks: string[];
}

export interface Evaluation {
  orderId?: number;
  orderName?: string;
  customer?: Ref;
  period: { from?: Day; to: Day };
  parts: Part[];
  proposal?: Proposal;
  /** Further invoices of the order, where the customer wants one for each project. */
  more?: Proposal[];
  /** Where the customer wants one invoice for all orders: the one its work is on, told with this other order. */
  invoicedWith?: { key: string; orderName: string };
  cases: CaseDraft[];
  identity: Identity;
  /** Retainers with every movement of their balance, each told with the first order that draws on it. */
  retainers?: Statement[];
}
