import { stringify } from 'yaml';
import { loadTerms } from '../../src/rules/terms/file/parse.ts';
import { exact } from '../../src/money/decimal.ts';
import { given } from '../../src/rules/given.ts';
import { deductionsIn, proposalsOf, withheldOf } from '../../src/rules/proposal/of.ts';
import { advancesOf, ofAdvance } from '../../src/rules/advances/agreed.ts';
import type {
  Adjustment,
  AdvanceMade,
  Authority,
  Drawn,
  Entry,
  Milestone,
  Order,
  OrderFacts,
  OrderLine,
  Ref,
  Used,
  Work,
  Workday,
} from '../../src/rules/entry.ts';
import type { Evaluation } from '../../src/rules/verdict.ts';
import { expense, fee, line, milestone, order, time, totalsOf } from './work.ts';
import type { WrittenExpense } from './written-expense.ts';
import { expenseLine, isSpent, spent, usedExpense } from './written-expense.ts';

/** A case as a finance person writes and checks it: the terms, the work, what is billed, what becomes of the rest. */
export interface Written {
  case: string;
  /** Sections of one signed version in force all of 2026. */
  terms?: Record<string, unknown>;
  /** Whole versions, where dates or signatures matter. */
  versions?: Record<string, unknown>[];
  /** Whole agreements, where there are several. */
  agreements?: Record<string, unknown>[];
  currency?: keyof typeof DIGITS;
  /** The company's own currency, where the order is in another, and the rates it has in Odoo. */
  books?: keyof typeof DIGITS;
  rates?: { currency: string; from: string; rate: number }[];
  /** What Odoo says of the order beyond its lines; where nothing is said, nothing is odd. */
  odoo?: Partial<OrderFacts>;
  /** Other fields of the order. */
  order?: Partial<Order>;
  /** The day the invoice is made. */
  today?: string;
  /** The order line, where it is not consulting by the hour at 120.00. */
  line?: Record<string, unknown>;
  lines?: Record<string, unknown>[];
  /** What Odoo knows of the first line, where it is a fixed fee: its invoices, and approved time on it. */
  fee?: { invoiced?: number; quantity?: number; billed?: string[]; hours?: number };
  milestones?: { name: string; reached?: string; share?: number; evidence?: string[]; adjust?: WrittenAdjustment[] }[];
  /** Last day to bill. */
  to?: string;
  work: WrittenEntry[];
  /** Further orders of the customer, S0002 and so on, under the same agreements, with what becomes of each. */
  others?: OtherOrder[];
  /** What earlier invoices hold. */
  invoiced?: {
    on: string;
    who?: string;
    h?: number;
    billed?: number;
    amount: number;
    role?: string;
    phase?: string;
    version?: number;
    /** Of which agreement, where there are several; one under a master with the sections it had itself. */
    agreement?: string;
    master?: Used['master'];
    /** Id of another order. */
    order?: number;
    /** Units of a fee, for a period. */
    fee?: number;
    label?: string;
    expense?: string;
    /** Number of the work it holds a part of. */
    of?: number;
  }[];
  /** What earlier runs drew from a retainer. */
  drawn?: { on: string; entry?: number; who?: string; h: number; amount?: number; gone?: true }[];
  /** The order: untaxed amount of what was ordered, untaxed amount of work invoiced so far. */
  ordered?: number;
  workInvoiced?: number;
  orderState?: 'sale' | 'draft' | 'cancel';
  /** Down payments on the order, by their agreed advance where there is one, and the share of each that is left. */
  ahead?: { advance?: string; amount: number; left?: number; taxIncluded?: boolean; posted?: boolean }[];
  /** What earlier invoices of the order withheld, less credit notes, and what of it was released. */
  withheld?: { amount: number; released?: number; since?: string };
  /** What invoices of all orders under the agreement withheld, where that is more. */
  withheldInAll?: number;
  /** When the customer accepted the order, and what shows it. */
  accepted?: { on: string; evidence: string[] };
  /** What the invoice withholds. */
  withholds?: string[];
  /** Expenses of the order that wait for approval and that the run did not read. */
  pendingExpenses?: string[];
  /** What becomes of the agreed advances. */
  advances?: string[];
  /** What the invoice takes off for what was paid ahead. */
  deducts?: string[];
  total?: string;
  bills?: string[];
  rest?: string[];
  cases?: string[];
  /** Words the explanation must have. */
  says?: string[];
  /** Each invoice as its customer reads it: PO, then the lines' texts with quantity and amount, then the total. */
  invoices?: { po?: string; lines: string[]; total: number | string }[];
  /** Codes of what a proposal wants looked at. */
  findings?: string[];
  /** The order's own. */
  purchaseOrder?: string | { number: string; amount?: number; validUntil?: string };
  /** A down payment to be deducted. */
  paidAhead?: number;
  /** Movements of the retainer, with the balance after each. */
  balance?: string[];
}

