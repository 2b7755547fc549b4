import type { Agreement } from '../../../../src/rules/terms/schema.ts';
import type { Reference } from '../../../../src/rules/terms/values.ts';
import { workOf } from '../../../rules/written.ts';
import type { World } from '../world.ts';
import type { Played } from './cases.ts';
import type { Ground } from './ground.ts';
import { among, taxOf } from './ground.ts';
import type { Crew } from './staff.ts';
import { Staff } from './staff.ts';
import type { Resolve } from '../../../../src/odoo/terms/form.ts';
import { termsValues } from '../../../../src/odoo/terms/form.ts';
import { Wanted } from './wanted.ts';

type Plain = Record<string, unknown>;
type Worked = Pick<Played['work'][number], 'who' | 'role' | 'task' | 'phase' | 'project' | 'product'>;

/** A case as it stands in Odoo before any work is entered. */
export interface Staged extends Played {
  orderId: number;
  agreements: Agreement[];
  crew: Crew;
  /** Where the time of an entry is booked. */
  taskOf(entry: Worked): { project_id: number; task_id?: number };
  productOf(name: string): number;
  resolve: Resolve;
}

const CUSTOMER = 'Northwind';
const PROJECT = 'Portal';
const TASK = 'Work';

/** Customers, orders, projects, tasks and people of all cases, in as few calls as there are models. */
export async function stage(world: World, ground: Ground, cases: Played[]): Promise<Staged[]> {
  const { admin } = world;
  const [products, partners, orders] = [
    new Wanted('product.product'),
    new Wanted('res.partner'),
    new Wanted('sale.order'),
  ];
  const [projects, phases, tasks] = [
    new Wanted('project.project'),
    new Wanted('project.milestone'),
    new Wanted('project.task'),
  ];
  const staff = new Staff();

  const drafts = cases.map((one, index) => {
    const lines = one.lines ?? [one.line ?? {}];
    const agreements = workOf(one).agreements ?? [];
    const named = namesIn(agreements);
    const key = (...parts: unknown[]) => JSON.stringify([index, ...parts]);
    const productKey = (name: string, unit = 'Hours', isExpense = false) => {
      const kind = isExpense
        ? { can_be_expensed: true, expense_policy: 'cost', supplier_taxes_id: [[6, 0, []]] }
        : { invoice_policy: 'delivery', service_type: 'timesheet' };
      const tax = taxOf(ground, one.tax);
      const values = {
        name,
        type: 'service',
        ...kind,
        uom_id: ground.units[unit],
        list_price: 100,
        taxes_id: [[6, 0, [tax]]],
      };
      return products.want(JSON.stringify([name, unit, isExpense, tax]), values);
    };
    const sold = lines.map((line) => {
      const {
        name = 'Consulting',
        unit = 'Hours',
        priceUnit = 120,
        discount = 0,
        basis = 'time',
        product,
      } = line as {
        [name in 'name' | 'unit' | 'basis']?: string;
      } & { priceUnit?: number; discount?: number; product?: { name: string } };
      const isExpense = basis === 'expense';
      const called = product?.name ?? 'Consulting hour';
      return { name, priceUnit, discount, isExpense, product: called, productKey: productKey(called, unit, isExpense) };
    });
    const property_account_position_id = one.tax === 'reverse charge' ? ground.reverseCharge : false;
    for (const name of [CUSTOMER, ...(named.get('res.partner') ?? [])])
      partners.want(key(name), { name, is_company: true, property_account_position_id });
    for (const name of named.get('product.product') ?? [])
      if (!sold.some(({ product }) => product === name)) productKey(name);
    const crew = staff.hire(one, named.get('hr.employee') ?? []);
    return { one, key, sold, agreements, named, crew, productKey };
  });
  await Promise.all([products.make(admin), partners.make(admin), staff.make(world)]);

  for (const { one, key, sold } of drafts) {
    const order_line = sold
      .filter(({ isExpense }) => !isExpense)
      .map(({ name, priceUnit, discount, productKey }) => {
        const product_id = products.id(productKey);
        return [0, 0, { product_id, name, product_uom_qty: 1000, price_unit: priceUnit, discount }];
      });
    const fiscal_position_id = one.tax === 'reverse charge' ? ground.reverseCharge : false;
    const pricelist_id = ground.pricelists.get(one.code);
    const partner_id = partners.id(key(CUSTOMER));
    const client_order_ref = one.purchaseOrder ?? false;
    orders.want(key(), { partner_id, pricelist_id, fiscal_position_id, client_order_ref, order_line });
  }
  await orders.make(admin);
  await admin.call('sale.order', 'action_confirm', [orders.ids()]);
  const rows = await admin.searchRead('sale.order.line', among('order_id', orders.ids()), {
    fields: ['order_id'],
    order: 'order_id, sequence, id',
  });
  const linesOf = Map.groupBy(rows, (row) => row.order_id as number);

  const placed = drafts.map((draft) => {
    const { one, key, sold, named } = draft;
    const lineIds = (linesOf.get(orders.id(key())) ?? []).map((row) => row.id as number);
    const timed = sold.filter(({ isExpense }) => !isExpense);
    const lineOf = (product?: string) =>
      lineIds[
        Math.max(
          timed.findIndex((line) => line.product === product),
          0,
        )
      ];
    const home = (project = PROJECT) => {
      const partner_id = partners.id(key(CUSTOMER));
      const billed = { allow_billable: true, allow_milestones: true, partner_id, sale_line_id: lineIds[0] };
      return projects.want(key(project), { name: project, ...billed });
    };
    for (const project of [PROJECT, ...(named.get('project.project') ?? [])]) home(project);
    for (const { project } of worked(one)) home(project);
    return { ...draft, lineOf };
  });
  await projects.make(admin);
  for (const { one, key, named } of placed) {
    const phase = (name: string, project = PROJECT) =>
      phases.want(key(project, name), { name, project_id: projects.id(key(project)) });
    for (const name of named.get('project.milestone') ?? []) phase(name);
    for (const entry of worked(one)) if (entry.phase) phase(entry.phase, entry.project);
  }
  await phases.make(admin);
  for (const { one, key, named, lineOf } of placed) {
    const task = ({ task: name = TASK, phase, project = PROJECT, product }: Worked) =>
      tasks.want(key(name, phase, project, product), {
        name,
        project_id: projects.id(key(project)),
        sale_line_id: lineOf(product),
        ...(phase && { milestone_id: phases.id(key(project, phase)) }),
      });
    for (const entry of worked(one)) if (onTask(entry)) task(entry);
    for (const name of named.get('project.task') ?? [])
      if (!worked(one).some((entry) => entry.task === name)) task({ task: name });
  }
  await tasks.make(admin);

  return placed.map(({ one, key, sold, agreements, crew, productKey }): Staged => {
    const productOf = (name: string) =>
      products.id(sold.find(({ product }) => product === name)?.productKey ?? productKey(name));
    const taskOf = (entry: Worked) => {
      const { task = TASK, phase, project = PROJECT, product } = entry;
      const task_id = onTask(entry) ? { task_id: tasks.id(key(task, phase, project, product)) } : {};
      return { project_id: projects.id(key(project)), ...task_id };
    };
    const resolve: Resolve = (comodel, { name = '' }) => {
      switch (comodel) {
        case 'hr.employee':
          return crew.employee(name);
        case 'product.product':
          return productOf(name);
        case 'project.task':
          return taskOf(worked(one).find(({ task }) => task === name) ?? { task: name }).task_id as number;
        case 'project.milestone':
          return phases.id(key(worked(one).find(({ phase }) => phase === name)?.project ?? PROJECT, name));
        case 'resource.calendar':
          return crew.calendar(name);
        case 'res.partner':
          return partners.id(key(name));
        case 'project.project':
          return projects.id(key(name));
        case 'sale.order':
          return orders.id(key());
        default:
          throw new Error(`Which ${comodel} is ${name}?`);
      }
    };
    return { ...one, orderId: orders.id(key()), agreements, crew, taskOf, productOf, resolve };
  });
}

const worked = ({ work, invoiced = [] }: Played): Worked[] => [...work.filter(({ expense }) => !expense), ...invoiced];

/** Work on no task is the project's own, on its order line. */
const onTask = ({ task, phase, product }: Worked): boolean => (task ?? phase ?? product) !== undefined;

/** Names of records that agreements mean, by model. */
function namesIn(agreements: Agreement[]): Map<string, string[]> {
  const names = new Map<string, string[]>();
  const note: Resolve = (comodel: string, { name = '' }: Reference) => {
    names.set(comodel, [...(names.get(comodel) ?? []), name]);
    return 0;
  };
  for (const { customer, project, versions } of agreements) {
    if (customer) note('res.partner', customer);
    if (project) note('project.project', project);
    for (const version of versions) termsValues(version as Plain, note);
  }
  return names;
}
