import { randomUUID } from 'node:crypto';
import { chromium } from 'playwright-core';
import { describe, expect } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import { exact, sum } from '../../src/money/decimal.ts';
import { daysOf } from '../../src/desk/kpi/months.ts';
import { figure } from '../../src/desk/page/kpis.ts';
import { startDesk } from '../../stack/desk.ts';
import { addDays, daysBetween } from '../../src/rules/days.ts';
import type { Counted, Measured } from '../../src/rules/kpi/kpi.ts';
import { KPIS } from '../../src/rules/kpi/table.ts';
import { proposalsOf } from '../../src/rules/proposal/of.ts';
import { reprice } from '../contract/acts.ts';
import { rows } from '../contract/rows.ts';
import { parseExposition } from '../desk/exposition.ts';
import { openMailbox } from '../desk/mailbox.ts';
import type { Domain } from '../../src/odoo/api.ts';
import { odooBilling } from '../cli/odoo-billing.ts';
import { decide } from './support/decide.ts';
import { pay } from './support/pay.ts';
import { decree, hireControllers } from './support/decree.ts';
import { BROWSER } from './support/browser.ts';
import { deskSettings } from './support/desk-settings.ts';
import { eventually } from './support/firm.ts';
import { creditDraft } from './support/lifecycle.ts';
import { openScreen, type Screen } from './support/screen.ts';
import { inWorld } from './support/test.ts';
import type { SoldWork, World } from './support/world.ts';
import { enterWorld, PASSWORD, sellTime } from './support/world.ts';

const test = inWorld.extend('world', { scope: 'file' }, ({ odoo }) => enterWorld(odoo));

/** Where pictures go, if anywhere. */
const SHOTS = process.env.SHOTS;

const [FROM, TO] = ['2026-10-01', '2026-10-31'];

type Shown = Measured & { id: string };

/** What the command says of a period, October unless said, in the drafting robot's name. */
async function kpis(world: World, [from, to] = [FROM, TO], ...more: string[]): Promise<Shown[]> {
  const { url, database } = world.odoo;
  const { code, said } = await odooBilling(['kpi', '--from', from, '--to', to, '--json', ...more], {
    ODOO_URL: url,
    ODOO_DATABASE: database,
    ODOO_READER_LOGIN: 'robot-drafter',
    ODOO_READER_PASSWORD: PASSWORD,
  });
  expect(code, said).toBe(0);
  return JSON.parse(said) as Shown[];
}

const work = (world: World, { orderId }: SoldWork) =>
  world.drafting.collectWork({ to: TO, orderIds: [orderId] }).then((works) => propose(works, TO));

async function drafted(world: World, sold: SoldWork, day: string): Promise<number> {
  const [outcome] = await draftProposals(world.drafting, (await work(world, sold)).flatMap(proposalsOf));
  if (outcome?.status !== 'drafted') throw new Error(JSON.stringify(outcome));
  await world.admin.call('account.move', 'write', [[outcome.invoice.id], { invoice_date: day }]);
  return outcome.invoice.id;
}

async function posted(world: World, id: number): Promise<number> {
  expect(await world.drafting.post([id])).toMatchObject([{ status: 'posted' }]);
  return id;
}

const tell = (
  world: World,
  invoiceId: number,
  requestId: string,
  kind: 'requested' | 'overdue' | 'voided',
  day: string,
) =>
  world.deciding.recordEvent({
    ...{ key: randomUUID(), invoiceId, requestId, kind, channel: 'desk', verified: '' },
    ...{ what: TOLD[kind], at: `${day}T09:00:00.000Z` },
  });
const TOLD = { requested: 'Asked Approver', overdue: 'Its time was over', voided: 'The request is void' };

const sell = (world: World, customer: string, hours: number[], price = 100, date = '2026-10-05') =>
  sellTime(world, [{ price, hours }], { customer, date });

/** 12 h of 5 October at 100.00, asked about, approved, invoiced on 20 October. */
async function plain(world: World): Promise<number> {
  const id = await drafted(world, await sell(world, 'Plain', [8, 4]), '2026-10-20');
  await tell(world, id, `${id}-a`, 'requested', '2026-10-18');
  await decide(world, id, { requestId: `${id}-a`, at: '2026-10-19T10:00:00.000Z' });
  return posted(world, id);
}

