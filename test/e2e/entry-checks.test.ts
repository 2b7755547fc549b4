import { DateTime } from 'luxon';
import { describe, expect } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import type { OdooApi, Row } from '../../src/odoo/api.ts';
import { agree } from './support/agree.ts';
import { openScreen } from './support/screen.ts';
import { approveTime, sellTime } from './support/world.ts';
import type { SoldWork, World } from './support/world.ts';
import { test } from './support/with-keepers.ts';

const now = DateTime.utc();
const OPEN = now.toISODate();
/** Two months ago: closed, whenever in the month this runs. */
const CLOSED = now.minus({ months: 2 }).startOf('month').plus({ days: 9 }).toISODate();

const CHECKS = {
  x_has_entry_checks: true,
  x_entry_checks_cutoff_period: 'month',
  x_entry_checks_cutoff_days: 15,
  x_entry_checks_cutoff_reaction: 'stop',
  x_entry_checks_closed_task: 'stop',
  x_entry_checks_missing_category: 'warn',
  x_entry_checks_no_terms: 'stop',
};

const one = (made: unknown): number => [made].flat()[0] as number;

interface Sold extends SoldWork {
  project: number;
  task: number;
  closed: number;
}

/** An order with a project, an open task and a closed one; work from before the terms is on it. */
async function sold(world: World, terms: Row = CHECKS): Promise<Sold> {
  const order = await sellTime(world, [{ price: 100, hours: [1] }], { date: CLOSED });
  const [row] = await world.admin.searchRead('account.analytic.line', [['id', '=', order.timesheetIds[0]]], {
    fields: ['project_id', 'task_id'],
  });
  const { project_id: project, task_id: task } = row as { project_id: number; task_id: number };
  const closed = await world.create('project.task', { name: 'Done', project_id: project, state: '1_done' });
  await agree(world, order.orderId, { x_effective_from: '2020-01-01', ...terms });
  return { ...order, project, task, closed };
}

const entry = (world: World, { project, task }: Sold, values: Row = {}): Row => ({
  name: 'Work',
  project_id: project,
  task_id: task,
  employee_id: world.engineer,
  unit_amount: 2,
  date: OPEN,
  ...values,
});

const enter = async (world: World, at: Sold, values: Row = {}, api: OdooApi = world.as('preparer')): Promise<number> =>
  one(await api.call('account.analytic.line', 'create', [entry(world, at, values)]));

const warningOf = async (world: World, id: number, model = 'account.analytic.line') =>
  (await world.admin.searchRead(model, [['id', '=', id]], { fields: ['x_billing_warning'] }))[0]?.x_billing_warning;

