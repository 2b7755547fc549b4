import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { exact, sum } from '../../src/money/decimal.ts';
import { messOf, MESS, northlight } from '../../src/sandbox/firm.ts';

/** First, last and middle days of every month of two years, a leap year among them. */
const DAYS = Array.from({ length: 24 }, (_, month) => DateTime.utc(2027, 1).plus({ months: month })).flatMap((start) =>
  [start, start.plus({ days: 14 }), start.endOf('month')].map((day) => day.toISODate() ?? ''),
);

const age = (day: string, today: string) => DateTime.fromISO(today).diff(DateTime.fromISO(day), 'days').days;

describe.each(DAYS)('the firm on %s', (today) => {
  const firm = northlight(today);

  test('is the same each time', () => expect(northlight(today)).toEqual(firm));

  test('has every mess there is a name for', () => {
    const refs = new Set([
      ...firm.time.map(({ ref }) => ref),
      ...[...firm.expenses, ...firm.milestones, ...firm.orders].map(({ ref }) => ref),
      ...firm.employees.map(({ name }) => name),
    ]);
    expect(MESS.filter(({ ref }) => !refs.has(ref))).toEqual([]);
    expect(new Set(firm.time.map(({ ref }) => ref)).size).toBe(firm.time.length);
  });

  test('works full days and no others, but for the weeks left out', () => {
    const days = Map.groupBy(firm.time, ({ employee, day }) => `${employee} ${day}`);
    for (const [day, entries] of days)
      expect(
        sum(entries.map(({ hours }) => exact(hours)))
          .round(9)
          .eq(8),
        day,
      ).toBe(true);
    expect(firm.time.every(({ day }) => day < today && !firm.holidays.some((holiday) => holiday.day === day))).toBe(
      true,
    );
    const [away = { from: '', to: '' }] = firm.leave;
    const absent = [...messOf('week without timesheet'), ...messOf('week on leave')];
    const inWeek = firm.time.filter(({ day }) => day >= away.from && day <= away.to);
    expect(new Set(inWeek.map(({ employee }) => employee))).toEqual(
      new Set(firm.employees.map(({ name }) => name).filter((name) => !absent.includes(name))),
    );
  });

  test('left only the old work behind that is named', () => {
    const unbilledBefore = firm.orders.filter(({ billedBefore }) => !billedBefore).map(({ ref }) => ref);
    const timeLines = firm.orders.flatMap(({ lines }) =>
      lines.flatMap((line) => ('ref' in line && line.product === 'Consulting, by the hour' ? [line.ref] : [])),
    );
    const old = firm.time.filter(({ project, task, day }) => {
      const found = firm.projects.find(({ name }) => name === project);
      const line = found?.tasks.find(({ name }) => name === task)?.line ?? found?.line ?? '';
      const billed = day <= firm.billedThrough && !unbilledBefore.includes(line.split('/')[0] ?? '');
      return timeLines.includes(line) && !billed && age(day, today) > 60;
    });
    expect(old.map(({ ref }) => ref)).toEqual(messOf('work older than 60 days'));
  });

  test('one purchase order ran out before the month was over', () => {
    const expired = firm.orders.filter(({ purchaseOrder }) => (purchaseOrder?.validUntil ?? today) < today);
    expect(expired.map(({ ref }) => ref)).toEqual(messOf('purchase order expired'));
  });
});
