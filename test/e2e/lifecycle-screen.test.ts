import { expect } from 'vitest';
import { creditDraft, linesOf, posted } from './support/lifecycle.ts';
import { openScreen } from './support/screen.ts';
import { sellTime } from './support/world.ts';
import { test } from './support/with-keepers.ts';

const PHONE = { width: 390, height: 844 };

test(
  'the form of a credit note says what can’t be told, and takes whose hours they are',
  { timeout: 500_000 },
  async ({ world }) => {
    const sold = await sellTime(world, [{ price: 100, hours: [5, 3, 2] }], { customer: 'Northlight AG' });
    const first = await posted(world, sold);
    const note = await creditDraft(world, first, [2]);
    const screen = await openScreen(world.odoo, 'controller');
    try {
      const { page } = screen;
      const { url } = world.odoo;
      await page.goto(`${url}/odoo/action-account.action_move_out_invoice_type/${String(note)}`);
      await page.locator('.o_form_view').waitFor();
      await screen.shoot('credit-note');
      await page.locator('[name=invoice_line_ids] .o_data_row').first().waitFor();
      await page.getByText('Not ready to be posted.').waitFor();
      await page.getByText('which 2 of its 10 are credited').waitFor();
      await screen.shoot('credit-note-untold');
      await page.setViewportSize(PHONE);
      await screen.shoot('credit-note-untold-phone');
      await page.setViewportSize({ width: 1440, height: 900 });
      const chosen = page.locator('[name=invoice_line_ids] td[name=x_billing_credited_ids]').first();
      await chosen.click();
      await chosen.locator('input').click();
      await page.locator('.o-autocomplete--dropdown-item').first().waitFor();
      await screen.shoot('credit-note-choose');
      await page.locator('.o-autocomplete--dropdown-item').first().click();
      await page.locator('.o_form_button_save').click();
      await page.getByText('Not ready to be posted.').waitFor({ state: 'detached' });
      await screen.shoot('credit-note-told');
      const [line] = await linesOf(world, note);
      const [written] = await world.drafter.searchRead('account.move.line', [['id', '=', line?.id]], {
        fields: ['x_billing_credited_ids'],
      });
      expect(written?.x_billing_credited_ids).toHaveLength(1);
      await page.goto(`${url}/odoo/action-account.action_move_out_invoice_type/${String(first)}`);
      await page.getByRole('tab', { name: 'Billing', exact: true }).click();
      await screen.shoot('credited-invoice');
    } finally {
      await screen.close();
    }
  },
);
