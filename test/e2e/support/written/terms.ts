import type { Reference } from '../../../../src/rules/terms/values.ts';
import type { TermField } from '../../../../src/odoo/terms/shape.ts';
import { SECTIONS, VERSION_FIELDS } from '../../../../src/odoo/terms/shape.ts';

type Plain = Record<string, unknown>;
/** The id of the record a reference means. */
export type Resolve = (comodel: string, reference: Reference) => number;

/** A version of the terms' schema as Odoo's form has it: the other way round of what reads it. */
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
