import type { Work } from './entry.ts';
import { groupBy } from './group.ts';

/**
 * Indices of works that share an order or an agreement, directly or by way of others. Caps, tiers, retainers and holdbacks
 * count within such a group, and never beyond it.
 */
export function countedTogether(works: readonly Work[]): number[][] {
  const joined = works.map((_, index) => index);
  const firstOf = (index: number): number => {
    let first = index;
    while (joined[first] !== first) first = joined[first] = joined[joined[first] as number] as number;
    return first;
  };
  const known = new Map<string, number>();
  for (const [index, work] of works.entries()) {
    for (const tie of tiesOf(work)) {
      const other = known.get(tie);
      if (other === undefined) known.set(tie, index);
      else joined[firstOf(index)] = firstOf(other);
    }
  }
  return [...groupBy(works.keys(), firstOf).values()];
}

const tiesOf = ({ order, agreements = [] }: Work): string[] => [
  ...(order ? [`order ${order.id}`] : []),
  ...agreements.flatMap(({ id, under = id }) => [`agreement ${id}`, `agreement ${under}`]),
];
