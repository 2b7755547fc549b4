import fc from 'fast-check';
import { exact } from '../../src/money/decimal.ts';
import type { Adjustment, Entry, Milestone, Order, OrderFacts, OrderLine, Work } from '../../src/rules/entry.ts';
import { mayConcern } from '../../src/rules/terms/in-force.ts';
import { agreement } from '../../src/rules/terms/schema.ts';
import type { Agreement } from '../../src/rules/terms/schema.ts';
import { ALL, FEE, money, RETAINER, sectionsOf } from './firm-sections.ts';
import type { SectionsOf } from './firm-sections.ts';
import { draft, signed, superseded } from './terms/terms.ts';
import type { Draft } from './terms/terms.ts';
import {
  ANN,
  BOB,
  expense,
  expenseLine,
  fee,
  line,
  milestone,
  milestoneLine,
  order,
  PORTAL,
  time,
  totalsOf,
} from './work.ts';
import { NOTHING_ODD } from './written.ts';

/**
 * A firm of three orders for two customers and three projects, its agreements, and two months of its work: time, expenses,
 * milestones, a fixed fee and a retainer's order line.
 */

const SHOP = { id: 4, name: 'Shop' };
const INTRANET = { id: 5, name: 'Intranet' };
const NORTHWIND = { id: 21, name: 'Northwind' };
const DEV = { id: 9, name: 'Dev Eloper' };
const EUR = { code: 'EUR', digits: 2 };

const paidAs = (id: number, name: string, priceUnit: number, ordered: string): OrderLine => ({
  ...milestoneLine({ id, name, priceUnit: String(priceUnit), ordered, toInvoice: ordered }),
  product: { id: id * 10, name },
  basis: 'ordered',
});
const TIME_LINES = [
  line({ id: 11 }),
  line({ id: 12, name: 'Workshop', unit: 'Days', hoursPerUnit: '8', priceUnit: '913.37', discount: '12.5' }),
];
const FIXED: OrderLine = {
  ...paidAs(13, 'Fixed price', FEE / 100, '100'),
  delivered: '37.33',
  fee: { invoiced: '0', billed: [], approvedHours: '23.5', approvalSource: 'validated' },
};
const RETAINED = paidAs(14, 'Retainer', RETAINER, '12');
const ROLLOUT = milestoneLine({ id: 15, ordered: '1', toInvoice: '1' });
const LINES = [...TIME_LINES, FIXED, RETAINED, ROLLOUT];

const ORDERS: Partial<Order>[] = [
  { id: 1, name: 'S0001', projects: [PORTAL, INTRANET], purchaseOrder: { number: 'PO-8', amount: '15000' } },
  { id: 2, name: 'S0002', projects: [SHOP] },
  { id: 3, name: 'S0003', projects: [PORTAL], customer: { id: 22, name: 'Southwind' } },
];

const day = fc.integer({ min: 0, max: 60 }).map((n) => new Date(Date.UTC(2026, 2, 1 + n)).toISOString().slice(0, 10));
const hours = (least: number) => fc.integer({ min: least, max: 720 }).map((minutes) => exact(minutes / 60).toFixed());
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const seldom = <T>(value: fc.Arbitrary<T>) => fc.oneof({ weight: 7, arbitrary: fc.constant(undefined) }, value);
const state = fc.constantFrom<Entry['approval']['state']>('approved', 'approved', 'approved', 'pending', 'refused');

const adjustments = fc.uniqueArray(
  fc
    .record({
      kind: fc.constantFrom<Adjustment['kind']>('write-off', 'write-down', 'write-up', 'hold'),
      size: fc.oneof(
        fc.record({ percent: fc.constantFrom('5', '33.33', '100') }),
        fc.record({ amount: fc.constant('9.99') }),
      ),
      authority: fc.constantFrom<Adjustment['authority']>(['preparer'], ['controller']),
    })
    .map(({ kind, size, authority }) => ({
      kind,
      authority,
      reason: 'Goodwill',
      author: { id: 70, name: 'Con Troller' },
      on: '2026-04-01 09:30:00',
      ...((kind === 'write-down' || kind === 'write-up') && size),
    })),
  { minLength: 1, maxLength: 2, selector: ({ kind }) => kind },
);