/** An order beside the first one; what its invoice says is told with the order it is on. */
export interface OtherOrder extends Pick<
  Written,
  'line' | 'lines' | 'fee' | 'work' | 'orderState' | 'ahead' | 'ordered' | 'invoices' | 'findings' | 'rest' | 'cases'
> {
  project?: string;
  /** How it is paid, where that is not as the first order is. */
  paid?: string;
  /** The order it is invoiced with. */
  with?: string;
}

interface WrittenEntry extends Partial<Omit<WrittenExpense, 'on'>> {
  on: string;
  h?: number | string;
  /** An expense: of one unit on the order line of that name, or of what was `spent`, on a line of its own. */
  expense?: string;
  /** What is left to invoice of the order line of that name. */
  fee?: string;
  /** A milestone of that name, with its share of the first order line. */
  milestone?: string;
  role?: string;
  task?: string;
  phase?: string;
  project?: string;
  product?: string;
  approved?: boolean;
  /** What was done. */
  did?: string;
  /** Hours of that day in the person's working calendar, and the holiday there. */
  day?: WrittenDay;
  /** The same day in a calendar the terms name. */
  elsewhere?: WrittenDay & { calendar: string };
  /** Hours of it a live invoice already holds. */
  billed?: number;
  /** What people decided about it. */
  adjust?: WrittenAdjustment[];
}

interface WrittenAdjustment {
  what: Adjustment['kind'];
  percent?: number;
  amount?: number;
  /** How much of the entry. Left out: all of it that is open. */
  quantity?: number;
  until?: string;
  by: string;
  as: Authority;
  why: string;
}

interface WrittenDay {
  /** Left out: flexible. */
  hours?: number;
  holiday?: string;
  /** A holiday for a part of the day. */
  partHoliday?: string;
  calendar?: string;
}

export const DIGITS = { EUR: 2, USD: 2, CHF: 2, JPY: 0, BHD: 3, KWD: 3 };
export const NOTHING_ODD: OrderFacts = {
  invoiceTo: { id: 21, name: 'Northwind' },
  country: 'BE',
  vat: 'BE0477472701',
  position: '',
  expected: '',
  vatRequired: false,
  ofCountry: false,
  fits: true,
  byCountry: false,
  crossesEu: false,
  joins: [],
  lines: [],
  seal: '',
};
const PEOPLE = ['Ann', 'Bob', 'Cem', 'Dee'];

