import { z } from 'zod/v4';
import type { WorkScope } from '../../billing/ports.ts';
import type { Entry, Order, Ref, SourceTotal, Work } from '../../rules/entry.ts';
import { exact, text as plain } from '../../money/decimal.ts';
import type { Domain, OdooApi } from '../api.ts';
import { boolean, id, instantOrNone, many2oneOrNone, text, textOrEmpty } from '../rows.ts';
import { readClaims } from './claims.ts';
import type { ExpenseRow } from './expenses.ts';
import { expense, expenseApproval, expenseDomain } from './expenses.ts';
import type { MilestoneRow } from './milestones.ts';
import { milestone, milestoneDomain } from './milestones.ts';
import { FEES, readOrders } from './orders.ts';
import { byId, present, read, readByIds } from './read.ts';
import type { Period } from './scope.ts';
import { limits, periodOf } from './scope.ts';
import type { TimeRow } from './time.ts';
import { readTime, timeDomain } from './time.ts';
import type { GroupTotal } from './totals.ts';
import { readTotals, sameTotals } from './totals.ts';

const named = z.object({ id, name: textOrEmpty });
const employee = z.object({ id, name: textOrEmpty });
const project = z.object({ id, name: textOrEmpty, allow_billable: boolean });
const task = z.object({ id, name: textOrEmpty, state: text, date_last_stage_update: instantOrNone });
const rate = z.object({ id, project_id: id, employee_id: id, sale_line_id: many2oneOrNone });
const attachment = z.object({ id, name: textOrEmpty, res_model: text, res_id: id });
const lineOrder = z.object({ id, order_id: id });

const CLOSED = ['1_done', '1_canceled'];
/** People enter time while we read; a picture that changed meanwhile is taken again. */
const ATTEMPTS = 3;

/** Everything read, before it is sorted by order. */
interface Facts {
  time: TimeRow[];
  expenses: ExpenseRow[];
  milestones: MilestoneRow[];
  fees: { id: number; order_id: number }[];
  totals: GroupTotal[];
}

async function readFacts(api: OdooApi, scope: WorkScope, period: Period): Promise<Facts> {
  const time = timeDomain(scope, period);
  const expenses = expenseDomain(scope, period);
  const milestones = milestoneDomain(scope, period);
  const fees: Domain = [
    ...FEES,
    ...limits(scope, {
      company: 'company_id',
      customer: 'order_id.partner_id',
      order: 'order_id',
      project: 'project_id',
    }),
  ];
  for (let attempt = 1; ; attempt += 1) {
    const before = await readTotals(api, { time, expenses, milestones, fees });
    const rows = {
      time: await readTime(api, time),
      expenses: await read(api, 'hr.expense', expenses, expense),
      milestones: await read(api, 'project.milestone', milestones, milestone),
      fees: await read(api, 'sale.order.line', fees, lineOrder),
    };
    const totals = await readTotals(api, { time, expenses, milestones, fees });
    if (attempt === ATTEMPTS || sameTotals(before, totals)) return { ...rows, totals };
  }
}

/**
 * The open and billed work of a scope, one element per order and one for work no order pays for.
 *
 * A fixed number of calls, and one more per 2,000 records. Odoo's grouped totals are read beside the records, from the
 * same domains, so that the rules can prove nothing was lost on the way.
 */