const worked = (least: number) =>
  fc.record({
    quantity: hours(least),
    date: day,
    person: fc.constantFrom(ANN, BOB, DEV),
    role: maybe(fc.constantFrom('Consultant', 'Architect')),
    order: fc.constantFrom(0, 1, 2),
    line: fc.constantFrom(0, 0, 0, 1, 2),
    phase: maybe(fc.constant({ id: 77, name: 'Design' })),
    task: maybe(fc.constantFrom('Build', 'Test')),
    state,
    elsewhere: fc.boolean(),
    adjusted: seldom(adjustments),
  });

const spent = fc.record({
  order: fc.constantFrom(0, 1, 2),
  category: fc.constantFrom('Hotel', 'Meals'),
  cost: money(1_00, 400_00).map(String),
  date: fc.constantFrom('2026-03-04', '2026-03-11', '2026-03-30', '2026-04-07'),
  person: fc.constantFrom(ANN, BOB),
  receipt: fc.constantFrom(true, true, false),
  state,
  adjusted: seldom(adjustments),
});

/** What is sold at a fixed price on each order: the fee, the retainer, and its milestones with what shows their acceptance. */
const sold = fc.record({
  fee: fc.boolean(),
  retainer: fc.boolean(),
  reached: fc.tuple(maybe(day), maybe(day)),
  evidence: fc.boolean(),
  accepted: maybe(day),
});

const OWNERS = [
  { id: 'customer', customer: 'Northwind' },
  { id: 'order', order: 'S0001' },
  { id: 'project', project: 'Portal' },
];

/** Counted by name or paid for from version to version: a later version neither brings in one nor drops one. */
const LASTING: readonly SectionsOf[] = [
  'caps',
  'purchaseOrder',
  'fixedFee',
  'retainer',
  'holdback',
  'advances',
  'expenses',
];
const lastingOf = (first: Draft): Draft =>
  Object.fromEntries(LASTING.flatMap((name) => (first[name] === undefined ? [] : [[name, first[name]]])));
const passing = (section: Draft): Draft =>
  Object.fromEntries(Object.entries(section).filter(([name]) => !(LASTING as readonly string[]).includes(name)));

/** One agreement in one to three versions, drafts among them. */
const agreementFor = (owner: Draft, names: readonly SectionsOf[]) =>
  fc
    .record({ first: sectionsOf(names), second: maybe(sectionsOf(names)), open: maybe(sectionsOf(names)) })
    .map(({ first, second, open }) => [
      ...(second
        ? [superseded(1, '2026-01-01', first), signed(2, '2026-03-20', { ...passing(second), ...lastingOf(first) })]
        : [signed(1, '2026-01-01', first)]),
      ...(open ? [draft(3, '2026-03-10', open)] : []),
    ])
    .map((versions) => agreement.parse({ name: owner['id'], currency: 'EUR', ...owner, versions }));

export interface Firm {
  works: Work[];
  agreements: Agreement[];
}

type Worked = ReturnType<typeof worked> extends fc.Arbitrary<infer One> ? One : never;
type Spent = typeof spent extends fc.Arbitrary<infer One> ? One : never;
type Sold = typeof sold extends fc.Arbitrary<infer One> ? One : never;

function timeOf(
  { order: _, line: of, state, role, phase, task, elsewhere, adjusted, ...rest }: Worked,
  id: number,
  own: Order,
) {
  const drawn: Entry = { ...time(id, rest.quantity, rest) };
  drawn.project = own.projects[elsewhere ? own.projects.length - 1 : 0] ?? PORTAL;
  drawn.approval = { ...drawn.approval, state };
  drawn.orderLineId = (own.lines[of] ?? line()).id;
  return {
    ...drawn,
    ...(role && { role }),
    ...(phase && { phase }),
    ...(task && { task: { id: task.length, name: task, closed: false } }),
    ...madeFor(adjusted, id),
  };
}

