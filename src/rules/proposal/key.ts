import { createHash } from 'node:crypto';
import { exact, text } from '../../money/decimal.ts';
import type { Decimal, Order } from '../entry.ts';
import type { Deduction, ProposalLine } from '../verdict.ts';

const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

const plain = (decimal: string): string => text(exact(decimal));

/**
 * SHA-256 over what is billed: order, lines, quantities, prices, parts, and what is deducted. The same content has the same key whenever and in
 * whatever order it was read.
 *
 * @param claimed what live invoices hold of each entry: the rest of an entry may look just like what was billed of it before
 */
export function proposalKey(
  order: Order,
  lines: ProposalLine[],
  deductions: Deduction[],
  claimed: ReadonlyMap<string, Decimal>,
): string {
  const partKey = (entry: string, quantity: Decimal): string => {
    const before = claimed.get(entry);
    return `${entry} ${plain(quantity)}${before === undefined ? '' : ` after ${plain(before)}`}`;
  };
  const content = [
    'proposal 1',
    order.id,
    order.currency.code,
    lines
      .map(({ orderLineId, quantity, priceUnit, discount, parts }) => [
        orderLineId,
        ...[quantity, priceUnit, discount].map(plain),
        parts.map(({ entry, quantity: share }) => partKey(entry, share)).toSorted(),
      ])
      .toSorted(byText),
    ...(deductions.length ? [deductions.map((each) => `${each.orderLineId} ${plain(each.amount)}`).toSorted()] : []),
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
