import { createHash } from 'node:crypto';
import { approveTime } from '../actions/approve-time.ts';
import { invoiceOrder } from '../actions/invoice-order.ts';
import { create, type Env } from '../env.ts';
import type { ExpenseData, Firm, TimeData } from '../firm.ts';
import { delivered } from '../quantities.ts';
import type { Refs } from '../refs.ts';
import { enterTime } from '../timesheet.ts';
import type { Company } from './company.ts';

export function loadProjects(env: Env, firm: Firm, company: Company, refs: Refs): void {
  for (const { name, customer, line, rates, tasks } of firm.projects) {
    const project = create(env, 'project.project', {
      name,
      partner_id: customer ? refs.id('customer', customer) : 0,
      company_id: company.id,
      allow_billable: customer !== undefined,
      allow_timesheets: true,
      allow_milestones: true,
      billing_type: customer ? 'billable' : 'not_billable',
      sale_line_id: line ? refs.id('line', line) : 0,
    }).id;
    refs.set('project', name, project);
    for (const rate of rates ?? []) {
      create(env, 'project.sale.line.employee.map', {
        project_id: project,
        employee_id: refs.id('employee', rate.employee),
        sale_line_id: refs.id('line', rate.line),
      });
    }
    for (const task of tasks) {
      const paidBy = task.line ?? line;
      const { id, create_date } = create(env, 'project.task', {
        name: task.name,
        project_id: project,
        sale_line_id: paidBy ? refs.id('line', paidBy) : 0,
        state: task.closed ? '1_done' : '01_in_progress',
      });
      env.db.write('project.task', id, { date_last_stage_update: create_date });
      refs.set('task', `${name} / ${task.name}`, id);
    }
  }
  for (const milestone of firm.milestones) {
    const { id } = create(env, 'project.milestone', {
      name: milestone.name,
      project_id: refs.id('project', milestone.project),
      sale_line_id: milestone.line ? refs.id('line', milestone.line) : 0,
      quantity_percentage: milestone.share,
      is_reached: milestone.reached !== undefined,
      reached_date: milestone.reached ?? '',
    });
    refs.set('milestone', milestone.ref, id);
    if (milestone.acceptance) attach(env, 'project.milestone', id, milestone.acceptance, milestone.ref);
  }
}

function attach(env: Env, res_model: string, res_id: number, name: string, text: string): void {
  const checksum = createHash('sha1').update(text).digest('hex');
  create(env, 'ir.attachment', { name, res_model, res_id, checksum, mimetype: 'text/plain' });
}

/** Time, its approval by the preparer, and the invoices of the months before last. */
export function loadTime(env: Env, firm: Firm, refs: Refs): void {
  for (const entry of firm.time) {
    const { id } = enterTime(env, {
      name: entry.description,
      date: entry.day,
      employee_id: refs.id('employee', entry.employee),
      project_id: refs.id('project', entry.project),
      task_id: refs.id('task', `${entry.project} / ${entry.task}`),
      unit_amount: entry.approvedHours ?? entry.hours,
    });
    refs.set('time', entry.ref, id);
  }
  const preparer = firm.users.find(({ role }) => role === 'preparer')?.name ?? '';
  const idOf = ({ ref }: TimeData) => refs.id('time', ref);
  const approved = firm.time.filter(({ approval }) => approval !== 'pending');
  approveTime({ ...env, uid: refs.id('user', preparer) }, approved.map(idOf));
  for (const entry of firm.time.filter(({ approvedHours }) => approvedHours !== undefined)) {
    env.db.write('account.analytic.line', idOf(entry), { unit_amount: entry.hours });
  }
}

/** What was billed before: delivered up to then, on posted invoices made with Odoo's own button. */
export function loadBilled(env: Env, firm: Firm, refs: Refs): void {
  const { db } = env;
  for (const { ref } of firm.orders.filter(({ billedBefore }) => billedBefore)) {
    const order = db.get('sale.order', refs.id('order', ref));
    const lines = db.where('sale.order.line', ({ order_id, display_type }) => order_id === order.id && !display_type);
    const quantities = new Map(lines.map((line) => [line.id, delivered(line, db)]));
    if (![...quantities.values()].some((quantity) => quantity > 0)) continue;
    const wanted = lines.flatMap((line) => {
      const quantity = quantities.get(line.id) ?? 0;
      return quantity ? [[line.id, [{ ...line, quantity }]] as const] : [];
    });
    const move = invoiceOrder(env, order, new Map(wanted), { invoice_date: firm.billedThrough });
    const number = db.where('account.move', ({ state }) => state === 'posted').length + 1;
    const name = `INV/${firm.billedThrough.slice(0, 4)}/${String(number).padStart(5, '0')}`;
    db.write('account.move', move.id, { state: 'posted', name });
    const isBilled = (entry: { so_line: number }) => quantities.has(entry.so_line);
    for (const { id } of db.where('account.analytic.line', isBilled)) {
      db.write('account.analytic.line', id, { timesheet_invoice_id: move.id });
    }
  }
}

export function loadExpenses(env: Env, firm: Firm, company: Company, refs: Refs): void {
  for (const expense of firm.expenses) {
    const product = env.db.get('product.product', refs.id('product', expense.product));
    const { id } = create(env, 'hr.expense', {
      name: expenseName(expense),
      date: expense.day,
      employee_id: refs.id('employee', expense.employee),
      product_id: product.id,
      product_uom_id: product.uom_id,
      quantity: expense.quantity,
      total_amount: expense.amount,
      total_amount_currency: expense.amount,
      untaxed_amount: expense.amount,
      untaxed_amount_currency: expense.amount,
      currency_id: company.currency(firm.currency),
      company_id: company.id,
      payment_mode: 'own_account',
      state: expense.state,
      manager_id: env.uid,
      approval_state: expense.state === 'posted' ? 'approved' : 'submitted',
      sale_order_id: expense.order ? refs.id('order', expense.order) : 0,
    });
    refs.set('expense', expense.ref, id);
    if (expense.receipt) attach(env, 'hr.expense', id, `${expense.receipt}.txt`, expense.receipt);
    if (expense.state === 'posted' && expense.order) reinvoice(env, expense, id);
  }
}

/** What an expense is called in Odoo. */
export const expenseName = ({ product, receipt }: ExpenseData): string =>
  receipt ? `${product}: ${receipt}` : product;

/** Posting an expense makes Odoo add a line of its own to the order. */
function reinvoice(env: Env, data: ExpenseData, expenseId: number): void {
  const { db } = env;
  const expense = db.get('hr.expense', expenseId);
  const product = db.get('product.product', expense.product_id);
  const sequences = db.where('sale.order.line', ({ order_id }) => order_id === expense.sale_order_id);
  const line = create(env, 'sale.order.line', {
    order_id: expense.sale_order_id,
    sequence: Math.max(...sequences.map(({ sequence }) => sequence)) + 1,
    name: `${data.employee}: ${expense.name}`,
    product_id: product.id,
    product_uom_id: product.uom_id,
    product_uom_qty: expense.quantity,
    qty_delivered_manual: expense.quantity,
    qty_delivered_method: 'analytic',
    price_unit: product.expense_policy === 'cost' ? expense.total_amount / expense.quantity : product.list_price,
    tax_ids: product.taxes_id,
    is_expense: true,
  });
  db.write('hr.expense', expenseId, { sale_order_line_id: line.id });
}
