import { describe, expect } from 'vitest';
import type { Domain } from '../../src/odoo/api.ts';
import { createApprovalOdoo } from '../../src/odoo/policy/gateway.ts';
import { addDays } from '../../src/sandbox/firm/calendar.ts';
import { openScreen } from './support/screen.ts';
import { eightHours, openStaff } from './support/staff.ts';
import { inWorld as base } from './support/test.ts';
import { enterWorld } from './support/world.ts';
import type { World } from './support/world.ts';

const test = base.extend('world', { scope: 'file' }, async ({ odoo }) => enterWorld(odoo));

const MODEL = 'x_billing_delegation';
const today = new Date().toISOString().slice(0, 10);
const inDays = (days: number) => addDays(today, days);

async function idOf({ admin }: World, login: string): Promise<number> {
  const [row] = await admin.searchRead('res.users', [['login', '=', login]], { fields: ['id'] });
  return row?.id as number;
}

/** `from` hands on to `to`, as `by` writes it. */
async function handOn(world: World, by: string, from: string, to: string, more = {}): Promise<number> {
  const [x_from_id, x_to_id] = [await idOf(world, from), await idOf(world, to)];
  const values = { x_from_id, x_to_id, x_first: inDays(20), x_last: inDays(22), x_reason: 'Holiday', ...more };
  return [await world.as(by).call(MODEL, 'create', [values])].flat()[0] as number;
}

const change = (world: World, by: string, id: number, values: object) =>
  world.as(by).call(MODEL, 'write', [[id], values]);

describe('a delegation in Odoo', () => {
  test('is one’s own or a controller’s to make, for somebody who may approve, and never for a robot', async ({
    world,
  }) => {
    const own = await handOn(world, 'approver', 'approver', 'controller');
    const [row] = await world.as('preparer').searchRead(MODEL, [['id', '=', own]], { fields: ['x_name'] });
    expect(row?.x_name).toBe('Approver → Controller');
    const attempts: [string, string, string, object, RegExp][] = [
      ['approver', 'controller', 'approver', {}, /You hand on your own/],
      ['controller', 'approver', 'controller', {}, /handed on to Controller from .* already/],
      ['controller', 'controller', 'robot-desk', {}, /is a robot/],
      ['controller', 'controller', 'clerk', {}, /may not approve/],
      ['controller', 'controller', 'controller', {}, /somebody else/],
      ['controller', 'controller', 'approver', { x_reason: '  ' }, /Give a reason/],
      ['controller', 'controller', 'approver', { x_first: inDays(-2) }, /begin today or later/],
      ['controller', 'controller', 'approver', { x_last: inDays(3) }, /comes before the first/],
      ['preparer', 'preparer', 'approver', {}, /access|allowed/i],
      ['robot-desk', 'controller', 'approver', {}, /access|allowed/i],
    ];
    for (const [by, from, to, more, why] of attempts)
      await expect(handOn(world, by, from, to, more), `${by}: ${from} to ${to}`).rejects.toThrow(why);
    const someoneElse = await handOn(world, 'controller', 'controller', 'approver');
    await expect(change(world, 'approver', someoneElse, { x_last: inDays(30) })).rejects.toThrow(/your own/);
    const mine = { x_from_id: await idOf(world, 'approver') };
    await expect(change(world, 'approver', someoneElse, mine)).rejects.toThrow(/your own/);
    await expect(world.as('approver').call(MODEL, 'unlink', [[someoneElse]])).rejects.toThrow(/your own/);
    await world.as('controller').call(MODEL, 'unlink', [[someoneElse]]);
    await world.as('approver').call(MODEL, 'unlink', [[own]]);
  });

  test('that has begun stays as it was, but for its end, and every change is on record', async ({ world }) => {
    const id = await handOn(world, 'approver', 'approver', 'controller', { x_first: inDays(0) });
    const controller = await idOf(world, 'controller');
    const clerk = await idOf(world, 'clerk');
    for (const values of [
      { x_to_id: clerk },
      { x_reason: 'Other' },
      { x_first: inDays(1) },
      { x_from_id: controller, x_last: inDays(1) },
    ])
      await expect(change(world, 'controller', id, values)).rejects.toThrow(/only its last day/);
    await expect(world.as('controller').call(MODEL, 'unlink', [[id]])).rejects.toThrow(/stays on record/);
    await change(world, 'approver', id, { x_last: inDays(1) });
    await expect(change(world, 'approver', id, { x_last: inDays(-2) })).rejects.toThrow(/stays so/);
    await change(world, 'controller', id, { x_last: inDays(-1) });
    await expect(change(world, 'approver', id, { x_last: inDays(5) })).rejects.toThrow(/is over/);
    const told: Domain = [
      ['model', '=', MODEL],
      ['res_id', '=', id],
    ];
    // Made, prolonged, ended.
    expect(await world.as('preparer').searchCount('mail.message', told)).toBe(3);
  });
});

