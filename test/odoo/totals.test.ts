import { expect, test } from 'vitest';
import type { OdooApi, Row } from '../../src/odoo/api.ts';
import { readTotals } from '../../src/odoo/work/totals.ts';

const adding = (total: number): OdooApi =>
  ({
    readGroup: (model: string): Promise<Row[]> =>
      Promise.resolve(model === 'account.analytic.line' ? [{ __count: 9, 'unit_amount:sum': total, so_line: 7 }] : []),
  }) as unknown as OdooApi;

const anything = { time: [], expenses: [], milestones: [], fees: [] };

test.each([1664, 1663.9999999999998, 1663.9999999999989, 1664.0000000000007])(
  'hours PostgreSQL added up in another order are the same hours: %s',
  async (total) => {
    expect(await readTotals(adding(total), anything)).toEqual([
      { kind: 'time', orderLineId: 7, count: 9, quantity: '1664' },
    ]);
  },
);

test('a hundredth of an hour is seen in a million', async () => {
  expect(await readTotals(adding(1000000.01), anything)).toMatchObject([{ quantity: '1000000.01' }]);
});
