import { z } from 'zod/v4';
import { ROLES } from '../approvals/policy/schema.ts';
import { BILLING_EVENTS } from '../billing/events.ts';
import type { ReadAlong } from './along.ts';
import type { OdooApi } from './api.ts';
import { OdooError } from './errors.ts';
import type { Adjustment } from '../rules/entry.ts';
import { DISPUTE_REASONS } from '../rules/collections/receivable.ts';
import { day, decimal, instant, many2oneNamed as named, many2oneNamedOrNone } from './rows.ts';

/** The add-on's actions by name: what each takes and answers. The Python is in `addon/billing_automation/actions/`. */
const draftFacts = z.object({
  id: z.number(),
  name: z.string(),
  order: z.union([z.number(), z.literal(false)]),
  state: z.enum(['draft', 'posted', 'cancel']),
  untaxed: z.number(),
  total: z.number(),
  currency: z.string(),
});
export type DraftFacts = z.infer<typeof draftFacts>;

const orderFacts = z.object({
  id: z.number(),
  invoice_to: z.object({ id: z.number(), name: z.string() }),
  country: z.string(),
  vat: z.string(),
  position: z.string(),
  expected: z.string(),
  vat_required: z.boolean(),
  of_country: z.boolean(),
  fits: z.boolean(),
  by_country: z.boolean(),
  crosses_eu: z.boolean(),
  joins: z.array(z.object({ what: z.string(), id: z.number(), name: z.string() })),
  lines: z.array(z.object({ id: z.number(), zero: z.boolean(), left_out: z.string(), others: z.array(z.string()) })),
  seal: z.string(),
});

const person = z.object({ id: z.number(), name: z.string(), email: z.string() });

const refused = z.object({
  key: z.string(),
  status: z.literal('refused'),
  code: z.enum(['claimed', 'changed', 'order-full', 'order-closed']),
  message: z.string(),
});

const link = z.object({ invoice: z.number(), number: z.number(), hash: z.string() });

/** Of each read that was asked for, in order. */
const rows = z.array(z.array(z.record(z.string(), z.unknown())));

const span = z.tuple([instant, instant]);

/** When somebody works and is away. */
const times = z.object({ zone: z.string(), schedule: z.string(), leaves: z.array(span) });
const schedules = z.record(
  z.string(),
  z.object({
    /** Weekday, 1 is Monday; from and to in hours of the day; which week of two, empty where it is every week. */
    hours: z.array(z.tuple([z.number(), z.number(), z.number(), z.enum(['', 'first', 'second'])])),
    closed: z.array(span),
  }),
);

/** This invoice or another is being sent: ask again. */
const busy = z.object({ status: z.literal('busy') });

/** What a live invoice bills: each part with cost and quantity of its whole record, each line with its value. */
const billed = z.object({
  parts: z.array(
    z.object({
      line: z.number(),
      kind: z.string(),
      rule: z.string(),
      name: z.string(),
      quantity: z.string(),
      cost: decimal,
      whole: decimal,
    }),
  ),
  lines: z.array(z.object({ id: z.number(), value: decimal, down_payment: z.boolean(), holdback: z.boolean() })),
});
export type Billed = z.infer<typeof billed>;

