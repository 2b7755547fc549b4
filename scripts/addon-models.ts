import { label } from '../src/odoo/shape.ts';
import type { ShapeField } from '../src/odoo/shape.ts';

/** What the add-on's files of models made from a schema have in common. */

export const ADDON = 'src/odoo/addon/billing_automation';

export const xml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A file of data; `schema`: what it was made from. */
export const odoo = (schema: string, lines: string[]): string =>
  ['<odoo>', `  <!-- Made by scripts/terms-addon.ts from the schema of ${schema}. -->`, ...lines, '</odoo>', ''].join(
    '\n',
  );

/** `x_billing_terms_rate`: terms_rate. */
export const idOf = (model: string): string => model.replace('x_billing_', '');

/** Columns of ir.model.fields. */
export const COLUMNS = {
  name: '',
  'model_id:id': '',
  field_description: '',
  help: '',
  ttype: '',
  selection: '',
  relation: '',
  relation_field: '',
  on_delete: 'set null',
  currency_field: '',
  related: '',
  tracking: '0',
  required: 'False',
  readonly: 'False',
  index: 'False',
  store: 'True',
  copied: 'True',
};
type Columns = Partial<typeof COLUMNS> & Record<string, string>;

const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export const fieldId = (model: string, name: string): string => `field_${idOf(model)}_${name.slice(2)}`;

export function field(model: string, name: string, columns: Columns): string {
  const row = { ...COLUMNS, name, 'model_id:id': `model_${idOf(model)}`, ...columns };
  return [fieldId(model, name), ...Object.values(row)].map(cell).join(',');
}

const TYPES: Partial<Record<ShapeField['kind'], string>> = {
  flag: 'boolean',
  group: 'boolean',
  yes: 'boolean',
  lines: 'text',
};

/** @param more columns only this kind of model has */
export const fieldOf = (model: string, spec: ShapeField, more: Columns = {}): string =>
  field(model, spec.name, {
    field_description: spec.label,
    help: spec.help,
    ttype: TYPES[spec.kind] ?? spec.kind,
    ...(spec.choices && {
      selection: `[${spec.choices.map((choice) => `('${choice}', '${label(choice)}')`).join(', ')}]`,
    }),
    ...(spec.comodel && { relation: spec.comodel, on_delete: 'restrict' }),
    ...(spec.kind === 'monetary' && { currency_field: 'x_currency_id' }),
    ...more,
  });

/** The currency of the record above, for its amounts. */
export const currency = (model: string, related: string, more: Columns = {}): string =>
  field(model, 'x_currency_id', {
    field_description: 'Currency',
    ttype: 'many2one',
    relation: 'res.currency',
    related,
    readonly: 'True',
    store: 'False',
    ...more,
  });

export const head = (...more: string[]): string => ['id', ...Object.keys(COLUMNS), ...more].join(',');

export const model = (name: string, label: string): string[] => [
  `  <record id="model_${idOf(name)}" model="ir.model">`,
  `    <field name="name">${label}</field>`,
  `    <field name="model">${name}</field>`,
  '  </record>',
];

/** Only fields that are there can order a model. */
export const order = (name: string): string[] => [
  `  <record id="model_${idOf(name)}" model="ir.model">`,
  '    <field name="order">x_sequence, id</field>',
  '  </record>',
];

export const defaultsOf = (name: string, fields: readonly ShapeField[]): string[] =>
  fields
    .filter(({ initial }) => initial !== undefined)
    .flatMap((spec) => [
      `  <record id="${fieldId(name, spec.name).replace('field', 'default')}" model="ir.default">`,
      `    <field name="field_id" ref="${fieldId(name, spec.name)}"/>`,
      `    <field name="json_value">${xml(JSON.stringify(spec.initial))}</field>`,
      '  </record>',
    ]);

/** Runs this Python whenever a record is written or deleted. */
export function guard(name: string, says: (when: 'write' | 'unlink') => string, python: string): string[] {
  const id = idOf(name);
  return (['write', 'unlink'] as const).flatMap((when) => [
    `  <record id="automation_${id}_${when}" model="base.automation">`,
    `    <field name="name">${says(when)}</field>`,
    `    <field name="model_id" ref="model_${id}"/>`,
    `    <field name="trigger">${when === 'write' ? 'on_create_or_write' : 'on_unlink'}</field>`,
    '    <field name="filter_domain">[]</field>',
    '    <field name="filter_pre_domain"/>',
    '    <field name="active" eval="True"/>',
    '  </record>',
    `  <record id="automation_${id}_${when}_code" model="ir.actions.server">`,
    `    <field name="name">${says(when)}</field>`,
    `    <field name="model_id" ref="model_${id}"/>`,
    `    <field name="base_automation_id" ref="automation_${id}_${when}"/>`,
    '    <field name="usage">base_automation</field>',
    '    <field name="state">code</field>',
    `    <field name="code"><!-- include actions/${python} --></field>`,
    '  </record>',
  ]);
}

/** One line of the access list. */
export const access = (id: string, group: string, rights: string): string =>
  `access_${id}_group_${group},${id} group_${group},model_${id},group_${group},${rights}`;
