import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pace } from '../../src/desk/pace.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a pace', () => {
  it('lets one through every second, in the order they came, and the first at once', async () => {
    const turn = pace(1000);
    const through: [string, number][] = [];
    const begun = performance.now();
    const all = ['first', 'second', 'third'].map(async (name) => {
      await turn();
      through.push([name, performance.now() - begun]);
    });
    await vi.runAllTimersAsync();
    await Promise.all(all);
    expect(through).toEqual([
      ['first', 0],
      ['second', 1000],
      ['third', 2000],
    ]);
  });

  it('does not make up for time in which nobody came', async () => {
    const turn = pace(1000);
    await turn();
    await vi.advanceTimersByTimeAsync(60_000);
    const begun = performance.now();
    await turn();
    const next = turn().then(() => performance.now() - begun);
    await vi.runAllTimersAsync();
    expect(await next).toBe(1000);
  });
});
