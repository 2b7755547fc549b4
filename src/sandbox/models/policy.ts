import { LIMITS, POLICY, POLICY_FIELDS, POLICY_TABLES, ROWS, STEPS } from '../../odoo/policy/shape.ts';
import type { PolicyTable } from '../../odoo/policy/shape.ts';
import type { Field } from '../schema.ts';
import { active, char, datetime, integer, longText, many2many, many2one, one2many, selection } from '../schema.ts';
import { named } from './terms.ts';

type Fields = Record<string, Field>;

const table = ({ parent, fields }: PolicyTable): Fields => ({
  [parent.field]: many2one(parent.model),
  x_sequence: integer,
  ...(parent.model === POLICY && { x_currency_id: many2one('res.currency') }),
  ...named(fields),
});

const lists = (of: string): Fields =>
  Object.fromEntries(
    POLICY_TABLES.flatMap(({ parent, model }) =>
      parent.model === of ? [[parent.many, one2many(model, parent.field)]] : [],
    ),
  );

/** The approval policy and its tables, as its schema shapes them. */
export const POLICY_MODELS: Record<
  'x_billing_policy' | 'x_billing_policy_row' | 'x_billing_policy_step' | 'x_billing_policy_limit',
  Fields
> = {
  x_billing_policy: {
    x_name: char,
    x_version: integer,
    x_status: selection,
    x_company_id: many2one('res.company'),
    x_currency_id: many2one('res.currency'),
    x_author_ids: many2many('res.users'),
    x_proposed_by: many2one('res.users'),
    x_proposed_on: datetime,
    x_agreed_by: many2one('res.users'),
    x_agreed_on: datetime,
    x_content: longText,
    x_intact: active,
    ...named(POLICY_FIELDS),
    ...lists(POLICY),
  },
  x_billing_policy_row: { ...table(ROWS), ...lists(ROWS.model) },
  x_billing_policy_step: table(STEPS),
  x_billing_policy_limit: table(LIMITS),
};
