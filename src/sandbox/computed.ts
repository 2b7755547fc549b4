import { daysBetween } from '../rules/days.ts';
import { lineAmount, orderAmount, subtotal, tax, total, untaxed } from './amounts.ts';
import { untold } from './actions/credit.ts';
import { detailOf } from './detail.ts';
import { unknown } from './faults.ts';
import type { ModelName, RowOf } from './models.ts';
import { delivered, invoiced, invoiceLinesOf, invoiceStatus, toInvoice } from './quantities.ts';
import {
  longText,
  boolean,
  char,
  date,
  float,
  html,
  integer,
  many2many,
  many2one,
  monetary,
  selection,
  type Field,
  type Value,
} from './schema.ts';
import type { Store } from './store.ts';

export type Computed = Field & { value: (row: never, db: Store) => Value };

type Compute<M extends ModelName> = Record<string, Field & { value: (row: RowOf<M>, db: Store) => Value }>;

const computed = <R>(field: Field, value: (row: R, db: Store) => Value) => ({ ...field, value });

/** What an approval of time is bound to, as the add-on writes it. */
export const approvedFacts = (line: RowOf<'account.analytic.line'>): string =>
  [
    line.unit_amount.toFixed(6),
    line.date,
    ...[line.so_line, line.employee_id, line.project_id].map((id) => id || 'False'),
  ].join('|');

function billableType(line: RowOf<'account.analytic.line'>, db: Store): string {
  if (!line.project_id) return '';
  if (!line.so_line)
    return db.get('project.project', line.project_id).billing_type === 'manually' ? 'billable_manual' : 'non_billable';
  const product = db.get('product.product', db.get('sale.order.line', line.so_line).product_id);
  if (product.invoice_policy === 'order') return 'billable_fixed';
  return product.service_type === 'timesheet' ? 'billable_time' : `billable_${product.service_type}`;
}

const sameClaim = (expense: RowOf<'hr.expense'>, db: Store): number[] => {
  const facts = (each: RowOf<'hr.expense'>) =>
    [each.employee_id, each.product_id, each.date, each.total_amount_currency, each.currency_id].join('|');
  const same = db.where('hr.expense', (each) => facts(each) === facts(expense)).map(({ id }) => id);
  // Odoo counts the record itself among its duplicates.
  return same.length > 1 ? same : [];
};

const sameReceipt = (expense: RowOf<'hr.expense'>, db: Store): number[] => {
  const receipts = (id: number) =>
    db.where('ir.attachment', (each) => each.res_model === 'hr.expense' && each.res_id === id);
  const sums = new Set(receipts(expense.id).map(({ checksum }) => checksum));
  return db
    .where('hr.expense', ({ id }) => id !== expense.id && receipts(id).some(({ checksum }) => sums.has(checksum)))
    .map(({ id }) => id);
};

const lineOrder = (line: RowOf<'sale.order.line'>, db: Store) => db.get('sale.order', line.order_id);

const orderLines: Compute<'sale.order.line'> = {
  state: computed(selection, (line, db) => lineOrder(line, db).state),
  company_id: computed(many2one('res.company'), (line, db) => lineOrder(line, db).company_id),
  currency_id: computed(many2one('res.currency'), (line, db) => lineOrder(line, db).currency_id),
  order_partner_id: computed(many2one('res.partner'), (line, db) => lineOrder(line, db).partner_id),
  project_id: computed(many2one('project.project'), () => 0),
  qty_delivered: computed(float, delivered),
  qty_invoiced: computed(float, invoiced),
  qty_to_invoice: computed(float, toInvoice),
  invoice_status: computed(selection, invoiceStatus),
  price_subtotal: computed(monetary, lineAmount),
  invoice_lines: computed(many2many('account.move.line'), (line, db) => invoiceLinesOf(line, db).map(({ id }) => id)),
};

