import { exact, sum } from '../../money/decimal.ts';
import { lineAmount } from '../../money/line.ts';
import { amountText } from '../../money/money.ts';
import type { Big } from 'big.js';
import { given } from '../given.ts';
import type { Order } from '../entry.ts';
import type { Deduction } from '../verdict.ts';

/** The down payments Odoo takes off the next invoice of the order, each as a whole. */
export function deductionsOf({ lines, currency }: Order): Deduction[] {
  return lines
    .filter(({ basis, toInvoice }) => basis === 'down payment' && !exact(toInvoice).eq(0))
    .map((line) => ({
      orderLineId: line.id,
      description: line.name,
      priceUnit: line.priceUnit,
      ...given({ taxIncluded: line.taxIncluded }),
      amount: amountText(lineAmount(exact('-1'), line, currency)),
    }));
}

/** Zero or negative, in the order's currency. */
export const deducted = (deductions: Deduction[]): Big => sum(deductions.map(({ amount }) => amount));
