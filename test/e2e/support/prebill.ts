import type { Row } from '../../../src/odoo/api.ts';
import { linesOf } from './lifecycle.ts';
import type { World } from './world.ts';

/** A line's quantity, written by hand as on the form; a line without one is deleted. */
export async function editByHand(
  world: World,
  invoiceId: number,
  edits: (number | undefined)[],
  login = 'controller',
): Promise<void> {
  const lines = await linesOf(world, invoiceId);
  const commands = lines.map(({ id }, at) => (edits[at] === undefined ? [2, id] : [1, id, { quantity: edits[at] }]));
  await world.as(login).call('account.move', 'write', [[invoiceId], { invoice_line_ids: commands }]);
}

/** The window of Odoo's form that takes work off a draft; about what is missing where no line is named. */
export async function takeOff(world: World, invoiceId: number, values: Row, login = 'controller'): Promise<void> {
  const api = world.as(login);
  const asked = [
    await api.call('x_billing_adjust', 'create', [
      { x_move_id: invoiceId, x_kind: 'hold', x_reason: 'Asked', ...values },
    ]),
  ].flat()[0] as number;
  const action = await world.xmlId('billing_automation.action_take_off');
  const context = { active_model: 'x_billing_adjust', active_ids: [asked], active_id: asked };
  await api.call('ir.actions.server', 'run', [[action]], { context });
}

/** Adjustments of the work behind an invoice, the newest first. */
export async function adjustmentsOf(world: World, timesheetIds: number[]): Promise<Row[]> {
  return world
    .as('controller')
    .searchRead(
      'x_billing_adjustment',
      [['x_record', 'in', timesheetIds.map((id) => `account.analytic.line,${String(id)}`)]],
      {
        fields: ['x_kind', 'x_quantity', 'x_reason', 'x_until', 'create_uid', 'x_percent', 'x_withdrawn_by'],
        order: 'id desc',
        names: true,
      },
    );
}

export async function release(world: World, id: unknown, login = 'controller'): Promise<void> {
  const action = await world.xmlId('billing_automation.action_withdraw_adjustment');
  const context = { active_model: 'x_billing_adjustment', active_ids: [id], active_id: id };
  await world.as(login).call('ir.actions.server', 'run', [[action]], { context });
}
