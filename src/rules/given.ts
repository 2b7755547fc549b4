/** The fields that have a value: an absent field is left out, never `undefined`, so that records compare and print cleanly. */
export function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const known: { [K in keyof T]?: Exclude<T[K], undefined> } = {};
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined) known[name] = value as (typeof known)[typeof name];
  }
  return known;
}
