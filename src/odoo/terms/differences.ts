import type { Reference } from '../../rules/terms/values.ts';
import type { Plain } from './written.ts';
import { placeWords } from './words.ts';

export interface Difference {
  path: PropertyKey[];
  /** Undefined where it is not said. */
  before: unknown;
  after: unknown;
}

/** Of a version: not what is agreed on, but how far agreeing has come. */
const CONTROL = ['version', 'status', 'signedOn', 'signedBy'];

/** What two versions say differently, value by value; rows are compared where they stand, after those that stayed. */
export function differences(before: Plain, after: Plain): Difference[] {
  const terms = (version: Plain) =>
    Object.fromEntries(Object.entries(version).filter(([name]) => !CONTROL.includes(name)));
  return between(terms(before), terms(after), []);
}

function between(before: unknown, after: unknown, path: PropertyKey[]): Difference[] {
  if (isReference(before) || isReference(after)) return idOf(before) === idOf(after) ? [] : [{ path, before, after }];
  if (isRows(before) || isRows(after)) return betweenRows((before ?? []) as Plain[], (after ?? []) as Plain[], path);
  if (isFields(before) || isFields(after)) {
    const [was, is] = [(before ?? {}) as Plain, (after ?? {}) as Plain];
    const inside = [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((name) =>
      between(was[name], is[name], [...path, name]),
    );
    // Said, and nothing in it: that is something, too.
    return inside.length || (before === undefined) === (after === undefined) ? inside : [{ path, before, after }];
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
}

function betweenRows(before: Plain[], after: Plain[], path: PropertyKey[]): Difference[] {
  const same = (a: Plain | undefined, b: Plain | undefined) => a && b && !between(a, b, []).length;
  let first = 0;
  while (first < Math.min(before.length, after.length) && same(before[first], after[first])) first += 1;
  let last = 0;
  while (last < Math.min(before.length, after.length) - first && same(before.at(-1 - last), after.at(-1 - last)))
    last += 1;
  const [was, is] = [before.slice(first, before.length - last), after.slice(first, after.length - last)];
  return Array.from({ length: Math.max(was.length, is.length) }, (_, index) => {
    const [row, other] = [was[index], is[index]];
    const place = [...path, first + index];
    return row && other ? between(row, other, place) : [{ path: place, before: row, after: other }];
  }).flat();
}

/** Choices, and records of a list, are the same in any order; what is not said is left out. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(sorted);
    if (items.every((item) => typeof item === 'string')) return items.toSorted();
    return items.every(isReference) ? items.toSorted((a, b) => Number(a.id) - Number(b.id)) : items;
  }
  if (!isFields(value)) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.map(([name, field]) => [name, sorted(field)]));
}

const isReference = (value: unknown): value is Reference =>
  isFields(value) &&
  Object.keys(value).length > 0 &&
  Object.keys(value).every((name) => name === 'id' || name === 'name') &&
  'id' in value;
const idOf = (value: unknown): unknown => (isReference(value) ? value.id : value);
const isFields = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isRows = (value: unknown): boolean => Array.isArray(value) && value.some(isFields);

/** `Caps, row 1, Amount: 60000 → 75000`; what is new or gone says so. */
export function differenceWords({ path, before, after }: Difference): string {
  const place = placeWords(path);
  if (before === undefined) return `${place}: ${valueWords(after)}`;
  return after === undefined
    ? `${place}: ${valueWords(before)}, no more`
    : `${place}: ${valueWords(before)} → ${valueWords(after)}`;
}

export function valueWords(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (isReference(value)) return `${value.name ?? ''} (id ${String(value.id)})`;
  if (Array.isArray(value)) return value.map(valueWords).join(', ');
  if (!isFields(value)) return value === true ? 'yes' : value === false ? 'no' : String(value);
  const said = Object.entries(value).map(([name, inner]) => `${name} ${valueWords(inner)}`);
  return said.join(', ') || 'yes';
}
