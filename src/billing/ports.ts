import type { Leave, WorkCalendar } from '../approvals/time/calendar.ts';
import type { Adjustment, Day, Decimal, Ref, Work } from '../rules/entry.ts';
import type { DISPUTE_REASONS, PaidInvoice, Receivable } from '../rules/collections/receivable.ts';
import type { Invoiced } from '../rules/revenue/movements.ts';
import type { Unreadable } from '../rules/terms/in-force.ts';
import type { Agreement } from '../rules/terms/schema.ts';
import type { CaseDraft, Part, Proposal } from '../rules/verdict.ts';
import type { StandingCase } from '../rules/digest.ts';
import type { Attendance } from '../rules/watch/attendance.ts';
import type { ApprovedInvoice } from '../rules/watch/stuck-invoices.ts';
import type { Waiting } from '../rules/watch/waiting.ts';
import type { Books, HeldPart } from '../rules/watch/reconcile/books.ts';
import type { BilledUnder } from '../rules/watch/rule-drift.ts';

export type { Attendance } from '../rules/watch/attendance.ts';

export interface WorkScope {
  /** Last service day to bill, inclusive. Earlier open work is always in scope: late hours must not be lost. */
  to: Day;
  /** First service day; leave out to bill everything open up to `to`. */
  from?: Day;
  companyIds?: number[];
  customerIds?: number[];
  projectIds?: number[];
  orderIds?: number[];
  /** Work these agreements are about: of the order, project, customer and company each names. */
  agreementIds?: number[];
  /** Work no order pays for, and nothing else. */
  withoutOrder?: true;
  /** The agreements that may speak of this work, as they were read before; read from Odoo where left out. */
  terms?: AgreementsInUse;
  /** To be judged under other terms, too: people's roles and what invoices hold are read whatever the agreements say. */
  replay?: boolean;
}

/** The billing agreements in use, and those that can't be used with what is wrong about them. */
export interface AgreementsInUse {
  agreements: Agreement[];
  unreadable: Unreadable[];
}

/** Work, and what was billed, that nothing ties to any other: it can be read, judged and forgotten before the next. */
export interface Slice {
  work: WorkScope;
  billed: BilledScope;
}

/** Of the ledger: what was billed on these orders or these invoices, by these companies. */
export interface BilledScope extends Pick<WorkScope, 'companyIds' | 'orderIds'> {
  invoiceIds?: number[];
}

/** What became of one proposal. `existing`: an earlier attempt already made it. `refused`: nothing was made, and why. */
export type DraftOutcome =
  | { key: string; status: 'drafted' | 'existing'; invoice: Draft }
  | { key: string; status: 'refused'; code: RefusalCode; message: string };

/**
 * `claimed`: a part is on another live invoice. `changed`: a record is not what was read.
 * `order-full`: the order has less left to invoice than proposed. `order-closed`: cancelled or gone.
 * `odoo`: Odoo itself refused; the message is its own.
 */
export type RefusalCode = 'claimed' | 'changed' | 'order-full' | 'order-closed' | 'odoo';

/** What drafting would answer as things stand. `clear`: nothing in Odoo stands against the draft. */
export type Foreseen =
  | { key: string; status: 'clear' }
  | { key: string; status: 'existing'; invoice: Draft }
  | { key: string; status: 'refused'; code: RefusalCode; message: string };

export interface Draft {
  id: number;
  name: string;
  /** The first of its orders. */
  orderId: number;
  state: 'draft' | 'posted' | 'cancel';
  untaxed: Decimal;
  total: Decimal;
  currency: string;
}

export interface InvoiceLine {
  id: number;
  kind: 'product' | 'section' | 'note';
  name: string;
  product?: Ref;
  quantity: Decimal;
  unit: string;
  priceUnit: Decimal;
  discount: Decimal;
  subtotal: Decimal;
  taxes: string[];
  parts: {
    entry: string;
    date: Day;
    description: string;
    quantity: Decimal;
    unit: string;
    person?: string;
    rule: string;
    reason: string;
    arithmetic: string;
  }[];
}

