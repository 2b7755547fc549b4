import { describe, expect, it } from 'vitest';
import { addDays, daysBetween, isoWeek, weekOf } from '../../src/rules/days.ts';

describe('days', () => {
  it.each([
    ['2026-01-01', '2026-W01'],
    ['2027-01-01', '2026-W53'],
    ['2024-12-30', '2025-W01'],
    ['2026-03-29', '2026-W13'],
  ])('%s is in %s', (day, week) => {
    expect(isoWeek(day)).toBe(week);
  });

  it('a week runs from Monday to Sunday, over the end of a year and the change of clocks', () => {
    expect(weekOf('2027-01-01')).toEqual({ monday: '2026-12-28', sunday: '2027-01-03' });
    expect(weekOf('2026-03-29')).toEqual({ monday: '2026-03-23', sunday: '2026-03-29' });
    expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
    expect(daysBetween('2026-02-28', '2026-03-30')).toBe(30);
  });

  it.each(['2026-02-30', '20260301', '2026-03-01T00:00:00Z', ''])('refuses %j', (day) => {
    expect(() => addDays(day, 1)).toThrow(RangeError);
  });
});
