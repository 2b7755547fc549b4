import { addDays } from '../../../src/rules/days.ts';
import { agree } from '../support/agree.ts';
import { add, createAll } from '../support/seed/odoo.ts';
import { approveTime } from '../support/world.ts';
import { each } from './at-once.ts';
import type { Firm, Sale, Sold } from './problem.ts';

const TIME = 'account.analytic.line';

/** Sells, staffs and works all of them in a few calls. */
export async function sellAll(firm: Firm, sales: { name: string; sale: Sale }[]): Promise<Sold[]> {
  const { world, ago, products, salesperson, projectManager } = firm;
  const { admin } = world;
  const partners = await createAll(
    admin,
    'res.partner',
    sales.map(({ name }) => ({ name })),
  );
  const employees = await createAll(
    admin,
    'hr.employee',
    sales.map(({ name }) => ({ name: `Who works for ${name}` })),
  );
  const orders = await createAll(
    admin,
    'sale.order',
    sales.map(({ name, sale }, at) => ({
      partner_id: partners[at],
      user_id: salesperson,
      ...(sale.po && {
        client_order_ref: `of ${name}`,
        x_billing_po_amount: sale.po.amount ?? 0,
        x_billing_po_valid_until: sale.po.endsIn === undefined ? false : ago(-sale.po.endsIn),
      }),
      order_line: add([
        ...(sale.lines ?? []).map(({ price, discount = 0 }) => ({
          product_id: products[sale.product ?? 'hours'],
          name: 'Work',
          product_uom_qty: sale.ordered ?? 100,
          price_unit: price,
          discount,
          tax_ids: [[6, 0, []]],
        })),
        ...(sale.fee === undefined
          ? []
          : [
              {
                product_id: products.fixed,
                name: 'Fee',
                product_uom_qty: 1,
                price_unit: sale.fee,
                tax_ids: [[6, 0, []]],
              },
            ]),
      ]),
    })),
  );
  await admin.call('sale.order', 'action_confirm', [orders]);
  const lines = await admin.searchRead('sale.order.line', [['order_id', 'in', orders]], {
    fields: ['order_id'],
    order: 'sequence, id',
  });
  const linesOf = sales.map((_, at) =>
    lines.filter((line) => line.order_id === orders[at]).map((line) => line.id as number),
  );
  const projects = await createAll(
    admin,
    'project.project',
    sales.map(({ name }, at) => ({
      name: `${name} project`,
      allow_billable: true,
      allow_milestones: true,
      partner_id: partners[at],
      user_id: projectManager,
      sale_line_id: linesOf[at]?.[0] ?? false,
    })),
  );
  const work = sales.flatMap(({ sale }, at) =>
    (sale.lines ?? []).map((line, place) => ({ at, sale, line, lineId: linesOf[at]?.[place] })),
  );
  const tasks = await createAll(
    admin,
    'project.task',
    work.map(({ at, lineId }) => ({ name: 'Task', project_id: projects[at], sale_line_id: lineId })),
  );
  const entries = work.flatMap(({ at, sale, line }, place) =>
    line.hours.map((unit_amount, number) => ({
      at,
      sale,
      values: {
        name: `Work ${place}.${number}`,
        project_id: projects[at],
        task_id: tasks[place],
        employee_id: employees[at],
        unit_amount,
        date: addDays(ago(sale.daysAgo ?? 20), number),
      },
    })),
  );
  const times = await createAll(
    admin,
    TIME,
    entries.map(({ values }) => values),
  );
  const approved = times.filter((_, at) => entries[at]?.sale.approved ?? true);
  if (approved.length > 0) await approveTime(world, approved);
  const planned = sales.flatMap(({ sale }, at) => (sale.milestones ?? []).map((milestone) => ({ at, milestone })));
  const milestones = await createAll(
    admin,
    'project.milestone',
    planned.map(({ at, milestone: { name, share, dueAgo, accepted } }) => ({
      name,
      project_id: projects[at],
      ...(share !== undefined && { sale_line_id: linesOf[at]?.[0], quantity_percentage: share }),
      ...(dueAgo !== undefined && { deadline: ago(dueAgo) }),
      ...(accepted && { x_billing_acceptance: `Signed, ${name}` }),
    })),
  );
  for (const [place, { milestone }] of planned.entries()) {
    if (milestone.reachedAgo === undefined) continue;
    // Odoo writes today's date when it becomes reached.
    await admin.call('project.milestone', 'write', [[milestones[place]], { is_reached: true }]);
    await admin.call('project.milestone', 'write', [[milestones[place]], { reached_date: ago(milestone.reachedAgo) }]);
  }
  const sold = sales.map(({ name, sale }, at): Sold => ({
    name,
    orderId: orders[at] as number,
    projectId: projects[at] as number,
    employeeId: employees[at] as number,
    lineIds: (linesOf[at] ?? []).slice(0, sale.lines?.length ?? 0),
    ...(sale.fee !== undefined && { feeLineId: linesOf[at]?.at(-1) as number }),
    timeIds: times.filter((_, place) => entries[place]?.at === at),
    milestoneIds: milestones.filter((_, place) => planned[place]?.at === at),
    agreement: 0,
    invoice: 0,
    made: [],
  }));
  await each(sales.entries(), async ([at, { sale }]) => {
    const own = sold[at] as Sold;
    if (sale.terms) own.agreement = await agree(world, own.orderId, { ...since(firm, 400), ...sale.terms(own, firm) });
  });
  return sold;
}

/** First service day and signature of a version of terms. */
export const since = ({ ago }: Firm, days: number) => ({
  x_effective_from: ago(days),
  x_signed_on: ago(days + 1),
});
