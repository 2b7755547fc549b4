import { creditNote as reverse } from '../../contract/acts.ts';
import type { World } from './world.ts';

export interface FixedPrice {
  orderId: number;
  lineId: number;
  projectId: number;
}

/** A confirmed order of one line sold at a fixed price by its ordered quantity, with a project. */
export async function sellFixedPrice(
  world: World,
  { price, quantity = 1, policy = 'order' }: { price: number; quantity?: number; policy?: 'order' | 'delivery' },
): Promise<FixedPrice> {
  const { admin, create } = world;
  const product = await create('product.product', {
    name: 'Portal',
    type: 'service',
    invoice_policy: policy,
    service_type: 'manual',
    taxes_id: [],
  });
  const partner = await create('res.partner', { name: 'Fixed Price AG' });
  const orderId = await create('sale.order', {
    partner_id: partner,
    order_line: [[0, 0, { product_id: product, name: 'Portal', product_uom_qty: quantity, price_unit: price }]],
  });
  await admin.call('sale.order', 'action_confirm', [[orderId]]);
  const [line] = await admin.searchRead('sale.order.line', [['order_id', '=', orderId]], { fields: ['id'] });
  const lineId = line?.id as number;
  const projectId = await create('project.project', {
    name: `Portal ${String(orderId)}`,
    allow_billable: true,
    partner_id: partner,
    sale_line_id: lineId,
  });
  return { orderId, lineId, projectId };
}

export async function milestone(world: World, projectId: number, name: string): Promise<number> {
  return world.create('project.milestone', { name, project_id: projectId });
}

export async function reach(world: World, milestoneId: number, reached_date = '2026-10-20'): Promise<void> {
  // Odoo writes today's date when it becomes reached.
  await world.admin.call('project.milestone', 'write', [[milestoneId], { is_reached: true }]);
  await world.admin.call('project.milestone', 'write', [[milestoneId], { reached_date }]);
}

/** A draft credit note of a posted invoice, as a controller with a reason. */
export const creditNote = (world: World, invoiceId: number): Promise<number> =>
  reverse(world.as('controller'), invoiceId);
