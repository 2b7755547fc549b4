import type { ShapeField } from '../../odoo/shape.ts';
import { SECTIONS, TABLES, VERSION_FIELDS } from '../../odoo/terms/shape.ts';
import type { Field } from '../schema.ts';
import {
  active,
  boolean,
  char,
  date,
  datetime,
  float,
  integer,
  longText,
  many2many,
  many2one,
  monetary,
  one2many,
  selection,
} from '../schema.ts';

type Fields = Record<string, Field>;

const TYPES = { char, date, float, integer, monetary, boolean, selection } as const;
const LIKE = { text: longText, lines: longText, flag: boolean, group: boolean, yes: boolean } as const;

function fieldOf({ kind, comodel }: ShapeField): Field {
  if (kind === 'many2one') return many2one(comodel ?? '');
  if (kind === 'many2many') return many2many(comodel ?? '');
  return kind in LIKE ? LIKE[kind as keyof typeof LIKE] : TYPES[kind as keyof typeof TYPES];
}

/** The fields a schema shapes. */
export const named = (fields: readonly ShapeField[]): Fields =>
  Object.fromEntries(fields.map((field) => [field.name, fieldOf(field)]));

/** Versions of agreements and their tables, as the schema of terms shapes them. */
export const TERMS_MODELS: Record<'x_billing_terms' | 'x_billing_terms_event' | `x_billing_terms_${string}`, Fields> = {
  x_billing_terms: {
    x_name: char,
    x_agreement_id: many2one('x_billing_agreement'),
    x_version: integer,
    x_status: selection,
    x_proposed_by: many2one('res.users'),
    x_proposed_on: datetime,
    x_agreed_by: many2one('res.users'),
    x_agreed_on: datetime,
    x_content: longText,
    x_currency_id: many2one('res.currency'),
    x_intact: active,
    x_event_ids: one2many('x_billing_terms_event', 'x_terms_id'),
    ...named(VERSION_FIELDS),
    ...Object.fromEntries(SECTIONS.map((section) => [section.switch, boolean])),
    ...named(SECTIONS.flatMap(({ fields }) => fields)),
    ...Object.fromEntries(TABLES.map(({ field, model }) => [field, one2many(model, 'x_terms_id')])),
  },
  x_billing_terms_event: {
    x_name: char,
    x_terms_id: many2one('x_billing_terms'),
    x_agreement_id: many2one('x_billing_agreement'),
    x_what: selection,
    x_user_id: many2one('res.users'),
    x_at: datetime,
    x_content: longText,
    x_fingerprint: char,
  },
  ...Object.fromEntries(
    TABLES.map(({ model, fields }) => [
      model,
      {
        x_terms_id: many2one('x_billing_terms'),
        x_sequence: integer,
        x_currency_id: many2one('res.currency'),
        ...named(fields),
      },
    ]),
  ),
};
