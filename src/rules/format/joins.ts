import type { Order } from '../entry.ts';
import type { PricedLine } from '../proposal/line.ts';
import type { Joins } from '../verdict.ts';
import type { Layout, Layouts } from './layout.ts';

export const forCustomer = ({ format }: Layout): boolean => format.invoicePer === 'customer';

/** What an order's invoice must share with others to be one with them; undefined where any of its work is under terms that want it otherwise. */
export function joinsOf(lines: PricedLine[], layouts: Layouts, order: Order): Joins | undefined {
  const wanted = lines.flatMap(({ parts }) => parts.flatMap((part) => layouts.get(part) ?? []));
  const [first] = wanted;
  if (!first || !order.facts || !wanted.every(forCustomer)) return undefined;
  return { terms: first.terms, roundsTotal: order.roundsTotal, same: order.facts.joins };
}
