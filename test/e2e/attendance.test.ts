import { describe, expect } from 'vitest';
import { readAttendance } from '../../src/odoo/attendance.ts';
import type { Attendance } from '../../src/rules/watch/attendance.ts';
import { eightHours, openStaff } from './support/staff.ts';
import { inWorld as base } from './support/test.ts';
import { type World, enterWorld } from './support/world.ts';

// Two weeks, Monday to Sunday; Wednesday 4 November is a public holiday.
const FROM = '2026-11-02';
const TO = '2026-11-15';

async function openFirm(world: World) {
  const staff = await openStaff(world);
  const { employ, calendar, takeOff, log } = staff;
  const { admin } = world;
  await staff.holiday('2026-11-03 23:00:00', '2026-11-04 22:59:59');

  const [elsewhere] = await admin.searchRead('res.company', [['id', '!=', staff.company]], {
    fields: ['id'],
    limit: 1,
  });
  const theirs = { name: 'Holiday elsewhere', date_from: '2026-11-08 23:00:00', date_to: '2026-11-09 22:59:59' };
  await admin.call('resource.calendar.leaves', 'create', [{ ...theirs, company_id: elsewhere?.id }], {
    context: { allowed_company_ids: [elsewhere?.id] },
  });

  const busy = await employ('Busy');
  await log(busy, '2026-11-02', 6.25);
  await log(busy, '2026-11-02', 1.1);
  await log(busy, '2026-11-07', 2);
  await log(busy, '2026-11-01', 8);

  const away = await employ('Away');
  await takeOff(away, 'day', { request_date_from: '2026-11-02', request_date_to: '2026-11-03' });
  await takeOff(away, 'half', {
    request_date_from: '2026-11-05',
    request_date_to: '2026-11-05',
    request_date_from_period: 'am',
    request_date_to_period: 'am',
  });
  await takeOff(away, 'hour', {
    request_date_from: '2026-11-06',
    request_date_to: '2026-11-06',
    request_hour_from: 10,
    request_hour_to: 11.5,
  });

  const hopeful = await employ('Hopeful');
  const week = { request_date_from: '2026-11-09', request_date_to: '2026-11-13' };
  await takeOff(hopeful, 'day', week, { approved: false });

  await employ('Starter', { date_version: '2026-11-12' });
  await employ('Leaver', { contract_date_start: '2026-01-01', contract_date_end: '2026-11-05' });
  await employ('Departing', { departure_date: '2026-11-10' });
  const reduced = await employ('Reduced');
  const threeDays = await calendar('Three days', eightHours([0, 1, 2]));
  await admin.call('hr.employee', 'create_version', [
    [reduced],
    { date_version: '2026-11-09', resource_calendar_id: threeDays },
  ]);
  const alternating = await calendar(
    'Alternating',
    [...eightHours([0, 1], { week_type: '0' }), ...eightHours([3, 4], { week_type: '1' })],
    { two_weeks_calendar: true },
  );
  await employ('Alternating', { resource_calendar_id: alternating });
  const nights = await calendar('Late', [
    { name: 'Late', dayofweek: '0', hour_from: 16, hour_to: 24, day_period: 'afternoon' },
  ]);
  await employ('Late', { resource_calendar_id: nights });
  const auckland = await employ('Auckland', { tz: 'Pacific/Auckland' });
  await takeOff(auckland, 'day', { request_date_from: '2026-11-10', request_date_to: '2026-11-10' });
  const newYorkHours = await calendar('New York', eightHours([0, 1, 2, 3, 4]), { tz: 'America/New_York' });
  await employ('Manhattan', { tz: 'America/New_York', resource_calendar_id: newYorkHours });
  await employ('Free', { resource_calendar_id: false });
  await employ('Gone', { active: false });
  await employ('Reception', {}, { timesheets: false });

  return { ...staff, people: await readAttendance(world.drafter, FROM, TO, [staff.company]) };
}

const test = base
  .extend('world', { scope: 'file' }, ({ odoo }) => enterWorld(odoo))
  .extend('firm', { scope: 'file' }, ({ world }) => openFirm(world));

/** Days with something in this column, as `MM-DD: hours`. */
function column(people: Attendance[], name: string, which: 'expected' | 'leave' | 'entered'): Record<string, string> {
  const days = people.find(({ employee }) => employee.name === name)?.days ?? [];
  return Object.fromEntries(days.filter((day) => day[which] !== '0').map((day) => [day.day.slice(5), day[which]]));
}

