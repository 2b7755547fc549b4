import { z } from 'zod/v4';
import type { Adjustment, Claim, Order } from '../../rules/entry.ts';
import type { OdooApi } from '../api.ts';
import { boolean, id, instantOrNone, many2oneNamedOrNone, many2oneOrNone, text, textOrEmpty } from '../rows.ts';
import { readAdjustments } from './adjustments.ts';
import { readClaims, TIME } from './claims.ts';
import type { Facts } from './facts.ts';
import { readOrders } from './orders.ts';
import { byId, present, readByIds } from './read.ts';
import type { Spending } from './spending.ts';
import { readSpending } from './spending.ts';

const named = z.object({ id, name: textOrEmpty });
const project = z.object({ id, name: textOrEmpty, allow_billable: boolean });
export const task = z.object({
  id,
  name: textOrEmpty,
  state: text,
  date_last_stage_update: instantOrNone,
  milestone_id: many2oneNamedOrNone,
});
const rate = z.object({ id, project_id: id, employee_id: id, sale_line_id: many2oneOrNone });
const attachment = z.object({ id, name: textOrEmpty, res_model: text, res_id: id });
export const lineOrder = z.object({ id, order_id: id });

export type Task = z.output<typeof task>;
type Named = z.output<typeof named>;

/** What the records of a run refer to, read once for all of them. */
export interface Lookups {
  orders: Map<number, Order>;
  /** Which order an order line is of. */
  orderOfLine: Map<number, number>;
  projects: Map<number, z.output<typeof project>>;
  tasks: Map<number, Task>;
  people: Map<number, Named>;
  users: Map<number, Named>;
  /** `project/employee/order line` of every employee rate. */
  rates: Set<string>;
  /** Names of attachments by `model,id`. */
  evidence: Map<string, string[]>;
  claims: Map<string, Claim[]>;
  /** Those in force, by `model,id`. */
  adjustments: Map<string, Adjustment[]>;
  spending: Spending;
}

/** @param more orders beside those the records are of */
export async function readLookups(
  api: OdooApi,
  { time, expenses, milestones, fees }: Facts,
  more: number[] = [],
): Promise<Lookups> {
  const lineIds = [
    ...present(time.map((row) => row.so_line)),
    ...present(expenses.map((row) => row.sale_order_line_id)),
    ...present(milestones.map((row) => row.sale_line_id)),
  ];
  const lines = await readByIds(api, 'sale.order.line', 'id', lineIds, lineOrder);
  const orderOfLine = new Map([...lines, ...fees].map((row) => [row.id, row.order_id]));
  const projectIds = [...time, ...milestones].map((row) => row.project_id);
  const employeeIds = present([...time, ...expenses].map((row) => row.employee_id));
  const ids = (rows: { id: number }[]) => rows.map((row) => row.id);
  const hours = new Map([[TIME, ids(time)]]);
  const others = new Map([
    ['hr.expense', ids(expenses)],
    ['project.milestone', ids(milestones)],
  ]);
  const linked = time.flatMap((row) =>
    row.timesheet_invoice_id
      ? [
          {
            id: row.id,
            invoiceId: row.timesheet_invoice_id,
            orderLineId: row.so_line ?? 0,
            quantity: row.unit_amount,
          },
        ]
      : [],
  );
  const archived = { archived: true };
  const attachments = (model: string, resIds: number[]) =>
    readByIds(api, 'ir.attachment', 'res_id', resIds, attachment, { and: [['res_model', '=', model]] });
  const wanted = [...orderOfLine.values(), ...present(expenses.map((row) => row.sale_order_id)), ...more];
  const readingOrders = readOrders(api, wanted);
  // After what Odoo says is invoiced of them: what another run drafts meanwhile must not look as if somebody else had.
  const witnessed = readingOrders.then(() => readClaims(api, others, []));
  const [
    orders,
    projects,
    tasks,
    people,
    users,
    rates,
    receipts,
    acceptances,
    claims,
    ofOthers,
    adjustments,
    spending,
  ] = await Promise.all([
    readingOrders,
    readByIds(api, 'project.project', 'id', projectIds, project, archived),
    readByIds(api, 'project.task', 'id', present(time.map((row) => row.task_id)), task, {
      ...archived,
      names: true,
    }),
    readByIds(api, 'hr.employee', 'id', employeeIds, named, archived),
    readByIds(api, 'res.users', 'id', present(time.map((row) => row.approvedBy)), named, archived),
    readByIds(api, 'project.sale.line.employee.map', 'project_id', projectIds, rate),
    attachments('hr.expense', ids(expenses)),
    attachments('project.milestone', ids(milestones)),
    readClaims(api, hours, linked),
    witnessed,
    readAdjustments(api, new Map([...hours, ...others, ['sale.order.line', ids(fees)]])),
    readSpending(api, expenses),
  ]);
  const byRecord = Map.groupBy([...receipts, ...acceptances], (row) => `${row.res_model},${row.res_id}`);
  return {
    orders,
    orderOfLine,
    projects: byId(projects),
    tasks: byId(tasks),
    people: byId(people),
    users: byId(users),
    rates: new Set(rates.map((row) => `${row.project_id}/${row.employee_id}/${row.sale_line_id ?? 0}`)),
    evidence: new Map([...byRecord].map(([key, rows]) => [key, rows.map((row) => row.name)])),
    claims: new Map([...claims, ...ofOthers]),
    adjustments,
    spending,
  };
}
