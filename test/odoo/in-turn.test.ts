import { expect, test } from 'vitest';
import { pauses } from '../../src/odoo/in-turn.ts';

const sum = (all: number[]) => all.reduce((total, one) => total + one, 0);

test('two hundred that stand in line for Odoo’s send wait long enough, and ask seldom enough', () => {
  const all = [...pauses()];
  const [first = 0] = all;
  expect(first).toBeLessThanOrEqual(500);
  expect(sum(all)).toBeGreaterThanOrEqual(3_600_000);
  // Ten minutes: three seconds for each of them.
  const within = all.filter((_, index) => sum(all.slice(0, index)) < 600_000);
  expect(within.length).toBeLessThan(150);
  expect(Math.max(...all)).toBeLessThanOrEqual(5000);
});
