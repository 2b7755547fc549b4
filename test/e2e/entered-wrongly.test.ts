import { describe, expect } from 'vitest';
import type { Row } from '../../src/odoo/api.ts';
import { rows } from '../contract/rows.ts';
import { act, agree, writeAgreement } from './support/agree.ts';
import type { Screen } from './support/screen.ts';
import { openScreen } from './support/screen.ts';
import { codesOf, draftedToTheCent, evaluated, linesOf, proposed } from './support/to-the-cent.ts';
import { approveTime, sellTime } from './support/world.ts';
import type { World } from './support/world.ts';
import { test } from './support/with-keepers.ts';

const DAY = '2026-10-06';
const one = (made: unknown): number => [made].flat()[0] as number;

/** What somebody does on the screen. */
async function onScreen(world: World, login: string, what: (screen: Screen) => Promise<void>): Promise<void> {
  const screen = await openScreen(world.odoo, login);
  try {
    await what(screen);
  } finally {
    await screen.close();
  }
}

const formOf = async ({ page }: Screen, { odoo }: World, model: string, id: number): Promise<void> => {
  await page.goto(`${odoo.url}/odoo/m-${model}/${id}`);
  await page.locator('.o_form_view').waitFor();
};

async function save({ page }: Screen): Promise<void> {
  await page.locator('.o_form_button_save').click();
  await page.locator('.o_form_saved').waitFor();
}

describe('a billing category', () => {
  test('left out over the API and in the screen, refused, mended, billed as its product', async ({ world }) => {
    const sold = await sellTime(world, [{ price: 100, hours: [1] }]);
    await agree(world, sold.orderId, { x_has_entry_checks: true, x_entry_checks_missing_category: 'stop' });
    const [entry] = await world.admin.searchRead('account.analytic.line', [['id', '=', sold.timesheetIds[0]]], {
      fields: ['project_id', 'task_id'],
    });
    const project = entry?.project_id as number;
    const unsold = await world.create('project.task', { name: 'Unsold', project_id: project });
    await world.admin.call('project.task', 'write', [[unsold], { sale_line_id: false }]);

    const enter = async (task: unknown) => {
      const values = {
        name: 'By API',
        project_id: project,
        task_id: task,
        employee_id: world.engineer,
        unit_amount: 2,
      };
      return one(await world.as('preparer').call('account.analytic.line', 'create', [{ ...values, date: DAY }]));
    };
    await expect(enter(unsold)).rejects.toThrow(/no billing category .* Choose a Sales Order Item/);
    const byApi = await enter(entry?.task_id);

    const defaults = {
      project_id: project,
      task_id: unsold,
      employee_id: world.engineer,
      name: 'In screen',
      date: DAY,
    };
    const window = await world.create('ir.actions.act_window', {
      name: 'Timesheets',
      res_model: 'account.analytic.line',
      domain: `[('project_id', '=', ${project})]`,
      context: JSON.stringify(
        Object.fromEntries(Object.entries(defaults).map(([name, value]) => [`default_${name}`, value])),
      ),
      view_ids: [
        [0, 0, { sequence: 1, view_mode: 'list', view_id: await world.xmlId('hr_timesheet.hr_timesheet_line_tree') }],
      ],
    });
    await onScreen(world, 'preparer', async ({ page, open, shoot }) => {
      await open(window);
      await page.getByRole('button', { name: 'New' }).first().click();
      const row = page.locator('tr.o_selected_row');
      await row.locator('[name=unit_amount] input').fill('2:30');
      await page.getByRole('button', { name: 'Save' }).first().click();
      const refused = page.locator('.modal', { hasText: 'no billing category' });
      await refused.waitFor();
      await shoot('category-refused');
      await refused.locator('footer button').first().click();
      await row.locator('[name=task_id] input').fill('Task 1');
      await page.locator('.o-autocomplete--dropdown-item', { hasText: 'Task 1' }).first().click();
      await page.getByRole('button', { name: 'Save' }).first().click();
      await row.waitFor({ state: 'detached' });
    });
    const made = await world.admin.searchRead('account.analytic.line', [['name', '=', 'In screen']], {
      fields: ['id'],
    });
    await approveTime(world, [byApi, ...made.map(({ id }) => id as number)]);
    const proposals = await proposed(world, sold.orderId);
    expect(linesOf(proposals)).toEqual(['5.5 for 550.00']);
    const [invoice] = await draftedToTheCent(world, proposals);
    const lines = await world.admin.searchRead(
      'account.move.line',
      [
        ['move_id', '=', invoice?.id],
        ['display_type', '=', 'product'],
      ],
      { fields: ['product_id', 'account_id'] },
    );
    expect(lines).toMatchObject([{ product_id: world.consulting, account_id: expect.any(Number) }]);
  });
});

