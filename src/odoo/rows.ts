import { Big } from 'big.js';
import { z } from 'zod/v4';
import type { Row } from './api.ts';
import { OdooError } from './errors.ts';

/** How Odoo writes its field types: what is empty comes as `false`, whatever the type. */
const emptyAsFalse = <T extends z.ZodType>(schema: T) =>
  z
    .union([schema, z.literal(false)])
    .transform((value) => (value === false ? undefined : value) as z.output<T> | undefined);

const DAY = /^\d{4}-\d\d-\d\d$/;
const INSTANT = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

export const id = z.number().int().positive();

/** The number Odoo holds, exactly as its shortest text: `"6.67"`, never `6.6699999`. Without exponent. */
export const decimal = z.number().transform((value) => new Big(value).toFixed());

export const boolean = z.boolean();

export const text = z.string();

/** Text, `''` where empty. */
export const textOrEmpty = z.union([z.string(), z.literal(false)]).transform((value) => value || '');

export const textOrNone = emptyAsFalse(z.string());

export const day = z.string().regex(DAY, 'no date');

export const dayOrNone = emptyAsFalse(day);

/** Odoo's timestamps are UTC without saying so; this is the same instant in ISO 8601. */
export const instant = z
  .string()
  .regex(INSTANT, 'no timestamp')
  .transform((value) => `${value.replace(' ', 'T')}Z`);

export const instantOrNone = emptyAsFalse(instant);

/** Many2one read without names. */
export const many2one = id;

export const many2oneOrNone = emptyAsFalse(id);

/** Many2one read with `names: true`. */
export const many2oneNamed = z.tuple([id, z.string()]).transform(([id, name]) => ({ id, name }));

export const many2oneNamedOrNone = emptyAsFalse(many2oneNamed);

/** A group's many2one comes as `[id, name]`, an id group as a number, an empty one as `false`. */
export function groupId(value: unknown): number | undefined {
  const id: unknown = Array.isArray(value) ? value[0] : value;
  return typeof id === 'number' ? id : undefined;
}

/** A group's day comes as `[day, label]`. */
export const groupDay = (value: unknown): string => String(Array.isArray(value) ? value[0] : value);

/** One2many and many2many. */
export const ids = z.array(id);

/**
 * Types the rows Odoo answered, each in its place: of a long answer nothing is held twice.
 *
 * @throws OdooError `schema`, naming model, record and field
 */
export function parseRows<T extends z.ZodType>(schema: T, rows: unknown[], model: string): z.output<T>[] {
  for (const [index, row] of rows.entries()) {
    const parsed = schema.safeParse(row);
    if (parsed.success) {
      rows[index] = parsed.data;
      continue;
    }
    const [issue] = parsed.error.issues;
    const field = issue?.path.join('.') || 'the row';
    const record = `${model},${(row as Partial<Row> | null)?.id ?? '?'}`;
    throw new OdooError(
      'schema',
      `Odoo sent ${field} of ${record} in a form that is not expected: ${issue?.message}.`,
      'Check that this Odoo version is supported and that the field was not changed by a customisation.',
      { cause: parsed.error },
    );
  }
  return rows as z.output<T>[];
}