const openCases = (db: Store, of: 'x_order_id' | 'x_move_id', record: number): number =>
  db.where('x_billing_case', (each) => each.x_state === 'open' && each[of] === record).length;

const orders: Compute<'sale.order'> = {
  x_billing_case_count: computed(integer, ({ id }, db) => openCases(db, 'x_order_id', id)),
  amount_untaxed: computed(monetary, orderAmount),
  project_ids: computed(many2many('project.project'), (order, db) => {
    const isOurs = (lineId: number) => lineId > 0 && db.get('sale.order.line', lineId).order_id === order.id;
    return db.where('project.project', (project) => isOurs(project.sale_line_id)).map(({ id }) => id);
  }),
  invoice_status: computed(selection, (order, db) => {
    const statuses = db.where('sale.order.line', (line) => line.order_id === order.id && !line.display_type);
    const found = new Set(statuses.map((line) => invoiceStatus(line, db)));
    if (found.has('to invoice')) return 'to invoice';
    return found.size === 1 && found.has('invoiced') ? 'invoiced' : 'no';
  }),
};

/** What the billing run said of an invoice. */
export const saidOf = (moveId: number, db: Store) =>
  db.where('x_billing_proposal', ({ x_move_id }) => x_move_id === moveId)[0];

const askedOf = (moveId: number, db: Store) =>
  db.where('x_billing_request', ({ x_move_id }) => x_move_id === moveId).at(-1);

/** Taken to be in the company's currency. */
const signed = ({ move_type }: RowOf<'account.move'>, amount: number): number =>
  move_type === 'out_refund' ? -amount : amount;

/** Another for everybody who looks. */
const onScreen = (): never => {
  throw unknown('what Odoo’s form shows somebody');
};

const moves: Compute<'account.move'> = {
  x_billing_case_count: computed(integer, ({ id }, db) => openCases(db, 'x_move_id', id)),
  display_name: computed(char, ({ id, name, state, ref }) => {
    const number = name || `Draft Invoice (* ${String(id)})`;
    return ref && state !== 'draft' ? `${number} (${ref})` : number;
  }),
  x_billing_findings: computed(longText, ({ id }, db) => saidOf(id, db)?.x_findings ?? ''),
  x_billing_trace: computed(longText, ({ id }, db) => saidOf(id, db)?.x_trace ?? ''),
  x_billing_preparer: computed(char, ({ id }, db) => saidOf(id, db)?.x_preparer ?? ''),
  x_billing_request_id: computed(many2one('x_billing_request'), ({ id }, db) => askedOf(id, db)?.id ?? 0),
  x_billing_seen: computed(char, ({ id }, db) => askedOf(id, db)?.x_seen ?? ''),
  x_billing_submission_id: computed(many2one('x_billing_submission'), onScreen),
  x_billing_ask: computed(selection, onScreen),
  x_billing_question: computed(char, onScreen),
  x_billing_shown: computed(html, onScreen),
  x_billing_versions: computed(html, onScreen),
  x_billing_untold: computed(longText, untold),
  // No customer writes to a sandbox.
  x_billing_heard_id: computed(integer, () => 0),
  x_billing_heard: computed(longText, () => ''),
  amount_untaxed: computed(monetary, untaxed),
  amount_tax: computed(monetary, tax),
  amount_total: computed(monetary, total),
  // Without payment terms it is due at once.
  invoice_date_due: computed(date, ({ invoice_date }) => invoice_date),
  amount_untaxed_signed: computed(monetary, (move, db) => signed(move, untaxed(move, db))),
  amount_total_signed: computed(monetary, (move, db) => signed(move, total(move, db))),
  amount_residual_signed: computed(monetary, (move, db) =>
    ['paid', 'reversed'].includes(move.payment_state) ? 0 : signed(move, total(move, db)),
  ),
};