describe('the order and its customer', () => {
  test('a purchase order without its number, in the screen and over the API: held, mended, billed', async ({
    world,
  }) => {
    const { orderId } = await sellTime(world, [{ price: 100, hours: [2] }]);
    const write = (values: Row) => world.admin.call('sale.order', 'write', [[orderId], values]);
    await onScreen(world, 'clerk', async (screen) => {
      const { page, shoot } = screen;
      const tab = page.getByRole('tab', { name: 'Other Info' });
      await formOf(screen, world, 'sale.order', orderId);
      await tab.click();
      await page.locator('[name=x_billing_po_amount] input').fill('5000');
      await save(screen);
      await shoot('order-without-po');
      expect(codesOf(await evaluated(world, [orderId]))).toEqual(['po.missing']);
      await page.locator('[name=client_order_ref] input').fill('PO-4711');
      await save(screen);
    });
    expect(codesOf(await evaluated(world, [orderId]))).toEqual([]);
    await write({ client_order_ref: false });
    const [held] = await evaluated(world, [orderId]);
    expect(held?.proposal).toBeUndefined();
    expect(held?.cases).toMatchObject([{ code: 'po.missing', record: `sale.order,${orderId}` }]);
    await write({ client_order_ref: 'PO-4712' });
    const [invoice] = await draftedToTheCent(world, await proposed(world, orderId));
    expect(invoice?.reference).toBe('PO-4712');
  });
});

describe('a change of the terms', () => {
  test('by its author alone, in the screen and over the API: refused; agreed by another, billed', async ({ world }) => {
    const { orderId } = await sellTime(world, [{ price: 100, hours: [8] }]);
    const agreement = await writeAgreement(world, { x_order_id: orderId });
    const terms = one(
      await world.as('ann').call('x_billing_terms', 'create', [
        {
          x_agreement_id: agreement,
          x_effective_from: '2026-01-01',
          x_has_discounts: true,
          x_discount_ids: rows({ x_name: 'Friends', x_percent: 10 }),
        },
      ]),
    );
    const agreeOn = async ({ page }: Screen) => {
      await page.getByRole('button', { name: 'Agree', exact: true }).click();
      await page.locator('.modal').getByRole('button', { name: 'Ok' }).click();
    };
    await onScreen(world, 'ann', async (screen) => {
      const { page, shoot } = screen;
      const propose = page.getByRole('button', { name: 'Propose', exact: true });
      await formOf(screen, world, 'x_billing_terms', terms);
      await propose.click();
      const unsigned = page.locator('.modal', { hasText: 'signed' });
      await unsigned.waitFor();
      await shoot('terms-unsigned');
      await unsigned.locator('footer button').first().click();
      const signature = { x_signed_on: '2026-09-15', x_signed_by: 'Jane Doe' };
      await world.as('ann').call('x_billing_terms', 'write', [[terms], signature]);
      await formOf(screen, world, 'x_billing_terms', terms);
      await propose.click();
      await propose.waitFor({ state: 'hidden' });
      await agreeOn(screen);
      await page.locator('.modal', { hasText: 'had a hand in' }).waitFor();
      await shoot('terms-own');
    });
    await expect(act(world, 'ann', 'agree', terms)).rejects.toThrow(/had a hand in/);
    for (const login of ['preparer', 'approver', 'controller'])
      await expect(act(world, login, 'agree', terms), login).rejects.toThrow();
    expect(linesOf(await proposed(world, orderId))).toEqual(['8 for 800.00']);

    await onScreen(world, 'ben', async (screen) => {
      await formOf(screen, world, 'x_billing_terms', terms);
      await agreeOn(screen);
      await screen.page.getByRole('button', { name: 'New version' }).waitFor();
      await screen.shoot('terms-agreed');
    });
    const proposals = await proposed(world, orderId);
    expect(linesOf(proposals)).toEqual(['8 for 720.00']);
    await draftedToTheCent(world, proposals);
  });
});