/** `from`: ids of its records begin after it. */
export function workOf(written: Written, from = 0): Work {
  const { currency = 'EUR', to = '2026-12-31' } = written;
  const lines = (written.lines ?? [written.line ?? {}]).map((fields, index) =>
    line({
      id: from + 11 + index,
      ...Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [
          name,
          typeof value === 'number' && name !== 'unitDigits' ? String(value) : value,
        ]),
      ),
    }),
  );
  if (written.fee && lines[0]) invoice(lines[0], written.fee);
  lines.push(...written.work.flatMap((entry, index) => (isSpent(entry) ? expenseLine(entry, from + index + 1) : [])));
  const milestones = (written.milestones ?? []).map((each) => milestoneOf(each, lines));
  const entries = written.work.map((entry, index) =>
    isSpent(entry)
      ? { ...spent(entry, from + index + 1, currency), ...(entry.adjust && adjustedBy(entry.adjust, from + index + 1)) }
      : entryOf(entry, from + index + 1, lines, milestones),
  );
  const agreements = agreementsOf(written, currency);
  const used = (written.invoiced ?? []).map(
    ({
      on,
      who = 'Ann',
      fee,
      expense: category,
      of,
      h = fee ?? (category ? 1 : 0),
      billed = h,
      amount,
      ...rest
    }): Used => ({
      agreement: rest.agreement ?? 'agreement',
      ...(rest.version && { version: rest.version }),
      ...(rest.master && { master: rest.master }),
      orderId: rest.order ?? 1,
      entry: fee === undefined ? `account.analytic.line,${on}` : 'sale.order.line,12',
      invoice: { id: 1, name: 'INV/1' },
      kind: fee === undefined ? 'time' : 'fee',
      date: on,
      person: named(who),
      worked: String(h),
      billed: String(billed),
      value: String(amount),
      ...(rest.role && { role: rest.role }),
      ...(rest.phase && { phase: named(rest.phase) }),
      ...(rest.label && { label: rest.label }),
      ...(category && usedExpense(category, of)),
    }),
  );
  const drawn = (written.drawn ?? []).map(({ on, entry = 900, who = 'Ann', h, amount = h, gone }): Drawn => ({
    agreement: 'agreement',
    entry: `account.analytic.line,${entry}`,
    date: on,
    who: `${who}, Work ${entry}`,
    worked: String(h),
    amount: String(amount),
    ...(gone && { deleted: gone }),
  }));
  const { withheld, withheldInAll = withheld?.amount, accepted } = written;
  if (withheld) {
    const holding = holdbackLine(withheld, written.orderState);
    lines.push(holding);
    if (holding.toInvoice !== '0')
      entries.push(
        fee(holding.id, holding.toInvoice, {
          date: to,
          description: 'Holdback',
          unit: 'Units',
          orderLineId: holding.id,
        }),
      );
  }
  const { purchaseOrder, paidAhead, books, rates = [], odoo } = written;
  if (paidAhead) {
    const paid = { id: 99, name: 'Down payment', basis: 'down payment', priceUnit: String(paidAhead), toInvoice: '-1' };
    lines.push(line(paid as Partial<OrderLine>));
  }
  const { ordered, workInvoiced, orderState: state = 'sale', ahead = [] } = written;
  const sold = order({
    ...(purchaseOrder !== undefined && { purchaseOrder: recorded(purchaseOrder) }),
    lines: [...lines, ...ahead.map((each, index) => downPayment(each, from + index))],
    ...(odoo && { facts: { ...NOTHING_ODD, ...odoo } }),
    currency: { code: currency, digits: DIGITS[currency] },
    state,
    ...(ordered !== undefined && { untaxed: String(ordered) }),
    ...(workInvoiced !== undefined && { invoiced: String(workInvoiced) }),
    ...(accepted && { accepted }),
    ...(books && { companyCurrency: { code: books, digits: DIGITS[books] } }),
    rates: rates.map((row) => ({ ...row, rate: String(row.rate) })),
    ...written.order,
  });
  const advances = ahead.flatMap(({ advance, posted = true }, index): AdvanceMade[] =>
    advance === undefined
      ? []
      : [
          {
            agreement: 'agreement',
            name: advance,
            invoice: { id: 90 + index, name: `INV/${90 + index}` },
            invoiceState: posted ? 'posted' : 'draft',
            orderLineIds: [90 + index],
          },
        ],
  );
  return {
    period: { to },
    order: sold,
    entries,
    totals: totalsOf(entries),
    agreements,
    used,
    drawn,
    milestones,
    ...(advances.length && { advances }),
    ...(written.pendingExpenses && { pendingExpenses: written.pendingExpenses.map(named) }),
    ...(withheldInAll !== undefined && { heldBack: [{ agreement: 'agreement', amount: String(withheldInAll) }] }),
  };
}