const answers = {
  draft: z.object({
    answers: z.array(
      z.discriminatedUnion('status', [
        z.object({ key: z.string(), status: z.enum(['drafted', 'existing']), invoice: draftFacts }),
        refused,
      ]),
    ),
  }),
  foresee: z.object({
    answers: z.array(
      z.discriminatedUnion('status', [
        z.object({ key: z.string(), status: z.literal('clear') }),
        z.object({ key: z.string(), status: z.literal('existing'), invoice: draftFacts }),
        refused,
      ]),
    ),
  }),
  check_orders: z.object({ orders: z.array(orderFacts) }),
  find_drafts: z.object({ found: z.record(z.string(), draftFacts) }),
  record_verdicts: z.object({ written: z.number(), unchanged: z.number() }),
  open_cases: z.object({
    answers: z.array(
      z.object({ key: z.string(), id: z.number(), status: z.enum(['opened', 'updated', 'unchanged', 'reopened']) }),
    ),
  }),
  close_cases: z.object({ closed: z.number() }),
  invoice: z.object({
    content: z.union([z.string(), z.literal(false)]),
    preparers: z.array(person),
    gone: z.array(z.string()).optional(),
    current: z.array(z.number()).optional(),
    /**
     * `line` is 0, `entry` and `part`, its row of the ledger, are set where the line is gone; nothing is `missing` where
     * more is on a line than was worked, and `off` how much is, in the line's unit.
     */
    unsaid: z
      .array(
        z.object({
          ...{ line: z.number(), entry: z.string(), part: z.number() },
          ...{ missing: z.boolean(), off: z.number(), what: z.string() },
        }),
      )
      .optional(),
    /** Decimals of its currency. */
    digits: z.number().optional(),
    taxes: z.array(z.tuple([z.number(), z.string()])).optional(),
    rows,
  }),
  person: z.object({
    person: z.union([
      person.extend({
        may_approve: z.boolean(),
        prepares: z.boolean().optional(),
        controls: z.boolean().optional(),
        companies: z.array(z.number()),
      }),
      z.literal(false),
    ]),
  }),
  /** `link`: of the invoice's record; none where the decision is older than it. */
  record_decision: z.union([
    busy,
    z.object({ id: z.number(), created: z.boolean(), link: z.union([link, z.literal(false)]) }),
  ]),
  record_event: z.union([busy, z.object({ link, created: z.boolean() })]),
  record_straight_through: z.union([
    busy,
    z.object({
      id: z.number(),
      created: z.boolean(),
      link: z.union([link, z.literal(false)]),
      robot: z.number(),
    }),
  ]),
  show_request: z.object({ shown: z.boolean() }),
  submissions: z.object({
    submissions: z.array(
      z.object({
        id: z.number(),
        request_id: z.string(),
        user: z.number(),
        name: z.string(),
        kind: z.enum(['approved', 'rejected', 'ask', 'hand-on', 'answer']),
        reason: z.string(),
        to: z.number(),
        question: z.string(),
        seen: z.string(),
      }),
    ),
  }),
  answer_submission: z.object({ answered: z.boolean() }),
  receivables: z.object({
    owed: z.array(
      z.object({
        id: z.number(),
        name: z.string(),
        customer: named,
        debtor: named,
        company: named,
        salesperson: many2oneNamedOrNone,
        currency: z.tuple([z.string(), z.number()]),
        total: decimal,
        residual: decimal,
        /** The company's currency, its decimals, and what is open in it. */
        books: z.tuple([z.string(), z.number(), decimal]),
        instalments: z.array(z.tuple([day, decimal])),
        due: day,
        settlements: z.array(z.object({ kind: z.enum(['payment', 'credit', 'entry']), day, amount: decimal })),
        surplus: z.array(z.object({ name: z.string(), amount: decimal, currency: z.string() })),
        coming: decimal,
        returned: z.array(z.object({ name: z.string(), day, amount: decimal })),
        held: z.boolean(),
        promises: z.array(
          z.object({ id: z.number(), amount: decimal, made: day, by: day, promised_by: z.string(), author: named }),
        ),
        disputes: z.array(
          z.object({
            id: z.number(),
            reason: z.enum(Object.keys(DISPUTE_REASONS) as [keyof typeof DISPUTE_REASONS]),
            opened: day,
            amount: decimal,
            deadline: day,
            owner: many2oneNamedOrNone,
            state: z.enum(['open', 'credit-waits', 'closed']),
          }),
        ),
        /** The newest of what the customer wrote and nobody answered; `on`: the day of the oldest. */
        heard: z.union([z.object({ on: day, by: z.string(), said: z.string() }), z.literal(false)]),
        address: z.boolean(),
        plan: z.union([
          z.object({
            id: z.number(),
            name: z.string(),
            on: z.boolean(),
            levels: z.array(z.object({ id: z.number(), name: z.string(), days: z.number(), quiet_below: decimal })),
          }),
          z.literal(false),
        ]),
        told: z.array(
          z.object({
            level: z.number(),
            days: z.number(),
            name: z.string(),
            on: day,
            mail: z.enum(['waits', 'sent', 'failed', 'gone']),
            why: z.string(),
          }),
        ),
        seal: z.string(),
      }),
    ),
    /** The customer, the day it was due, the day the last of it came. */
    paid: z.array(z.tuple([z.number(), day, day])),
  }),
  open_dispute: z.object({
    status: z.enum(['opened', 'already-open']),
    id: z.number(),
    name: z.string(),
    amount: decimal,
    currency: z.string(),
    deadline: day,
    owner: many2oneNamedOrNone,
  }),
  /** What was done, in words. */
  edit_draft: z.object({ status: z.enum(['done', 'already-done']), said: z.string() }),
  dun: z.object({ status: z.enum(['told', 'already-told', 'changed', 'no-address']), to: z.string() }),
  post: z.discriminatedUnion('status', [
    busy,
    z.object({ status: z.enum(['posted', 'already-posted']), name: z.string() }),
  ]),
  workdays: z.object({
    people: z.array(
      z.object({
        employee: z.number(),
        /** Since when by which schedule, the first one before its day, too. */
        versions: z.array(z.tuple([day, z.string()])),
        /** The schedules of the calendars that were named. */
        named: z.array(z.string()),
      }),
    ),
    schedules: z.record(
      z.string(),
      z.object({
        calendar: many2oneNamedOrNone,
        /** Whether a day has hours of its own: none where it isn't listed. */
        fixed: z.boolean(),
        /** Day, hours left, the public holiday it is, the public holiday that takes a part of it. */
        days: z.array(z.tuple([day, decimal, z.string(), z.string()])),
      }),
    ),
  }),
  risk_facts: z.object({
    facts: z.union([
      billed.extend({
        amount: decimal,
        currency: z.string(),
        digits: z.number(),
        rate: z.boolean(),
        own_currency: z.string(),
        day,
        earlier: z.array(billed),
        changes: z.array(z.string()),
        customers: z.array(z.tuple([z.number(), z.string()])),
        invoiced: z.number(),
      }),
      z.literal(false),
    ]),
  }),
  members: z.object({
    members: z.array(
      person.extend({
        may_approve: z.boolean(),
        companies: z.array(z.number()),
        roles: z.array(z.enum(ROLES)),
        groups: z.array(z.string()),
        ...times.shape,
        /** To whom, first and last day. */
        delegations: z.array(z.tuple([z.number(), day, day])),
      }),
    ),
    schedules,
  }),
  staff: z.object({
    people: z.array(
      times.extend({
        employee: z.tuple([z.number(), z.string()]),
        email: z.string(),
        here: z.boolean(),
        manager: z.union([z.number(), z.literal(false)]),
      }),
    ),
    schedules,
  }),
  unreviewed_policies: z.object({ policies: z.array(z.tuple([z.number(), z.string()])) }),
  remark_policies: z.object({ remarked: z.boolean() }),
  policy_names: z.object({
    /** Model, id and field of a row, and the ids in it. */
    lists: z.array(z.tuple([z.string(), z.number(), z.string(), z.array(z.number())])),
    users: z.array(z.tuple([z.number(), z.string()])),
    groups: z.array(z.tuple([z.number(), z.string()])),
    /** Addresses and names of groups that were asked about, and the ids of who and what they are. */
    asked: z.array(z.tuple([z.string(), z.array(z.number())])),
    rows,
  }),
  listen: z.object({ listening: z.boolean() }),
  unlisten: z.object({ listening: z.boolean() }),
  take: z.object({
    listening: z.boolean(),
    /** 0: nothing is new. */
    batch: z.number(),
    events: z.array(
      z.object({
        id: z.number(),
        kind: z.enum(BILLING_EVENTS),
        model: z.string(),
        record: z.number(),
        at: instant,
        by: z.string(),
      }),
    ),
  }),
  confirm: z.object({ confirmed: z.number() }),
  release: z.discriminatedUnion('status', [
    busy,
    z.object({ status: z.literal('announced'), leaves_on: instant }),
    z.object({ status: z.enum(['handed-over', 'already-sent', 'not-sent', 'refused']), message: z.string() }),
  ]),
  settle_release: z.discriminatedUnion('status', [
    busy,
    z.object({ status: z.literal('refused'), message: z.string() }),
    z.object({ status: z.literal('left'), how: z.string(), name: z.string() }),
    z.object({
      status: z.literal('not-left'),
      name: z.string(),
      title: z.string(),
      why: z.string(),
      step: z.string(),
      untaxed: z.number(),
      currency: z.string(),
      owner: z.union([z.number(), z.literal(false)]),
      order: z.union([z.number(), z.literal(false)]),
    }),
  ]),
};