/** 3 of the 8 hours of an invoice are given back in November: the ledger has three rows of it instead of two. */
async function credit3(world: World, invoiceId: number): Promise<void> {
  const rowsOf = () =>
    world.drafter.searchRead('x_billing_part', [['x_move_id', '=', invoiceId]], {
      fields: ['x_quantity'],
      order: 'id',
    });
  const eight = (await rowsOf()).find(({ x_quantity: hours }) => hours === 8);
  const note = await creditDraft(world, invoiceId, [{ quantity: 3, x_billing_credited_ids: [[6, 0, [eight?.id]]] }]);
  await decide(world, note);
  await posted(world, note);
  expect((await rowsOf()).map(({ x_quantity: hours }) => hours)).toEqual([5, 4, 3]);
}

/** 5 h of 10 September: rejected at 120.00, repriced to 110.00, approved late, invoiced on 10 October, paid, with a case. */
async function troubled(world: World): Promise<number> {
  const id = await drafted(world, await sell(world, 'Troubled', [5], 120, '2026-09-10'), '2026-10-10');
  await tell(world, id, `${id}-a`, 'requested', '2026-10-06');
  const no = { outcome: 'rejected', reason: 'Not the agreed rate.', at: '2026-10-07T10:00:00.000Z' } as const;
  await decide(world, id, { requestId: `${id}-a`, ...no });
  await reprice(world.as('controller'), id, 110);
  await tell(world, id, `${id}-b`, 'requested', '2026-10-08');
  await tell(world, id, `${id}-b`, 'overdue', '2026-10-09');
  await decide(world, id, { requestId: `${id}-b`, at: '2026-10-09T12:00:00.000Z' });
  await world.drafting.openCases([
    {
      ...{ key: `invoice.rejected:${id}`, kind: 'policy', code: 'invoice.rejected', severity: 'low' },
      ...{ title: 'Rejected', detail: 'Not the agreed rate.', nextStep: 'Correct it.', amount: '600' },
      ...{ deadline: '2026-10-14', invoiceId: id },
    },
  ]);
  await posted(world, id);
  await pay(world, id);
  return id;
}

/** Asked about in October, edited, and deleted. */
async function deleted(world: World): Promise<number> {
  const id = await drafted(world, await sell(world, 'Mistaken', [6]), '2026-10-15');
  await tell(world, id, `${id}-a`, 'requested', '2026-10-14');
  await tell(world, id, `${id}-a`, 'voided', '2026-10-15');
  const controller = world.as('controller');
  await controller.call('account.move', 'write', [[id], { x_billing_reason: 'The order of another customer' }]);
  await controller.call('account.move', 'unlink', [[id]]);
  const [last] = await world.as('approver').searchRead('x_billing_audit', [['x_invoice', '=', id]], {
    fields: ['x_kind'],
    order: 'x_number desc',
    limit: 1,
  });
  expect(last).toMatchObject({ x_kind: 'deleted' });
  return Number(last?.['id']);
}

/** Nobody's billed work: made by hand, rejected, changed, late and approved in October. */
async function typed(world: World): Promise<void> {
  const id = await world.create('account.move', {
    ...{ move_type: 'out_invoice', invoice_date: '2026-10-16' },
    partner_id: await world.create('res.partner', { name: 'Typed', is_company: true }),
    invoice_line_ids: rows({ name: 'A chair', quantity: 1, price_unit: 70 }),
  });
  await tell(world, id, `${id}-a`, 'requested', '2026-10-16');
  const no = { outcome: 'rejected', reason: 'Which chair?', at: '2026-10-16T10:00:00.000Z' } as const;
  await decide(world, id, { requestId: `${id}-a`, ...no });
  await world.admin.call('account.move', 'write', [[id], { ref: 'The red one' }]);
  await tell(world, id, `${id}-b`, 'requested', '2026-10-17');
  await tell(world, id, `${id}-b`, 'overdue', '2026-10-18');
  await decide(world, id, { requestId: `${id}-b`, at: '2026-10-19T10:00:00.000Z' });
  await posted(world, id);
}

