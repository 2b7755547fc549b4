import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { revenueText } from '../../../src/cli/commands/revenue.ts';
import type { Revenue } from '../../../src/rules/revenue/revenue.ts';

const row: Revenue = {
  company: { id: 1, name: '=Our "firm", Ltd' },
  currency: { code: 'EUR', digits: 2 },
  from: '2026-03-01',
  to: '2026-03-31',
  earned: {
    total: '1234567.885',
    invoiced: '1000000',
    drafted: '200000',
    open: '34567.885',
    rounding: '0',
    other: '0',
  },
  billed: '-40',
  accrued: {
    opening: '0',
    added: '1234567.885',
    settled: '0',
    closing: '1234567.885',
    open: '34567.885',
    drafted: '200000',
    since: '1000000',
  },
  deferred: { opening: '300', added: '0', settled: '300', closing: '0' },
};

describe('the report of a month', () => {
  it('is a table with the currency’s decimals', () => {
    const text = revenueText({ rows: [row], breaks: ['Work in progress differs.'] }, 'table');
    expect(text).toContain('! Work in progress differs.');
    expect(text).toMatch(/^ {2}in all +1,234,567\.89$/m);
    expect(text).toMatch(/^Billed, by invoice date +-40\.00$/m);
    const widths = text
      .split('\n')
      .filter((line) => /\d\.\d\d$/.test(line))
      .map((line) => line.length);
    expect(new Set(widths).size).toBe(1);
    expect(revenueText({ rows: [], breaks: [] }, 'table')).toBe('Nothing earned, billed or open.');
  });

  it('has no decimals where the currency has none', () => {
    const yen = { ...row, currency: { code: 'JPY', digits: 0 } };
    expect(revenueText({ rows: [yen], breaks: [] }, 'table')).toMatch(/in all +1,234,568$/m);
  });

  it('is exact as CSV and JSON, and no name becomes a formula', () => {
    const [line] = parse(revenueText({ rows: [row], breaks: [] }, 'csv'), { columns: true });
    expect(line).toMatchObject({
      company: `'=Our "firm", Ltd`,
      earned: '1234567.885',
      billed: '-40',
      accrued_closing: '1234567.885',
      deferred_settled: '300',
    });
    expect(JSON.parse(revenueText({ rows: [row], breaks: [] }, 'json'))).toEqual({ rows: [row], breaks: [] });
  });
});
