import { z } from 'zod/v4';
import type { Domain } from '../api.ts';
import { day, decimal, id, ids, many2oneOrNone, textOrEmpty } from '../rows.ts';
import type { Period, Scope } from './scope.ts';
import { limits } from './scope.ts';

export const expense = z.object({
  id,
  name: textOrEmpty,
  date: day,
  quantity: decimal,
  state: z.enum(['draft', 'submitted', 'approved', 'posted', 'in_payment', 'paid', 'refused']),
  employee_id: many2oneOrNone,
  sale_order_id: many2oneOrNone,
  sale_order_line_id: many2oneOrNone,
  product_id: many2oneOrNone,
  currency_id: id,
  total_amount: decimal,
  total_amount_currency: decimal,
  untaxed_amount: decimal,
  untaxed_amount_currency: decimal,
  duplicate_expense_ids: ids,
  same_receipt_expense_ids: ids,
});
export type ExpenseRow = z.output<typeof expense>;

export function expenseDomain(scope: Scope, period: Period, partlyBilled: number[] = []): Domain {
  return [
    ['date', '<=', period.to],
    ...limits(scope, {
      company: 'sale_order_id.company_id',
      ownCompany: 'company_id',
      customer: 'sale_order_id.partner_id',
      order: 'sale_order_id',
      project: 'sale_order_id.order_line.project_id',
    }),
    // The period whole; of what is older, only what a customer may still have to pay.
    ...(partlyBilled.length ? (['|', ['id', 'in', partlyBilled]] as Domain) : []),
    '|',
    ['date', '>=', period.from],
    '&',
    ['sale_order_id', '!=', false],
    '|',
    ['sale_order_line_id', '=', false],
    ['sale_order_line_id.qty_to_invoice', '!=', 0],
  ];
}

/** Where the claim stands for billing. */
export function expenseApproval(state: ExpenseRow['state']): 'approved' | 'pending' | 'refused' {
  if (state === 'refused') return 'refused';
  return state === 'draft' || state === 'submitted' ? 'pending' : 'approved';
}