/** An hour at 100.00 the policy lets through on 12 October. */
async function straight(world: World, customer: string): Promise<number> {
  const id = await drafted(world, await sell(world, customer, [1]), '2026-10-12');
  const { content } = await world.deciding.invoice(id);
  await world.approving.recordStraightThrough({
    ...{ key: `straight-${id}`, requestId: `straight-${id}`, invoiceId: id, content },
    ...{ policy: { name: 'Services', version: 1 }, row: 'Routine', reason: 'Small.', at: '2026-10-12T10:00:00.000Z' },
  });
  return id;
}

/** What the customer of a posted invoice does not accept. */
async function dispute(world: World, invoiceId: number, reason: string): Promise<void> {
  const values = { x_move_id: invoiceId, x_amount: 100, x_reason: reason, x_said: 'Not agreed.' };
  await world.as('preparer').call('x_billing_dispute', 'create', [values]);
}

/** 2 h at 100.00 a controller writes off. */
async function writtenOff(world: World): Promise<void> {
  const sold = await sell(world, 'Lenient', [2]);
  const values = { x_record: `account.analytic.line,${sold.timesheetIds[0]}`, x_kind: 'write-off', x_reason: 'Rework' };
  await world.as('controller').call('x_billing_adjustment', 'create', [values]);
  await world.drafting.recordVerdicts((await work(world, sold)).flatMap(({ parts }) => parts));
}

async function allowStraightThrough(world: World): Promise<void> {
  await hireControllers(world);
  await decree(world, {
    ...{ x_name: 'Services', x_effective_from: '2026-01-01', x_currency_id: await world.xmlId('base.USD') },
    x_row_ids: rows(
      { x_sequence: 1, x_name: 'Routine', x_when_amount_up_to: 150, x_straight_through: true },
      {
        ...{ x_sequence: 2, x_name: 'All others' },
        x_step_ids: rows({ x_sequence: 1, x_name: 'Controller', x_approvers_roles_controller: true }),
      },
    ),
    x_limit_ids: rows({ x_sequence: 1, x_role: 'controller', x_unlimited: true }),
  });
}

/** The rows of Odoo's a list names. */
async function behind(world: World, counted: Counted[], fields: string[]): Promise<Record<string, unknown>[]> {
  const found = [];
  for (const [model, own] of Map.groupBy(counted, ({ record }) => record.split(',')[0] ?? '')) {
    const ids = own.map(({ record }) => Number(record.split(',')[1]));
    const reader = model.startsWith('x_') ? world.as('approver') : world.admin;
    found.push(...(await reader.searchRead(model, [['id', 'in', ids]], { fields, names: false })));
  }
  return found;
}

/** KPIs Odoo adds up itself: what its window is counted by, and how that comes to `top` and `bottom`. */
const WINDOWS: Record<string, { window: string; sums?: string[]; by?: string[]; filter?: string }> = {
  'cycle-time.service': { window: 'cycle_time', sums: ['x_days:sum'] },
  'approval.first-pass': { window: 'first_pass', by: ['x_kind'] },
  'approval.straight-through': { window: 'straight_through', by: ['x_verified'] },
  'approval.false-clear': { window: 'false_clear', filter: 'Edited, reset, cancelled or credited' },
  'approval.in-time': { window: 'in_time', by: ['x_time'] },
  'invoice.corrected': { window: 'corrected', filter: 'Corrected by hand' },
  'invoice.disputed': { window: 'disputed', filter: 'Disputed' },
  'write-off': { window: 'write_off', by: ['x_verdict'], sums: ['x_value:sum'] },
  dso: { window: 'dso', sums: ['amount_residual_signed:sum'] },
  'invoice.ageing': { window: 'ageing', sums: ['amount_residual_signed:sum'] },
};

