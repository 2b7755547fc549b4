import { exact } from '../../money/decimal.ts';
import type { Reference } from '../../rules/terms/values.ts';
import type { Row } from '../api.ts';
import type { ShapeField } from '../shape.ts';
import type { TermField, TermTable } from './shape.ts';
import { SECTIONS, TABLES, VERSION_FIELDS } from './shape.ts';
import type { Plain, Rows } from './written.ts';
import { versionOf } from './written.ts';

/** The id of the record that is named. */
export type Resolve<Named = Reference> = (comodel: string, named: Named) => number;

/** A version of the terms' schema as Odoo's form has it: the other way round of `versionOf`. Its status is not said. */
export function termsValues(version: Plain, resolve: Resolve): Plain {
  const values: Plain = { x_version: version.version, ...rowValues(version, VERSION_FIELDS, resolve) };
  for (const section of SECTIONS) {
    if (version[section.name] === undefined) continue;
    values[section.switch] = true;
    Object.assign(values, rowValues(version, section.fields, resolve));
    for (const table of section.tables) {
      const rows = (at(version, table.path) ?? []) as Plain[];
      values[table.field] = rows.map((row) => [0, 0, rowValues(row, table.fields, resolve)]);
    }
  }
  return values;
}

/** What a row of a schema says, as Odoo's fields take it; what is not said is left out. */
export function rowValues<Named>(from: Plain, fields: readonly ShapeField[], resolve: Resolve<Named>): Plain {
  const told = fields.map((field) => [field.name, valueOf(at(from, field.path), field, resolve)] as const);
  return Object.fromEntries(told.filter(([, value]) => value !== undefined));
}

function valueOf<Named>(value: unknown, field: ShapeField, resolve: Resolve<Named>): unknown {
  if (value === undefined) return undefined;
  switch (field.kind) {
    case 'float':
    case 'monetary':
      return Number(value);
    case 'many2one':
      return resolve(field.comodel ?? '', value as Named);
    case 'many2many':
      return [[6, 0, (value as Named[]).map((one) => resolve(field.comodel ?? '', one))]];
    case 'flag':
      return (value as string[]).includes(field.flag ?? '');
    case 'group':
    case 'yes':
      return true;
    case 'lines':
      return (value as string[]).join('\n');
    default:
      return value;
  }
}

/** What stands at a path. */
export const at = (from: Plain, path: readonly string[]): unknown =>
  path.reduce<unknown>((found, step) => (found as Plain | undefined)?.[step], from);

/**
 * What a version reads like once it is a draft in Odoo: numbers as its fields hold them, references with names.
 *
 * @param places decimals of the agreement's currency
 */
export function asDraft(version: Plain, places: number): Plain {
  const row = termsValues(version, (_, { id = 0 }) => id);
  const names = new Map(
    referencesIn(version).map(({ holder, key, comodel }) => {
      const { id, name } = holder[key] as Reference;
      return [`${comodel},${String(id)}`, name];
    }),
  );
  const kept = (values: Plain, fields: readonly TermField[]): Row => {
    const held = fields.map((field) => [field.name, heldIn(field, values[field.name], places, names)]);
    return { id: 1, ...Object.fromEntries(held) };
  };
  const switches = SECTIONS.map((section) => [section.switch, row[section.switch] === true]);
  const own = [...VERSION_FIELDS, ...SECTIONS.flatMap(({ fields }) => fields)];
  const tables: Rows = new Map(
    TABLES.map(({ model, field, fields }) => {
      const rows = (row[field] ?? []) as [0, 0, Plain][];
      return [model, new Map([[1, rows.map(([, , values]) => kept(values, fields))]])];
    }),
  );
  return versionOf(
    { ...kept(row, own), ...Object.fromEntries(switches), x_version: row.x_version, x_status: 'draft' },
    tables,
  );
}

function heldIn(
  { kind, comodel }: TermField,
  value: unknown,
  places: number,
  names: ReadonlyMap<string, string | undefined>,
): unknown {
  if (value === undefined) return kind === 'float' || kind === 'monetary' || kind === 'integer' ? 0 : false;
  if (kind === 'monetary') return Number(exact(value as number).toFixed(places));
  return kind === 'many2one' ? [value, names.get(`${comodel},${String(value)}`)] : value;
}

/** Where something names a record of Odoo: `holder[key]`. */
export interface ReferencePlace {
  holder: Plain;
  key: string;
  comodel: string;
  path: PropertyKey[];
}

export function referencesIn(version: Plain): ReferencePlace[] {
  const inTable = ({ path, fields }: TermTable) =>
    ((at(version, path) ?? []) as Plain[]).flatMap((row, index) => namedIn(row, fields, [...path, index]));
  return SECTIONS.flatMap(({ fields, tables }) => [...namedIn(version, fields, []), ...tables.flatMap(inTable)]);
}

/** Where a row names records, one or a list of them. */
export function namedIn(row: Plain, fields: readonly ShapeField[], before: PropertyKey[]): ReferencePlace[] {
  return fields.flatMap(({ kind, path, comodel = '' }) => {
    const value = at(row, path);
    if (value === undefined) return [];
    const place = [...before, ...path];
    if (kind === 'many2many')
      return (value as unknown[]).map((_, index) => ({
        holder: value as Plain,
        key: String(index),
        comodel,
        path: [...place, index],
      }));
    const holder = at(row, path.slice(0, -1)) as Plain;
    return kind === 'many2one' ? [{ holder, key: path.at(-1) ?? '', comodel, path: place }] : [];
  });
}
