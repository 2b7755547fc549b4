import type { Size } from './ground.ts';

export type Grown = Size & { seconds: number };

/** Where a size lies among those that have as many orders, or as many entries each, as it has. */
export interface Place {
  /** Milliseconds of every further one, against the smallest of them. */
  furtherMs: number;
  /** Its time by the straight line from the smallest to the largest of them; 1 is on the line, and so are its two ends. */
  ofLine: number;
}

/** By orders where the entries of each are as many, and by entries in all where the orders are. Nothing of the smallest. */
export function growth(all: Grown[]): { byOrders?: Place; byEntries?: Place }[] {
  const entriesOf = (size: Size) => size.orders * size.entries;
  return all.map((size) => {
    const byOrders = placeOf(
      size,
      all.filter(({ entries }) => entries === size.entries),
      ({ orders }) => orders,
    );
    const byEntries = placeOf(
      size,
      all.filter(({ orders }) => orders === size.orders),
      entriesOf,
    );
    return { ...(byOrders && { byOrders }), ...(byEntries && { byEntries }) };
  });
}

function placeOf(size: Grown, others: Grown[], length: (size: Size) => number): Place | undefined {
  const sorted = others.toSorted((a, b) => length(a) - length(b));
  const [first, last] = [sorted[0] as Grown, sorted.at(-1) as Grown];
  if (size === first) return undefined;
  const slope = (to: Grown) => (to.seconds - first.seconds) / (length(to) - length(first));
  const onLine = first.seconds + slope(last) * (length(size) - length(first));
  return { furtherMs: 1000 * slope(size), ofLine: size.seconds / onLine };
}

/** How far the furthest of them is off its line, in times of it, above or below. Two points are always on a line. */
export function furthestOff(all: Grown[]): number {
  const places = growth(all).flatMap(({ byOrders, byEntries }) => [byOrders ?? [], byEntries ?? []].flat());
  return Math.max(1, ...places.map(({ ofLine }) => Math.max(ofLine, 1 / ofLine)));
}
