import type { OdooApi } from '../../../../src/odoo/api.ts';
import type { ExpenseData, Firm } from '../../../../src/sandbox/firm.ts';
import { expenseName } from '../../../../src/sandbox/load/work.ts';
import type { Refs } from '../../../../src/sandbox/refs.ts';
import { createAll, createOne, findOne, set, type Values } from './odoo.ts';
import { attachment } from './work.ts';

/** Expenses claimed, approved and posted by Odoo's own methods, so that Odoo itself adds them to the orders. */
export async function seedExpenses(api: OdooApi, login: string, firm: Firm, refs: Refs): Promise<void> {
  const manager_id = await findOne(api, 'res.users', [['login', '=', login]]);
  const costed = new Set(firm.products.filter(({ cost }) => cost !== undefined).map(({ name }) => name));
  const values = (expense: ExpenseData): Values => ({
    name: expenseName(expense),
    date: expense.day,
    employee_id: refs.id('employee', expense.employee),
    product_id: refs.id('product', expense.product),
    quantity: expense.quantity,
    ...(!costed.has(expense.product) && { total_amount_currency: expense.amount }),
    payment_mode: 'own_account',
    // With somebody to approve it, Odoo does not approve it by itself.
    manager_id,
    ...(expense.order && { sale_order_id: refs.id('order', expense.order) }),
  });
  const ids = await createAll(api, 'hr.expense', firm.expenses.map(values));
  firm.expenses.forEach(({ ref }, index) => refs.set('expense', ref, ids[index] ?? 0));
  const receipts = firm.expenses.flatMap(({ ref, receipt }) =>
    receipt ? [attachment('hr.expense', refs.id('expense', ref), `${receipt}.txt`, receipt)] : [],
  );
  await createAll(api, 'ir.attachment', receipts);
  await api.call('hr.expense', 'action_submit', [ids]);

  const posted = firm.expenses.filter(({ state }) => state === 'posted').map(({ ref }) => refs.id('expense', ref));
  // The wizard Odoo shows for duplicates approves any list.
  const wizard = await createOne(api, 'hr.expense.approve.duplicate', { expense_ids: set(posted) });
  await api.call('hr.expense.approve.duplicate', 'action_approve', [[wizard]]);
  const { res_id } = (await api.call('hr.expense', 'action_post', [posted])) as { res_id: number };
  await api.call('hr.expense.post.wizard', 'action_post_entry', [[res_id]], {
    context: { active_ids: posted, company_paid_move_ids: [] },
  });
}
