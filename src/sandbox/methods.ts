import { exact, sum } from '../money/decimal.ts';
import { matcher } from './domain.ts';
import { unknown } from './faults.ts';
import type { ModelName } from './models.ts';
import { allFields, fieldOf, nameOf, onWire, valueOf } from './read.ts';
import type { AnyRow, Store } from './store.ts';

export type Kwargs = Record<string, unknown>;

/** Archived records are left out, unless the domain or the context asks for them. */
export function search(db: Store, model: string, domain: unknown, kwargs: Kwargs): AnyRow[] {
  const matches = matcher(db, model, domain);
  const { active_test: hide = true } = (kwargs.context ?? {}) as { active_test?: boolean };
  // A model made by hand calls the field that archives `x_active`.
  const archives = ['active', 'x_active'].find((name) => name in allFields(model));
  const shown = hide && archives && !JSON.stringify(domain).includes(`"${archives}"`) ? archives : undefined;
  const rows = (db.all(model as ModelName) as AnyRow[]).filter((row) => (!shown || row[shown]) && matches(row));
  const sorted = sort(db, model, rows, (kwargs.order as string | undefined) ?? 'id');
  const offset = Number(kwargs.offset ?? 0);
  return sorted.slice(offset, kwargs.limit ? offset + Number(kwargs.limit) : undefined);
}

function sort(db: Store, model: string, rows: AnyRow[], order: string): AnyRow[] {
  const keys = order.split(',').map((part) => {
    const [name = '', direction = 'asc'] = part.trim().split(/\s+/);
    fieldOf(model, name);
    return { name, sign: direction.toLowerCase() === 'desc' ? -1 : 1 };
  });
  return rows.sort((a, b) => {
    for (const { name, sign } of keys) {
      const [left, right] = [valueOf(db, model, a, name), valueOf(db, model, b, name)];
      if (left !== right) return left < right ? -sign : sign;
    }
    return 0;
  });
}

export function searchRead(db: Store, model: string, domain: unknown, kwargs: Kwargs): unknown[] {
  const names = kwargs.load !== '';
  const fields = kwargs.fields as string[] | undefined;
  if (!fields?.length) throw unknown('search_read without fields');
  return search(db, model, domain, kwargs).map((row) => ({
    id: row.id,
    ...Object.fromEntries(
      fields.map((name) => [name, onWire(db, fieldOf(model, name), valueOf(db, model, row, name), names)]),
    ),
  }));
}

export function fieldsGet(model: string, wanted: string[], attributes: string[]): Record<string, unknown> {
  const fields = Object.entries(allFields(model)).filter(([name]) => wanted.length === 0 || wanted.includes(name));
  const strange = attributes.find((each) => each !== 'type' && each !== 'string');
  if (strange) throw unknown(`the attribute ${strange} of a field`);
  return Object.fromEntries(fields.map(([name, { type }]) => [name, { type, string: name }]));
}

/** Odoo's `formatted_read_group`, with many2one and plain fields and days to group by, sums and counts, and groups with more than so many. */
export function readGroup(
  db: Store,
  model: string,
  domain: unknown,
  groupby: string[],
  aggregates: string[],
  kwargs: Kwargs,
): unknown[] {
  const groups = new Map<string, AnyRow[]>();
  for (const row of search(db, model, domain, kwargs)) {
    const key = JSON.stringify(groupby.map((spec) => valueOf(db, model, row, groupField(spec))));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  if (groupby.length === 0 && groups.size === 0) groups.set('[]', []);
  const wanted = (kwargs.having ?? []) as [string, string, number][];
  const strange = wanted.find(([, operator]) => operator !== '>');
  if (strange) throw unknown(`groups having ${JSON.stringify(strange)}`);
  const having = ([, rows]: [string, AnyRow[]]) =>
    wanted.every(([spec, , least]) => aggregate(db, model, spec, rows) > least);
  const sorted = [...groups].filter(having).sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([key, rows]) => {
    const values = JSON.parse(key) as (string | number | boolean)[];
    return {
      ...Object.fromEntries(groupby.map((spec, index) => [spec, groupValue(db, model, spec, values[index] ?? false)])),
      ...Object.fromEntries(aggregates.map((spec) => [spec, aggregate(db, model, spec, rows)])),
    };
  });
}

function groupField(spec: string): string {
  const [name = '', grain] = spec.split(':');
  if (grain && grain !== 'day') throw unknown(`grouping by ${spec}`);
  return name;
}

function groupValue(db: Store, model: string, spec: string, value: string | number | boolean): unknown {
  const { type, comodel = '' } = fieldOf(model, groupField(spec));
  if (type === 'boolean') return value;
  if (!value && type !== 'integer' && type !== 'float') return false;
  if (type === 'many2one') return [value, nameOf(db, comodel, value as number)];
  return spec.endsWith(':day') ? [value, value] : value;
}

function aggregate(db: Store, model: string, spec: string, rows: AnyRow[]): number {
  if (spec === '__count') return rows.length;
  const [name = '', how] = spec.split(':');
  // As PostgreSQL, which counts no empty ones.
  if (how === 'count_distinct') return new Set(rows.flatMap((row) => valueOf(db, model, row, name) || [])).size;
  if (how !== 'sum') throw unknown(`the aggregate ${spec}`);
  return sum(rows.map((row) => exact(valueOf(db, model, row, name) as number))).toNumber();
}
