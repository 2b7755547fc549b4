import { exact } from '../../money/decimal.ts';
import type { Reference } from '../../rules/terms/values.ts';
import type { Row } from '../api.ts';
import type { TermField, TermTable } from './shape.ts';
import { SECTIONS, TABLES, VERSION_FIELDS } from './shape.ts';
import type { Plain, Rows } from './written.ts';
import { versionOf } from './written.ts';

/** The id of the record a reference means. */
export type Resolve = (comodel: string, reference: Reference) => number;

/** A version of the terms' schema as Odoo's form has it: the other way round of `versionOf`. Its status is not said. */
export function termsValues(version: Plain, resolve: Resolve): Plain {
  const values: Plain = { x_version: version.version, ...said(version, VERSION_FIELDS, resolve) };
  for (const section of SECTIONS) {
    if (version[section.name] === undefined) continue;
    values[section.switch] = true;
    Object.assign(values, said(version, section.fields, resolve));
    for (const table of section.tables) {
      const rows = (at(version, table.path) ?? []) as Plain[];
      values[table.field] = rows.map((row) => [0, 0, said(row, table.fields, resolve)]);
    }
  }
  return values;
}

function said(from: Plain, fields: readonly TermField[], resolve: Resolve): Plain {
  const told = fields.map((field) => [field.name, valueOf(at(from, field.path), field, resolve)] as const);
  return Object.fromEntries(told.filter(([, value]) => value !== undefined));
}

function valueOf(value: unknown, field: TermField, resolve: Resolve): unknown {
  if (value === undefined) return undefined;
  switch (field.kind) {
    case 'float':
    case 'monetary':
      return Number(value);
    case 'many2one':
      return resolve(field.comodel ?? '', value as Reference);
    case 'flag':
      return (value as string[]).includes(field.flag ?? '');
    case 'group':
      return true;
    case 'lines':
      return (value as string[]).join('\n');
    default:
      return value;
  }
}

const at = (from: Plain, path: readonly string[]): unknown =>
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

/** Where a version names a record of Odoo: `holder[key]`. */
export interface ReferencePlace {
  holder: Plain;
  key: string;
  comodel: string;
  path: PropertyKey[];
}

export function referencesIn(version: Plain): ReferencePlace[] {
  const inRow = (row: Plain, fields: readonly TermField[], before: PropertyKey[]): ReferencePlace[] =>
    fields.flatMap(({ kind, path, comodel = '' }) => {
      const holder = at(row, path.slice(0, -1)) as Plain | undefined;
      const key = path.at(-1) ?? '';
      return kind === 'many2one' && holder?.[key] !== undefined
        ? [{ holder, key, comodel, path: [...before, ...path] }]
        : [];
    });
  const inTable = ({ path, fields }: TermTable) =>
    ((at(version, path) ?? []) as Plain[]).flatMap((row, index) => inRow(row, fields, [...path, index]));
  return SECTIONS.flatMap(({ fields, tables }) => [...inRow(version, fields, []), ...tables.flatMap(inTable)]);
}