describe('stopped where it is written, whoever writes it', () => {
  const ways: [what: string, way: (world: World, at: Sold) => Promise<unknown>, said: RegExp][] = [
    [
      'past the cutoff',
      (w, at) => enter(w, at, { date: CLOSED }),
      /was closed for billing after .* Enter it on a day of an open month/,
    ],
    [
      'on a closed task',
      (w, at) => enter(w, at, { task_id: at.closed }),
      /Task “Done” is closed .* Choose an open task/,
    ],
    ['as the administrator', (w, at) => enter(w, at, { task_id: at.closed }, w.admin), /Task “Done” is closed/],
    [
      'with the warning filled in',
      (w, at) => enter(w, at, { task_id: at.closed, x_billing_check: 'none', x_billing_warning: '' }),
      /Task “Done” is closed/,
    ],
    [
      'by import',
      async (w, at) => {
        const row = entry(w, at, { task_id: at.closed });
        const answer = (await w
          .as('preparer')
          .call('account.analytic.line', 'load', [
            ['name', 'project_id/.id', 'task_id/.id', 'employee_id/.id', 'unit_amount', 'date'],
            [[row.name, row.project_id, row.task_id, row.employee_id, row.unit_amount, row.date].map(String)],
          ])) as { ids: unknown; messages: { message: string }[] };
        if (answer.ids) return answer;
        throw new Error(answer.messages.map(({ message }) => message).join());
      },
      /Task “Done” is closed/,
    ],
    [
      'moved to a closed day',
      async (w, at) =>
        w.as('preparer').call('account.analytic.line', 'write', [[await enter(w, at)], { date: CLOSED }]),
      /was closed for billing/,
    ],
    [
      'moved to a closed task, the warning written beside it',
      async (w, at) =>
        w
          .as('preparer')
          .call('account.analytic.line', 'write', [
            [await enter(w, at)],
            { task_id: at.closed, x_billing_warning: '' },
          ]),
      /is closed/,
    ],
    [
      'moved to a closed day, its check taken off before',
      async (w, at) => {
        const id = await enter(w, at);
        await w.as('preparer').call('account.analytic.line', 'write', [[id], { x_billing_check: false }]);
        return w.as('preparer').call('account.analytic.line', 'write', [[id], { date: CLOSED }]);
      },
      /was closed for billing/,
    ],
    [
      'more hours on a closed day',
      (w, at) => w.admin.call('account.analytic.line', 'write', [at.timesheetIds, { unit_amount: 3 }]),
      /was closed for billing/,
    ],
  ];
  test.for(ways)('%s', async ([, way, said], { world }) => {
    await expect(way(world, await sold(world))).rejects.toThrow(said);
  });

  test('one wrong entry stops its batch, and every wrong one is named', async ({ world }) => {
    const at = await sold(world);
    const batch = [
      entry(world, at),
      entry(world, at, { task_id: at.closed, name: 'A' }),
      entry(world, at, { date: CLOSED }),
    ];
    const before = await world.admin.searchCount('account.analytic.line', [['project_id', '=', at.project]]);
    await expect(world.as('preparer').call('account.analytic.line', 'create', [batch])).rejects.toThrow(
      /A: Task “Done”[^]*Work: Its month/,
    );
    expect(await world.admin.searchCount('account.analytic.line', [['project_id', '=', at.project]])).toBe(before);
  });

  test('nobody has entries checked by hand, and learns of them what the stop would say', async ({ world }) => {
    const action = await world.xmlId('billing_automation.action_entry_checks');
    for (const active_model of ['account.analytic.line', 'hr.expense'])
      await expect(
        world
          .as('preparer')
          .call('ir.actions.server', 'run', [[action]], { context: { active_model, active_ids: [1] } }),
      ).rejects.toThrow();
    await expect(
      world.as('preparer').call('ir.actions.server', 'run', [[action]], {
        context: { active_model: 'hr.expense', active_ids: [] },
      }),
    ).rejects.toThrow(/checked where they are written/);
  });

  test('on a day no terms hold any more', async ({ world }) => {
    const at = await sold(world, { x_effective_to: CLOSED, ...CHECKS });
    await expect(enter(world, at)).rejects.toThrow(
      /No signed terms hold on .* any more \(Agreement, version 1 was the last\)/,
    );
  });
});

describe('what is let through', () => {
  test('a warning stays on the entry until it is mended; then it is billed', async ({ world }) => {
    const at = await sold(world, { ...CHECKS, x_entry_checks_closed_task: 'warn' });
    const id = await enter(world, at, { task_id: at.closed });
    expect(await warningOf(world, id)).toMatch(/Task “Done” is closed \(Agreement, version 1\)/);
    await world.as('preparer').call('account.analytic.line', 'write', [[id], { task_id: at.task }]);
    expect(await warningOf(world, id)).toBe(false);
    await approveTime(world, [id]);
    const works = await world.drafting.collectWork({ from: '2020-01-01', to: OPEN, orderIds: [at.orderId] });
    const proposals = propose(works, OPEN).flatMap(({ proposal }) => proposal ?? []);
    expect(proposals).toMatchObject([{ total: '300.00' }]);
    const outcomes = await draftProposals(world.drafting, proposals);
    expect(outcomes, JSON.stringify(outcomes)).toMatchObject([{ status: 'drafted' }]);
  });

  test('time without a sales order item is warned of', async ({ world }) => {
    const at = await sold(world);
    const id = await enter(world, at);
    await world.as('preparer').call('account.analytic.line', 'write', [[id], { so_line: false }]);
    expect(await warningOf(world, id)).toMatch(/no billing category .* Choose a Sales Order Item/);
  });

  test('what was there before stays, is approved and described; changes elsewhere don’t touch it', async ({
    world,
  }) => {
    const at = await sold(world);
    await world.admin.call('account.analytic.line', 'write', [at.timesheetIds, { name: 'Described' }]);
    await approveTime(world, at.timesheetIds);
    const line = await world.create('sale.order.line', {
      order_id: at.orderId,
      product_id: world.consulting,
      product_uom_qty: 5,
      price_unit: 90,
    });
    await world.admin.call('project.task', 'write', [[at.task], { sale_line_id: line }]);
    const [row] = await world.admin.searchRead('account.analytic.line', [['id', '=', at.timesheetIds[0]]], {
      fields: ['so_line', 'x_billing_warning'],
    });
    expect(row).toMatchObject({ so_line: line, x_billing_warning: false });
  });

  test('work of no customer and work without terms', async ({ world }) => {
    const at = await sold(world);
    const internal = await world.create('project.project', { name: 'Own training', allow_billable: false });
    await enter(world, at, { project_id: internal, task_id: false, date: CLOSED });
    const other = await sellTime(world, [{ price: 100, hours: [1] }], { date: CLOSED });
    expect(other.timesheetIds).toHaveLength(1);
  });
});

