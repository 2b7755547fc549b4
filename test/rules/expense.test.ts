import { describe, expect, it } from 'vitest';
import type { Entry, OrderLine } from '../../src/rules/entry.ts';
import { evaluate } from '../../src/rules/evaluate.ts';
import { expense, expenseLine, milestone, TODAY, work, workWithoutOrder } from './work.ts';

const judged = (entries: Entry[], line: Partial<OrderLine> = {}) =>
  evaluate(work(entries, { lines: [expenseLine(line)] }), TODAY);
const state = (state: Entry['approval']['state']): Partial<Entry> => ({ approval: { state, source: 'expense' } });
const unposted = (): Entry => {
  const entry = expense(1);
  delete entry.orderLineId;
  return entry;
};

describe('an expense', () => {
  it('approved, posted and with receipt is billed at the price Odoo gave its order line', () => {
    const { proposal } = judged([expense(1)]);
    expect(proposal?.orders[0].lines[0]).toMatchObject({ quantity: '1', priceUnit: '64.2', amount: '64.20' });
  });

  it.each<[string, Entry, string]>([
    ['refused is non-billable', expense(1, state('refused')), 'non-billable expense.approved-only'],
    ['not approved is pending', expense(1, state('pending')), 'pending expense.approved-only'],
    ['not posted is pending', unposted(), 'pending expense.posted-only'],
    ['without receipt is held', expense(1, { evidence: [] }), 'hold expense.receipt'],
  ])('%s', (_, entry, verdict) => {
    expect(judged([entry]).parts.map((part) => `${part.verdict} ${part.rule}`)).toEqual([verdict]);
  });

  it('of no customer is non-billable', () => {
    const { parts } = evaluate(workWithoutOrder([unposted()]), TODAY);
    expect(parts[0]).toMatchObject({ verdict: 'non-billable', rule: 'expense.no-customer' });
  });

  it('without a receipt opens a case named by the expense', () => {
    expect(judged([expense(12, { evidence: [] })]).cases[0]?.key).toBe('expense.receipt-missing:hr.expense,12');
  });

  it('claimed twice is held twice, in one case with both amounts', () => {
    const twins = [
      expense(7, { duplicates: [{ id: 9, name: 'Train' }] }),
      expense(9, { duplicates: [{ id: 7, name: 'Train' }], date: '2026-03-05' }),
    ];
    const { parts, cases, proposal } = judged(twins, { toInvoice: '2' });
    expect(parts.map(({ verdict }) => verdict)).toEqual(['hold', 'hold']);
    expect(proposal).toBeUndefined();
    expect(cases).toHaveLength(1);
    expect(cases[0]).toMatchObject({ key: 'expense.duplicate:hr.expense,7', amount: '128.4', severity: 'high' });
    expect(cases[0]?.detail).toContain('hr.expense,9');
  });

  it('invoiced by hand in Odoo is not billed again', () => {
    const { parts } = judged([expense(1)], { invoiced: '1', toInvoice: '0' });
    expect(parts[0]).toMatchObject({ verdict: 'billed', rule: 'expense.left-to-invoice' });
  });
});

describe('a fixed fee', () => {
  it('is never drafted and never left unmentioned', () => {
    const fee: Entry = {
      ...milestone(13),
      key: 'sale.order.line,13',
      kind: 'fee',
      model: 'sale.order.line',
      orderLineId: 13,
    };
    const { parts, proposal } = judged([fee]);
    expect(parts[0]).toMatchObject({ verdict: 'pending', value: '64.2' });
    expect(parts[0]?.reason).toBe('Fixed fees are not drafted by these rules: use Create Invoice on order S0001.');
    expect(proposal).toBeUndefined();
  });
});
