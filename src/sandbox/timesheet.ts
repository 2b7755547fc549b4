import { create, type Env } from './env.ts';
import type { RowOf } from './models.ts';
import type { Store } from './store.ts';

export interface Worked {
  name: string;
  date: string;
  employee_id: number;
  project_id: number;
  task_id: number;
  unit_amount: number;
}

/** The order line that pays: the project's employee rate map, else the task's line, else the project's. */
function saleLine(db: Store, { project_id, task_id, employee_id }: Worked): number {
  const project = db.get('project.project', project_id);
  if (!project.allow_billable) return 0;
  const task = db.find('project.task', task_id);
  const map = db.where('project.sale.line.employee.map', (each) => each.project_id === project_id);
  const own = map.find((each) => each.employee_id === employee_id);
  return own?.sale_line_id ?? task?.sale_line_id ?? project.sale_line_id;
}

/** Enters time as Odoo does: the order line that pays, the user and the cost follow from the rest. */
export function enterTime(env: Env, worked: Worked): RowOf<'account.analytic.line'> {
  const employee = env.db.get('hr.employee', worked.employee_id);
  return create(env, 'account.analytic.line', {
    ...worked,
    so_line: saleLine(env.db, worked),
    user_id: employee.user_id,
    company_id: employee.company_id,
    amount: -employee.hourly_cost * worked.unit_amount,
  });
}
