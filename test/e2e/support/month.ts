import { approveTime } from './world.ts';
import type { World } from './world.ts';

/** A month of work for many customers on two projects: an order, a task and two timesheets each. */
export interface Month {
  /** One for each customer, in the same order. */
  orders: number[];
  projects: number[];
  addresses: string[];
}

/**
 * Made a table at a time, so that two hundred cost seconds.
 *
 * @param manager of most of the work
 * @param other manager of the last customer's
 */
export async function workedMonth(world: World, customers: number, manager: number, other: number): Promise<Month> {
  const { admin, create } = world;
  const many = async (model: string, values: object[]) => (await admin.call(model, 'create', [values])) as number[];
  const numbers = Array.from({ length: customers }, (_, index) => index + 1);
  const addresses = numbers.map((number) => `bills@customer${number}.test`);
  const partners = await many(
    'res.partner',
    addresses.map((email, index) => ({
      name: `Customer ${index + 1} GmbH`,
      email,
      street: '1 High Street',
      city: 'Leuven',
    })),
  );
  const orders = await many(
    'sale.order',
    partners.map((partner_id, index) => {
      const sold = { product_id: world.consulting, product_uom_qty: 100, price_unit: 90 + (index % 9) * 5 };
      return { partner_id, order_line: [[0, 0, sold]] };
    }),
  );
  await admin.call('sale.order', 'action_confirm', [orders]);
  const lines = await admin.searchRead('sale.order.line', [['order_id', 'in', orders]], { fields: ['order_id'] });
  const project = (name: string, user_id: number) => create('project.project', { name, allow_billable: true, user_id });
  const projects = [await project('Rollout', manager), await project('Migration', other)];
  const tasks = await many(
    'project.task',
    orders.map((order, index) => ({
      name: `Task ${index + 1}`,
      project_id: projects[index === customers - 1 ? 1 : 0],
      partner_id: partners[index],
      sale_line_id: lines.find(({ order_id }) => order_id === order)?.id,
    })),
  );
  const date = lastMonth();
  const times = await many(
    'account.analytic.line',
    tasks.flatMap((task_id, index) =>
      [8, 2 + (index % 5)].map((unit_amount) => ({
        name: 'Work',
        project_id: projects[index === customers - 1 ? 1 : 0],
        task_id,
        employee_id: world.engineer,
        unit_amount,
        date,
      })),
    ),
  );
  await approveTime(world, times);
  return { orders, projects, addresses };
}

function lastMonth(): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 15)).toISOString().slice(0, 10);
}

/** Somebody who may approve invoices. */
export async function hireApprover(world: World, name: string): Promise<number> {
  const groups = ['base.group_user', 'billing_automation.group_approver', 'account.group_account_invoice'];
  const login = name.toLowerCase();
  return world.create('res.users', {
    name,
    login,
    email: `${login}@firm.test`,
    notification_type: 'inbox',
    group_ids: [[6, 0, await Promise.all(groups.map(world.xmlId))]],
  });
}

/** Away from some days ago until some days from now, by a leave that was approved. */
export async function goOnLeave({ admin, create }: World, user: number, name: string): Promise<void> {
  const employee = await create('hr.employee', { name, user_id: user, date_version: '2026-01-01' });
  const type = await create('hr.leave.type', {
    name: 'Holiday',
    requires_allocation: false,
    leave_validation_type: 'hr',
  });
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const days = { request_date_from: day(-7), request_date_to: day(7) };
  const leave = await create('hr.leave', { employee_id: employee, holiday_status_id: type, ...days });
  await admin.call('hr.leave', 'action_approve', [[leave]]);
}
