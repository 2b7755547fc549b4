import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/rules/evaluate.ts';
import { line, milestone, milestoneLine, time, TODAY, work } from './work.ts';

describe('an order that isn’t confirmed', () => {
  it.each(['cancel', 'draft', 'sent'] as const)('%s: all billable work is held, in one case', (state) => {
    const lines = [line(), line({ id: 14 }), milestoneLine({ toInvoice: '0', delivered: '0' })];
    const entries = [time(1, '2'), time(2, '3', { orderLineId: 14 }), milestone(3)];
    const { parts, cases, proposal } = evaluate(work(entries, { state, lines }), TODAY);
    expect(parts.map(({ verdict, rule }) => `${verdict} ${rule}`)).toEqual(Array(3).fill('hold order.confirmed-only'));
    expect(proposal).toBeUndefined();
    expect(cases).toEqual([
      expect.objectContaining({ key: 'order.not-confirmed:sale.order,1', kind: 'policy', amount: '20600' }),
    ]);
  });
});

describe('a price of zero', () => {
  it('is held until somebody says it is meant', () => {
    const { parts, cases } = evaluate(work([time(1, '2'), time(2, '3')], { lines: [line({ priceUnit: '0' })] }), TODAY);
    expect(parts.map(({ verdict }) => verdict)).toEqual(['hold', 'hold']);
    expect(parts[0]?.inputs['would be billed by']).toBe('time.order-price');
    expect(cases).toEqual([expect.objectContaining({ key: 'rate.zero:sale.order.line,11', kind: 'policy' })]);
  });

  it('is meant where the discount is 100 %', () => {
    const { proposal } = evaluate(work([time(1, '2')], { lines: [line({ discount: '100' })] }), TODAY);
    expect(proposal).toMatchObject({ total: '0.00', orders: [{ lines: [{ quantity: '2', amount: '0.00' }] }] });
  });
});

describe('corrections', () => {
  it('are billed as negative hours within their line', () => {
    const { proposal } = evaluate(work([time(1, '8'), time(2, '-2.5')]), TODAY);
    expect(proposal?.orders[0].lines[0]).toMatchObject({ quantity: '5.5', amount: '660.00' });
    expect(proposal?.orders[0].lines[0]?.parts.map(({ value }) => value)).toEqual(['960', '-300']);
  });

  it.each([
    ['outweigh the work', ['2', '-3'], '-120'],
    ['cancel it out', ['2', '-2'], '0'],
    ['leave less than Odoo can count', ['2', '-1.996'], '0.48'],
  ])('that %s hold the line', (_, [worked, corrected], amount) => {
    const { parts, cases, proposal } = evaluate(work([time(1, worked as string), time(2, corrected as string)]), TODAY);
    expect(parts.map(({ verdict, rule }) => `${verdict} ${rule}`)).toEqual(Array(2).fill('hold line.positive'));
    expect(cases).toEqual([expect.objectContaining({ code: 'line.not-positive', kind: 'data-quality', amount })]);
    expect(proposal).toBeUndefined();
  });

  it('are no different from minutes that round to no quantity: one minute on a line sold in days waits, with a case', () => {
    const lines = [line({ unit: 'Days', hoursPerUnit: '7.6' })];
    const { parts, cases, identity } = evaluate(work([time(1, '0.016666666666666666')], { lines }), TODAY);
    expect(parts.map(({ verdict, rule }) => `${verdict} ${rule}`)).toEqual(['hold line.positive']);
    expect(cases).toEqual([expect.objectContaining({ code: 'line.not-positive' })]);
    expect(identity.holds).toBe(true);
  });

  it('hold their own line only', () => {
    const lines = [line(), line({ id: 14 })];
    const { proposal } = evaluate(work([time(1, '-2'), time(2, '3', { orderLineId: 14 })], { lines }), TODAY);
    expect(proposal?.orders[0].lines.map(({ orderLineId }) => orderLineId)).toEqual([14]);
  });
});