export async function collectWork(api: OdooApi, scope: WorkScope): Promise<Work[]> {
  const period = periodOf(scope);
  const { time, expenses, milestones, fees, totals } = await readFacts(api, scope, period);

  const orderLineIds = [
    ...present(time.map((row) => row.so_line)),
    ...present(expenses.map((row) => row.sale_order_line_id)),
    ...present(milestones.map((row) => row.sale_line_id)),
  ];
  const lines = await readByIds(api, 'sale.order.line', 'id', orderLineIds, lineOrder);
  const orderOfLine = new Map([...lines, ...fees].map((row) => [row.id, row.order_id]));
  const orders = await readOrders(api, [...orderOfLine.values(), ...present(expenses.map((row) => row.sale_order_id))]);

  const projectIds = [...time.map((row) => row.project_id), ...milestones.map((row) => row.project_id)];
  const employeeIds = [...time, ...expenses].map((row) => row.employee_id);
  const evidenceOf = async (model: string, ids: number[]) =>
    readByIds(api, 'ir.attachment', 'res_id', ids, attachment, { and: [['res_model', '=', model]] });
  const [projects, tasks, people, users, rates, receipts, acceptances, claims] = await Promise.all([
    readByIds(api, 'project.project', 'id', projectIds, project, { archived: true }).then(byId),
    readByIds(api, 'project.task', 'id', present(time.map((row) => row.task_id)), task, { archived: true }).then(byId),
    readByIds(api, 'hr.employee', 'id', present(employeeIds), employee, { archived: true }).then(byId),
    readByIds(api, 'res.users', 'id', present(time.map((row) => row.approvedBy)), named, { archived: true }).then(byId),
    readByIds(api, 'project.sale.line.employee.map', 'project_id', projectIds, rate),
    evidenceOf(
      'hr.expense',
      expenses.map((row) => row.id),
    ),
    evidenceOf(
      'project.milestone',
      milestones.map((row) => row.id),
    ),
    readClaims(
      api,
      new Map([
        ['account.analytic.line', time.map((row) => row.id)],
        ['hr.expense', expenses.map((row) => row.id)],
        ['project.milestone', milestones.map((row) => row.id)],
      ]),
      time.flatMap((row) =>
        row.timesheet_invoice_id
          ? [{ id: row.id, invoiceId: row.timesheet_invoice_id, quantity: row.unit_amount }]
          : [],
      ),
    ),
  ]);
  const mapped = new Set(rates.map((row) => `${row.project_id}/${row.employee_id}/${row.sale_line_id ?? 0}`));
  const refTo = (found: { id: number; name: string } | undefined): Ref | undefined =>
    found && { id: found.id, name: found.name };
  const names = (rows: { res_id: number; name: string }[], recordId: number): string[] =>
    rows.filter((row) => row.res_id === recordId).map((row) => row.name);
  const lineOf = (order: Order | undefined, lineId: number | undefined) =>
    order?.lines.find((line) => line.id === lineId);

  const common = (model: Entry['model'], recordId: number) => {
    const key = `${model},${recordId}`;
    return { key, model, id: recordId, duplicates: [] as Ref[], claims: claims.get(key) ?? [] };
  };

  function timeEntry(row: TimeRow): Entry {
    const where = projects.get(row.project_id);
    const on = tasks.get(row.task_id ?? 0);
    const person = refTo(people.get(row.employee_id ?? 0));
    const by = users.get(row.approvedBy ?? 0)?.name;
    return {
      ...common('account.analytic.line', row.id),
      kind: 'time',
      date: row.date,
      description: row.name,
      quantity: row.unit_amount,
      unit: 'h',
      ...(person && { person }),
      ...(where && { project: { id: where.id, name: where.name } }),
      ...(on && { task: { id: on.id, name: on.name, closed: enteredAfterClosing(row, on) } }),
      ...(row.so_line && {
        orderLineId: row.so_line,
        rateSource: mapped.has(`${row.project_id}/${row.employee_id ?? 0}/${row.so_line}`)
          ? 'employee rate'
          : 'order line',
      }),
      approval: { ...row.approval, ...(by && { by }) },
      evidence: [],
      internal: where ? !where.allow_billable : false,
    };
  }

  function expenseEntry(row: ExpenseRow): Entry {
    const person = refTo(people.get(row.employee_id ?? 0));
    const order = orders.get(row.sale_order_id ?? 0);
    const twins = [...new Set([...row.duplicate_expense_ids, ...row.same_receipt_expense_ids])];
    return {
      ...common('hr.expense', row.id),
      kind: 'expense',
      date: row.date,
      description: row.name,
      quantity: row.quantity,
      unit: lineOf(order, row.sale_order_line_id)?.unit ?? 'Units',
      ...(person && { person }),
      ...(row.sale_order_line_id && { orderLineId: row.sale_order_line_id }),
      approval: { state: expenseApproval(row.state), source: 'expense' },
      evidence: names(receipts, row.id),
      duplicates: twins.filter((twin) => twin !== row.id).map((twin) => ({ id: twin, name: `Expense #${twin}` })),
      internal: !row.sale_order_id,
    };
  }

  function milestoneEntry(row: MilestoneRow): Entry {
    const where = projects.get(row.project_id);
    const order = orders.get(orderOfLine.get(row.sale_line_id ?? 0) ?? 0);
    const line = lineOf(order, row.sale_line_id);
    return {
      ...common('project.milestone', row.id),
      kind: 'milestone',
      date: row.reached_date ?? row.deadline ?? period.to,
      description: row.name,
      quantity: plain(exact(row.quantity_percentage).times(exact(line?.ordered ?? '0'))),
      unit: line?.unit ?? 'Units',
      ...(where && { project: { id: where.id, name: where.name } }),
      ...(row.sale_line_id && { orderLineId: row.sale_line_id }),
      approval: { state: row.is_reached ? 'approved' : 'pending', source: 'milestone' },
      evidence: [...names(acceptances, row.id), ...present([row.x_billing_acceptance || undefined])],
      internal: false,
    };
  }

  function feeEntry(row: { id: number; order_id: number }): Entry {
    const line = lineOf(orders.get(row.order_id), row.id);
    return {
      ...common('sale.order.line', row.id),
      kind: 'fee',
      date: period.to,
      description: line?.name ?? '',
      quantity: line?.toInvoice ?? '0',
      unit: line?.unit ?? '',
      orderLineId: row.id,
      approval: { state: 'approved', source: 'order' },
      evidence: [],
      internal: false,
    };
  }

  const works = new Map<number, Work>();
  function workOf(orderId: number | undefined): Work {
    const key = orderId ?? 0;
    const order = orders.get(key);
    const known = works.get(key) ?? { period, ...(order && { order }), entries: [], totals: [] };
    works.set(key, known);
    return known;
  }

  for (const row of time) workOf(orderOfLine.get(row.so_line ?? 0)).entries.push(timeEntry(row));
  for (const row of milestones) workOf(orderOfLine.get(row.sale_line_id ?? 0)).entries.push(milestoneEntry(row));
  for (const row of expenses) workOf(row.sale_order_id).entries.push(expenseEntry(row));
  for (const row of fees) workOf(row.order_id).entries.push(feeEntry(row));
  for (const total of totals) {
    const line = total.orderLineId;
    const order = total.orderId ?? (line ? orderOfLine.get(line) : undefined);
    workOf(order).totals.push(inLineUnits(total, lineOf(orders.get(order ?? 0), line)?.ordered));
  }
  for (const work of works.values()) {
    if (!work.order) continue;
    const own = work.entries.flatMap((entry) => (entry.project ? [entry.project] : []));
    work.order.projects = [...new Map(own.map((ref) => [ref.id, ref])).values()];
  }
  return [...works.values()];
}

/** Tasks are closed at month's end as a matter of course; only time entered or worked after that is odd. */
function enteredAfterClosing(row: TimeRow, on: z.output<typeof task>): boolean {
  const closedAt = on.date_last_stage_update;
  if (!CLOSED.includes(on.state) || !closedAt) return false;
  return row.create_date >= closedAt || row.date > closedAt.slice(0, 10);
}

/** Odoo keeps a milestone as a share of its order line. */
function inLineUnits({ orderId: _, ...total }: GroupTotal, ordered = '0'): SourceTotal {
  if (total.kind !== 'milestone') return total;
  return { ...total, quantity: plain(exact(total.quantity).times(exact(ordered))) };
}