export interface LedgerPart {
  x_name: string;
  x_kind: string;
  x_date: string;
  x_person: string;
  x_quantity_exact: string;
  /** What is billed of the quantity; empty where nothing is. */
  x_billed_exact: string;
  /** Hours or money, where it is drawn from a retainer. */
  x_drawn_exact: string;
  x_unit: string;
  x_reason: string;
  x_rule: string;
  x_terms: string;
  x_arithmetic: string;
  x_inputs: string;
  x_value: number;
  x_project_id: number | false;
}

export interface DraftPart {
  model: string;
  id: number;
  name: string;
  date: string;
  quantity: number;
  /** What increments make of it. */
  billed: number;
  entry_quantity: number;
  order_line_id: number;
  approval: string;
  /** What else it counts on. Empty where nothing else does. */
  counts_on: {
    milestones?: number[];
    not_adjusted?: number[];
    /** Milestones with evidence of their acceptance. */
    evidence?: number[];
    /** Untaxed, on invoices of the order line. */
    invoiced?: number;
    /** Parts of the record on live invoices. */
    parts?: number;
    delivered?: number;
    /** Day the order was accepted. */
    accepted?: string;
    hours?: { approved: number; to: string; source: string };
  };
  /** Ids of the adjustments in force, as they were read. */
  adjustments: number[];
  /** Of an expense: who spent what on what, and whether there was a receipt. */
  spent: { category: number; person: number; currency: string; total: number; cost: number; receipt: boolean } | false;
  /** What its row of the ledger says that those of the others don't. */
  row: Partial<DraftLedger>;
}