/** Opens a window in November and says which model it counted, by which domain. */
async function counting({ page }: Screen, { url }: World['odoo'], window: string, filter?: string) {
  const asked: { model: string; domain: Domain }[] = [];
  page.on('request', (request) => {
    if (!request.url().endsWith('/formatted_read_grouping_sets')) return;
    const { model, args, kwargs } = (
      request.postDataJSON() as { params: { model: string; args: unknown[]; kwargs: { domain?: Domain } } }
    ).params;
    asked.push({ model, domain: (kwargs.domain ?? args[0]) as Domain });
  });
  await page.goto(`${url}/odoo/action-billing_automation.window_kpi_${window}`);
  await page.locator('.o_pivot_view table').waitFor();
  if (filter) {
    const before = asked.length;
    await page.locator('.o_searchview_dropdown_toggler').click();
    await page.getByRole('menuitemcheckbox', { name: filter }).click();
    await expect.poll(() => asked.length).toBeGreaterThan(before);
  }
  page.removeAllListeners('request');
  return asked.at(-1) as (typeof asked)[number];
}

/** A case that was open so many days, and a technical one that is open. */
async function solved(world: World, days: number): Promise<void> {
  const today = new Date().toISOString().slice(0, 10);
  const about = { key: 'kpi:solved', kind: 'policy', code: 'kpi.solved', severity: 'low', title: 'Solved' } as const;
  const [opened] = await world.drafting.openCases([
    { ...about, detail: 'Nothing.', nextStep: 'Nothing.', amount: '0', deadline: today },
  ]);
  await world.drafting.openCases([
    {
      ...about,
      kind: 'technical',
      code: 'kpi.failed',
      key: 'kpi:failed',
      detail: 'Nothing.',
      nextStep: 'Nothing.',
      amount: '0',
      deadline: today,
    },
  ]);
  await world.as('controller').call('x_billing_case', 'write', [[opened?.id], { x_opened_on: addDays(today, -days) }]);
  await world.drafting.closeCases(['kpi.solved'], [], 'Solved.');
}

const added = (rows: Record<string, unknown>[], field: string) => sum(rows.map((row) => String(row[field])));

/** What Odoo's web client shows whoever is signed in under Billing → KPIs. */
async function menusUnderKpis({ page }: Screen): Promise<string[]> {
  const answer = await page.request.get(new URL('/web/webclient/load_menus', page.url()).href);
  const menus = (await answer.json()) as Record<string, { name: string; children: number[] }>;
  const own = Object.values(menus).filter(({ name }) => name === 'KPIs');
  return own.flatMap(({ children }) => children.map((id) => menus[id]?.name ?? ''));
}

