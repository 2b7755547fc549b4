import { describe, expect, it } from 'vitest';
import { advancesOf, ofAdvance } from '../../src/rules/advances/agreed.ts';
import type { Order, Work } from '../../src/rules/entry.ts';
import { evaluateAll } from '../../src/rules/evaluate.ts';
import { fee, line, order, totalsOf } from './work.ts';
import { agreed, signed } from './terms/terms.ts';
import type { Draft } from './terms/terms.ts';

/** An order that sells one unit of 10,000.00. */
function sold(id: number): Order {
  const portal = line({ id: 10 + id, name: 'Portal', basis: 'ordered', unit: 'Units', priceUnit: '10000' });
  delete portal.hoursPerUnit;
  const left = { ordered: '1', toInvoice: '1', fee: { invoiced: '0', billed: [] } };
  return order({ id, name: `S000${id}`, lines: [{ ...portal, ...left }], untaxed: '10000' });
}

function workOn(id: number, terms: Draft, about: Draft): Work {
  const entries = [fee(10 + id, '1', { date: '2026-03-31', orderLineId: 10 + id })];
  const agreements = [agreed('a', [signed(1, '2026-01-01', terms)], about)];
  return { period: { to: '2026-03-31' }, order: sold(id), entries, totals: totalsOf(entries), agreements };
}

const told = (works: Work[]) =>
  evaluateAll(works, '2026-04-01').map(({ orderName, proposal, cases }) =>
    [orderName, proposal?.total, ...cases.map(({ code }) => code)].filter(Boolean).join(' '),
  );

const FEE = {
  fixedFee: { amount: '10000', billed: 'schedule', schedule: [{ name: 'Whole', on: '2026-01-02', percent: '100' }] },
};

describe('one agreement of a customer, and two orders', () => {
  it('has one fixed fee: nobody guesses which order it is billed on', () => {
    const both = [workOn(1, FEE, { customer: 'Northwind' }), workOn(2, FEE, { customer: 'Northwind' })];
    expect(told(both)).toEqual(['S0001 fee.several-orders', 'S0002 fee.several-orders']);
    expect(told(both.slice(0, 1))).toEqual(['S0001 10000.00']);
  });

  it('bills the fee of the order it names', () => {
    const both = [workOn(1, FEE, { order: 'S0001' }), workOn(2, {}, { order: 'S0002' })];
    expect(told(both)[0]).toBe('S0001 10000.00');
  });

  const ahead = (advance: object): Work[] =>
    [1, 2].flatMap((id) => {
      const terms = { advances: [{ name: 'Deposit', due: 'signature', deducted: 'last', ...advance }] };
      const work = { ...workOn(id, terms, { customer: 'Northwind' }), entries: [], totals: [] };
      return advancesOf(work, work.order as Order).map((named) => ofAdvance(work, named));
    });

  it('has one advance of an amount: nobody guesses which order it is for', () => {
    expect(told(ahead({ amount: '4000' }))).toEqual(['S0001 advance.several-orders', 'S0002 advance.several-orders']);
  });

  it('asks for a share of each order', () => {
    expect(told(ahead({ percent: '20' }))).toEqual(['S0001 2000.00', 'S0002 2000.00']);
  });
});
