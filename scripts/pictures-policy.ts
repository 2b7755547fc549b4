import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { OdooApi } from '../src/odoo/api.ts';
import { xmlId } from '../test/e2e/support/seed/odoo.ts';
import { rows } from '../test/contract/rows.ts';

/**
 * A version of the approval policy that is being written, with what the desk remarks on its rows.
 *
 * @param page signed in to Odoo as `controller`
 */
export async function shootPolicy(
  page: Page,
  { admin, controller }: { admin: OdooApi; controller: OdooApi },
  url: string,
  folder: string,
): Promise<void> {
  const controllers = await xmlId(admin, 'billing_automation.group_controller');
  const approvers = await xmlId(admin, 'billing_automation.group_approver');
  const step = (name: string, group: number) => rows({ x_name: name, x_approvers_groups_ids: [[6, 0, [group]]] });
  const policy = await controller.call('x_billing_policy', 'create', [
    {
      x_name: 'Approval of invoices',
      x_effective_from: '2027-01-01',
      x_currency_id: await xmlId(admin, 'base.USD'),
      x_limit_ids: rows({ x_group_id: controllers, x_unlimited: true }, { x_group_id: approvers, x_up_to: 5_000 }),
      x_row_ids: rows(
        { x_sequence: 1, x_name: 'Large', x_when_amount_above: 10_000, x_step_ids: step('Controller', controllers) },
        {
          x_sequence: 2,
          x_name: 'Changed by hand',
          x_when_changed_by_hand: 'yes',
          x_step_ids: step('Team', approvers),
        },
        { x_sequence: 3, x_name: 'All others', x_step_ids: step('Team', approvers) },
        { x_sequence: 4, x_name: 'Routine', x_when_amount_up_to: 500, x_straight_through: true },
      ),
    },
  ]);
  await page.goto(`${url}/odoo/action-billing_automation.window_policy/${String(policy)}`);
  for (;;) {
    await page.locator('.o_form_view').waitFor();
    if ((await page.locator('[name=x_remarks] .alert-warning', { hasText: 'It never decides' }).count()) > 0) break;
    await page.waitForTimeout(5_000);
    await page.reload();
  }
  await page.waitForTimeout(1_500);
  await page.screenshot({ path: join(folder, 'policy-remarks.png') });
}