const madeFor = (adjusted: Omit<Adjustment, 'id'>[] | undefined, id: number) =>
  adjusted && { adjustments: adjusted.map((one, index): Adjustment => ({ ...one, id: id * 10 + index })) };

const categoryOf = (name: string) => ({ id: name.length, name });

function spentOf({ cost, category, date, person, receipt, state, adjusted }: Spent, id: number, own: Order): Entry {
  return expense(id, {
    date,
    person,
    description: `${category} ${id}`,
    project: own.projects[0] ?? PORTAL,
    orderLineId: expenseLineId(id),
    evidence: receipt ? ['receipt.jpg'] : [],
    approval: { state, source: 'expense' },
    ...madeFor(adjusted, 1000 + id),
    claim: {
      category: categoryOf(category),
      atCost: true,
      currency: EUR,
      total: cost,
      cost,
      companyTotal: cost,
      companyCost: cost,
      alike: [],
    },
  });
}

/** What the orders of a customer have in common, but for how they are paid. */
const factsOf = ({ id = 0, customer = NORTHWIND }: Partial<Order>, paid: number): OrderFacts => ({
  ...NOTHING_ODD,
  seal: `seal ${id}`,
  joins: [
    { what: 'company', id: 1, name: 'Our firm' },
    { what: 'customer', ...customer },
    { what: 'payment terms', id: paid, name: `${paid} days` },
  ],
});

const expenseLineId = (id: number): number => 1000 + id;

function milestonesOf({ reached, evidence }: Sold, own: Order): Milestone[] {
  const shares = { Design: '0.3333', 'Go-live': '0.6667' };
  const on = own.lines.find(({ basis }) => basis === 'milestones');
  return Object.entries(shares).map(([name, share], index) => {
    const reachedOn = reached[index];
    return {
      id: 600 + 10 * own.id + index,
      name,
      reached: reachedOn !== undefined,
      ...(reachedOn && { reachedOn }),
      share,
      ...(on && { orderLineId: on.id }),
      evidence: evidence ? ['accepted.pdf'] : [],
    };
  });
}

const reachedOf = (each: Milestone): Entry =>
  milestone(each.id, each.share, {
    description: each.name,
    project: PORTAL,
    evidence: each.evidence,
    ...(each.orderLineId && { orderLineId: each.orderLineId }),
    date: each.reachedOn ?? '2026-03-31',
    approval: { state: each.reached ? 'approved' : 'pending', source: 'milestone' },
  });

/** What is left to invoice of order lines at a fixed price; of a holdback, too. */
export function feesOf({ lines }: Order, to: string): Entry[] {
  const open = lines.filter(({ basis, toInvoice }) => basis === 'ordered' && exact(toInvoice).gt(0));
  return open.map(({ id, toInvoice, name, unit }) =>
    fee(id, toInvoice, { date: to, description: name, unit, orderLineId: id }),
  );
}

export const END = '2026-04-30';

