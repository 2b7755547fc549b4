import { z } from 'zod/v4';
import type { Entry, Ref } from '../../rules/entry.ts';
import type { OdooApi } from '../api.ts';
import { day, decimal, id, many2oneOrNone, text, textOrEmpty } from '../rows.ts';
import type { ExpenseRow } from './expenses.ts';
import { currency } from './orders.ts';
import { byId, present, readByIds } from './read.ts';

const category = z.object({ id, display_name: text, expense_policy: textOrEmpty });
const twin = z.object({
  id,
  name: textOrEmpty,
  state: text,
  employee_id: many2oneOrNone,
  date: day,
  currency_id: id,
  total_amount_currency: decimal,
});
type Category = z.output<typeof category>;
type Twin = z.output<typeof twin>;

/** What expenses refer to, and the claims they look like. */
export interface Spending {
  categories: Map<number, Category>;
  currencies: Map<number, z.output<typeof currency>>;
  /** Claims of the same people and days, and those Odoo takes for twins; refused ones are left out. */
  others: Map<number, Twin>;
  /** The same by person, day and amount. */
  alike: Map<string, Twin[]>;
}

export async function readCategories(
  api: OdooApi,
  expenses: { product_id?: number | undefined }[],
): Promise<Map<number, Category>> {
  const ids = present(expenses.map((row) => row.product_id));
  return byId(await readByIds(api, 'product.product', 'id', ids, category, { archived: true }));
}

export async function readSpending(api: OdooApi, expenses: ExpenseRow[]): Promise<Spending> {
  const named = expenses.flatMap((row) => [...row.duplicate_expense_ids, ...row.same_receipt_expense_ids]);
  const people = present(expenses.map((row) => row.employee_id));
  const days = [...new Set(expenses.map((row) => row.date))];
  const currencyIds = expenses.map((row) => row.currency_id);
  const [categories, currencies, twins, sameDays] = await Promise.all([
    readCategories(api, expenses),
    readByIds(api, 'res.currency', 'id', currencyIds, currency, { archived: true }),
    readByIds(api, 'hr.expense', 'id', named, twin),
    readByIds(api, 'hr.expense', 'employee_id', people, twin, { and: [['date', 'in', days]] }),
  ]);
  const others = byId([...twins, ...sameDays].filter(({ state }) => state !== 'refused'));
  return { categories, currencies: byId(currencies), others, alike: Map.groupBy(others.values(), sameClaim) };
}

const sameClaim = (row: Omit<Twin, 'name' | 'state'>): string =>
  JSON.stringify([row.employee_id, row.date, row.currency_id, row.total_amount_currency]);

/** What was spent, and the claims it looks like. */
export function spentOn(row: ExpenseRow, known: Spending): Pick<Entry, 'duplicates' | 'claim'> {
  const { categories, currencies, others, alike } = known;
  const ref = ({ id: twinId, name }: Twin): Ref => ({ id: twinId, name: `${name || 'Expense'} #${twinId}` });
  const odoos = new Set([...row.duplicate_expense_ids, ...row.same_receipt_expense_ids].filter((id) => id !== row.id));
  const own = categories.get(row.product_id ?? 0);
  const paidIn = currencies.get(row.currency_id);
  const sameAmount = row.employee_id ? (alike.get(sameClaim(row)) ?? []) : [];
  return {
    duplicates: present([...odoos].map((id) => others.get(id))).map(ref),
    claim: {
      ...(own && { category: { id: own.id, name: own.display_name } }),
      atCost: own?.expense_policy === 'cost',
      currency: { code: paidIn?.name ?? '', digits: paidIn?.decimal_places ?? 2 },
      total: row.total_amount_currency,
      cost: row.untaxed_amount_currency,
      companyTotal: row.total_amount,
      companyCost: row.untaxed_amount,
      alike: sameAmount.filter(({ id }) => id !== row.id && !odoos.has(id)).map(ref),
    },
  };
}