describe('expenses a customer pays', () => {
  test('past the cutoff they are stopped, without a category they are warned of', async ({ world }) => {
    const at = await sold(world);
    const product = await world.create('product.product', {
      name: 'Hotel',
      type: 'service',
      can_be_expensed: true,
      expense_policy: 'cost',
    });
    const claim = { name: 'Hotel in Ghent', employee_id: world.engineer, total_amount_currency: 90 };
    const write = async (values: Row) => one(await world.admin.call('hr.expense', 'create', [{ ...claim, ...values }]));
    const id = await write({ product_id: product, sale_order_id: at.orderId, date: OPEN });
    expect(await warningOf(world, id, 'hr.expense')).toBe(false);
    await expect(write({ product_id: product, sale_order_id: at.orderId, date: CLOSED })).rejects.toThrow(
      /Hotel in Ghent: Its month was closed/,
    );
    await expect(world.admin.call('hr.expense', 'write', [[id], { date: CLOSED }])).rejects.toThrow(/was closed/);
    await write({ product_id: product, date: CLOSED });
  });
});

describe('on the screen', () => {
  test('time on a closed task is refused in words, mended in the same row, and billed', async ({ world }) => {
    const at = await sold(world);
    const list = await world.xmlId('hr_timesheet.hr_timesheet_line_tree');
    const names = { project_id: at.project, task_id: at.closed, employee_id: world.engineer };
    const defaults = Object.entries({ ...names, name: 'Review', date: OPEN }).map(([name, value]) => [
      `default_${name}`,
      value,
    ]);
    const timesheets = await world.create('ir.actions.act_window', {
      name: 'Timesheets',
      res_model: 'account.analytic.line',
      domain: `[('project_id', '=', ${at.project})]`,
      context: JSON.stringify(Object.fromEntries(defaults)),
      view_ids: [[0, 0, { sequence: 1, view_mode: 'list', view_id: list }]],
    });
    const { page, open, shoot, close } = await openScreen(world.odoo, 'preparer');
    try {
      await open(timesheets);
      await page.getByRole('button', { name: 'New' }).first().click();
      const row = page.locator('tr.o_selected_row');
      await row.locator('[name=unit_amount] input').fill('2:30');
      await page.getByRole('button', { name: 'Save' }).first().click();
      const refused = page.locator('.modal', { hasText: 'Task “Done” is closed' });
      await refused.waitFor();
      await shoot('entry-refused');
      await refused.locator('footer button').first().click();
      await row.locator('[name=task_id] input').fill('Task 1');
      await page.locator('.o-autocomplete--dropdown-item', { hasText: 'Task 1' }).first().click();
      await page.getByRole('button', { name: 'Save' }).first().click();
      await row.waitFor({ state: 'detached' });
      await shoot('entry-mended');
    } finally {
      await close();
    }
    const rows = await world.admin.searchRead('account.analytic.line', [['project_id', '=', at.project]], {
      fields: ['id', 'name', 'unit_amount'],
      order: 'id desc',
    });
    expect(rows[0]).toMatchObject({ name: 'Review', unit_amount: 2.5 });
    await approveTime(world, [Number(rows[0]?.id)]);
    const works = await world.drafting.collectWork({ from: '2020-01-01', to: OPEN, orderIds: [at.orderId] });
    const proposals = propose(works, OPEN).flatMap(({ proposal }) => proposal ?? []);
    expect(proposals).toMatchObject([{ total: '350.00' }]);
    expect(await draftProposals(world.drafting, proposals)).toMatchObject([{ status: 'drafted' }]);
  });
});
