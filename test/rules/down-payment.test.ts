import { describe, expect, it } from 'vitest';
import type { OrderLine } from '../../src/rules/entry.ts';
import { evaluate } from '../../src/rules/evaluate.ts';
import { summarise } from '../../src/rules/summary.ts';
import { line, time, TODAY, work } from './work.ts';

/** A down payment that was invoiced and not deducted yet: Odoo counts minus one to invoice. */
const ahead = (priceUnit: string, fields: Partial<OrderLine> = {}): OrderLine => ({
  ...line({ id: 90, name: 'Down Payment', basis: 'down payment', priceUnit, invoiced: '1', toInvoice: '-1' }),
  ...fields,
});

describe('a down payment', () => {
  it('is a deduction of its own: hours and money still add up', () => {
    const evaluation = evaluate(work([time(1, '8')], { lines: [line(), ahead('300')] }), TODAY);
    expect(evaluation.proposal).toMatchObject({
      orders: [
        {
          lines: [{ amount: '960.00' }],
          deductions: [{ orderLineId: 90, description: 'Down Payment', amount: '-300.00' }],
        },
      ],
      total: '660.00',
    });
    expect(evaluation.identity).toMatchObject({
      holds: true,
      money: { value: '960', rounding: '0', deducted: '-300', amount: '660' },
    });
    expect(summarise([evaluation]).money).toMatchObject([{ invoices: '660', deducted: '-300', rounding: '0' }]);
  });

  it('is rounded to the currency as a whole', () => {
    const { proposal } = evaluate(work([time(1, '80')], { lines: [line(), ahead('4347.826086956522')] }), TODAY);
    expect(proposal).toMatchObject({ orders: [{ deductions: [{ amount: '-4347.83' }] }], total: '5252.17' });
  });

  it('is named by the key: with another deduction it is another invoice', () => {
    const keys = [[], [ahead('300')], [ahead('299')]].map(
      (more) => evaluate(work([time(1, '8')], { lines: [line(), ...more] }), TODAY).proposal?.key,
    );
    expect(new Set(keys).size).toBe(3);
  });

  it('that is deducted already, or was given back, is none', () => {
    const { proposal } = evaluate(work([time(1, '8')], { lines: [line(), ahead('300', { toInvoice: '0' })] }), TODAY);
    expect(proposal).toMatchObject({ orders: [{ deductions: [] }], total: '960.00' });
  });

  it('may come to exactly the work', () => {
    const { proposal } = evaluate(work([time(1, '8')], { lines: [line(), ahead('960')] }), TODAY);
    expect(proposal?.total).toBe('0.00');
  });

  it('larger than the work holds it, in one case with what is at stake', () => {
    const lines = [line(), line({ id: 14, priceUnit: '10' }), ahead('960.01')];
    const entries = [time(1, '7'), time(2, '12', { orderLineId: 14 })];
    const { proposal, parts, cases, identity } = evaluate(work(entries, { lines }), TODAY);
    expect(proposal).toBeUndefined();
    expect(identity).toMatchObject({ holds: true, money: { amount: '0', deducted: '0' } });
    expect(parts.map(({ verdict, rule }) => `${verdict} ${rule}`)).toEqual(Array(2).fill('hold order.down-payment'));
    expect(parts[0]?.reason).toBe(
      'The down payment still covers it: 960.01 EUR paid ahead against work of 960.00 EUR.',
    );
    expect(cases).toEqual([
      expect.objectContaining({ key: 'order.down-payment-left:sale.order,1', amount: '960', severity: 'low' }),
    ]);
  });

  it('does not bill what another gate holds', () => {
    const lines = [line(), line({ id: 14, priceUnit: '0' }), ahead('100')];
    const entries = [time(1, '1'), time(2, '12', { orderLineId: 14 })];
    const { parts, proposal } = evaluate(work(entries, { lines }), TODAY);
    expect(parts.map(({ verdict, rule }) => `${verdict} ${rule}`)).toEqual([
      'bill time.order-price',
      'hold line.price',
    ]);
    expect(proposal?.total).toBe('20.00');
  });
});

describe('the total', () => {
  const lines = [line({ priceUnit: '0.335' }), line({ id: 14, priceUnit: '0.335' })];
  const entries = [time(1, '1'), time(2, '1', { orderLineId: 14 })];

  it('is rounded once where the company does so, and the difference to the lines is shown', () => {
    const { proposal, identity } = evaluate(work(entries, { lines, roundsTotal: true }), TODAY);
    expect(proposal).toMatchObject({
      orders: [{ lines: [{ amount: '0.34' }, { amount: '0.34' }] }],
      rounding: '-0.01',
      total: '0.67',
    });
    expect(identity).toMatchObject({ holds: true, money: { value: '0.67', rounding: '0', amount: '0.67' } });
  });

  it('is the sum of rounded lines where the company rounds each', () => {
    const { proposal, identity } = evaluate(work(entries, { lines, roundsTotal: false }), TODAY);
    expect(proposal).toMatchObject({ rounding: '0', total: '0.68' });
    expect(identity).toMatchObject({ holds: true, money: { rounding: '0.01' } });
  });

  it('says where a price includes its tax', () => {
    const { proposal } = evaluate(work([time(1, '1')], { lines: [line({ taxIncluded: true })] }), TODAY);
    expect(proposal?.orders[0].lines[0]).toMatchObject({ taxIncluded: true, amount: '120.00' });
    expect(proposal?.orders[0].lines[0]?.trace).toContain('Amount: 1 Hours × 120.00 EUR = 120.00 EUR, tax included.');
  });
});
