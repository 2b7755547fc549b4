import { expect, it } from 'vitest';
import { countedTogether } from '../../src/rules/counted-together.ts';
import type { Work } from '../../src/rules/entry.ts';
import type { Agreement } from '../../src/rules/terms/schema.ts';

const work = (order: number | undefined, ...agreements: string[]): Work => ({
  period: { to: '2026-03-31' },
  entries: [],
  totals: [],
  ...(order !== undefined && { order: { id: order } as NonNullable<Work['order']> }),
  agreements: agreements.map((id) => ({ id }) as Agreement),
});

it('works that share an agreement, directly or by way of another work, are counted together', () => {
  const works = [work(1, 'a'), work(2, 'b'), work(3), work(4, 'b', 'c'), work(5, 'c', 'a'), work(6, 'd')];
  expect(countedTogether(works)).toEqual([[0, 1, 3, 4], [2], [5]]);
});

it('so are the works of one order, an advance of it for instance; work without an order is by itself', () => {
  expect(countedTogether([work(1), work(undefined), work(1, 'a'), work(undefined)])).toEqual([[0, 2], [1], [3]]);
  expect(countedTogether([])).toEqual([]);
});