export type DraftLedger = LedgerPart & { x_counted_with: string };

export interface DraftProposal {
  key: string;
  period: string;
  /** Its last day. */
  period_to: string;
  findings: string;
  trace: string;
  preparer: string;
  /** Several on one invoice: all or nothing. */
  orders: DraftOrder[];
}

export interface DraftOrder {
  order_id: number;
  /** The customer's PO as agreed; false: Odoo's own reference. */
  reference: string | false;
  /** What was checked of the order, as Odoo said it; empty where nothing was. */
  checked: string;
  /** Down payments on the order still to be taken off, as they were read. */
  deducted: { order_line_id: number; price_unit: number; left: number; quantity: number }[];
  /** What the invoice withholds, and the order line whose taxes it has. */
  withheld: WithheldDraft[];
  /** Untaxed on live invoices of the order, where deducting counts on it. */
  invoiced: number | false;
  /** An agreed advance instead of lines: Odoo's own down payment of the untaxed amount. */
  advance: AdvanceDraft | false;
  lines: DraftLine[];
  agreements: {
    key: string;
    versions: number[];
    /** Where earlier work counts. `run`: what was counted together. */
    earlier: { parts: number; value: number; run: string } | false;
  }[];
}

export interface AdvanceDraft {
  agreement: string;
  name: string;
  amount: number;
  /** The order's untaxed amount it is a share of, where it is. */
  of: number | false;
  /** For one order of the agreement only. */
  once: boolean;
  ledger: DraftLedger;
}

export interface DraftLine {
  order_line_id: number;
  quantity: number;
  price_unit: number;
  discount: number;
  /** Its text as agreed, instead of Odoo's own; and what is added to Odoo's own. Empty: nothing. */
  text: string;
  label: string;
  /** The order line's own, as read, where all parts are billed by agreed terms. */
  order_price: { price_unit: number; discount: number } | false;
  parts: DraftPart[];
  /** What the rows of all parts say alike, said once: of a hundred hours at one price, half of it all. */
  row: Partial<DraftLedger>;
}

export interface WithheldDraft {
  /** Key and name of the agreement. */
  agreement: string;
  name: string;
  like: number;
  taxes: number[];
  /** At a price of 1. */
  quantity: number;
  text: string;
  /** Most that is withheld in all; `reached`: up to exactly there with this. */
  ceiling: { amount: number; reached: boolean } | false;
}

export interface VerdictRow extends LedgerPart {
  x_model: string;
  x_record_id: number;
  x_verdict: string;
  x_quantity: number;
  x_order_id: number | false;
  x_order_line_id: number | false;
  x_company_id: number | false;
  /** Currency code, resolved in Odoo. */
  currency: string;
  /** Of the whole record as it was read. */
  entry_quantity: number;
}

export interface CaseRow {
  x_key: string;
  x_name: string;
  x_kind: string;
  x_code: string;
  x_severity: '0' | '1' | '2';
  x_detail: string;
  x_next_step: string;
  x_amount: number;
  currency: string;
  x_deadline: string;
  x_owner_id: number | false;
  x_order_id: number | false;
  x_project_id: number | false;
  x_move_id: number | false;
  x_record: string;
  x_link: string;
  x_run: string;
  /** Last day of the work a billing run found it in; of nothing else, which an earlier add-on would refuse. */
  x_work_to?: string;
  /** Whom the firm's rule makes its owner; `false` where none does. */
  owner: { by: string; id: number } | false;
  raise_days: number;
  /** Whose it is where order, invoice and project don't tell; 0 where that isn't known either. */
  company: number;
}

export interface DecisionRow {
  key: string;
  request_id: string;
  invoice_id: number;
  outcome: string;
  person_id: number;
  email: string;
  channel: string;
  verified: string;
  policy: string;
  reason: string;
  /** `YYYY-MM-DD HH:MM:SS`, UTC, as Odoo stores it. */
  at: string;
  content: string;
}

