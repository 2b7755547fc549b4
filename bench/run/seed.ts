import { createAll } from '../../test/e2e/support/seed/odoo.ts';
import { approveTime, type World } from '../../test/e2e/support/world.ts';

/** Many confirmed time-and-materials orders, each of a customer of its own, with approved time of October 2026. */
export async function sellMuch(world: World, orders: number, entriesPerOrder: number): Promise<number[]> {
  const { admin } = world;
  const each = <T>(make: (number: number) => T): T[] => Array.from({ length: orders }, (_, number) => make(number));

  const partners = await createAll(
    admin,
    'res.partner',
    each((number) => ({ name: `Customer ${number}` })),
  );
  const orderIds = await createAll(
    admin,
    'sale.order',
    each((number) => ({
      partner_id: partners[number],
      order_line: [[0, 0, { product_id: world.consulting, name: 'Consulting', product_uom_qty: 500, price_unit: 120 }]],
    })),
  );
  await admin.call('sale.order', 'action_confirm', [orderIds]);
  const lines = await admin.searchRead('sale.order.line', [['order_id', 'in', orderIds]], { fields: ['order_id'] });
  const lineOf = new Map(lines.map(({ id, order_id }) => [order_id as number, id]));
  const projects = await createAll(
    admin,
    'project.project',
    each((number) => ({
      name: `Project ${number}`,
      allow_billable: true,
      partner_id: partners[number],
      sale_line_id: lineOf.get(orderIds[number] as number),
    })),
  );
  const tasks = await createAll(
    admin,
    'project.task',
    each((number) => ({
      name: 'Work',
      project_id: projects[number],
      sale_line_id: lineOf.get(orderIds[number] as number),
    })),
  );
  async function work(numbers: number[]): Promise<void> {
    const timeIds = await createAll(
      admin,
      'account.analytic.line',
      numbers.flatMap((number) =>
        Array.from({ length: entriesPerOrder }, (_, entry) => ({
          name: `Work ${entry}`,
          project_id: projects[number],
          task_id: tasks[number],
          employee_id: world.engineer,
          unit_amount: 0.5 + (entry % 8) / 4,
          date: `2026-10-${String(1 + (entry % 31)).padStart(2, '0')}`,
        })),
      ),
    );
    for (let start = 0; start < timeIds.length; start += 2000)
      await approveTime(world, timeIds.slice(start, start + 2000));
  }
  // By halves at the same time: Odoo takes ten minutes for a hundred thousand, and has two workers.
  const numbers = [...Array(orders).keys()];
  const half = Math.ceil(orders / 2);
  await Promise.all([numbers.slice(0, half), numbers.slice(half)].map(work));
  return orderIds;
}
