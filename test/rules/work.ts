import { sum, text } from '../../src/money/decimal.ts';
import type { Entry, Order, OrderLine, SourceTotal, Work } from '../../src/rules/entry.ts';
import { groupBy } from '../../src/rules/group.ts';

export const TODAY = '2026-04-02';

export const ANN = { id: 7, name: 'Ann Lee' };
export const BOB = { id: 8, name: 'Bob Ray' };
export const PORTAL = { id: 3, name: 'Portal' };

/** Consulting by the hour at 120.00 EUR. */
export function line(fields: Partial<OrderLine> = {}): OrderLine {
  return {
    id: 11,
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

export function milestoneLine(fields: Partial<OrderLine> = {}): OrderLine {
  const sold = line({
    id: 12,
    name: 'Rollout',
    basis: 'milestones',
    unit: 'Units',
    priceUnit: '20000',
    toInvoice: '1',
  });
  delete sold.hoursPerUnit;
  return { ...sold, ...fields };
}

export function expenseLine(fields: Partial<OrderLine> = {}): OrderLine {
  return milestoneLine({
    id: 13,
    name: 'Train to Ghent',
    basis: 'expense',
    priceUnit: '64.20',
    toInvoice: '1',
    ...fields,
  });
}

export function order(fields: Partial<Order> = {}): Order {
  return {
    id: 1,
    name: 'S0001',
    customer: { id: 21, name: 'Northwind' },
    company: { id: 1, name: 'Our firm' },
    currency: { code: 'EUR', digits: 2 },
    salesperson: { id: 42, name: 'Sal Person' },
    projects: [PORTAL],
    state: 'sale',
    locked: false,
    roundsTotal: true,
    lines: [line(), milestoneLine(), expenseLine()],
    ...fields,
  };
}

export function time(id: number, quantity: string, fields: Partial<Entry> = {}): Entry {
  return {
    key: `account.analytic.line,${id}`,
    kind: 'time',
    model: 'account.analytic.line',
    id,
    date: '2026-03-10',
    description: `Work ${id}`,
    quantity,
    unit: 'Hours',
    person: ANN,
    project: PORTAL,
    orderLineId: 11,
    rateSource: 'order line',
    approval: { state: 'approved', source: 'validated', by: 'Max Boss', on: '2026-03-31' },
    evidence: [],
    duplicates: [],
    claims: [],
    internal: false,
    ...fields,
  };
}

export function milestone(id: number, quantity = '1', fields: Partial<Entry> = {}): Entry {
  return {
    ...time(id, quantity),
    key: `project.milestone,${id}`,
    kind: 'milestone',
    model: 'project.milestone',
    description: `Milestone ${id}`,
    unit: 'Units',
    orderLineId: 12,
    approval: { state: 'approved', source: 'milestone', on: '2026-03-20' },
    evidence: ['acceptance.pdf'],
    ...fields,
  };
}

export function expense(id: number, fields: Partial<Entry> = {}): Entry {
  return {
    ...time(id, '1'),
    key: `hr.expense,${id}`,
    kind: 'expense',
    model: 'hr.expense',
    description: `Expense ${id}`,
    unit: 'Units',
    orderLineId: 13,
    approval: { state: 'approved', source: 'expense', by: 'Max Boss' },
    evidence: ['receipt.jpg'],
    ...fields,
  };
}

/** What is left to invoice of an order line that is sold at a fixed price. */
export function fee(id: number, quantity: string, fields: Partial<Entry> = {}): Entry {
  const entry = time(id, quantity);
  delete entry.person;
  delete entry.project;
  delete entry.rateSource;
  return {
    ...entry,
    key: `sale.order.line,${id}`,
    kind: 'fee',
    model: 'sale.order.line',
    unit: 'Units',
    approval: { state: 'approved', source: 'order' },
    ...fields,
  };
}

/** What Odoo would count, had every entry been read. */
export function totalsOf(entries: Entry[]): SourceTotal[] {
  return [...groupBy(entries, ({ kind, orderLineId }) => `${kind} ${orderLineId}`).values()].map((same) => {
    const { kind, orderLineId } = same[0] as Entry;
    const quantity = text(sum(same.map((entry) => entry.quantity)));
    return { kind, count: same.length, quantity, ...(orderLineId === undefined ? {} : { orderLineId }) };
  });
}

export function work(entries: Entry[], fields: Partial<Order> = {}): Work {
  return { period: { to: '2026-03-31' }, order: order(fields), entries, totals: totalsOf(entries) };
}

export function workWithoutOrder(entries: Entry[]): Work {
  return { period: { to: '2026-03-31' }, entries, totals: totalsOf(entries) };
}