export interface StraightThroughRow {
  key: string;
  request_id: string;
  invoice_id: number;
  policy: string;
  version: number;
  row: string;
  reason: string;
  at: string;
  content: string;
}

export interface EventRow {
  key: string;
  request_id: string;
  invoice_id: number;
  kind: string;
  what: string;
  /** 0: no user of Odoo. */
  person_id: number;
  who: string;
  channel: string;
  verified: string;
  policy: string;
  reason: string;
  detail: string;
  at: string;
}

export interface ShownRow {
  request_id: string;
  invoice_id: number;
  state: string;
  about: string;
  why: string;
  unusual: string;
  talk: string;
  /** One a line: its number, the users it waits for, its text, with a tab between. */
  questions: string;
  standing: string;
  page: string;
  content: string;
  seen: string;
  asked: number[];
}

export interface DraftEditRow {
  key: string;
  invoice: number;
  /** SHA-256 of the content that was shown. */
  seen: string;
  /** 0: what is missing on the whole invoice. */
  line: number;
  /** The form asked what becomes of what is off the line already. */
  missing: boolean;
  kind: Adjustment['kind'];
  /** In the line's unit; 0: all of the work that is named. */
  quantity: number;
  /** `model,id` of whose work it is; none: all of the line's. */
  entries: readonly string[];
  /** Rows of the ledger that are on no line any more, and meant where no line is. */
  parts: readonly number[];
  until: string | false;
  percent: number;
  amount: number;
  reason: string;
  /** Whom the desk acts for, and how it knows them. */
  person: number;
  verified: string;
}

export interface Payloads {
  draft: { proposals: DraftProposal[] };
  foresee: { proposals: DraftProposal[] };
  check_orders: { ids: number[] };
  find_drafts: { keys: string[] };
  record_verdicts: { parts: VerdictRow[] };
  open_cases: { cases: CaseRow[] };
  close_cases: {
    /** Not asked for where there are `cases`. */
    codes: string[];
    still_open: string[];
    note: string;
    looked_at?: string[];
    companies?: number[];
    /** Their ids, and when each was written last. */
    cases?: [number, string][];
  };
  invoice: { id: number; reads?: ReadAlong[] };
  person: { email: string };
  record_decision: DecisionRow;
  record_event: EventRow;
  record_straight_through: StraightThroughRow;
  show_request: ShownRow;
  submissions: { url: string; limit: number };
  answer_submission: { id: number; state: string; answer: string };
  post: { id: number };
  workdays: { employees: number[]; calendars: number[]; from: string; to: string };
  risk_facts: { id: number };
  members: { id: number; people: string[]; groups: string[] };
  staff: { employees: number[] };
  unreviewed_policies: Record<string, never>;
  /** Id, content looked at, and what there is to say of it. */
  remark_policies: { remarks: [number, string, string[]][] };
  policy_names: { people: string[]; groups: string[]; reads?: ReadAlong[] };
  listen: { key: string; name: string; kinds: string[]; url: string };
  unlisten: { key: string; forget: boolean };
  take: { key: string; limit: number; skip: number[] };
  confirm: { key: string; batch: number };
  release: { id: number; minutes: number };
  settle_release: { id: number; trouble: string };
  receivables: { companies: number[] };
  open_dispute: {
    key: string;
    invoice: number;
    reason: keyof typeof DISPUTE_REASONS;
    amount: number;
    said: string;
    raised_by: string;
    /** Of the desk: whom it is written down for. */
    person: number;
  };
  edit_draft: DraftEditRow;
  dun: { id: number; level: number; seal: string; asked: number; reason: string };
}

export type ActionName = keyof Payloads;
export type Answer<Name extends ActionName> = z.infer<(typeof answers)[Name]>;

/**
 * Runs an action of the add-on.
 *
 * @throws OdooError `schema` where the answer has another form: the installed add-on is of another version
 */
export async function runAction<Name extends ActionName>(
  api: OdooApi,
  name: Name,
  payload: Payloads[Name],
): Promise<Answer<Name>> {
  const answer = answers[name].safeParse(await api.runAction(`action_${name}`, payload));
  if (answer.success) return answer.data as Answer<Name>;
  throw new OdooError(
    'schema',
    `The add-on answered "${name}" in a form this version does not know: ${z.prettifyError(answer.error)}`,
    'Upgrade the add-on in Odoo and this package to the same version.',
    { cause: answer.error },
  );
}
