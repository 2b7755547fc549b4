import type { Receivable } from '../../../src/rules/collections/receivable.ts';

export const EUR = { code: 'EUR', digits: 2 };
export const DUE = '2026-03-31';

/** An invoice of 1,210.00 of which so much is open. */
export const owed = (residual: string, more: Partial<Receivable> = {}): Receivable => ({
  id: 90,
  name: 'INV/2026/00090',
  customer: { id: 21, name: 'Northwind' },
  debtor: { id: 21, name: 'Northwind' },
  company: { id: 1, name: 'Firm' },
  currency: EUR,
  total: '1210',
  residual,
  inBooks: { residual, currency: EUR },
  instalments: Number(residual) ? [{ due: DUE, open: residual }] : [],
  due: DUE,
  settlements: [],
  onItsWay: '0',
  returned: [],
  surplus: [],
  held: false,
  promises: [],
  disputes: [],
  hasAddress: true,
  told: [],
  seal: 's',
  ...more,
});
