import { exact, sum, text } from '../src/money/decimal.ts';
import type { Entry, Order, OrderLine, Ref, SourceTotal, Work } from '../src/rules/entry.ts';
import { groupBy } from '../src/rules/group.ts';
import { loadTerms } from '../src/rules/terms/file/parse.ts';
import type { Agreement } from '../src/rules/terms/schema.ts';

/** A services firm of this size: 66 entries a person and month, five people an order, three orders a customer. */
const ENTRIES_PER_PERSON = 66;
const PEOPLE_PER_ORDER = 5;
const ORDERS_PER_CUSTOMER = 3;
const AGREEMENTS_PER_FILE = 300;
const ROLES = ['Consultant', 'Senior consultant', 'Architect', 'Project manager'];
const HOURS = ['0.5', '1.25', '1.3333333333333333', '2', '2.75', '3.1', '4'];

const EUR = { code: 'EUR', digits: 2 };
const COMPANY = { id: 1, name: 'Our firm' };

const pick = <T>(all: readonly T[], index: number): T => all[index % all.length] as T;

/** The working days of a month (`2026-03`): weekdays, as everybody works on them. */
function workingDays(month: string): string[] {
  const days = Array.from({ length: 31 }, (_, index) => `${month}-${String(index + 1).padStart(2, '0')}`);
  return days.filter((day) => {
    const date = new Date(`${day}T00:00:00Z`);
    return date.toISOString().startsWith(day) && date.getUTCDay() % 6 !== 0;
  });
}

function line(id: number, fields: Partial<OrderLine>): OrderLine {
  return {
    id,
    name: 'Consulting',
    product: { id: 5, name: 'Consulting hour' },
    basis: 'time',
    unit: 'Hours',
    hoursPerUnit: '1',
    unitDigits: 2,
    priceUnit: '120',
    discount: '0',
    ordered: '0',
    delivered: '0',
    invoiced: '0',
    toInvoice: '0',
    ...fields,
  };
}

function orderOf(id: number): Order {
  const customer = Math.ceil(id / ORDERS_PER_CUSTOMER);
  return {
    id,
    name: `S${String(id).padStart(5, '0')}`,
    customer: { id: 100_000 + customer, name: `Customer ${customer}` },
    company: COMPANY,
    currency: EUR,
    hoursPerDay: '8',
    projects: [projectOf(id)],
    state: 'sale',
    locked: false,
    roundsTotal: true,
    lines: [
      line(id * 10, { priceUnit: '123.45' }),
      line(id * 10 + 1, { name: 'Workshop', unit: 'Days', hoursPerUnit: '8', priceUnit: '1100', discount: '5' }),
      line(id * 10 + 2, { name: 'Support, fixed price', basis: 'ordered' }),
    ],
  };
}

const projectOf = (order: number): Ref => ({ id: 200_000 + order, name: `Project ${order}` });

function entryOf(id: number, person: number, order: number, date: string): Entry {
  const approved = id % 23 !== 0;
  return {
    key: `account.analytic.line,${id}`,
    kind: 'time',
    model: 'account.analytic.line',
    id,
    date,
    description: `Work ${id} on what was asked for`,
    quantity: pick(HOURS, id * 7 + person),
    unit: 'h',
    person: { id: person, name: `Person ${person}` },
    role: pick(ROLES, person),
    project: projectOf(order),
    task: { id: order * 10 + (id % 9), name: `Task ${id % 9}`, closed: id % 501 === 0 },
    orderLineId: order * 10 + (id % 17 === 0 ? 2 : id % 5 === 0 ? 1 : 0),
    rateSource: 'order line',
    approval: approved
      ? { state: 'approved', source: 'validated', by: `Manager ${person % 50}`, on: `${date} 18:00:00` }
      : { state: 'pending', source: 'validated' },
    evidence: [],
    duplicates: [],
    claims: [],
    internal: false,
  };
}

function totalsOf(entries: Entry[]): SourceTotal[] {
  return [...groupBy(entries, ({ orderLineId }) => orderLineId)].map(([orderLineId, same]) => ({
    kind: 'time',
    ...(orderLineId !== undefined && { orderLineId }),
    count: same.length,
    quantity: text(sum(same.map(({ quantity }) => quantity))),
  }));
}

/** One month's time, one work an order, in the order a database might return it: by person. */
export function monthOf(size: number, month: string, agreements: readonly Agreement[] = []): Work[] {
  const days = workingDays(month);
  const people = Math.ceil(size / ENTRIES_PER_PERSON);
  const orders = Math.ceil(people / PEOPLE_PER_ORDER);
  const entries = new Map<number, Entry[]>();
  for (let id = 1; id <= size; id += 1) {
    const person = Math.ceil(id / ENTRIES_PER_PERSON);
    const order = 1 + ((person + (id % 3)) % orders);
    const date = pick(days, Math.floor((id % ENTRIES_PER_PERSON) / 3));
    const own = entries.get(order) ?? [];
    own.push(entryOf(id, person, order, date));
    entries.set(order, own);
  }
  return [...entries].map(([id, own]) => {
    const order = orderOf(id);
    const about = agreements.filter(
      ({ customer, order: sold, project }) =>
        customer?.name === order.customer.name || sold?.name === order.name || project?.id === projectOf(id).id,
    );
    return {
      period: { from: `${month}-01`, to: days.at(-1) ?? month },
      order,
      entries: own,
      totals: totalsOf(own),
      ...(about.length && { agreements: about }),
    };
  });
}