/** The order, and each of its advances by itself: what is collected of it. Then the customer's other orders. */
export function worksOf(written: Written): Work[] {
  const { others = [], ...first } = written;
  const work = workOf(others.length > 0 ? { ...first, odoo: paidAs() } : first);
  const named = work.order ? advancesOf(work, work.order) : [];
  return [
    work,
    ...named.map((advance) => ofAdvance(work, advance)),
    ...others.map((other, at) => otherOf(first, other, at)),
  ];
}

function otherOf(first: Written, { paid, project, ...other }: OtherOrder, at: number): Work {
  const own = { id: at + 2, name: `S000${at + 2}`, ...(project && { projects: [named(project)] }) };
  const { terms, versions, agreements, currency, to, invoiced, drawn } = first;
  const shared = given({ terms, versions, agreements, currency, to, invoiced, drawn });
  return workOf({ case: first.case, ...shared, ...other, order: own, odoo: paidAs(paid) }, 100 * (at + 1));
}

const paidAs = (terms = '30 days'): Partial<OrderFacts> => ({
  joins: [
    { what: 'company', id: 1, name: 'Our firm' },
    { what: 'customer', id: 21, name: 'Northwind' },
    { what: 'payment terms', ...named(terms) },
  ],
});

function holdbackLine(
  { amount, released = 0, since }: NonNullable<Written['withheld']>,
  state?: Written['orderState'],
): OrderLine {
  const left = exact(amount).minus(released);
  const holding = line({ id: 80, name: 'Holdback', basis: 'ordered', unit: 'Units', priceUnit: '1' });
  delete holding.hoursPerUnit;
  return {
    ...holding,
    invoiced: left.neg().toFixed(),
    // Odoo has nothing to invoice of a cancelled order.
    toInvoice: state === 'cancel' ? '0' : left.toFixed(),
    holdback: {
      agreement: 'agreement',
      withheld: String(amount),
      released: String(released),
      ...(since && { since }),
    },
  };
}

const downPayment = (
  { amount, left = 1, taxIncluded }: NonNullable<Written['ahead']>[number],
  index: number,
): OrderLine => ({
  ...line({ id: 90 + index, name: 'Down Payment', basis: 'down payment', priceUnit: String(amount) }),
  invoiced: String(left),
  toInvoice: String(-left),
  ...(taxIncluded && { taxIncluded }),
});

function agreementsOf({ agreements, versions, terms }: Written, currency: string) {
  if (!agreements && !versions && !terms) return [];
  const whole = agreements ?? [
    {
      id: 'agreement',
      name: 'Agreement',
      customer: 'Northwind',
      currency,
      versions: versions ?? [
        {
          version: 1,
          status: 'signed',
          effectiveFrom: '2026-01-01',
          signedOn: '2025-12-20',
          signedBy: 'N. Wind',
          ...terms,
        },
      ],
    },
  ];
  return loadTerms(stringify({ agreements: whole }));
}

function invoice(
  sold: OrderLine,
  { invoiced = 0, quantity = 0, billed = [], hours }: NonNullable<Written['fee']>,
): void {
  sold.invoiced = String(quantity);
  sold.toInvoice = exact(sold.basis === 'ordered' ? sold.ordered : sold.delivered)
    .minus(quantity)
    .toFixed();
  sold.fee = { invoiced: String(invoiced), billed, ...(hours !== undefined && { approvedHours: String(hours) }) };
}

