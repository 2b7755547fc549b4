import { groupBy } from './group.ts';

/** Indices of items that share a tie, directly or by way of others; groups and what is in them in the order of the items. */
export function together<Item>(items: readonly Item[], tiesOf: (item: Item) => readonly string[]): number[][] {
  const joined = items.map((_, index) => index);
  const firstOf = (index: number): number => {
    let first = index;
    while (joined[first] !== first) first = joined[first] = joined[joined[first] as number] as number;
    return first;
  };
  const known = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    for (const tie of tiesOf(item)) {
      const other = known.get(tie);
      if (other === undefined) known.set(tie, index);
      else joined[firstOf(index)] = firstOf(other);
    }
  }
  return [...groupBy(items.keys(), firstOf).values()];
}

/** Groups one after the other until there are `most` together; what is in a group is not parted, however much it is. */
export function packed<Group extends { size: number }>(groups: readonly Group[], most: number): Group[][] {
  const full: Group[][] = [];
  let left = 0;
  for (const group of groups) {
    if (group.size > left || full.length === 0) {
      full.push([]);
      left = most;
    }
    full.at(-1)?.push(group);
    left -= group.size;
  }
  return full;
}
