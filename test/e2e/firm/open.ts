import { addDays } from '../../../src/rules/days.ts';
import { hireKeepers } from '../support/agree.ts';
import { createAll, createOne, set } from '../support/seed/odoo.ts';
import type { World } from '../support/world.ts';
import type { Firm } from './problem.ts';

/** A firm without anybody else's work: what Odoo's demo brings along is put away. */
export async function openFirm(world: World): Promise<Firm> {
  await putAwayDemo(world);
  await hireKeepers(world);
  const { admin, xmlId } = world;
  // Documents are made without styles, which Odoo’s other workers would have to serve while they are asked for more.
  await admin.call('ir.config_parameter', 'set_param', ['report.url', 'http://127.0.0.1:1']);
  const today = addDays(new Date().toISOString().slice(0, 10), 10);
  const [hour, day, unit] = await Promise.all(
    ['uom.product_uom_hour', 'uom.product_uom_day', 'uom.product_uom_unit'].map(xmlId),
  );
  const service = { type: 'service', taxes_id: set([]), list_price: 100 };
  const [prepaidHours = 0, prepaidDays = 0, fixed = 0, milestones = 0] = await createAll(admin, 'product.product', [
    { ...service, name: 'Prepaid support', service_policy: 'ordered_prepaid', uom_id: hour },
    { ...service, name: 'Prepaid days', service_policy: 'ordered_prepaid', uom_id: day },
    { ...service, name: 'Fixed price', invoice_policy: 'order', service_type: 'manual', uom_id: unit },
    { ...service, name: 'By milestones', service_policy: 'delivered_milestones', uom_id: unit },
  ]);
  const category = { type: 'service', can_be_expensed: true, expense_policy: 'cost', invoice_policy: 'delivery' };
  const spent = { ...category, standard_price: 0, supplier_taxes_id: set([]) };
  const [sale] = await admin.searchRead('account.tax', [['type_tax_use', '=', 'sale']], {
    fields: ['tax_group_id'],
    limit: 1,
  });
  const input = { name: 'Input 19 %', amount: 19, type_tax_use: 'purchase', tax_group_id: sale?.tax_group_id };
  const tax = await createOne(admin, 'account.tax', input);
  const [train = 0, hotel = 0, mileage = 0] = await createAll(admin, 'product.product', [
    { ...spent, name: 'Train' },
    { ...spent, name: 'Hotel', supplier_taxes_id: set([tax]) },
    { ...spent, name: 'Mileage', expense_policy: 'sales_price', standard_price: 0.45 },
  ]);
  const group = await xmlId('base.group_user');
  const people = ['Sam Sales', 'Pia Projects'].map((name) => ({ name, login: name, group_ids: set([group]) }));
  const [salesperson = 0, projectManager = 0] = await createAll(admin, 'res.users', people, {
    no_reset_password: true,
  });
  await createOne(world.as('controller'), 'x_billing_case_rule', {
    x_name: 'Milestones',
    x_code: 'milestone',
    x_owner: 'project-manager',
  });
  return {
    world,
    today,
    ago: (days) => addDays(today, -days),
    products: { hours: world.consulting, prepaidHours, prepaidDays, fixed, milestones },
    categories: { train, hotel, mileage },
    salesperson,
    projectManager,
  };
}

async function putAwayDemo({ admin }: World): Promise<void> {
  const all = async (model: string, domain: [string, string, unknown][]) =>
    (await admin.searchRead(model, domain, { fields: ['id'] })).map(({ id }) => id as number);
  const time = await all('account.analytic.line', [['project_id', '!=', false]]);
  await admin.call('account.analytic.line', 'unlink', [time]);
  const orders = await all('sale.order', [['state', 'in', ['draft', 'sent', 'sale']]]);
  await admin.call('sale.order', 'action_cancel', [orders]);
  const people = await all('hr.employee', [['user_id', '!=', false]]);
  // One by one: Odoo looks up the address of each.
  for (const one of people) await admin.call('hr.employee', 'write', [[one], { user_id: false }]);
}
