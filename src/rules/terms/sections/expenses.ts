import { z } from 'zod/v4';
import { expected } from '../checks.ts';
import { amount, markupPercent, reference } from '../values.ts';

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
  markup: markupPercent().optional().describe('Percent added to the cost in this category.'),
  receiptAbove: amount().optional().describe('A receipt is needed above this amount in this category.'),
});

const ONLY_BILLABLE = ['limit', 'per', 'overLimit', 'perDiem', 'markup', 'receiptAbove'] as const;

/** What is not said is Odoo's own: the category's re-invoicing policy, cost or sales price. */
export const expenses = z
  .strictObject({
    markup: markupPercent().optional().describe('Percent added to the cost. 0: at cost. Left out: Odoo’s own price.'),
    receiptAbove: amount().optional().describe('A receipt is needed above this amount. Left out: always.'),
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
  .superRefine(({ categories = [] }, findings) => {
    const about = ({ category: { id, name } }: (typeof categories)[number]) => String(id ?? name);
    categories.forEach((row, index) => {
      const path = ['categories', index];
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
      if (row.perDiem !== undefined && (row.markup ?? row.limit) !== undefined)
        expected(findings, [...path, 'perDiem'], 'no limit and no markup beside it: a per diem is a fixed amount');
    });
  });