const SECTIONS = {
  rates: [
    ...ROLES.map((role, index) => ({ card: 'Rate card 2026', role, rate: 110 + 20 * index })),
    { card: 'Rate card 2026', role: 'Architect', task: 'Task 3', rate: 1600, per: 'day' },
    { card: 'Rate card 2026', person: 'Person 7', rate: 210 },
  ],
  increments: { per: 'entry', hours: 0.25, round: 'up' },
  multipliers: [{ when: 'overtime', factor: 1.5, afterHours: 9, per: 'day' }],
  volumeTiers: {
    mode: 'marginal',
    measure: 'hours',
    period: 'year',
    tiers: [{ from: 0 }, { from: 900, discount: 3 }, { from: 5000, discount: 5 }],
  },
  discounts: [{ name: 'Framework', percent: 4 }],
  caps: [
    { name: 'A month', scope: 'period', period: 'month', amount: 170000, overflow: 'blocked' },
    { name: 'In all', scope: 'agreement', amount: 1500000, overflow: 'blocked' },
  ],
};

/** Agreements of most customers, every fifth order and every ninth project, in two versions each. */
export function agreementsOf(size: number): Agreement[] {
  const orders = Math.ceil(size / ENTRIES_PER_PERSON / PEOPLE_PER_ORDER);
  const customers = Math.ceil(orders / ORDERS_PER_CUSTOMER);
  const { rates, increments, multipliers, volumeTiers, discounts, caps } = SECTIONS;
  const some = (count: number, every: number, about: (n: number) => object, terms: object) =>
    Array.from({ length: count }, (_, index) => index + 1)
      .filter((n) => n % every === 0)
      .map((n) => ({ ...about(n), currency: 'EUR', versions: versions(terms) }));
  const all = [
    ...some(customers, 1, (n) => ({ id: `customer-${n}`, name: `Customer ${n} 2026`, customer: `Customer ${n}` }), {
      rates,
      increments,
      discounts,
      caps,
    }),
    ...some(orders, 5, (n) => ({ id: `order-${n}`, name: `Order ${n}`, order: orderOf(n).name }), {
      rates,
      volumeTiers,
      discounts,
    }),
    ...some(orders, 9, (n) => ({ id: `project-${n}`, name: `Project ${n}`, project: projectOf(n) }), {
      rates,
      multipliers,
      caps,
    }),
  ];
  // A file of terms has an end.
  const files = groupBy(all.keys(), (index) => Math.floor(index / AGREEMENTS_PER_FILE));
  return [...files.values()].flatMap((own) =>
    loadTerms(JSON.stringify({ agreements: own.map((index) => all[index]) })),
  );
}

function versions(terms: object): object[] {
  const signed = { signedOn: '2025-12-20', signedBy: 'J. Doe' };
  return [
    { version: 1, status: 'superseded', effectiveFrom: '2026-01-01', ...signed, ...terms },
    { version: 2, status: 'signed', effectiveFrom: '2026-03-16', ...signed, ...terms },
  ];
}

/** What a spreadsheet or a grouped query answers for the same work: hours × price by order line, in floats, explained by nothing. */
export function groupedInFloats(works: readonly Work[]): Map<number, number> {
  const amounts = new Map<number, number>();
  for (const { order, entries } of works) {
    const lines = new Map(order?.lines.map((one) => [one.id, one]));
    for (const { approval, orderLineId = 0, quantity } of entries) {
      const sold = lines.get(orderLineId);
      if (approval.state !== 'approved' || sold?.basis !== 'time') continue;
      const price = (Number(sold.priceUnit) * (100 - Number(sold.discount))) / 100;
      const worth = (Number(quantity) / Number(sold.hoursPerUnit)) * price;
      amounts.set(orderLineId, (amounts.get(orderLineId) ?? 0) + worth);
    }
  }
  return amounts;
}

/** The same in exact decimals. */
export function groupedExactly(works: readonly Work[]): Map<number, string> {
  const amounts = new Map<number, string>();
  for (const { order, entries } of works) {
    const byLine = groupBy(
      entries.filter(({ approval }) => approval.state === 'approved'),
      ({ orderLineId }) => orderLineId,
    );
    for (const sold of order?.lines.filter(({ basis }) => basis === 'time') ?? []) {
      const price = exact('100').minus(exact(sold.discount)).times('0.01').times(exact(sold.priceUnit));
      const values = (byLine.get(sold.id) ?? []).map(({ quantity }) =>
        exact(quantity)
          .div(exact(sold.hoursPerUnit ?? '1'))
          .times(price),
      );
      amounts.set(sold.id, text(sum(values)));
    }
  }
  return amounts;
}