describe('KPIs of a firm on the real Odoo', { timeout: 900_000 }, () => {
  test('are what its records come to, and each list adds up to its number', async ({ world }) => {
    const controls = async (login: string) => (await world.deciding.personByEmail(`${login}@firm.test`))?.controls;
    expect([await controls('controller'), await controls('approver')]).toEqual([true, false]);
    // Odoo's demo data has work of its own.
    const before = (await kpis(world, undefined, '--list', 'unbilled')).flatMap(({ counted }) =>
      counted.map(({ record }) => record),
    );
    await allowStraightThrough(world);
    const [a, b] = [await plain(world), await troubled(world)];
    const small = await posted(world, await straight(world, 'Small'));
    for (const reason of ['hours', 'rate']) await dispute(world, a, reason);
    const regretted = await straight(world, 'Regretted');
    await reprice(world.as('controller'), regretted, 90);
    const open = await sell(world, 'Open', [3]);
    await writtenOff(world);
    const gone = await deleted(world);
    await typed(world);

    const found = await kpis(world);
    const of = (id: string): Shown => {
      const results = found.filter((each) => each.id === id);
      expect.soft(results, id).toHaveLength(1);
      return results[0] as Shown;
    };
    const named = (id: string) =>
      of(id)
        .counted.map(({ record, top }) => `${record} ${top}`)
        .toSorted();
    const moves = (...ids: string[]) => ids.map((each) => `account.move,${each}`).toSorted();
    expect.soft([...new Set(found.map(({ id }) => id))]).toEqual(KPIS.map(({ id }) => id));

    // 15 days twice, 30 and 7; 11 days before October's end, 10 after September's, 19 before October's.
    expect.soft(of('cycle-time.service').value).toBe('16.8');
    expect.soft(of('cycle-time.period-end').value).toBe('-6.7');
    expect.soft(named('cycle-time.period-end')).toEqual(moves(`${a} -11`, `${b} 10`, `${small} -19`));
    expect.soft(of('approval.first-pass').value).toBe('60');
    expect
      .soft(named('approval.first-pass'))
      .toEqual([...moves(`${a} 1`, `${b} 0`, `${small} 1`, `${regretted} 1`), `x_billing_audit,${gone} 0`]);
    expect.soft(of('approval.straight-through').value).toBe('50');
    expect.soft(named('approval.straight-through')).toEqual(moves(`${a} 0`, `${b} 0`, `${small} 1`, `${regretted} 1`));
    expect.soft(named('approval.false-clear')).toEqual(moves(`${small} 0`, `${regretted} 1`));
    expect.soft(named('approval.in-time')).toEqual(moves(`${a} 1`, `${b} 0`, `${b} 1`));
    expect.soft(named('exception-rate')).toEqual(moves(`${a} 0`, `${b} 1`, `${small} 0`));
    expect.soft(named('invoice.corrected')).toEqual(moves(`${a} 0`, `${b} 1`, `${small} 0`));
    // Disputed twice is one invoice of three.
    expect.soft(of('invoice.disputed').value).toBe('33.3');
    expect.soft(named('invoice.disputed')).toEqual(moves(`${a} 1`, `${b} 0`, `${small} 0`));
    // 200.00 of 200.00, 1,200.00 and 100.00.
    expect.soft(of('write-off')).toMatchObject({ value: '13.3', top: '200', bottom: '1500' });

    const ledger = await behind(world, of('write-off').counted, ['x_value', 'x_verdict', 'x_date']);
    expect.soft(added(ledger, 'x_value').toFixed()).toBe(of('write-off').bottom);
    expect.soft(ledger.every(({ x_date: day }) => String(day) >= FROM && String(day) <= TO)).toBe(true);
    expect
      .soft(
        added(
          ledger.filter(({ x_verdict: is }) => is === 'write-off'),
          'x_value',
        ).toFixed(),
      )
      .toBe('200');

    const parts = await behind(world, of('cycle-time.service').counted, ['x_date', 'x_move_id']);
    const dated = await world.admin.searchRead('account.move', [['id', 'in', [a, b, small]]], {
      fields: ['invoice_date', 'amount_total_signed', 'amount_residual_signed'],
    });
    const dayOf = new Map(dated.map((row) => [row['id'], String(row['invoice_date'])]));
    const days = parts.map((row) => daysBetween(String(row['x_date']), dayOf.get(row['x_move_id']) ?? ''));
    expect.soft(String(days.reduce((all, each) => all + each, 0))).toBe(of('cycle-time.service').top);

    const residual = added(dated, 'amount_residual_signed');
    expect.soft(residual.gt(1300)).toBe(true);
    expect.soft(of('invoice.ageing')).toMatchObject({ top: residual.toFixed(), currency: { code: 'USD' } });
    expect.soft(named('invoice.ageing')).toHaveLength(2);
    expect.soft(of('dso').top).toBe(residual.times(31).toFixed());
    expect.soft(exact(of('dso').bottom).eq(added(dated, 'amount_total_signed'))).toBe(true);
    // 31 days of 1,300.00 in 1,850.00, each with the same tax.
    expect.soft(of('dso').value).toBe('21.8');

    const unbilled = of('unbilled').counted.filter(({ record }) => !before.includes(record));
    // The work of the draft that was deleted is to be billed again.
    expect.soft(unbilled).toMatchObject([
      { record: `account.analytic.line,${open.timesheetIds[0]}`, top: '300' },
      { customer: { name: 'Mistaken' }, top: '600' },
    ]);
    expect
      .soft(
        added(await behind(world, unbilled, ['unit_amount']), 'unit_amount')
          .times(100)
          .toFixed(),
      )
      .toBe('900');
    for (const { id, top, bottom, counted } of found) {
      expect.soft(sum(counted.map((each) => each.top)).eq(exact(top)), id).toBe(true);
      expect.soft(sum(counted.map((each) => each.bottom)).eq(exact(bottom)), id).toBe(true);
    }

    await credit3(world, a);
    const after = (await kpis(world)).filter(({ id }) => id.startsWith('cycle-time.'));
    expect(after).toEqual(found.filter(({ id }) => id.startsWith('cycle-time.')));
  });

  test('are the same in Odoo’s own tables, which controllers open', async ({ world }) => {
    const found = await kpis(world);
    const screen = await openScreen(world.odoo, 'controller');
    const errors: string[] = [];
    screen.page.on('pageerror', ({ message }) => errors.push(message));
    // So that last month is October whenever this runs.
    await screen.page.clock.setFixedTime('2026-11-15T12:00:00Z');
    const controller = world.as('controller');
    for (const [id, { window, sums = [], by = [], filter }] of Object.entries(WINDOWS)) {
      const { model, domain } = await counting(screen, world.odoo, window);
      const groups = await controller.readGroup(model, domain, by, ['__count', ...sums]);
      const of = (wanted?: unknown) => {
        const own = groups.filter((row) => wanted === undefined || row[by[0] ?? ''] === wanted);
        return added(own, sums[0] ?? '__count').toFixed();
      };
      await screen.shoot(`kpi-${window}`);
      const [kpi] = found.filter((each) => each.id === id);
      const { top, bottom } = kpi ?? { top: '0', bottom: '0' };
      if (filter) {
        const only = await counting(screen, world.odoo, window, filter);
        expect.soft([String(await controller.searchCount(model, only.domain)), of()], id).toEqual([top, bottom]);
      } else if (id === 'approval.first-pass') expect.soft([of('approved'), of()], id).toEqual([top, bottom]);
      else if (id === 'approval.straight-through')
        expect.soft([of('the approval policy in Odoo'), of()], id).toEqual([top, bottom]);
      else if (id === 'approval.in-time') expect.soft([of('in-time'), of()], id).toEqual([top, bottom]);
      else if (id === 'write-off') expect.soft([of('write-off'), of()], id).toEqual([top, bottom]);
      else if (id === 'dso') expect.soft(exact(of()).times(31).toFixed(), id).toBe(top);
      else if (id === 'invoice.ageing') expect.soft(of(), id).toBe(top);
      else {
        expect.soft([of(), added(groups, '__count').toFixed()], id).toEqual([top, bottom]);
      }
      for (const kind of ['graph', 'list']) {
        await screen.page.locator(`.o_switch_view.o_${kind}`).click();
        await screen.page.locator(`.o_${kind}_view`).waitFor();
        await screen.shoot(`kpi-${window}-${kind}`);
      }
    }

    // Cases are closed when they are closed: this month, which is last month in the next.
    const days = daysOf(new Date().toISOString().slice(0, 7));
    await solved(world, 9);
    const now = await kpis(world, [days.from, days.to]);
    const nowOf = (id: string) => now.find((each) => each.id === id);
    await screen.page.clock.setFixedTime(`${addDays(days.to, 10)}T12:00:00Z`);
    const resolution = await counting(screen, world.odoo, 'resolution');
    const [all] = await controller.readGroup(resolution.model, resolution.domain, [], ['x_days:sum', '__count']);
    expect
      .soft(nowOf('case.resolution'))
      .toMatchObject({ top: String(all?.['x_days:sum']), bottom: String(all?.['__count']) });
    expect.soft(Number(all?.['x_days:sum'])).toBeGreaterThanOrEqual(9);
    const technical = await counting(screen, world.odoo, 'technical');
    const only: Domain = [...technical.domain, ['x_kind', '=', 'technical']];
    const [top, bottom] = await Promise.all(
      [only, technical.domain].map((each) => controller.searchCount(technical.model, each)),
    );
    expect.soft(nowOf('case.technical')).toMatchObject({ top: String(top), bottom: String(bottom) });
    expect.soft(top).toBeGreaterThan(0);
    await screen.shoot('kpi-resolution');
    expect(errors).toEqual([]);
    const names = await menusUnderKpis(screen);
    expect(names).toHaveLength(13);
    for (const name of names) expect(KPIS.map((kpi) => kpi.name)).toContain(name);
    await screen.close();

    const preparer = await openScreen(world.odoo, 'preparer');
    expect(await menusUnderKpis(preparer)).toEqual([]);
    await preparer.close();
  });

  test('are on the desk’s page, in light and dark, on a phone and a screen, and in its metrics', async ({
    world,
    databases,
  }) => {
    const { odoo } = world;
    const mailbox = await openMailbox();
    const name = `${odoo.database}_kpis`;
    const metricsToken = 'a-token-for-prometheus-that-is-long-enough';
    const desk = await startDesk({
      ...deskSettings(odoo, await databases.postgresUrl(name), mailbox),
      ODOO_WATCH_LOGIN: 'robot-watch',
      ODOO_WATCH_PASSWORD: PASSWORD,
      DESK_METRICS_TOKEN: metricsToken,
    });
    const browser = await chromium.launch(BROWSER);
    try {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      await page.goto(`${desk.url}/signin?to=/kpis`);
      await page.fill('input[name=email]', 'controller@firm.test');
      await page.click('form button');
      const link = await eventually(() => mailbox.to('controller@firm.test').at(-1)?.link);
      await page.goto(link);
      await page.click('form button');
      await page.goto(`${desk.url}/kpis?month=2026-10`);
      const found = await kpis(world);
      for (const kpi of KPIS) {
        const tile = page.locator('.tile', { has: page.getByRole('heading', { name: kpi.name, exact: true }) });
        const own = found.filter(({ id, value }) => id === kpi.id && value !== undefined);
        const shown = (await tile.locator('p.figure').allInnerTexts()).map((text) => text.trim());
        expect
          .soft(shown, kpi.id)
          .toEqual(
            own.length > 0 ? own.map((each) => expect.stringContaining(figure(kpi, each))) : ['Nothing to count'],
          );
      }
      for (const [looks, colorScheme] of [
        ['light', 'light'],
        ['dark', 'dark'],
      ] as const)
        for (const [size, width] of [
          ['desktop', 1280],
          ['phone', 390],
        ] as const) {
          await page.emulateMedia({ colorScheme });
          await page.setViewportSize({ width, height: 900 });
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          expect.soft(overflow, `${looks} ${size}`).toBeLessThanOrEqual(0);
          if (SHOTS) await page.screenshot({ path: `${SHOTS}/desk-kpis-${looks}-${size}.png`, fullPage: true });
        }
      const bars = page.locator('.bars .chart svg path');
      expect(await bars.count()).toBeGreaterThan(0);
      const drawn = await bars.evaluateAll((all) =>
        all.map((bar) => [getComputedStyle(bar).fill, getComputedStyle(bar).stroke].join()),
      );
      // A colour that is not known to the page would be black.
      expect(drawn.filter((colours) => colours === 'rgb(0, 0, 0),none')).toEqual([]);
      expect(errors).toEqual([]);

      const samples = await eventually(async () => {
        const answer = await fetch(`${desk.url}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } });
        const all = [...parseExposition(await answer.text()).values()].flatMap((family) => family.samples);
        return (
          all.some((each) => each.name === 'billing_kpi') &&
          all.some((each) => each.name === 'billing_cases_open') &&
          all
        );
      });
      const valueOf = (wanted: string) => samples.find(({ labels }) => labels['kpi'] === wanted)?.value;
      const today = new Date().toISOString().slice(0, 10);
      const rolling = await kpis(world, [addDays(today, -29), today]);
      for (const id of ['invoice.ageing', 'case.technical'])
        expect.soft(String(valueOf(id)), id).toBe(rolling.find((each) => each.id === id)?.value);
      const calls = samples.find(
        ({ name: called, labels }) =>
          called === 'billing_desk_odoo_call_duration_seconds_count' && labels['outcome'] === 'done',
      );
      expect(calls?.value).toBeGreaterThan(10);
    } finally {
      await browser.close();
      await desk.stop();
      await mailbox.close();
      await databases.drop(name);
    }
  });
});
