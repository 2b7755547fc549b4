import { describe, expect, it } from 'vitest';
import { propose } from '../../src/billing/propose.ts';
import type { Order, OrderFacts, OrderLine, Work } from '../../src/rules/entry.ts';
import { linesOf, proposalsOf } from '../../src/rules/proposal/of.ts';
import { summarise } from '../../src/rules/summary.ts';
import type { Evaluation } from '../../src/rules/verdict.ts';
import { agreed, signed } from './terms/terms.ts';
import type { Draft } from './terms/terms.ts';
import { line, order, time, totalsOf } from './work.ts';
import { NOTHING_ODD } from './written.ts';

type Same = OrderFacts['joins'];

const SAME: Same = [
  { what: 'company', id: 1, name: 'Our firm' },
  { what: 'customer', id: 21, name: 'Northwind' },
  { what: 'payment terms', id: 4, name: '30 Days' },
];
const but = (what: string, id: number, name: string): Same =>
  SAME.map((each) => (each.what === what ? { what, id, name } : each));

const CUSTOMER: Draft = { invoiceFormat: { invoicePer: 'customer' } };

interface Sold {
  hours?: string;
  terms?: Draft;
  same?: Same;
  fields?: Partial<Order>;
  more?: OrderLine[];
  sold?: Partial<OrderLine>;
}

/** Hours in March on an order at 120.00. */
function workOn(id: number, { hours = '2', terms = CUSTOMER, same = SAME, fields, more = [], sold }: Sold = {}): Work {
  const lines = [line({ id: 10 * id, toInvoice: hours, delivered: hours, ...sold }), ...more];
  const entries = [time(id, hours, { date: '2026-03-10', orderLineId: 10 * id })];
  const own = order({
    id,
    name: `S000${id}`,
    lines,
    facts: { ...NOTHING_ODD, seal: `seal ${id}`, joins: same },
    ...fields,
  });
  const agreements = [agreed(`a${id}`, [signed(1, '2026-01-01', terms)], { order: own.name })];
  return { period: { to: '2026-03-31' }, order: own, entries, totals: totalsOf(entries), agreements };
}

const run = (...works: Work[]): Evaluation[] => propose(works, '2026-04-01');

/** The invoices: their orders and total. */
const told = (evaluations: Evaluation[]): string[] =>
  evaluations
    .flatMap(proposalsOf)
    .map(({ orders, total }) => `${orders.map(({ orderName }) => orderName).join(' + ')}: ${total}`);

const findings = (evaluations: Evaluation[]): string[] =>
  evaluations.flatMap(proposalsOf).flatMap((one) => one.findings.map(({ message }) => message));

