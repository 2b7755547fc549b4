import type { Entry } from './entry.ts';

/** The order work is judged and charged in: by service day, then record. */
export function byDateThenRecord(a: Entry, b: Entry): number {
  const order = a.date.localeCompare(b.date) || a.model.localeCompare(b.model) || a.id - b.id;
  return order || (a === b ? 0 : compareText(a, b));
}

/** Two rows of one record are an error the identity finds; their order must still not depend on how they arrived. */
function compareText(a: Entry, b: Entry): number {
  const [x, y] = [JSON.stringify(a), JSON.stringify(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}