/** What an approver is shown, read from Odoo at that moment. */
export interface InvoiceFacts {
  id: number;
  /** `Draft #42` until Odoo numbers it. */
  name: string;
  state: 'draft' | 'posted' | 'cancel';
  moveType: string;
  company: Ref;
  customer: Ref;
  currency: string;
  untaxed: Decimal;
  tax: Decimal;
  total: Decimal;
  origin: string;
  reference: string;
  period: string;
  invoiceDate?: Day;
  lines: InvoiceLine[];
  /** `lineId`: the line it is about, where it is about one. */
  findings: { code: string; message: string; lineId?: number }[];
  /**
   * What has to be said before it can be approved or posted: `isMissing` of work that was taken off it, by a line that is
   * there or by an `entry` of one that is not, `partId` its row of the ledger; else of what a line bills without any work
   * behind it. Invoices read by an earlier version have none.
   */
  unsaid?: {
    code: 'work.unsaid';
    message: string;
    isMissing: boolean;
    lineId?: number;
    entry?: string;
    partId?: number;
  }[];
  decisions: { outcome: RecordedOutcome; by: string; at: string; channel: string; reason: string; current: boolean }[];
  /** Everyone who had a hand in the draft, robots left out: they can't approve it. */
  preparers: { userId: number; name: string; email: string }[];
  /** The canonical text of what is being approved, computed inside Odoo; a decision is bound to exactly this text. */
  content: string;
  /** Link to the invoice in Odoo's own screen. */
  url: string;
}

export interface Person {
  userId: number;
  name: string;
  email: string;
  mayApprove: boolean;
  prepares?: boolean;
  /** A controller: may see what all of the companies' billing comes to. */
  controls?: boolean;
  /** Companies this person may act for. */
  companyIds: number[];
}

export type DecisionOutcome = 'approved' | 'rejected';
/** As Odoo has it. `step-approved`: others still have to approve, and it lets nothing through. */
export type RecordedOutcome = DecisionOutcome | 'step-approved';
export type Channel = 'slack' | 'page' | 'teams' | 'email' | 'odoo';

export interface Decision {
  /** Unique per decision: recording it twice makes one record. */
  key: string;
  requestId: string;
  invoiceId: number;
  /** `approved` only where nothing is left to approve. */
  outcome: RecordedOutcome;
  person: { userId: number; name: string; email: string };
  channel: Channel;
  /** Required for a rejection. */
  reason: string;
  /** ISO instant the person decided, UTC. */
  at: string;
  /** The text the person was shown; Odoo refuses the record where the invoice no longer reads like this. */
  content: string;
  /** How it is known who decided. */
  verified?: string;
  /** Name and version of the policy it was asked for under. */
  policy?: string;
}

/** The last link of an invoice's record in Odoo, right after it was written. */
export interface Link {
  invoiceId: number;
  /** 1 is the first. */
  number: number;
  hash: string;
}

/** `link` is missing where the decision is older than the record. */
export interface RecordedDecision {
  id: number;
  created: boolean;
  link?: Link;
}

/** What the desk has put on an invoice's record, besides decisions. */
export type DeskEventKind =
  | 'requested'
  | 'straight-through'
  | 'step-opened'
  | 'reminded'
  | 'escalated'
  /** A step was decided when its time was over, whoever was asked then. */
  | 'overdue'
  | 'delegated'
  | 'asked'
  | 'answered'
  | 'refused'
  | 'voided';

export interface DeskEvent {
  /** Unique per event: recording it twice makes one link. */
  key: string;
  requestId: string;
  invoiceId: number;
  kind: DeskEventKind;
  /** In words, for people. */
  what: string;
  /** Nobody: the desk by itself. */
  person?: { userId?: number; name: string };
  channel: Channel | 'desk';
  /** How it is known who it was. */
  verified: string;
  /** Name and version. */
  policy?: string;
  reason?: string;
  detail?: string;
  /** ISO instant, UTC. */
  at: string;
}

