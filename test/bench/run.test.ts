import { describe, expect, test } from 'vitest';
import { callsAllowed, callsByItem, type Counted, goalsTable } from '../../bench/run/goals.ts';
import { furthestOff, growth, type Grown } from '../../bench/run/growth.ts';

const ORDERS = [1, 10, 100, 1000];
const ENTRIES = [10, 100, 1000];

/** Runs of every size, each taking what `seconds` says. */
const runs = (seconds: (orders: number, entries: number) => number): Grown[] =>
  ORDERS.flatMap((orders) =>
    ENTRIES.map((entries) => ({ orders, entries, seconds: seconds(orders, orders * entries) })),
  );
const straight = (orders: number, entries: number): number => 0.5 + orders * 0.03 + entries * 0.0004;

describe('how a run grows', () => {
  test('in a straight line: every further order and every further entry costs the same', () => {
    for (const { byOrders, byEntries } of growth(runs(straight))) {
      // An order comes with its entries.
      expect(byOrders?.ofLine ?? 1).toBeCloseTo(1);
      expect(byEntries?.ofLine ?? 1).toBeCloseTo(1);
      if (byEntries) expect(byEntries.furtherMs).toBeCloseTo(0.4);
    }
    const [, atTen] = growth(runs(straight).filter(({ entries }) => entries === 10));
    expect(atTen?.byOrders?.furtherMs).toBeCloseTo(30 + 10 * 0.4);
    expect(furthestOff(runs(straight))).toBeCloseTo(1);
  });

  test.each([
    ['a step', (orders: number, entries: number) => straight(orders, entries) + (entries >= 1000 ? 8 : 0)],
    ['as the square', (orders: number, entries: number) => 0.5 + (orders / 30) ** 2 + entries * 0.0004],
    [
      'a little faster than the line',
      (orders: number, entries: number) => 0.02 + orders ** 1.2 * 0.03 + entries * 1e-6,
    ],
  ])('%s is off the line', (_, seconds) => {
    expect(furthestOff(runs(seconds))).toBeGreaterThan(1.25);
  });

  test('of one size, or of two, nothing is off', () => {
    expect(growth(runs(straight).slice(0, 1))).toEqual([{}]);
    expect(furthestOff(runs((orders) => orders ** 3).slice(0, 2))).toBe(1);
  });
});

describe('calls', () => {
  const smallest: Counted = { orders: 1, entries: 10, time: 510, calls: 46 };
  const large: Counted = { orders: 200, entries: 100, time: 20_500, calls: 59 };

  test('a constant, one per 2,000 entries and one per 50 invoices', () => {
    const allowed = callsAllowed([large, smallest]);
    expect(allowed(smallest)).toBe(46);
    expect(allowed(large)).toBe(44 + 11 + 4);
    expect(callsByItem(large)).toBe(20_700);
  });
});

test('what was to reach, and whether it was', () => {
  const text = goalsTable([
    { what: 'run', against: 'the button', measured: 0.749, most: 0.75 },
    { what: 'memory', against: '', measured: 412.4, most: 400, digits: 0 },
    { what: 'floor', against: 'the button', measured: 0.66 },
  ]);
  expect(text.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    ['what', 'against', 'measured', 'to reach', 'reached'],
    ['run', 'the button', '0.75', '≤ 0.75', 'yes'],
    ['memory', '412', '≤ 400', 'no'],
    ['floor', 'the button', '0.66'],
  ]);
});