/** Any firm; without negative hours where `least` is 0, with these sections alone where they are named. */
export const anyFirm = (least = -120, names: readonly SectionsOf[] = ALL): fc.Arbitrary<Firm> =>
  fc
    .record({
      time: fc.array(worked(least), { minLength: 1, maxLength: 14 }),
      expenses: fc.array(spent, { maxLength: 6 }),
      sold: fc.tuple(sold, sold, sold),
      roundsTotal: fc.boolean(),
      paidAlike: fc.constantFrom(true, true, false),
      agreements: fc.tuple(...OWNERS.map((owner) => maybe(agreementFor(owner, names)))),
    })
    .map(({ time: hours, expenses, sold: has, agreements: drawn, roundsTotal, paidAlike }) => {
      const agreements = drawn.filter((one) => one !== undefined);
      const works = ORDERS.map((fields, index) => {
        const mine = has[index] as Sold;
        const lines = LINES.filter(
          ({ id }) => (mine.fee || id !== FIXED.id) && (mine.retainer || id !== RETAINED.id),
        ).map((each) => ({ ...each, id: each.id + 100 * index }));
        const paid = expenses.flatMap((one, at) => (one.order === index ? [{ one, id: at + 1 }] : []));
        const own = order({
          hoursPerDay: '8',
          untaxed: '20000',
          invoiced: '0',
          roundsTotal,
          ...fields,
          facts: factsOf(fields, paidAlike ? 0 : index),
          ...(mine.accepted && { accepted: { on: mine.accepted, evidence: ['signed.pdf'] } }),
          lines: [
            ...lines,
            ...paid.map(({ one, id }) =>
              expenseLine({
                id: expenseLineId(id),
                name: one.category,
                product: categoryOf(one.category),
                priceUnit: one.cost,
              }),
            ),
          ],
        });
        const milestones = milestonesOf(mine, own);
        const entries = [
          ...hours.flatMap((one, at) => (one.order === index ? [timeOf(one, at + 1, own)] : [])),
          ...paid.map(({ one, id }) => spentOf(one, id, own)),
          ...milestones.map(reachedOf),
          ...feesOf(own, END),
        ];
        const concerned = agreements.filter((one) => mayConcern(one, own));
        return {
          period: { to: END },
          order: own,
          entries,
          totals: totalsOf(entries),
          agreements: concerned,
          milestones,
        };
      });
      return { works, agreements };
    });

export const NEW_TERMS: Draft = {
  discounts: [{ name: 'Not agreed', percent: 50 }],
  caps: [{ name: 'Not agreed', scope: 'agreement', hours: 1, overflow: 'write-off' }],
  fixedFee: {
    amount: 1,
    product: 'Fixed price',
    billed: 'schedule',
    schedule: [{ name: 'All', on: '2026-03-01', percent: 100 }],
  },
  advances: [{ name: 'Not agreed', percent: 20, due: 'signature', deducted: 'first' }],
  holdback: { percent: 50, releases: [{ when: 'date', on: '2030-01-01', percent: 100 }] },
  retainer: { kind: 'drawdown', period: 'month', hours: 100, product: 'Retainer' },
  expenses: { categories: [{ category: 'Hotel', billable: false }] },
  invoiceFormat: { groupBy: 'one-line', invoicePer: 'project' },
  purchaseOrder: { number: 'PO-9', amount: 1 },
};

/** The firm with a change order nobody signed in every agreement, and one more agreement nobody signed. */
export function withUnsigned({ works, agreements }: Firm): Work[] {
  const more = [
    ...agreements.map((one) => ({ ...one, versions: [...one.versions, unsigned(one)] })),
    agreement.parse({
      id: 'new',
      name: 'New',
      currency: 'EUR',
      project: 'Portal',
      order: 'S0001',
      versions: [draft(1, '2026-01-01', NEW_TERMS)],
    }),
  ];
  return works.map((work) => ({ ...work, agreements: more.filter((one) => mayConcern(one, work.order)) }));
}

function unsigned(one: Agreement): Agreement['versions'][number] {
  const next = Math.max(...one.versions.map(({ version }) => version)) + 1;
  const [version] = agreement.parse({
    ...one,
    versions: [draft(next, '2026-03-01', { ...NEW_TERMS, changeOrder: { number: 'CO-9' } })],
  }).versions;
  return version as Agreement['versions'][number];
}

/** The firm with one invoice for all orders of a customer, wherever there is an agreement. */
export function onOneInvoice({ works, agreements }: Firm): Firm {
  const joining = (one: Agreement): Agreement => ({
    ...one,
    versions: one.versions.map((version) => ({
      ...version,
      invoiceFormat: { ...version.invoiceFormat, invoicePer: 'customer' },
    })),
  });
  return {
    works: works.map((work) => ({ ...work, agreements: (work.agreements ?? []).map(joining) })),
    agreements: agreements.map(joining),
  };
}
