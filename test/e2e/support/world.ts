import { createBillingOdoo } from '../../../src/odoo/gateway.ts';
import type { ApprovalOdoo } from '../../../src/approvals/ports.ts';
import { createApprovalOdoo } from '../../../src/odoo/policy/gateway.ts';
import type { OdooApi } from '../../../src/odoo/api.ts';
import { createRobots, installAddon } from '../../../src/odoo/install.ts';
import { connectXmlRpc } from '../../../src/odoo/xmlrpc.ts';
import type { BillingOdoo, Person } from '../../../src/billing/ports.ts';
import type { OdooDatabase } from '../../../stack/databases.ts';

export const PASSWORD = 'Correct-Horse-7';

const CONSULTING = 'Consulting';
const ENGINEER = 'Eva Engineer';

const GROUPS = {
  preparer: [
    'billing_automation.group_preparer',
    'account.group_account_invoice',
    'hr_timesheet.group_timesheet_manager',
  ],
  approver: ['billing_automation.group_approver', 'account.group_account_invoice'],
  controller: ['billing_automation.group_controller', 'account.group_account_manager'],
  clerk: ['account.group_account_invoice', 'sales_team.group_sale_salesman_all_leads'],
};

/** A fresh Odoo with the add-on, the robots and a person for every role. */
export interface World {
  odoo: OdooDatabase;
  admin: OdooApi;
  as(login: string): OdooApi;
  /** n8n's robot and the desk's, over the API and as billing sees them. */
  drafter: OdooApi;
  desk: OdooApi;
  drafting: BillingOdoo;
  deciding: BillingOdoo;
  approving: ApprovalOdoo;
  xmlId(name: string): Promise<number>;
  create(model: string, values: Record<string, unknown>): Promise<number>;
  approver(): Promise<Person>;
  /** Consulting sold by the hour, and somebody who does it. */
  consulting: number;
  engineer: number;
}

/** The database with the add-on in it, the robots and a person for every role: made once, copied for every file. */
export const WORLD = 'world';

const robot = (login: string) => ({ login, password: PASSWORD });

/** Robots that any version of the add-on knows. */
export const ALWAYS = { drafter: robot('robot-drafter'), desk: robot('robot-desk') };
export const WATCHER = { watch: robot('robot-watch') };

/** Puts into a fresh Odoo what a world is made of. `install` puts the add-on in, with the robots it knows: today's, where it isn't given. */
export async function makeWorld(
  odoo: OdooDatabase,
  install: (admin: OdooApi) => Promise<unknown> = installAddon,
  robots: Readonly<Record<string, ReturnType<typeof robot>>> = { ...ALWAYS, ...WATCHER },
): Promise<void> {
  const admin = connectXmlRpc(odoo);
  await install(admin);
  await createRobots(admin, robots);
  for (const [login, groups] of Object.entries(GROUPS)) {
    const ids = await Promise.all(['base.group_user', ...groups].map((name) => idOf(admin, name)));
    await createIn(admin, 'res.users', {
      name: login[0]?.toUpperCase() + login.slice(1),
      login,
      email: `${login}@firm.test`,
      password: PASSWORD,
      group_ids: [[6, 0, ids]],
    });
  }
  await createIn(admin, 'product.product', {
    name: CONSULTING,
    type: 'service',
    invoice_policy: 'delivery',
    service_type: 'timesheet',
    uom_id: await idOf(admin, 'uom.product_uom_hour'),
    list_price: 100,
  });
  await createIn(admin, 'hr.employee', { name: ENGINEER });
}

/** What was made, as its people see it. */
export async function enterWorld(odoo: OdooDatabase): Promise<World> {
  const admin = connectXmlRpc(odoo);
  const signedIn = new Map<string, OdooApi>();
  const as = (login: string): OdooApi => {
    const known = signedIn.get(login) ?? connectXmlRpc({ ...odoo, login, password: PASSWORD });
    signedIn.set(login, known);
    return known;
  };
  const [consulting, engineer] = [
    await newest(admin, 'product.product', CONSULTING),
    await newest(admin, 'hr.employee', ENGINEER),
  ];
  const drafter = as('robot-drafter');
  const desk = as('robot-desk');
  const deciding = createBillingOdoo(desk, odoo.url);
  return {
    odoo,
    admin,
    as,
    drafter,
    desk,
    drafting: createBillingOdoo(drafter, odoo.url),
    deciding,
    approving: createApprovalOdoo(desk),
    xmlId: (name) => idOf(admin, name),
    create: (model, values) => createIn(admin, model, values),
    consulting,
    engineer,
    approver: async () => {
      const person = await deciding.personByEmail('approver@firm.test');
      if (!person) throw new Error('the approver is missing');
      return person;
    },
  };
}

