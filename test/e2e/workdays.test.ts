import { expect } from 'vitest';
import type { Entry, Work, Workday } from '../../src/rules/entry.ts';
import type { Agreement } from '../../src/rules/terms/schema.ts';
import { attachWorkdays } from '../../src/odoo/work/workdays.ts';
import { time, totalsOf } from '../rules/work.ts';
import { eightHours, openStaff } from './support/staff.ts';
import { inWorld as base } from './support/test.ts';
import { type World, enterWorld } from './support/world.ts';

/** Odoo counts weeks from the year 1: 2026-11-02 begins one of the second kind. */
async function openFirm(world: World) {
  const staff = await openStaff(world);
  const { calendar, employ } = staff;
  // Midnight to midnight in Brussels, in UTC.
  await staff.holiday('2026-11-03 23:00:00', '2026-11-04 22:59:59', { name: 'Founders’ Day' });
  await staff.holiday('2026-12-24 11:00:00', '2026-12-24 22:59:59', { name: 'Christmas Eve' });
  // The nights the clocks change, whole days of 25 and 23 hours.
  await staff.holiday('2026-10-24 22:00:00', '2026-10-25 22:59:59', { name: 'Clocks back' });
  await staff.holiday('2026-03-28 23:00:00', '2026-03-29 21:59:59', { name: 'Clocks forward' });

  const site = await calendar('Site', eightHours([0, 1, 2, 3, 4, 5]));
  await staff.holiday('2026-11-09 23:00:00', '2026-11-10 22:59:59', { name: 'Saint of the site', calendar_id: site });
  const newYork = await calendar('New York', eightHours([0, 1, 2, 3, 4]), { tz: 'America/New_York' });
  await staff.holiday('2026-11-26 05:00:00', '2026-11-27 04:59:59', { name: 'Thanksgiving', calendar_id: newYork });
  const threeDays = await calendar('Three days', eightHours([0, 1, 2]));
  const alternating = await calendar(
    'Alternating',
    [...eightHours([0, 1], { week_type: '0' }), ...eightHours([3, 4], { week_type: '1' })],
    { two_weeks_calendar: true },
  );
  const flexible = await calendar('Flexible', [], { flexible_hours: true, hours_per_day: 8 });

  const reduced = await employ('Reduced');
  await world.admin.call('hr.employee', 'create_version', [
    [reduced],
    { date_version: '2026-11-09', resource_calendar_id: threeDays },
  ]);
  const away = await employ('Away');
  await staff.takeOff(away, 'day', { request_date_from: '2026-11-05', request_date_to: '2026-11-06' });
  const people: Record<string, number> = {
    Full: await employ('Full'),
    Abroad: await employ('Abroad', { resource_calendar_id: newYork }),
    Alternating: await employ('Alternating', { resource_calendar_id: alternating }),
    Flexible: await employ('Flexible', { resource_calendar_id: flexible }),
    Free: await employ('Free', { resource_calendar_id: false }),
    Gone: await employ('Gone', { active: false }),
    Reduced: reduced,
    Away: away,
  };
  const agreement = {
    id: 'one',
    versions: [{ multipliers: [{ when: 'overtime' }, { when: 'holiday', calendar: { id: site, name: 'Site' } }] }],
  } as unknown as Agreement;

  const daysOf = async (days: readonly (readonly [string, string])[]): Promise<Entry[]> => {
    const entries = days.map(([name, date], index) =>
      time(index + 1, '8', { date, person: { id: people[name] ?? 0, name } }),
    );
    const work: Work = { period: { to: '2026-12-31' }, entries, totals: totalsOf(entries), agreements: [agreement] };
    await attachWorkdays(world.drafter, [work]);
    return entries;
  };
  return { site, daysOf };
}

const test = base
  .extend('world', { scope: 'file' }, ({ odoo }) => enterWorld(odoo))
  .extend('firm', { scope: 'file' }, ({ world }) => openFirm(world));

const DAYS: readonly (readonly [string, string, string, Omit<Workday, 'calendar'>])[] = [
  ['Full', '2026-11-02', 'a working day', { hours: '8' }],
  ['Full', '2026-11-07', 'a Saturday', { hours: '0' }],
  ['Full', '2026-11-04', 'a public holiday', { hours: '0', holiday: 'Founders’ Day' }],
  ['Full', '2026-11-05', 'the day after it', { hours: '8' }],
  ['Full', '2026-11-10', 'a holiday of another calendar', { hours: '8' }],
  ['Full', '2026-12-24', 'a holiday from noon on', { hours: '4', partHoliday: 'Christmas Eve' }],
  ['Full', '2026-10-25', 'a Sunday of 25 hours', { hours: '0', holiday: 'Clocks back' }],
  ['Full', '2026-10-26', 'the day after it', { hours: '8' }],
  ['Full', '2026-03-29', 'a Sunday of 23 hours', { hours: '0', holiday: 'Clocks forward' }],
  ['Full', '2026-03-30', 'the day after it', { hours: '8' }],
  ['Full', '2025-12-30', 'before the first version', { hours: '8' }],
  ['Away', '2026-11-05', 'a day of leave somebody worked on', { hours: '8' }],
  ['Reduced', '2026-11-06', 'by the version in force: five days', { hours: '8' }],
  ['Reduced', '2026-11-12', 'by the version in force: three days', { hours: '0' }],
  ['Abroad', '2026-11-26', 'a holiday in the calendar’s own zone', { hours: '0', holiday: 'Thanksgiving' }],
  ['Abroad', '2026-11-27', 'the day after it', { hours: '8' }],
  ['Alternating', '2026-11-02', 'a free day of its week', { hours: '0' }],
  ['Alternating', '2026-11-05', 'a working day of its week', { hours: '8' }],
  ['Alternating', '2026-11-09', 'a working day of the other week', { hours: '8' }],
  ['Flexible', '2026-11-02', 'flexible hours', {}],
  ['Flexible', '2026-11-04', 'a holiday in flexible hours', { holiday: 'Founders’ Day' }],
  ['Free', '2026-11-02', 'no calendar', {}],
  ['Free', '2026-11-04', 'the company’s holiday without a calendar', { holiday: 'Founders’ Day' }],
  ['Gone', '2026-11-02', 'somebody who has left', { hours: '8' }],
];

test('a day in the working calendar of a person', async ({ firm }) => {
  const entries = await firm.daysOf(DAYS.map(([name, date]) => [name, date]));
  const found = entries.map(({ workday: { calendar: _, ...workday } = {} }) => workday);
  const told = DAYS.map(([name, date, words], index) => [name, date, words, found[index]]);
  expect(told).toEqual(DAYS);
  expect(entries[0]?.workday?.calendar?.name).toBe('Full time');
  expect(entries.at(-2)?.workday).not.toHaveProperty('calendar');
});

test('the same day in a calendar that terms name', async ({ firm }) => {
  const [entry] = await firm.daysOf([['Full', '2026-11-10']]);
  const site = { id: firm.site, name: 'Site' };
  expect(entry?.namedWorkdays).toEqual([{ calendar: site, hours: '0', holiday: 'Saint of the site' }]);
});

test("the desk's robot may not read it", async ({ world }) => {
  const reading = world.desk.runAction('action_workdays', {
    employees: [],
    calendars: [],
    from: '2026-11-02',
    to: '2026-11-02',
  });
  await expect(reading).rejects.toMatchObject({ code: 'access' });
});