test('who can be asked: calendars, leaves and holidays as Odoo has them, and everybody handed on to', async ({
  world,
}) => {
  const { admin, create } = world;
  const staff = await openStaff(world);
  const weeks = [...eightHours([0], { week_type: '0' }), ...eightHours([4], { week_type: '1' })];
  const alternating = await staff.calendar('Alternating', weeks, { two_weeks_calendar: true });
  await staff.employ('Alternating', { resource_calendar_id: alternating });
  const late = { name: 'Late', dayofweek: '0', hour_from: 16.5, hour_to: 24, day_period: 'afternoon' };
  const abroad = await staff.employ('Late', { resource_calendar_id: await staff.calendar('Late', [late]) });
  await admin.call('hr.employee', 'write', [[abroad], { tz: 'America/New_York' }]);
  const away = await staff.employ('Away');
  const monday = addDays('2026-12-07', 0);
  const half = { request_date_from_period: 'am', request_date_to_period: 'am' };
  await staff.takeOff(away, 'half', { request_date_from: monday, request_date_to: monday, ...half });
  const hopeful = await staff.employ('Hopeful');
  const week = { request_date_from: '2026-12-07', request_date_to: '2026-12-11' };
  await staff.takeOff(hopeful, 'day', week, { approved: false });
  await staff.holiday('2026-12-24 23:00:00', '2026-12-25 22:59:59');
  await handOn(world, 'controller', 'controller', 'approver');

  const partner = await create('res.partner', { name: 'Acme' });
  const invoice_user_id = await idOf(world, 'controller');
  const id = await create('account.move', { move_type: 'out_invoice', partner_id: partner, invoice_user_id });
  const people = ['alternating', 'late', 'away', 'hopeful', 'clerk'].map((name) =>
    name === 'clerk' ? 'clerk@firm.test' : `${name}@attendance.test`,
  );
  const names = { people, groups: ['account.group_account_manager', 'no.such_group'] };
  const read = async () =>
    new Map((await createApprovalOdoo(world.desk).members({ id }, names)).map((one) => [one.name, one]));
  const members = await read();

  const [weekA, weekB] = [
    { weekday: 1, week: 'first' },
    { weekday: 5, week: 'second' },
  ];
  expect(members.get('Alternating')?.calendar).toMatchObject({
    zone: 'Europe/Brussels',
    hours: [weekA, weekA, weekB, weekB],
  });
  expect(members.get('Late')?.calendar).toMatchObject({
    zone: 'America/New_York',
    hours: [{ weekday: 1, from: '16:30', to: '24:00' }],
  });
  expect(members.get('Away')).toMatchObject({
    leaves: [{ from: '2026-12-07T07:00:00Z', until: '2026-12-07T11:00:00Z' }],
    calendar: { closed: [{ from: '2026-12-24T23:00:00Z', until: '2026-12-25T22:59:59Z' }] },
    mayApprove: false,
  });
  expect(members.get('Hopeful')?.leaves).toEqual([]);
  expect(members.get('Clerk')?.calendar.hours.length).toBeGreaterThan(0);
  expect(members.get('Controller')).toMatchObject({
    roles: ['account-manager', 'controller'],
    groups: ['account.group_account_manager'],
    delegations: [{ to: await idOf(world, 'approver') }],
  });
  expect([...members.keys()].filter((name) => /robot|OdooBot/i.test(name))).toEqual([]);

  const clerk = await idOf(world, 'clerk');
  await admin.call('res.users', 'write', [[await idOf(world, 'preparer')], { email: 'clerk@firm.test' }]);
  expect((await read()).has('Clerk')).toBe(false);
  await admin.call('res.users', 'write', [[await idOf(world, 'preparer')], { email: 'preparer@firm.test' }]);
  await admin.call('res.users', 'write', [[clerk], { active: false }]);
  expect((await read()).has('Clerk')).toBe(false);
});

test('on screen, whoever is away says who decides instead', async ({ world, odoo }) => {
  const screen = await openScreen(odoo, 'approver');
  try {
    const { page } = screen;
    await handOn(world, 'controller', 'controller', 'approver', { x_first: inDays(40), x_last: inDays(45) });
    await screen.open('billing_automation.window_delegation');
    await screen.shoot('delegation-list');
    await page.click('.o_list_button_add');
    await page.locator('.o_field_widget[name=x_to_id] input').fill('Contr');
    await page.locator('.o-autocomplete--dropdown-item', { hasText: 'Controller' }).first().click();
    await page.locator('.o_field_widget[name=x_reason] input').fill('Holiday');
    for (const [name, days] of [
      ['x_first', 60],
      ['x_last', 64],
    ] as const) {
      const [year, month, day] = inDays(days).split('-');
      await page.locator(`.o_field_widget[name=${name}] input`).fill(`${month ?? ''}/${day ?? ''}/${year ?? ''}`);
      await page.keyboard.press('Tab');
    }
    await page.click('.o_form_button_save');
    await page.locator('h2', { hasText: 'Approver → Controller' }).waitFor();
    await screen.shoot('delegation');
    const [made] = await world.as('approver').searchRead(MODEL, [['x_first', '=', inDays(60)]], {
      fields: ['x_name', 'x_last'],
    });
    expect(made).toMatchObject({ x_name: 'Approver → Controller', x_last: inDays(64) });
  } finally {
    await screen.close();
  }
});
