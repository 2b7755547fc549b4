import type { Entry, Order, Work } from '../entry.ts';
import type { Evaluation, Part, Verdict } from '../verdict.ts';

/** Verdicts on what is on no invoice, and may come on one. */
export const OPEN: readonly Verdict[] = ['bill', 'hold', 'pending'];

/** Work as it was read, and what the rules make of it. */
export interface JudgedWork {
  works: readonly Work[];
  evaluations: readonly Evaluation[];
}

export interface JudgedPart {
  part: Part;
  entry: Entry;
  order: Order;
}

/** Every part of work some order pays for, with the entry it is of. */
export function partsOfOrders({ works, evaluations }: JudgedWork): JudgedPart[] {
  const orders = ordersOf(works);
  const entries = new Map(works.flatMap((work) => work.entries.map((entry) => [entry.key, entry])));
  return evaluations.flatMap(({ orderId, parts }) => {
    const order = orders.get(orderId ?? 0);
    if (!order) return [];
    return parts.flatMap((part) => {
      const entry = entries.get(part.entry);
      return entry ? [{ part, entry, order }] : [];
    });
  });
}

export const ordersOf = (works: readonly Work[]): Map<number, Order> =>
  new Map(works.flatMap(({ order }) => (order ? [[order.id, order]] : [])));