export type PostOutcome =
  | { invoiceId: number; status: 'posted' | 'already-posted'; name: string }
  | { invoiceId: number; status: 'refused'; message: string };

/**
 * `announced`: its account team was told, and may stop it until `leavesAt`, an instant in UTC; ask again then. `handed-over`: given to Odoo's own send; whether it left is asked of `settleRelease`. `not-sent`: it could not be, or
 * must not be tried again. `refused`: not posted, or nobody's approval of it is on record.
 */
export type Release =
  | { status: 'handed-over' | 'already-sent' | 'not-sent' | 'refused'; message: string }
  | { status: 'announced'; leavesAt: string };

/** What became of an invoice that was to leave, by Odoo's own records. */
export type Delivery = { invoiceId: number } & (
  | { status: 'left'; name: string; how: string }
  | {
      status: 'not-left';
      name: string;
      /** What happened, why, and what to do, as its case says it. */
      title: string;
      why: string;
      nextStep: string;
      untaxed: Decimal;
      currency: string;
      orderId?: number;
      /** The salesperson. */
      ownerId?: number;
    }
  | { status: 'refused'; message: string }
);

/** `announced`: it leaves at the next release after `leavesAt`, unless somebody stops it. `already-sent`: it had left before, by whatever hand. `not-sent`: there is a case for it. `refused`: it must not leave. */
export type ReleaseOutcome = { invoiceId: number } & (
  | { status: 'sent' | 'already-sent'; name: string; how: string }
  | { status: 'announced'; leavesAt: string }
  | { status: 'not-sent'; name: string; message: string }
  | { status: 'refused'; message: string }
);

export interface CaseOutcome {
  key: string;
  id: number;
  status: 'opened' | 'updated' | 'unchanged' | 'reopened';
}

export interface Receivables {
  owed: Receivable[];
  paid: PaidInvoice[];
}

export interface ReminderToSend {
  invoiceId: number;
  levelId: number;
  /** Of the invoice as it was read. */
  seal: string;
  /** In the invoice's currency. */
  asked: Decimal;
  reason: string;
}

/** `changed`: not what was read any more, so nothing was sent. `already-told`: by another run. */
export interface Dunned {
  status: 'told' | 'already-told' | 'changed' | 'no-address';
  /** Addresses it was handed to Odoo's mail queue for. */
  to: string;
}

export interface Company {
  id: number;
  name: string;
  /** IANA name, such as Europe/Brussels. */
  zone: string;
}

export interface OpenCase {
  id: number;
  key: string;
  /** From when to when the run was that it tells of; empty where it tells of none. */
  run: string;
}

/** What a customer disputes of a posted invoice, as it reached a program or the desk. */
export interface DisputeToOpen {
  /** What it was made of, such as the id of a ticket: opening it twice makes one dispute. */
  key: string;
  invoiceId: number;
  reason: keyof typeof DISPUTE_REASONS;
  /** With tax, in the invoice's currency; all that is open and not disputed yet where left out. */
  amount?: Decimal;
  /** What the customer says. */
  said: string;
  /** Who says it, on the customer's side. */
  raisedBy?: string;
  /** Whom the desk writes it down for; n8n's own robot where left out. */
  personId?: number;
}

export interface OpenedDispute {
  invoiceId: number;
  status: 'opened' | 'already-open';
  id: number;
  name: string;
  amount: Decimal;
  currency: string;
  deadline: Day;
  owner?: Ref;
}

