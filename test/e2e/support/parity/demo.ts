import type { World } from '../world.ts';
import { approveTime } from '../world.ts';
import type { Case } from './suite.ts';

/** All of Odoo's own demo orders with something to invoice, with their time approved and their milestones accepted. */
export async function demoOrders(world: World): Promise<Case[]> {
  const { admin, create } = world;
  const orders = await admin.searchRead('sale.order', [['invoice_status', '=', 'to invoice']], {
    fields: ['name'],
    order: 'id',
  });
  const ids = orders.map(({ id }) => id);
  const time = await admin.searchRead(
    'account.analytic.line',
    [
      ['so_line.order_id', 'in', ids],
      ['project_id', '!=', false],
      ['so_line.qty_delivered_method', '=', 'timesheet'],
    ],
    { fields: ['id'] },
  );
  await approveTime(
    world,
    time.map(({ id }) => id as number),
  );
  const milestones = await admin.searchRead('project.milestone', [['sale_line_id.order_id', 'in', ids]], {
    fields: ['id'],
  });
  for (const { id } of milestones)
    await create('ir.attachment', {
      name: `acceptance ${id}.txt`,
      res_model: 'project.milestone',
      res_id: id,
      datas: Buffer.from(`accepted ${id}`).toString('base64'),
    });
  const until = [new Date().toISOString().slice(0, 10)];
  return orders.map(({ id, name }) => ({ id: id as number, order: String(name), special: 'Odoo’s demo data', until }));
}
