import { z } from 'zod/v4';
import type { Findings } from '../checks.ts';
import { expected, onlyWhere } from '../checks.ts';
import { amount, markupPercent, reference } from '../values.ts';

/** What can be said of all expenses and, otherwise, of a category. */
function policy(noPrice: string, noReceipt: string) {
  return {
    price: z.enum(['at-cost', 'markup']).optional().describe(`What the customer pays. ${noPrice}`),
    markup: markupPercent().optional().describe('Percent added to the cost.'),
    receipt: z.enum(['always', 'above', 'never']).optional().describe(`When a receipt is needed. ${noReceipt}`),
    receiptAbove: amount().optional().describe('The amount above which a receipt is needed.'),
  };
}

type Policy = { [Name in keyof ReturnType<typeof policy>]?: string | undefined };

function wholePolicy(findings: Findings, row: Policy, path: PropertyKey[]): void {
  onlyWhere(findings, row, 'markup', row.price === 'markup', 'price is markup', path);
  onlyWhere(findings, row, 'receiptAbove', row.receipt === 'above', 'receipt is above', path);
}

const LIMIT_PER = ['expense', 'day', 'month', 'agreement'] as const;

export const category = z.strictObject({
  category: reference().describe('The expense category (Odoo: product that can be expensed).'),
  billable: z.boolean().default(true).describe('false: the customer never pays for this category.'),
  limit: amount().optional().describe('Most the customer pays, in the agreement’s currency.'),
  per: z.enum(LIMIT_PER).optional().describe('What the limit is for: one expense, one person’s day, a month, or all.'),
  overLimit: z
    .enum(['blocked', 'write-off'])
    .optional()
    .describe('What is over the limit: held for a person (left out), or written off.'),
  perDiem: amount().optional().describe('A fixed amount for each person and day instead of what was spent.'),
  ...policy('Left out: as for all expenses.', 'Left out: as for all expenses.'),
});

const ONLY_BILLABLE = ['limit', 'per', 'overLimit', 'perDiem', 'price', 'receipt'] as const;

/** What is not said is Odoo's own: the category's re-invoicing policy, cost or sales price. */
export const expenses = z
  .strictObject({
    ...policy('Left out: Odoo’s own price.', 'Left out: always.'),
    exchangeRate: z
      .enum(['expense-date', 'invoice-date'])
      .optional()
      .describe('Which day’s rate turns a claim in another currency into the agreement’s. Left out: Odoo’s own.'),
    duplicates: z
      .enum(['blocked', 'allowed'])
      .default('blocked')
      .describe('Same receipt, or same person, date and amount.'),
    categories: z.array(category).min(1).optional(),
  })
  .superRefine((all, findings) => {
    wholePolicy(findings, all, []);
    const { categories = [] } = all;
    const about = ({ category: { id, name } }: (typeof categories)[number]) => String(id ?? name);
    categories.forEach((row, index) => {
      const path = ['categories', index];
      wholePolicy(findings, row, path);
      if (categories.slice(0, index).some((earlier) => about(earlier) === about(row)))
        expected(findings, [...path, 'category'], 'one row for each category');
      if (!row.billable)
        for (const name of ONLY_BILLABLE)
          if (row[name] !== undefined)
            expected(findings, [...path, name], 'nothing in a category that is not billable');
      if (row.limit === undefined) {
        if (row.per !== undefined) expected(findings, [...path, 'per'], 'nothing without a limit');
        if (row.overLimit !== undefined) expected(findings, [...path, 'overLimit'], 'nothing without a limit');
      } else if (row.per === undefined)
        expected(findings, [...path, 'per'], `one of ${LIMIT_PER.join(', ')}, for the limit`);
      if (row.perDiem !== undefined && (row.price ?? row.limit) !== undefined)
        expected(findings, [...path, 'perDiem'], 'no limit and no price beside it: a per diem is a fixed amount');
    });
  });