/** Work to take off a draft, or to price anew, as somebody who is signed in at the desk says it. */
export interface DraftEdit {
  /** Of the form it was filled in on: sent twice, it is done once. */
  key: string;
  invoiceId: number;
  /** SHA-256 (hex) of the content that was shown: what reads differently by now is left as it is. */
  seen: string;
  /** Where left out, of what has no line any more. */
  lineId?: number;
  /** Whether what was shown asked what becomes of work that is off the line already; where that is not so by now, nothing is done. */
  isMissing: boolean;
  /** Held until somebody releases it, or until a day; written off; the whole line written down or up. */
  kind: Adjustment['kind'];
  /** How much is held or written off, in the line's unit; all of the work that is named where left out. */
  quantity?: Decimal;
  /** Whose work it is, as the parts of the line name it; all of the line's where left out. */
  entries?: readonly string[];
  /** What it is that has no line any more, row by row of the ledger: of the same entry other rows may be billed. */
  partIds?: readonly number[];
  /** Held until the first billing period that ends on this day or later. */
  until?: Day;
  /** By how much the line is written down or up: percent of what it is worth, or an untaxed amount in its currency. */
  percent?: Decimal;
  amount?: Decimal;
  reason: string;
  /** In whose name, by their own rights in Odoo; and how it is known who they are. */
  personId: number;
  verified: string;
}

export interface DraftEdited {
  status: 'done' | 'already-done';
  /** What was done, by whom and why, in words. */
  said: string;
}

/** What a run has looked at: all there is, where it says neither. */
export interface LookedAt {
  /** Keys of the cases it could have opened. */
  keys?: string[];
  /** Cases of these companies. */
  companyIds?: number[];
}

/** An open case that a billing run found. */
export interface CaseOfRun {
  id: number;
  key: string;
  /** `model,id` of the entry or order it is about. */
  record: string;
  /** Last service day of the work it was found in. */
  workTo: Day;
  /** When it was last written, by Odoo's clock. */
  written: string;
}

/** Somebody who can be told of hours, and when. */
export interface Staff {
  employee: Ref;
  email?: string;
  /** Neither they nor their user is archived. */
  isHere: boolean;
  /** Their manager's employee. */
  managerId?: number;
  calendar: WorkCalendar;
  leaves: Leave[];
}

/** What the use cases need of Odoo. Implemented by `src/odoo/`; nothing else knows Odoo's field names. */
export interface BillingOdoo {
  /** All work of the scope, one element per order and one without order; already billed work included, for the identity. */
  collectWork(scope: WorkScope): Promise<Work[]>;
  agreements(scope: Pick<WorkScope, 'companyIds'>): Promise<AgreementsInUse>;
  /**
   * All of the scope in slices. What shares an order, customer, invoice, agreement or record is in one, however much it is;
   * a slice is the scope itself where it holds no more than that.
   *
   * @param most records of work and of the ledger in a slice, as far as what hangs together allows
   * @param ledger whether what was billed is read, too, or open work alone
   */
  slices(scope: WorkScope, most: number, ledger: boolean): Promise<Slice[]>;

  /** One call, one transaction: every proposal is drafted, found, or refused with a reason. Never retried blindly. */
  draft(proposals: Proposal[], preparer?: string): Promise<DraftOutcome[]>;
  /** What `draft` would answer now, by the same checks. Writes, locks and claims nothing. */
  foresee(proposals: Proposal[]): Promise<Foreseen[]>;
  /** Live drafts and invoices by proposal key: how an unknown outcome is resolved. */
  findDrafts(keys: string[]): Promise<Map<string, Draft>>;
  /** Writes why parts are on no invoice; unchanged ones are left alone. */
  recordVerdicts(parts: Part[]): Promise<{ written: number; unchanged: number }>;

  openCases(cases: CaseDraft[]): Promise<CaseOutcome[]>;
  /**
   * Closes open cases of these codes whose key is no longer among `stillOpen`. Returns how many.
   *
   * @param lookedAt a case outside of it stays as it is, for nobody looked
   */
  closeCases(codes: string[], stillOpen: string[], note: string, lookedAt?: LookedAt): Promise<number>;

  /** Those a later run may find solved: they are about an entry or a refused draft. */
  casesOfRuns(): Promise<CaseOfRun[]>;
  /** Closes those of them that nobody wrote since they were read. Returns how many. */
  closeSolved(cases: readonly CaseOfRun[], note: string): Promise<number>;