describe('one invoice for a customer', () => {
  it('has the work of all orders, each with what drafting checks, and is told with the first', () => {
    const evaluations = run(workOn(2, { hours: '3' }), workOn(1));
    expect(told(evaluations)).toEqual(['S0001 + S0002: 600.00']);
    const [second, first] = evaluations;
    expect(second?.invoicedWith).toEqual({ key: first?.proposal?.key, orderName: 'S0001' });
    expect(first?.proposal?.orders).toMatchObject([
      { orderId: 1, checked: 'seal 1', lines: [{ amount: '240.00' }], agreements: [{ agreement: 'a1' }] },
      { orderId: 2, checked: 'seal 2', lines: [{ amount: '360.00' }], agreements: [{ agreement: 'a2' }] },
    ]);
    expect(summarise(evaluations)).toMatchObject({ proposals: 1, identityHolds: true, money: [{ invoices: '600' }] });
  });

  it('has the same key in whatever order the work was read, and another for other work', () => {
    const keys = [
      run(workOn(1), workOn(2)),
      run(workOn(2), workOn(1)),
      run(workOn(1), workOn(2, { hours: '3' })),
      run(workOn(1)),
    ].map((evaluations) => evaluations.flatMap(proposalsOf)[0]?.key);
    expect(keys[0]).toBe(keys[1]);
    expect(new Set(keys).size).toBe(3);
  });

  it('leaves out an order that is paid in another way, and says so on both', () => {
    const evaluations = run(workOn(1), workOn(2, { same: but('payment terms', 5, '15 Days') }), workOn(3));
    expect(told(evaluations)).toEqual(['S0001 + S0003: 480.00', 'S0002: 240.00']);
    expect(findings(evaluations)).toEqual([
      expect.stringContaining('S0002 can’t be on it: payment terms 30 Days, there 15 Days.'),
      expect.stringContaining('S0001, S0003 can’t be on it: payment terms 15 Days, there 30 Days.'),
    ]);
  });

  it.each([
    ['of another company', { same: but('company', 2, 'Sister') }],
    ['of another customer', { same: but('customer', 22, 'Southwind') }],
    ['whose terms say nothing of it', { terms: { rates: [{ rate: '120' }] } }],
  ] as [string, Sold][])('is not shared with an order %s, and nothing needs saying', (_what, other) => {
    const evaluations = run(workOn(1), workOn(2, other));
    expect(told(evaluations)).toEqual(['S0001: 240.00', 'S0002: 240.00']);
    expect(findings(evaluations)).toEqual([]);
  });

  it('has no order whose work is held: what is held stays with its own case', () => {
    const evaluations = run(workOn(1), workOn(2, { fields: { state: 'draft' } }), workOn(3));
    expect(told(evaluations)).toEqual(['S0001 + S0003: 480.00']);
    expect(evaluations[1]?.cases.map(({ code }) => code)).toEqual(['order.not-confirmed']);
    expect(findings(evaluations)).toEqual([expect.stringContaining('S0002 is not on it: the work is held')]);
  });

  it('says so of the only order there is left, too, and nothing of an order whose terms don’t want it', () => {
    const draft = { fields: { state: 'draft' as const } };
    expect(findings(run(workOn(1), workOn(2, draft)))).toEqual([expect.stringContaining('S0002 is not on it')]);
    expect(findings(run(workOn(1), workOn(2, { ...draft, terms: { rates: [{ rate: '120' }] } })))).toEqual([]);
    expect(findings(run(workOn(1), workOn(2, { ...draft, same: but('customer', 22, 'Southwind') })))).toEqual([]);
  });

  it('is rounded once for all orders where the company does so', () => {
    const small = { hours: '1', sold: { priceUnit: '0.335' }, fields: { roundsTotal: true } };
    const evaluations = run(workOn(1, small), workOn(2, small));
    expect(told(evaluations)).toEqual(['S0001 + S0002: 0.67']);
    expect(evaluations[0]?.proposal).toMatchObject({ rounding: '-0.01' });
    expect(summarise(evaluations).money).toMatchObject([{ invoices: '0.67', rounding: '0' }]);
  });

  it('deducts what was paid ahead of an order; one whose work it outweighs waits', () => {
    const ahead = (id: number, price: string): OrderLine[] => [
      line({ id, name: 'Down Payment', basis: 'down payment', priceUnit: price, toInvoice: '-1', invoiced: '1' }),
    ];
    const evaluations = run(workOn(1, { more: ahead(91, '100') }), workOn(2), workOn(3, { more: ahead(93, '500') }));
    expect(told(evaluations)).toEqual(['S0001 + S0002: 380.00']);
    expect(evaluations[0]?.proposal?.orders.map(({ deductions }) => deductions.length)).toEqual([1, 0]);
    expect(evaluations[2]?.cases.map(({ code }) => code)).toEqual(['order.down-payment-left']);
  });

  it('has each order’s PO as agreed', () => {
    const shown = (number: string): Sold => ({
      terms: { purchaseOrder: { number }, invoiceFormat: { invoicePer: 'customer', purchaseOrder: 'shown' } },
    });
    const [first] = run(workOn(1, shown('PO 1')), workOn(2, shown('PO 2')));
    expect(first?.proposal?.orders.map(({ reference }) => reference)).toEqual(['PO 1', 'PO 2']);
    expect(first?.proposal && linesOf(first.proposal)).toHaveLength(2);
  });
});
