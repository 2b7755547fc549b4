import { expect, it } from 'vitest';
import { evaluate } from '../../src/rules/evaluate.ts';
import { summarise } from '../../src/rules/summary.ts';
import { expense, line, time, TODAY, work, workWithoutOrder } from './work.ts';

const pending = { approval: { state: 'pending', source: 'add-on' } } as const;
const internal = time(9, '4', { internal: true });
delete internal.orderLineId;

it('adds up a run by kind, verdict, currency and reason', () => {
  const dollars = { id: 2, name: 'S0002', currency: { code: 'USD', digits: 2 }, lines: [line()] };
  const summary = summarise([
    evaluate(work([time(1, '6.666666666666667'), time(2, '1', pending), expense(3, { evidence: [] })]), TODAY),
    evaluate(work([time(4, '2')], dollars), TODAY),
    evaluate(workWithoutOrder([internal]), TODAY),
  ]);
  expect(summary).toMatchObject({
    orders: 2,
    entries: 5,
    proposals: 2,
    supplementary: 0,
    identityHolds: true,
    breaks: [],
    work: [
      { kind: 'expense', unit: 'Units', source: '1', byVerdict: { hold: '1' } },
      {
        kind: 'time',
        unit: 'h',
        entries: 4,
        source: '13.666666666666667',
        byVerdict: { bill: '8.666666666666667', pending: '1', 'non-billable': '4' },
        difference: '0',
      },
    ],
    money: [
      {
        currency: 'EUR',
        byVerdict: { bill: '800.00000000000004', pending: '120', hold: '64.2' },
        invoices: '800.4',
        rounding: '0.39999999999996',
      },
      { currency: 'USD', byVerdict: { bill: '240' }, invoices: '240', rounding: '0' },
    ],
    cases: [{ code: 'expense.receipt-missing', count: 1 }],
  });
  expect(summary.why.map(({ verdict, rule, parts, quantity, unit }) => [verdict, rule, parts, quantity, unit])).toEqual(
    [
      ['hold', 'expense.receipt', 1, '1', 'Units'],
      ['pending', 'time.approved-only', 1, '1', 'h'],
      ['non-billable', 'time.no-order-line', 1, '4', 'h'],
    ],
  );
});

it('says where a run doesn’t add up', () => {
  const broken = { ...work([time(1, '2')]), totals: [] };
  expect(summarise([evaluate(broken, TODAY)])).toMatchObject({
    identityHolds: false,
    proposals: 0,
    breaks: [expect.stringContaining('Odoo counts 0')],
  });
});