/** Makes a world of an Odoo and enters it. */
export async function openWorld(
  odoo: OdooDatabase,
  install?: (admin: OdooApi) => Promise<unknown>,
  robots?: Parameters<typeof makeWorld>[2],
): Promise<World> {
  await makeWorld(odoo, install, robots);
  return enterWorld(odoo);
}

async function idOf(api: OdooApi, name: string): Promise<number> {
  const [module = '', id = ''] = name.split('.');
  const [row] = await api.searchRead(
    'ir.model.data',
    [
      ['module', '=', module],
      ['name', '=', id],
    ],
    { fields: ['res_id'] },
  );
  if (!row) throw new Error(`no record ${name}`);
  return row.res_id as number;
}

async function createIn(api: OdooApi, model: string, values: Record<string, unknown>): Promise<number> {
  const made = await api.call(model, 'create', [values]);
  return (Array.isArray(made) ? made[0] : made) as number;
}

async function newest(api: OdooApi, model: string, name: string): Promise<number> {
  const [row] = await api.searchRead(model, [['name', '=', name]], { fields: [], order: 'id desc', limit: 1 });
  if (!row) throw new Error(`no ${name} in ${model}`);
  return row.id as number;
}

export interface SoldLine {
  price: number;
  discount?: number;
  /** Hours of the timesheets on this line, one entry a number. */
  hours: number[];
  name?: string;
}

export interface SoldWork {
  orderId: number;
  name: string;
  lineIds: number[];
  timesheetIds: number[];
}

/** A confirmed time-and-materials order in hours, with a section, a project, a task a line, and its timesheets. */
export async function sellTime(
  world: World,
  lines: SoldLine[],
  options: {
    /** Its name, and its project's; a new one unless `partner` says who it is. */
    customer?: string;
    partner?: number;
    date?: string;
    approve?: boolean;
    /** More values of the order. */
    order?: Record<string, unknown>;
  } = {},
): Promise<SoldWork> {
  const { admin, create } = world;
  const { customer = 'Acme GmbH', date = '2026-10-05', approve = true } = options;
  const partner = options.partner ?? (await create('res.partner', { name: customer }));
  const project = await create('project.project', {
    name: `${customer} rollout`,
    allow_billable: true,
    partner_id: partner,
  });
  const orderId = await create('sale.order', {
    partner_id: partner,
    ...options.order,
    order_line: [
      [0, 0, { display_type: 'line_section', name: 'Phase 1' }],
      ...lines.map(({ price, discount = 0, name = 'Consulting' }) => [
        0,
        0,
        { product_id: world.consulting, name, product_uom_qty: 100, price_unit: price, discount },
      ]),
    ],
  });
  await admin.call('sale.order', 'action_confirm', [[orderId]]);
  const rows = await admin.searchRead(
    'sale.order.line',
    [
      ['order_id', '=', orderId],
      ['display_type', '=', false],
    ],
    { fields: ['id'], order: 'sequence, id' },
  );
  const lineIds = rows.map((row) => row.id as number);
  await admin.call('project.project', 'write', [[project], { sale_line_id: lineIds[0] }]);
  const tasks = (await admin.call('project.task', 'create', [
    lines.map((_, index) => ({ name: `Task ${index + 1}`, project_id: project, sale_line_id: lineIds[index] })),
  ])) as number[];
  const timesheetIds = (await admin.call('account.analytic.line', 'create', [
    lines.flatMap(({ hours }, index) =>
      hours.map((unit_amount) => ({
        name: 'Work',
        project_id: project,
        task_id: tasks[index],
        employee_id: world.engineer,
        unit_amount,
        date,
      })),
    ),
  ])) as number[];
  if (approve) await approveTime(world, timesheetIds);
  const [order] = await admin.searchRead('sale.order', [['id', '=', orderId]], { fields: ['name'] });
  return { orderId, name: String(order?.name), lineIds, timesheetIds };
}

/** Approves time the way people do: with the list's action, as the preparer. */
export async function approveTime(world: World, ids: number[]): Promise<void> {
  const action = await world.xmlId('billing_automation.action_approve_time');
  await world.as('preparer').call('ir.actions.server', 'run', [[action]], {
    context: { active_model: 'account.analytic.line', active_ids: ids, active_id: ids[0] },
  });
}

/** More time on the work of an order, on its first line. */
export async function addTime(world: World, sold: SoldWork, hours: number, date = '2026-10-06'): Promise<number> {
  const [row] = await world.admin.searchRead('account.analytic.line', [['id', '=', sold.timesheetIds[0]]], {
    fields: ['project_id', 'task_id', 'employee_id'],
  });
  if (!row) throw new Error('no time to add to');
  return world.create('account.analytic.line', { ...row, id: undefined, name: 'Late work', unit_amount: hours, date });
}
