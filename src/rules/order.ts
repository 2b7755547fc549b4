import type { Entry } from './entry.ts';

/**
 * The order work is judged and charged in: by service day, then record. Two rows of one record are an error the identity
 * finds; their order must still not depend on how they arrived.
 */
export function byDateThenRecord(a: Entry, b: Entry): number {
  const order = compare(a.date, b.date) || compare(a.model, b.model) || a.id - b.id;
  return order || (a === b ? 0 : compare(JSON.stringify(a), JSON.stringify(b)));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
