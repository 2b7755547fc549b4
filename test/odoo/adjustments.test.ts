import { expect, test } from 'vitest';
import type { OdooApi, Row } from '../../src/odoo/api.ts';
import { readAdjustments } from '../../src/odoo/work/adjustments.ts';

const TIME = 'account.analytic.line';

/** Adjustments of these records are in force. */
function withAdjusted(records: string[], calls: string[]): OdooApi {
  const rows: Row[] = records.map((x_record, index) => ({
    ...{ id: index + 1, x_record, x_kind: 'write-off', x_percent: 0, x_amount: 0, x_quantity: false, x_until: false },
    ...{ x_reason: 'Agreed', x_authority: 'approver', create_uid: [2, 'Ann'], create_date: '2026-10-01 10:00:00' },
  }));
  const api: Pick<OdooApi, 'searchRead' | 'searchCount'> = {
    searchCount: async () => {
      calls.push('count');
      return rows.length;
    },
    searchRead: async (_model, domain, { typed = (read) => read }) => {
      const [[field, , keys]] = domain as [[string, string, string[]]];
      calls.push(field === 'x_record' ? `${keys.length} keys` : 'all');
      const asked = new Set(field === 'x_record' ? keys : []);
      return typed(rows.filter(({ x_record }) => field !== 'x_record' || asked.has(String(x_record))));
    },
  };
  return api as OdooApi;
}

const month = (size: number) => new Map([[TIME, Array.from({ length: size }, (_, index) => index + 1)]]);

test.each([
  ['a few records', 50, ['50 keys']],
  ['a large firm’s month, of which little is adjusted', 25_000, ['count', 'all']],
])('of %s, those in force', async (_, size, wanted) => {
  const calls: string[] = [];
  const adjusted = [`${TIME},7`, `${TIME},49`, `${TIME},7`, `${TIME},999999`, 'hr.expense,7'];
  const found = await readAdjustments(withAdjusted(adjusted, calls), month(size));
  expect([...found].map(([key, all]) => [key, all.map(({ id }) => id)])).toEqual([
    [`${TIME},7`, [1, 3]],
    [`${TIME},49`, [2]],
  ]);
  expect(calls).toEqual(wanted);
});

test('where much is adjusted, some records at a time', async () => {
  const calls: string[] = [];
  const adjusted = Array.from({ length: 9_000 }, (_, index) => `${TIME},${20_000 + index}`);
  const found = await readAdjustments(withAdjusted(adjusted, calls), month(25_000));
  expect(found.size).toBe(5_001);
  expect(calls).toEqual(['count', '10000 keys', '10000 keys', '5000 keys']);
});
