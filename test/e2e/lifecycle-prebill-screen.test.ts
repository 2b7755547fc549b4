import { expect } from 'vitest';
import { drafted, linesOf } from './support/lifecycle.ts';
import { adjustmentsOf, release, takeOff } from './support/prebill.ts';
import { openScreen } from './support/screen.ts';
import { sellTime } from './support/world.ts';
import { test } from './support/with-keepers.ts';

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1440, height: 900 };

test(
  'a draft cut by hand says what is missing, and takes on its form what becomes of it',
  { timeout: 500_000 },
  async ({ world }) => {
    const sold = await sellTime(
      world,
      [
        { price: 100, hours: [10] },
        { price: 120, hours: [3, 2] },
      ],
      { customer: 'Northlight AG' },
    );
    const draft = await drafted(world, sold);
    const [line] = await linesOf(world, draft);
    await world
      .as('controller')
      .call('account.move', 'write', [[draft], { invoice_line_ids: [[1, line?.id, { quantity: 8 }]] }]);
    const screen = await openScreen(world.odoo, 'controller');
    try {
      const { page } = screen;
      await page.goto(`${world.odoo.url}/odoo/action-account.action_move_out_invoice_type/${String(draft)}`);
      await page.locator('[name=invoice_line_ids] .o_data_row').first().waitFor();
      await page.getByText('Say what becomes of the rest').waitFor();
      await screen.shoot('prebill-missing');
      await page.setViewportSize(PHONE);
      await screen.shoot('prebill-missing-phone');
      await page.setViewportSize(DESK);
      await page.getByRole('button', { name: 'Hold or write off what is missing' }).click();
      await page.locator('.modal [name=x_reason] input').fill('Customer asks what was done');
      await screen.shoot('prebill-say');
      await page.setViewportSize(PHONE);
      await screen.shoot('prebill-say-phone');
      await page.setViewportSize(DESK);
      await page.locator('.modal').getByRole('button', { name: 'Take off' }).click();
      await page.getByText('Not ready to be posted.').waitFor({ state: 'detached' });
      await screen.shoot('prebill-said');
      expect(await adjustmentsOf(world, sold.timesheetIds)).toMatchObject([
        { x_kind: 'hold', x_quantity: '2', x_reason: 'Customer asks what was done' },
      ]);

      const [hold] = await adjustmentsOf(world, sold.timesheetIds);
      await release(world, hold?.id);
      await page.reload();
      await page.getByText('No longer held or written off').waitFor();
      await screen.shoot('prebill-released');
      await takeOff(world, draft, {});
      await page.reload();
      await page.locator('[name=invoice_line_ids] .o_data_row').first().waitFor();
      await page.getByText('Not ready to be posted.').waitFor({ state: 'detached' });

      await page.locator('[name=invoice_line_ids] .o_data_row').nth(2).locator('.o_list_button button').click();
      await page.locator('.modal [name=x_reason] input').fill('Goodwill');
      await page.locator('.modal').getByLabel('Write down').check();
      await page.locator('.modal [name=x_percent] input').fill('20');
      await screen.shoot('prebill-line');
      await page.locator('.modal').getByRole('button', { name: 'Adjust' }).click();
      await page.locator('.modal').waitFor({ state: 'detached' });
      await page.getByRole('tab', { name: 'Billing', exact: true }).click();
      await screen.shoot('prebill-billing-tab');
      expect(await linesOf(world, draft)).toMatchObject([
        { quantity: 8, price_unit: 100 },
        { quantity: 5, price_unit: 96 },
      ]);
      await page.goto(`${world.odoo.url}/odoo/action-billing_automation.window_adjustment`);
      await page.locator('.o_data_row').first().waitFor();
      await screen.shoot('prebill-adjustments');
    } finally {
      await screen.close();
    }
  },
);