  /** The open cases of a code whose keys begin like this. */
  openCasesOf(code: string, beginning: string): Promise<OpenCase[]>;

  invoice(id: number): Promise<InvoiceFacts>;
  /** Drafts waiting for a decision. */
  draftsAwaitingDecision(): Promise<Draft[]>;
  personByEmail(email: string): Promise<Person | undefined>;
  recordDecision(decision: Decision): Promise<RecordedDecision>;
  /** @throws where the invoice is gone */
  recordEvent(event: DeskEvent): Promise<Link>;
  /** Who changed what of the invoice since this request about it was recorded, a sentence each. */
  edits(invoiceId: number, requestId: string): Promise<string[]>;
  /** The last link of every record that grew since that ISO instant; of all records where it is left out. */
  heads(since?: string): Promise<Link[]>;
  post(invoiceIds: number[]): Promise<PostOutcome[]>;
  /** Gives a posted, approved invoice to Odoo's own send, unless it left before. The mail leaves after Odoo's answer is sure. */
  release(invoiceId: number, objectionMinutes?: number): Promise<Release>;
  /** Looks whether the invoice left, and has the account team told, once. `trouble`: what the attempt said, where it failed. */
  settleRelease(invoiceId: number, trouble: string): Promise<Delivery>;

  /** Invoices, drafts and credit notes of billed work and of down payments, whenever they were made. */
  invoiced(scope: Pick<WorkScope, 'companyIds'>): Promise<Invoiced[]>;
  /**
   * What was put on invoices, with the invoices and the records of work as they are.
   *
   * @param alsoOf open entries whose records are read as well, by what the ledger has
   */
  books(alsoOf: (held: HeldPart[]) => string[], scope: BilledScope): Promise<Books>;
  /** What live invoices bill, as far as it says which terms it was billed under: grouped, not record by record. */
  billedUnder(scope: Pick<WorkScope, 'companyIds'>): Promise<BilledUnder[]>;
  attendance(from: Day, to: Day, companyIds?: number[]): Promise<Attendance[]>;
  /** These employees and their managers, as Odoo knows them at this moment; archived ones too. */
  staff(employeeIds: number[]): Promise<Staff[]>;
  /** What customers owe, with all that was paid, promised, disputed and told of it, and how they paid before. */
  receivables(scope: Pick<WorkScope, 'companyIds'>): Promise<Receivables>;
  /** Sends a level of a firm's reminders, once: what was told is written in the transaction that makes the mail. */
  dun(reminder: ReminderToSend): Promise<Dunned>;
  /** Those whoever is connected is in. */
  companies(): Promise<Company[]>;
  /**
   * Writes down a dispute, once under its key. From then on its amount is not reminded of.
   *
   * @throws where the invoice is not posted, less can be disputed, or the key belongs to another dispute
   */
  /**
   * Takes work off a draft, or prices it anew, by the very rules and limits of Odoo's own form.
   *
   * @throws OdooError `refused` where the person may not, or the draft reads differently by now: nothing was done
   */
  editDraft(edit: DraftEdit): Promise<DraftEdited>;
  openDispute(dispute: DisputeToOpen): Promise<OpenedDispute>;
  /** Every open case of them. */
  standingCases(): Promise<StandingCase[]>;
  /** Expenses and drafts nobody has decided on. */
  waiting(scope: Pick<WorkScope, 'companyIds'>): Promise<Waiting>;
  /** Approved invoices that are not posted, or posted and not sent; neither paid nor credited. */
  stuckAfterApproval(scope: Pick<WorkScope, 'companyIds'>): Promise<ApprovedInvoice[]>;
  /** Addresses of Odoo's own screens; whoever opens one signs in to Odoo as always. */
  screens: Record<'timesheets' | 'allTimesheets' | 'cases' | 'lateCases' | 'severeCases', string>;
}
