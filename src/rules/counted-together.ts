import type { Work } from './entry.ts';
import { together } from './together.ts';

/**
 * Indices of works that share an order or an agreement, directly or by way of others. Caps, tiers, retainers and holdbacks
 * count within such a group, and never beyond it.
 */
export const countedTogether = (works: readonly Work[]): number[][] => together(works, countingTies);

export const countingTies = ({ order, agreements = [] }: Work): string[] => [
  ...(order ? [`order ${order.id}`] : []),
  ...agreements.flatMap(({ id, under = id }) => [`agreement ${id}`, `agreement ${under}`]),
];
