import type { Entry } from '../entry.ts';
import type { Terms } from '../terms/in-force.ts';
import { isMeant, sectionOf } from '../terms/in-force.ts';
import type { Section } from '../terms/schema.ts';
import type { Agreed } from '../terms-for.ts';

type Expenses = Section<'expenses'>;
export type Category = NonNullable<Expenses['categories']>[number];

/** What is agreed for one expense: its category's own row, else what holds for all expenses. */
export interface ExpensePolicy {
  /** Whose terms they are. */
  from: Terms;
  all: Expenses;
  category?: Category;
  /** `Meals`, as the terms name it; `expenses` where they name no such category. */
  name: string;
  price?: { at: 'at-cost' } | { at: 'markup'; percent: string };
  receipt: 'always' | 'never' | { above: string };
}

/** Undefined where nothing is agreed for expenses: Odoo's own price, a receipt always. */
export function expensePolicy({ kind, claim }: Entry, terms: Agreed | undefined): ExpensePolicy | undefined {
  const found = kind === 'expense' && terms ? sectionOf(terms, 'expenses') : undefined;
  if (!found) return undefined;
  const { section: all, from } = found;
  const category = all.categories?.find((row) => isMeant(row.category, claim?.category));
  const pricing = category?.price === undefined ? all : category;
  const proving = category?.receipt === undefined ? all : category;
  return {
    from,
    all,
    name: claim?.category?.name ?? 'expenses',
    ...(category && { category }),
    ...(pricing.price === 'at-cost' && { price: { at: 'at-cost' } }),
    ...(pricing.price === 'markup' && { price: { at: 'markup', percent: pricing.markup ?? '0' } }),
    receipt: proving.receipt === 'above' ? { above: proving.receiptAbove ?? '0' } : (proving.receipt ?? 'always'),
  };
}
