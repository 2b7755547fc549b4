import type { OdooApi } from '../../../../src/odoo/api.ts';
import type { Firm, TimeData } from '../../../../src/sandbox/firm.ts';
import type { Refs } from '../../../../src/sandbox/refs.ts';
import { createAll, createOne, xmlId } from './odoo.ts';

export async function seedProjects(api: OdooApi, firm: Firm, refs: Refs): Promise<void> {
  for (const { name, customer, line, rates, tasks } of firm.projects) {
    const project_id = await createOne(api, 'project.project', {
      name,
      allow_timesheets: true,
      allow_billable: customer !== undefined,
      allow_milestones: true,
      ...(customer && { partner_id: refs.id('customer', customer) }),
      ...(line && { sale_line_id: refs.id('line', line) }),
    });
    refs.set('project', name, project_id);
    const map = (rates ?? []).map((rate) => ({
      project_id,
      employee_id: refs.id('employee', rate.employee),
      sale_line_id: refs.id('line', rate.line),
    }));
    await createAll(api, 'project.sale.line.employee.map', map);
    for (const task of tasks) {
      const paidBy = task.line ?? line;
      const values = { name: task.name, project_id, ...(paidBy && { sale_line_id: refs.id('line', paidBy) }) };
      refs.set('task', `${name} / ${task.name}`, await createOne(api, 'project.task', values));
    }
  }
}

export const attachment = (res_model: string, res_id: number, name: string, text: string) => ({
  name,
  res_model,
  res_id,
  datas: Buffer.from(text).toString('base64'),
});

export async function seedMilestones(api: OdooApi, firm: Firm, refs: Refs): Promise<void> {
  for (const milestone of firm.milestones) {
    const id = await createOne(api, 'project.milestone', {
      name: milestone.name,
      project_id: refs.id('project', milestone.project),
      ...(milestone.line && { sale_line_id: refs.id('line', milestone.line) }),
      quantity_percentage: milestone.share,
      is_reached: milestone.reached !== undefined,
    });
    refs.set('milestone', milestone.ref, id);
    // Odoo takes today as the day it was reached; it was earlier.
    if (milestone.reached) await api.call('project.milestone', 'write', [[id], { reached_date: milestone.reached }]);
    if (milestone.acceptance) {
      const file = attachment('project.milestone', id, milestone.acceptance, milestone.ref);
      await createOne(api, 'ir.attachment', file);
    }
  }
}

/** Time, approved for billing by the preparer, and edited afterwards where the firm's story has it. */
export async function seedTime(api: OdooApi, preparer: OdooApi, time: TimeData[], refs: Refs): Promise<void> {
  const rows = time.map((entry) => ({
    name: entry.description,
    date: entry.day,
    employee_id: refs.id('employee', entry.employee),
    project_id: refs.id('project', entry.project),
    task_id: refs.id('task', `${entry.project} / ${entry.task}`),
    unit_amount: entry.approvedHours ?? entry.hours,
  }));
  const ids = await createAll(api, 'account.analytic.line', rows);
  time.forEach(({ ref }, index) => refs.set('time', ref, ids[index] ?? 0));

  const active_ids = time.filter(({ approval }) => approval !== 'pending').map(({ ref }) => refs.id('time', ref));
  if (active_ids.length > 0) {
    const action = await xmlId(api, 'billing_automation.action_approve_time');
    const context = { active_model: 'account.analytic.line', active_ids, active_id: active_ids[0] };
    await preparer.call('ir.actions.server', 'run', [[action]], { context });
  }
  for (const { ref, hours } of time.filter(({ approvedHours }) => approvedHours !== undefined)) {
    await api.call('account.analytic.line', 'write', [[refs.id('time', ref)], { unit_amount: hours }]);
  }
}

export async function closeTasks(api: OdooApi, firm: Firm, refs: Refs): Promise<void> {
  const closed = firm.projects.flatMap(({ name, tasks }) =>
    tasks.filter((task) => task.closed).map((task) => refs.id('task', `${name} / ${task.name}`)),
  );
  await api.call('project.task', 'write', [closed, { state: '1_done' }]);
}