const eight = (...days: string[]) => Object.fromEntries(days.map((day) => [day, '8']));
const firstWeek = ['11-02', '11-03', '11-05', '11-06'];
const secondWeek = ['11-09', '11-10', '11-11', '11-12', '11-13'];

describe('expected are', () => {
  test.for([
    ['Busy', eight(...firstWeek, ...secondWeek), 'the calendar less the public holiday'],
    ['Away', { '11-05': '4', '11-06': '6.5', ...eight(...secondWeek) }, 'less leave in days, halves and hours'],
    ['Hopeful', eight(...firstWeek, ...secondWeek), 'not less leave nobody approved'],
    ['Starter', eight('11-12', '11-13'), 'nothing before the first day'],
    ['Leaver', eight('11-02', '11-03', '11-05'), 'nothing after the contract'],
    ['Departing', eight(...firstWeek, '11-09', '11-10'), 'nothing after the departure'],
    ['Reduced', eight(...firstWeek, '11-09', '11-10', '11-11'), 'by the calendar in force on each day'],
    ['Late', eight('11-02', '11-09'), 'whole hours up to midnight'],
    // Odoo counts weeks from the year 1: this one is the second kind, the next one the first.
    ['Alternating', eight('11-05', '11-06', '11-09', '11-10'), 'by the kind of week'],
    [
      'Auckland',
      eight(...firstWeek, '11-09', '11-11', '11-12', '11-13'),
      'the calendar’s days, wherever they are worked',
    ],
    ['Manhattan', eight(...firstWeek, ...secondWeek), 'by a calendar of another zone'],
    ['Free', {}, 'nothing where hours are flexible'],
  ] as const)('%s: %s (%s)', ([name, hours], { firm }) => {
    expect(column(firm.people, name, 'expected')).toEqual(hours);
  });
});

test('somebody really is in another zone than the calendar', async ({ firm, world }) => {
  const auckland = firm.people.find(({ employee }) => employee.name === 'Auckland')?.employee.id;
  const [row] = await world.admin.searchRead('hr.employee', [['id', '=', auckland]], { fields: ['tz'] });
  expect(row?.tz).toBe('Pacific/Auckland');
});

test('hours off are told beside, public holidays included', ({ firm }) => {
  expect(column(firm.people, 'Busy', 'leave')).toEqual({ '11-04': '8' });
  expect(column(firm.people, 'Away', 'leave')).toEqual({
    '11-02': '8',
    '11-03': '8',
    '11-04': '8',
    '11-05': '4',
    '11-06': '1.5',
  });
});

test("entered are a day's timesheets, without those Odoo writes for time off", async ({ firm, world }) => {
  expect(column(firm.people, 'Busy', 'entered')).toEqual({ '11-02': '7.35', '11-07': '2' });
  expect(column(firm.people, 'Away', 'entered')).toEqual({});
  const away = firm.people.find(({ employee }) => employee.name === 'Away')?.employee.id;
  const written = await world.admin.searchCount('account.analytic.line', [['employee_id', '=', away]]);
  expect(written).toBeGreaterThan(0);
});

test('who is in: everyone who may enter time, with the manager', ({ firm }) => {
  const names = [
    'Busy',
    'Away',
    'Hopeful',
    'Starter',
    'Leaver',
    'Departing',
    'Reduced',
    'Alternating',
    'Late',
    'Free',
    'Auckland',
    'Manhattan',
  ];
  expect(firm.people.map(({ employee }) => employee.name).sort()).toEqual(names.sort());
  expect(firm.people.find(({ employee }) => employee.name === 'Busy')).toMatchObject({
    email: 'busy@attendance.test',
    manager: { name: 'Manager' },
    company: { id: firm.company, name: 'Attendance Ltd' },
  });
});

test('companies: those asked for, else all of the robot', async ({ firm, world }) => {
  const others = await readAttendance(world.drafter, FROM, TO);
  expect(others.length).toBeGreaterThan(firm.people.length);
});

test("the desk's robot may not read it", async ({ firm, world }) => {
  const reading = readAttendance(world.desk, FROM, TO, [firm.company]);
  await expect(reading).rejects.toMatchObject({ code: 'access' });
});
