import type { Entry, OrderLine, Used } from '../../src/rules/entry.ts';
import { exact, text } from '../../src/money/decimal.ts';
import { DIGITS, named } from './written.ts';
import { expense, expenseLine as sold } from './work.ts';

/** An expense with an order line of its own, as Odoo makes it on posting. */
export interface WrittenExpense {
  on: string;
  who?: string;
  /** Its category. */
  expense: string;
  /** What it cost without the tax that is got back; what the receipt says, where that is more. */
  spent: number | string;
  paid?: number | string;
  /** What it was spent in, where that is not the order's; what it is in the company's by Odoo's own rate. */
  in?: keyof typeof DIGITS;
  booked?: number | string;
  quantity?: number;
  receipt?: boolean;
  /** Numbers of the expenses it looks like: to Odoo, and those of another category. */
  twins?: number[];
  alike?: number[];
  /** What Odoo put on its order line, where that is not what was spent. */
  sold?: number;
  discount?: number;
  /** The category is re-invoiced at its sales price. */
  atPrice?: boolean;
  /** An invoice holds this much of it, shown as this quantity. */
  held?: { of: string; shown: number };
  noCategory?: boolean;
}

export const isSpent = <Entry extends Partial<WrittenExpense>>(entry: Entry): entry is Entry & WrittenExpense =>
  entry.spent !== undefined;

export function expenseLine(written: WrittenExpense, number: number): OrderLine {
  const { quantity = 1, spent: cost, discount = 0, held } = written;
  return sold({
    id: 100 + number,
    name: written.expense,
    product: named(written.expense),
    priceUnit: String(written.sold ?? text(exact(cost).div(quantity))),
    discount: String(discount),
    invoiced: String(held?.shown ?? 0),
    toInvoice: String(quantity - (held?.shown ?? 0)),
  });
}

export function spent(written: WrittenExpense, number: number, currency: keyof typeof DIGITS): Entry {
  const { on, who = 'Ann', quantity = 1, spent: cost, paid = cost, in: code = currency, booked = cost } = written;
  const { receipt = true, twins = [], alike = [], held } = written;
  const others = (numbers: number[]) => numbers.map((id) => ({ id, name: `Expense #${id}` }));
  return expense(number, {
    date: on,
    description: written.expense,
    quantity: String(quantity),
    person: named(who),
    orderLineId: 100 + number,
    evidence: receipt ? ['receipt.jpg'] : [],
    duplicates: others(twins),
    claims: held
      ? [
          {
            quantity: held.of,
            billed: String(held.shown),
            invoice: { id: 1, name: 'INV/1' },
            invoiceState: 'posted',
            outside: false,
          },
        ]
      : [],
    claim: {
      ...(!written.noCategory && { category: named(written.expense) }),
      atCost: !written.atPrice,
      currency: { code, digits: DIGITS[code] },
      total: String(paid),
      cost: String(cost),
      companyTotal: String(booked),
      companyCost: String(booked),
      alike: others(alike),
    },
  });
}

/** Of an earlier invoice. */
export const usedExpense = (category: string, number = 900): Pick<Used, 'kind' | 'category' | 'entry'> => ({
  kind: 'expense',
  category: named(category),
  entry: `hr.expense,${number}`,
});