const moveLines: Compute<'account.move.line'> = {
  parent_state: computed(selection, (line, db) => db.get('account.move', line.move_id).state),
  price_subtotal: computed(monetary, subtotal),
  currency_id: computed(many2one('res.currency'), ({ move_id }, db) => db.get('account.move', move_id).currency_id),
  move_type: computed(selection, (line, db) => db.get('account.move', line.move_id).move_type),
};

const time: Compute<'account.analytic.line'> = {
  order_id: computed(many2one('sale.order'), ({ so_line }, db) =>
    so_line ? db.get('sale.order.line', so_line).order_id : 0,
  ),
  timesheet_invoice_type: computed(selection, billableType),
  x_billing_approval: computed(selection, (line) => {
    if (!line.x_billing_approved_facts) return 'pending';
    return line.x_billing_approved_facts === approvedFacts(line) ? 'approved' : 'changed';
  }),
};

const invoicedOn = ({ x_move_id }: RowOf<'x_billing_part'>, db: Store) =>
  x_move_id ? db.get('account.move', x_move_id).invoice_date : '';

const expenses: Compute<'hr.expense'> = {
  duplicate_expense_ids: computed(many2many('hr.expense'), sameClaim),
  same_receipt_expense_ids: computed(many2many('hr.expense'), sameReceipt),
};

const projects: Compute<'project.project'> = {
  sale_order_id: computed(many2one('sale.order'), ({ sale_line_id }, db) =>
    sale_line_id ? db.get('sale.order.line', sale_line_id).order_id : 0,
  ),
  pricing_type: computed(selection, ({ id, allow_billable, sale_line_id }, db) => {
    if (!allow_billable) return '';
    const byEmployee = db.where('project.sale.line.employee.map', ({ project_id }) => project_id === id).length > 0;
    return byEmployee ? 'employee_rate' : sale_line_id ? 'fixed_rate' : 'task_rate';
  }),
};

const tasks: Compute<'project.task'> = {
  is_closed: computed(boolean, ({ state }) => state === '1_done' || state === '1_canceled'),
};

const policies: Compute<'x_billing_policy'> = {
  x_remarks: computed(html, onScreen),
};

/** Fields Odoo works out. Those it stores as well are worked out here at every look. */
const parts: Compute<'x_billing_part'> = {
  x_partner_id: computed(many2one('res.partner'), ({ x_order_id }, db) =>
    x_order_id ? db.get('sale.order', x_order_id).partner_id : 0,
  ),
  x_invoiced_on: computed(date, invoicedOn),
  x_credit_id: computed(many2one('account.move'), ({ x_credit_line_id: id }, db) =>
    id ? db.get('account.move.line', id).move_id : 0,
  ),
  x_days: computed(integer, (part, db) => {
    const invoiced = part.x_verdict === 'bill' && invoicedOn(part, db);
    return invoiced ? daysBetween(part.x_date, invoiced) : 0;
  }),
  x_detail: computed(char, detailOf),
};

const cases: Compute<'x_billing_case'> = {
  x_days: computed(integer, ({ x_state, x_opened_on, create_date, x_closed_on }) =>
    x_state === 'closed' && x_closed_on
      ? daysBetween(x_opened_on || create_date.slice(0, 10), x_closed_on.slice(0, 10))
      : 0,
  ),
};

const links: Compute<'x_billing_audit'> = {
  x_partner_id: computed(many2one('res.partner'), ({ x_move_id }, db) =>
    x_move_id ? db.get('account.move', x_move_id).partner_id : 0,
  ),
};

export const COMPUTED: Partial<Record<ModelName, Record<string, Computed>>> = {
  'sale.order': orders,
  'sale.order.line': orderLines,
  'account.move': moves,
  'account.move.line': moveLines,
  'account.analytic.line': time,
  'hr.expense': expenses,
  'project.project': projects,
  'project.task': tasks,
  x_billing_part: parts,
  x_billing_case: cases,
  x_billing_audit: links,
  x_billing_policy: policies,
};