function milestoneOf(
  { name, reached, share, evidence = [], adjust }: NonNullable<Written['milestones']>[number],
  [sold]: OrderLine[],
): Milestone {
  return {
    ...named(name),
    reached: reached !== undefined,
    ...(reached && { reachedOn: reached }),
    ...(share !== undefined && sold && { share: String(share), orderLineId: sold.id }),
    ...(adjust && adjustedBy(adjust, named(name).id)),
    evidence,
  };
}

function entryOf(written: WrittenEntry, id: number, lines: OrderLine[], milestones: Milestone[]): Entry {
  if (written.fee !== undefined) return feeOf(written.fee, written.on, lines);
  if (written.milestone !== undefined) return reachedOf(written.milestone, written.on, lines, milestones);
  const { on, who = 'Ann', h = 0, role, task, phase, project, product, approved = true, day, elsewhere, did } = written;
  const { billed, adjust } = written;
  const sold = product === undefined ? lines[0] : lines.find((one) => one.product.name === product);
  const fields: Partial<Entry> = {
    date: on,
    description: did ?? `Work ${id}`,
    person: named(who),
    ...(sold && { orderLineId: sold.id }),
    ...(role && { role }),
    ...(task && { task: { ...named(task), closed: false } }),
    ...(phase && { phase: named(phase) }),
    ...(project && { project: named(project) }),
    ...(day && { workday: workdayOf(day) }),
    ...(elsewhere && { namedWorkdays: [workdayOf(elsewhere)] }),
    ...(billed !== undefined && {
      claims: [{ quantity: String(billed), invoice: { id: 1, name: 'INV/1' }, invoiceState: 'posted', outside: false }],
    }),
    ...(adjust && adjustedBy(adjust, id)),
    ...(!approved && { approval: { state: 'pending' as const, source: 'validated' as const } }),
  };
  return written.expense === undefined ? time(id, String(h), fields) : expense(id, fields);
}

function feeOf(name: string, on: string, lines: OrderLine[]): Entry {
  const sold = lines.find((one) => one.name === name) as OrderLine;
  return fee(sold.id, sold.toInvoice, { date: on, description: name, unit: sold.unit, orderLineId: sold.id });
}

function reachedOf(name: string, on: string, lines: OrderLine[], milestones: Milestone[]): Entry {
  const { id, reached, share = '0', evidence, adjustments } = milestones.find((one) => one.name === name) as Milestone;
  const sold = lines[0] as OrderLine;
  const quantity = exact(sold.ordered).times(share).toFixed();
  const state = reached ? 'approved' : 'pending';
  const approval = { state, source: 'milestone', ...(reached && { on }) } as const;
  return milestone(id, quantity, {
    date: on,
    description: name,
    unit: sold.unit,
    orderLineId: sold.id,
    approval,
    evidence,
    ...(adjustments && { adjustments }),
  });
}

function workdayOf({ hours, calendar = 'Office', ...holidays }: WrittenDay): Workday {
  return { calendar: named(calendar), ...(hours !== undefined && { hours: String(hours) }), ...holidays };
}

function recorded(po: NonNullable<Written['purchaseOrder']>): NonNullable<Order['purchaseOrder']> {
  if (typeof po === 'string') return { number: po };
  const { number, amount, validUntil } = po;
  return { number, ...(amount !== undefined && { amount: String(amount) }), ...(validUntil && { validUntil }) };
}

const adjustedBy = (adjust: WrittenAdjustment[], id: number) => ({
  adjustments: adjust.map((each, index) => adjustment(each, id * 10 + index)),
});

function adjustment(
  { what, percent, amount, quantity, until, by, as, why }: WrittenAdjustment,
  id: number,
): Adjustment {
  return {
    id,
    kind: what,
    ...(percent !== undefined && { percent: String(percent) }),
    ...(amount !== undefined && { amount: String(amount) }),
    ...(quantity !== undefined && { quantity: String(quantity) }),
    ...(until !== undefined && { until }),
    reason: why,
    author: named(by),
    authority: [as],
    on: '2026-04-01 09:30:00',
  };
}

