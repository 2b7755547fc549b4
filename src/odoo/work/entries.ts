import type { Approval, Entry, OrderLine, Ref } from '../../rules/entry.ts';
import { exact, text as plain } from '../../money/decimal.ts';
import { once, onceByText } from '../../rules/once.ts';
import type { ExpenseRow } from './expenses.ts';
import { spentOn } from './spending.ts';
import { expenseApproval } from './expenses.ts';
import type { FeeRow } from './facts.ts';
import type { Lookups, Task } from './lookups.ts';
import type { MilestoneRow } from './milestones.ts';
import type { Period } from './scope.ts';
import type { TimeRow } from './time.ts';

const CLOSED = ['1_done', '1_canceled'];

/** Tasks are closed at month's end as a matter of course; only time entered or worked after that is odd. */
function enteredAfterClosing(row: TimeRow, on: Task): boolean {
  const closedAt = on.date_last_stage_update;
  if (!CLOSED.includes(on.state) || !closedAt) return false;
  return row.create_date >= closedAt || row.date > closedAt.slice(0, 10);
}

/** One for all entries that name it: a large firm has a hundred thousand, of few people and projects. */
const refOf = once(({ id, name }: { id: number; name: string }): Ref => ({ id, name }));
const refTo = (found: { id: number; name: string } | undefined): Ref | undefined => found && refOf(found);
const approvedBy = once((approval: Approval) => onceByText((by): Approval => ({ ...approval, by })));
const NONE: readonly never[] = Object.freeze([]);

function common({ claims, evidence, adjustments }: Lookups, model: Entry['model'], id: number) {
  const key = `${model},${id}`;
  const made = adjustments.get(key);
  return {
    key,
    model,
    id,
    duplicates: NONE,
    evidence: evidence.get(key) ?? NONE,
    claims: claims.get(key) ?? NONE,
    ...(made && { adjustments: made }),
    internal: false,
  };
}

function lineOf({ orders, orderOfLine }: Lookups, lineId: number | undefined): OrderLine | undefined {
  return orders.get(orderOfLine.get(lineId ?? 0) ?? 0)?.lines.find((line) => line.id === lineId);
}

export function timeEntry(row: TimeRow, known: Lookups): Entry {
  const project = known.projects.get(row.project_id);
  const task = known.tasks.get(row.task_id ?? 0);
  const person = refTo(known.people.get(row.employee_id ?? 0));
  const by = known.users.get(row.approvedBy ?? 0)?.name;
  const byRate = known.rates.has(`${row.project_id}/${row.employee_id ?? 0}/${row.so_line ?? 0}`);
  return {
    ...common(known, 'account.analytic.line', row.id),
    kind: 'time',
    date: row.date,
    description: row.name,
    quantity: row.unit_amount,
    unit: 'h',
    ...(person && { person }),
    ...(project && { project: refOf(project) }),
    ...(task && { task: { id: task.id, name: task.name, closed: enteredAfterClosing(row, task) } }),
    ...(task?.milestone_id && { phase: task.milestone_id }),
    ...(row.timesheet_invoice_id && { linkedInvoice: row.timesheet_invoice_id }),
    ...(row.so_line && { orderLineId: row.so_line, rateSource: byRate ? 'employee rate' : 'order line' }),
    approval: by ? approvedBy(row.approval)(by) : row.approval,
    internal: project ? !project.allow_billable : false,
  };
}

export function expenseEntry(row: ExpenseRow, known: Lookups): Entry {
  const person = refTo(known.people.get(row.employee_id ?? 0));
  return {
    ...common(known, 'hr.expense', row.id),
    kind: 'expense',
    date: row.date,
    description: row.name,
    quantity: row.quantity,
    unit: lineOf(known, row.sale_order_line_id)?.unit ?? 'Units',
    ...(person && { person }),
    ...(row.sale_order_line_id && { orderLineId: row.sale_order_line_id }),
    approval: { state: expenseApproval(row.state), source: 'expense' },
    ...spentOn(row, known.spending),
    internal: !row.sale_order_id,
  };
}

export function milestoneEntry(row: MilestoneRow, known: Lookups, period: Period): Entry {
  const project = known.projects.get(row.project_id);
  const line = lineOf(known, row.sale_line_id);
  const own = common(known, 'project.milestone', row.id);
  return {
    ...own,
    kind: 'milestone',
    date: row.reached_date ?? row.deadline ?? period.to,
    description: row.name,
    quantity: plain(exact(row.quantity_percentage).times(exact(line?.ordered ?? '0'))),
    unit: line?.unit ?? 'Units',
    ...(project && { project: refOf(project) }),
    ...(row.sale_line_id && { orderLineId: row.sale_line_id }),
    approval: { state: row.is_reached ? 'approved' : 'pending', source: 'milestone' },
    evidence: row.x_billing_acceptance ? [...own.evidence, row.x_billing_acceptance] : own.evidence,
  };
}

export function feeEntry(row: FeeRow, known: Lookups, period: Period): Entry {
  const line = lineOf(known, row.id);
  return {
    ...common(known, 'sale.order.line', row.id),
    kind: 'fee',
    date: period.to,
    description: line?.name ?? '',
    quantity: line?.toInvoice ?? '0',
    unit: line?.unit ?? '',
    orderLineId: row.id,
    approval: { state: 'approved', source: 'order' },
  };
}
