import { expect, test } from 'vitest';
import type { Invoiced } from '../../../src/rules/revenue/movements.ts';
import { movementsOf } from '../../../src/rules/revenue/movements.ts';
import { revenue } from '../../../src/rules/revenue/revenue.ts';

const about = {
  company: { id: 1, name: 'Our firm' },
  currency: { code: 'EUR', digits: 2 },
  state: 'posted',
} as const;

/** 1,200.00 of March, 120.00 of it withheld until June. */
const INVOICES: Invoiced[] = [
  {
    ...about,
    id: 1,
    day: '2026-03-31',
    untaxed: '1080',
    parts: [{ entry: 'account.analytic.line,1', date: '2026-03-10', value: '1200' }],
    others: [{ amount: '-120', orderId: 7, downPayment: false, holdback: true }],
  },
  {
    ...about,
    id: 2,
    day: '2026-06-30',
    untaxed: '120',
    parts: [{ entry: 'sale.order.line,80', date: '2026-06-30', value: '120', holdback: true, orderId: 7 }],
    others: [],
  },
];

test('what is withheld is earned with the work and accrued until its release', () => {
  const [march] = revenue(movementsOf([], [], INVOICES), { from: '2026-03-01', to: '2026-03-31' });
  expect(march).toMatchObject({
    earned: { total: '1200', other: '0' },
    billed: '1080',
    accrued: { closing: '120', withheld: '120', since: '0' },
    deferred: { closing: '0' },
  });
  const [june] = revenue(movementsOf([], [], INVOICES), { from: '2026-06-01', to: '2026-06-30' });
  expect(june).toMatchObject({ earned: { total: '0' }, billed: '120', accrued: { opening: '120', closing: '0' } });
  expect(june?.accrued.withheld).toBeUndefined();
});
