import type { Big } from 'big.js';
import { exact, sum, text } from '../../money/decimal.ts';
import { lineAmount } from '../../money/line.ts';
import { amountText, money } from '../../money/money.ts';
import { aheadOf, leftOf, sharesNow } from '../advances/deduct.ts';
import type { Order, OrderLine, Work } from '../entry.ts';
import { given } from '../given.ts';
import type { Deduction } from '../verdict.ts';
import type { PricedLine } from './line.ts';

/**
 * The down payments of the order with something left, and what this invoice takes off each.
 *
 * @param withheld zero or negative
 */
export function deductionsOf(work: Work, order: Order, billed: readonly PricedLine[], withheld: Big): Deduction[] {
  const shares = sharesNow(work, order, billed, withheld);
  const names = new Map(aheadOf(work, order).flatMap(({ name, lines }) => lines.map(({ id }) => [id, name] as const)));
  return order.lines.flatMap((line) => {
    const share = shares.get(line.id);
    return share ? [deduction(line, share, names.get(line.id) ?? line.name, order)] : [];
  });
}

function deduction(line: OrderLine, share: Big, description: string, { currency }: Order): Deduction {
  const left = leftOf(line);
  // Cumulated, so that the shares' amounts add up to the whole.
  const upTo = (quantity: Big): string => amountText(lineAmount(quantity, line, currency));
  const before = exact('1').minus(left);
  return {
    orderLineId: line.id,
    description,
    priceUnit: line.priceUnit,
    ...given({ taxIncluded: line.taxIncluded }),
    quantity: text(share),
    left: text(left),
    amount: amountText(money(exact(upTo(before)).minus(upTo(before.plus(share))), currency)),
  };
}

/** Zero or negative, in the order's currency. */
export const deducted = (deductions: Deduction[]): Big => sum(deductions.map(({ amount }) => amount));