/** The same name is the same record. */
export function named(name: string): Ref {
  const known = PEOPLE.indexOf(name);
  return {
    id: known >= 0 ? 701 + known : 1000 + ([...name].reduce((all, letter) => all * 7 + letter.charCodeAt(0), 0) % 9000),
    name,
  };
}

interface Shown {
  bills: string[];
  rest: string[];
  cases: string[];
}

export const movements = ({ retainers = [] }: Evaluation): string[] =>
  retainers.flatMap((each) =>
    each.movements.map(({ day, kind, amount, balance }) => `${day} ${kind} ${amount} = ${balance}`),
  );

export function shown({ proposal, parts, cases }: Evaluation): Shown {
  return {
    bills: (proposal?.orders[0].lines ?? []).map(
      ({ label, quantity, unit, priceUnit, discount, amount }) =>
        `${label ? `${label}: ` : ''}${quantity} ${unit === 'Hours' ? 'h' : unit} × ${priceUnit}${discount === '0' ? '' : ` −${discount} %`} = ${amount}`,
    ),
    rest: parts
      .filter(({ verdict }) => verdict !== 'bill')
      .map(({ kind, date, person, description, quantity, unit, verdict, value = '0', spent: claimed }) =>
        claimed
          ? `${date} ${person?.name} ${description} ${Number(Number(value).toFixed(6))} ${verdict}`
          : kind === 'fee' || kind === 'milestone'
            ? `${date} ${description} ${quantity} ${unit} ${verdict}`
            : `${date} ${person?.name} ${quantity} h ${verdict}`,
      ),
    cases: cases.map(({ code }) => code),
  };
}

/** The invoices as their customer reads them; texts that are Odoo's own begin with the order line's. */
export function read(evaluation: Evaluation): Pick<Written, 'invoices' | 'findings'> {
  const proposals = proposalsOf(evaluation);
  return {
    invoices: proposals.map(({ orders, total }) => ({
      ...(orders.some(({ reference }) => reference !== undefined) && {
        po: [...new Set(orders.flatMap(({ reference }) => reference || []))].join(', '),
      }),
      lines: orders.flatMap(({ orderName, lines }) =>
        lines.map(({ description, quantity, amount }) =>
          [`${orders.length > 1 ? `${orderName}: ` : ''}${description.replaceAll('\n', ' / ')}`, quantity, amount].join(
            ' | ',
          ),
        ),
      ),
      total,
    })),
    findings: proposals.flatMap(({ findings }) => findings.map(({ code }) => code)),
  };
}

/** What the invoices withhold: `10 % of 12,000.00 EUR: -1200.00`. */
export const withholds = (evaluation: Evaluation): string[] =>
  proposalsOf(evaluation)
    .flatMap(withheldOf)
    .map(({ words, amount }) => `${words}: ${amount}`);

/** What becomes of the advances, and what the invoice of the work takes off for them. */
export function shownAhead([{ proposal } = {} as Evaluation, ...advances]: Evaluation[]) {
  return {
    advances: advances.flatMap(({ parts, proposal: own, cases }) =>
      parts.map(({ description, verdict, reason }) =>
        [
          `${description}: ${verdict}`,
          own?.total,
          own?.orders[0].reference && `PO ${own.orders[0].reference}`,
          ...cases.map(({ code }) => code),
          own ? '' : reason,
        ]
          .filter(Boolean)
          .join(', '),
      ),
    ),
    deducts: (proposal ? deductionsIn(proposal) : []).map(
      ({ description, quantity, left, priceUnit, amount }) =>
        `${description}: ${quantity} of ${left} × ${priceUnit} = ${amount}`,
    ),
  };
}
