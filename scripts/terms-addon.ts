// Writes what follows from the schemas of terms and of approval policies: their JSON Schemas in docs/, and the add-on's
// models, guards and forms of both. Run it (node scripts/terms-addon.ts) after a change of src/rules/terms/ or of
// src/approvals/policy/schema.ts; a test says where it was forgotten.
import { readFile, writeFile } from 'node:fs/promises';
import { termsJsonSchema } from '../src/rules/terms/json-schema.ts';
import { SECTIONS, TABLES, VERSION_FIELDS } from '../src/odoo/terms/shape.ts';
import { label } from '../src/odoo/terms/shape.ts';
import type { TermField, TermSection, TermTable } from '../src/odoo/terms/shape.ts';
import {
  ADDON,
  access,
  currency,
  defaultsOf,
  field,
  fieldOf,
  guard,
  head,
  idOf,
  model,
  odoo,
  order,
  xml,
} from './addon-models.ts';
import { policyAccess, policyFiles } from './policy-addon.ts';

const ROOT = new URL('../', import.meta.url);

/** The files by path from the root, with what must be in them. */
export async function termsFiles(): Promise<Record<string, string>> {
  return {
    'docs/terms.schema.json': `${JSON.stringify(termsJsonSchema(), undefined, 2)}\n`,
    [`${ADDON}/models/terms_tables.xml`]: tables(),
    [`${ADDON}/models/ir.model.fields-terms.csv`]: fields(),
    [`${ADDON}/models/terms_defaults.xml`]: defaults(),
    [`${ADDON}/actions/terms_guards.xml`]: guards(),
    [`${ADDON}/views/terms_form.xml`]: form(),
    [`${ADDON}/security/ir.model.access.csv`]: await rights(),
    [`${ADDON}/security/terms_rules.xml`]: rules(),
    ...policyFiles(),
  };
}

const SCHEMA = 'terms';

const tracked = (name: string) => (name === TERMS ? { tracking: '1' } : {});
const specOf = (name: string, spec: TermField): string => fieldOf(name, spec, tracked(name));
/** Odoo takes it over from the agreement's. */
const currencyOf = (name: string, related: string): string => currency(name, related, tracked(name));

const TERMS = 'x_billing_terms';

function fields(): string {
  return [
    head(),
    currencyOf(TERMS, 'x_agreement_id.x_currency_id'),
    ...VERSION_FIELDS.map((spec) => specOf(TERMS, spec)),
    ...SECTIONS.flatMap((section) => [
      field(TERMS, section.switch, {
        field_description: section.label,
        help: section.help,
        ttype: 'boolean',
        tracking: '1',
      }),
      ...section.fields.map((spec) => specOf(TERMS, spec)),
    ]),
    ...TABLES.flatMap(tableFields),
    '',
  ].join('\n');
}

function tableFields({ model, field: many, section, label: name, fields: columns }: TermTable): string[] {
  return [
    field(model, 'x_terms_id', {
      field_description: 'Version',
      ttype: 'many2one',
      relation: TERMS,
      on_delete: 'cascade',
      required: 'True',
      index: 'True',
    }),
    field(model, 'x_sequence', { field_description: 'Order', ttype: 'integer' }),
    currencyOf(model, 'x_terms_id.x_currency_id'),
    ...columns.map((spec) => specOf(model, spec)),
    field(TERMS, many, {
      field_description: `${name} (rows)`,
      help: SECTIONS.find((one) => one.name === section)?.help ?? '',
      ttype: 'one2many',
      relation: model,
      relation_field: 'x_terms_id',
    }),
  ];
}

/** The tables of a version. */
const tables = (): string =>
  odoo(
    SCHEMA,
    TABLES.flatMap((table) => model(table.model, `Billing terms: ${table.label.toLowerCase()}`)),
  );

/** What needs the fields to be there. */
const defaults = (): string =>
  odoo(SCHEMA, [
    ...TABLES.flatMap((table) => order(table.model)),
    ...[{ model: TERMS, fields: SECTIONS.flatMap((section) => section.fields) }, ...TABLES].flatMap((table) =>
      defaultsOf(table.model, table.fields),
    ),
  ]);

/** Rows belong to a version: they change with it or not at all. */
const guards = (): string =>
  odoo(
    SCHEMA,
    TABLES.flatMap((table) =>
      guard(
        table.model,
        (when) => `Billing terms are changed in a draft only (${table.label.toLowerCase()}, ${when})`,
        'guard_terms_row.py',
      ),
    ),
  );

const PAGES: [title: string, ...sections: string[]][] = [
  ['Rates', 'roles', 'rates', 'blendedRate'],
  ['Time', 'increments', 'multipliers'],
  ['Volume', 'volumeTiers', 'discounts'],
  ['Caps', 'caps'],
  ['Retainer', 'retainer'],
  ['Fixed fee', 'fixedFee', 'advances'],
  ['Milestones', 'milestoneGates'],
  ['Holdback', 'holdback'],
  ['Expenses', 'expenses'],
  ['Invoice', 'invoiceFormat'],
  ['Control', 'adjustments', 'entryChecks'],
];

/** Shown only where another field has this value. */
const SHOWN_WHERE: Record<string, string> = {
  x_fixed_fee_progress: "x_fixed_fee_billed != 'percent-complete'",
  x_fixed_fee_budget_hours: "x_fixed_fee_progress != 'hours'",
  x_instalment_ids: "x_fixed_fee_billed != 'schedule'",
  x_retainer_top_up_below: "x_retainer_kind != 'evergreen'",
  x_retainer_rollover: "x_retainer_period == 'agreement'",
  x_retainer_rollover_limit: 'not x_retainer_rollover',
  x_retainer_rollover_expires_after: 'not x_retainer_rollover',
  x_retainer_fee: 'not x_retainer_hours',
  x_expenses_markup: "x_expenses_price != 'markup'",
  x_expenses_receipt_above: "x_expenses_receipt != 'above'",
};

/** Cells a row of this kind has no use for. */
const ROW_READONLY: Record<string, string> = {
  'x_billing_terms_cap.x_period': "x_scope != 'period'",
  'x_billing_terms_cap.x_phase_id': "x_scope != 'phase'",
  'x_billing_terms_cap.x_role': "x_scope != 'role'",
  'x_billing_terms_multiplier.x_after_hours': "x_when != 'overtime'",
  'x_billing_terms_multiplier.x_per': "x_when != 'overtime'",
  'x_billing_terms_multiplier.x_dates': "x_when != 'holiday'",
  'x_billing_terms_advance.x_on': "x_due != 'date'",
  'x_billing_terms_release.x_on': "x_when != 'date'",
  'x_billing_terms_release.x_milestone_id': "x_when != 'milestone'",
  'x_billing_terms_category.x_limit': 'not x_billable',
  'x_billing_terms_category.x_markup': "x_price != 'markup'",
  'x_billing_terms_category.x_receipt_above': "x_receipt != 'above'",
};

const PLACEHOLDERS: Record<string, string> = {
  x_card: 'Rate card 2026',
  x_role: 'Senior consultant',
  x_invoice_format_narrative: '{person}, {role}: {hours} h at {rate}',
  x_adjustments_reasons: 'Goodwill',
  x_blended_rate_roles: 'Senior consultant',
  x_dates: '2026-12-24',
  x_change_order_number: 'CO-1',
  x_purchase_order_number: '4500012345',
  x_signed_by: 'Who signed for the customer',
};

/** A contract's day is read with its year. */
const OPTIONS: Partial<Record<TermField['kind'], string>> = {
  many2one: "{'no_create': True, 'no_open': True}",
  date: "{'numeric': True}",
};

const LOCKED = "x_status != 'draft'";

function input(spec: TermField, where: { table?: TermTable; section?: TermSection } = {}): string {
  const { table, section } = where;
  const readonly = table ? ROW_READONLY[`${table.model}.${spec.name}`] : LOCKED;
  const hidden = SHOWN_WHERE[spec.name];
  const attributes: Record<string, string | undefined> = {
    name: spec.name,
    placeholder: PLACEHOLDERS[spec.name],
    readonly,
    invisible: table ? undefined : hidden,
    required:
      spec.required && !(spec.kind === 'float' || spec.kind === 'monetary')
        ? section
          ? section.switch
          : '1'
        : undefined,
    optional: table && (spec.kind === 'flag' || spec.name.startsWith('x_effective')) ? 'hide' : undefined,
    options: OPTIONS[spec.kind] ?? (spec.unit === 'price' || spec.unit === 'hours' ? "{'digits': [16, 2]}" : undefined),
  };
  if (table?.model === 'x_billing_terms_gate') attributes.optional = undefined;
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}="${xml(value)}"`],
  );
  return `<field ${written.join(' ')}/>`;
}

function form(): string {
  const switches = SECTIONS.map(
    (section) => `                <field name="${section.switch}" readonly="${xml(LOCKED)}"/>`,
  );
  const third = Math.ceil(switches.length / 3);
  return odoo(SCHEMA, [
    '  <record id="view_terms_form" model="ir.ui.view">',
    '    <field name="name">billing: one version of an agreement</field>',
    '    <field name="model">x_billing_terms</field>',
    '    <field name="arch" type="xml">',
    '      <form>',
    '        <header>',
    '          <button name="%(action_terms_propose)d" type="action" string="Propose" class="btn-primary" invisible="x_status != \'draft\'" groups="billing_automation.group_terms_keeper"/>',
    '          <button name="%(action_terms_agree)d" type="action" string="Agree" class="btn-primary" invisible="x_status != \'proposed\'" groups="billing_automation.group_terms_keeper" confirm="These terms will hold from their first day on. They can\'t be changed any more, only superseded by a new version."/>',
    '          <button name="%(action_terms_send_back)d" type="action" string="Send back" invisible="x_status != \'proposed\'" groups="billing_automation.group_terms_keeper"/>',
    '          <button name="%(action_terms_new_version)d" type="action" string="New version" invisible="x_status not in (\'signed\', \'superseded\')" groups="billing_automation.group_terms_keeper"/>',
    '          <field name="x_status" widget="statusbar" statusbar_visible="draft,proposed,signed"/>',
    '        </header>',
    '        <div class="alert alert-info mb-0" role="alert" invisible="x_status != \'proposed\'">',
    '          Proposed by <field name="x_proposed_by" readonly="1" class="oe_inline"/>. Another terms keeper, who had no hand in it, agrees to it or sends it back.',
    '        </div>',
    '        <div class="alert alert-danger mb-0" role="alert" invisible="x_intact">',
    '          These terms are not what was agreed on: they were changed behind the screens. Nothing is billed by them.',
    '        </div>',
    '        <sheet>',
    '          <div class="oe_title"><h1><field name="x_agreement_id" readonly="id or x_status != \'draft\'" required="1" placeholder="Agreement" options="{\'no_quick_create\': True}"/></h1>',
    '            <h3>Version <field name="x_version" readonly="1" class="oe_inline" invisible="not x_version"/><span invisible="x_version">(numbered when saved)</span></h3></div>',
    '          <group>',
    '            <group string="In force">',
    ...VERSION_FIELDS.filter(({ name }) => /effective|signed|hours_per_day/.test(name)).map(
      (spec) => `              ${input(spec)}`,
    ),
    '            </group>',
    '            <group string="Papers">',
    '              <field name="x_currency_id" invisible="1"/>',
    ...VERSION_FIELDS.filter(({ name }) => /order/.test(name)).map((spec) => `              ${input(spec)}`),
    '            </group>',
    '          </group>',
    '          <separator string="What was agreed (everything else is Odoo\'s own)"/>',
    '          <group col="3">',
    ...[0, 1, 2].flatMap((column) => [
      '              <group>',
      ...switches.slice(column * third, (column + 1) * third),
      '              </group>',
    ]),
    '          </group>',
    '          <notebook>',
    ...PAGES.flatMap(page),
    '            <page string="Notes">',
    `              <field name="x_note" readonly="${xml(LOCKED)}" placeholder="Anything a reader should know. No rule reads it."/>`,
    '            </page>',
    '            <page string="History" invisible="not id">',
    '              <group>',
    '                <group><field name="x_proposed_by" readonly="1"/><field name="x_proposed_on" readonly="1"/></group>',
    '                <group><field name="x_agreed_by" readonly="1"/><field name="x_agreed_on" readonly="1"/></group>',
    '              </group>',
    '              <field name="x_event_ids" readonly="1">',
    '                <list create="false" edit="false" delete="false"><field name="x_at"/><field name="x_what" widget="badge" decoration-success="x_what == \'agreed\'" decoration-info="x_what == \'proposed\'" decoration-danger="x_what == \'sent-back\'"/><field name="x_user_id" widget="many2one_avatar_user"/><field name="x_fingerprint" optional="show"/></list>',
    '              </field>',
    '            </page>',
    '          </notebook>',
    '        </sheet>',
    '        <chatter/>',
    '      </form>',
    '    </field>',
    '  </record>',
  ]);
}

function page([title, ...names]: [string, ...string[]]): string[] {
  const shown = names.flatMap((name) => SECTIONS.find((section) => section.name === name) ?? []);
  const off = shown.map((section) => `not ${section.switch}`).join(' and ');
  return [`            <page string="${title}" invisible="${off}">`, ...shown.flatMap(group), '            </page>'];
}

function group(section: TermSection): string[] {
  const { fields, tables, switch: on, label: name, help } = section;
  const flags = fields.filter(({ kind }) => kind === 'flag');
  const long = fields.filter(({ kind }) => kind === 'text' || kind === 'lines');
  const short = fields.filter((spec) => !flags.includes(spec) && !long.includes(spec));
  const half = Math.ceil(short.length / 2);
  const put = (specs: TermField[]) => specs.map((spec) => `                  ${input(spec, { section })}`);
  return [
    `              <div invisible="not ${on}">`,
    `                <separator string="${xml(name)}"/>`,
    `                <p class="text-muted">${xml(help)}</p>`,
    ...(short.length
      ? [
          '                <group>',
          '                <group>',
          ...put(short.slice(0, half)),
          '                </group>',
          '                <group>',
          ...put(short.slice(half)),
          '                </group>',
          '                </group>',
        ]
      : []),
    ...(long.length ? ['                <group>', ...put(long), '                </group>'] : []),
    ...(flags.length
      ? [
          `                <div class="o_row flex-wrap mb-3"><b>${xml(label(flags[0]?.path.at(-1) ?? ''))}</b> ${flags.map((spec) => `${input(spec)} <label for="${spec.name}"/>`).join(' ')}</div>`,
        ]
      : []),
    ...tables.flatMap((table) => [
      `                <field name="${table.field}" nolabel="1" readonly="${xml(LOCKED)}"${invisible(table)} widget="one2many">`,
      '                  <list editable="bottom">',
      '                    <field name="x_sequence" widget="handle"/>',
      '                    <field name="x_currency_id" column_invisible="True"/>',
      ...table.fields.map((spec) => `                    ${input(spec, { table })}`),
      '                  </list>',
      '                  <form>',
      '                    <group>',
      '                      <field name="x_currency_id" invisible="1"/>',
      ...table.fields.map((spec) => `                      ${input(spec, { table }).replace(/ optional="\w+"/, '')}`),
      '                    </group>',
      '                  </form>',
      '                </field>',
    ]),
    '              </div>',
  ];
}

const invisible = ({ field: name }: TermTable): string => {
  const hidden = SHOWN_WHERE[name];
  return hidden ? ` invisible="${xml(hidden)}"` : '';
};

const READERS = ['preparer', 'approver', 'robot_drafter', 'robot_desk'];

async function rights(): Promise<string> {
  const file = await readFile(new URL(`${ADDON}/security/ir.model.access.csv`, ROOT), 'utf8');
  const others = file.split('\n').filter((line) => line && !/^access_(terms|policy)/.test(line));
  const own = [TERMS, ...TABLES.map((table) => table.model)].map(idOf);
  return [
    ...others,
    ...own.flatMap((id) => [
      access(id, 'terms_keeper', '1,1,1,1'),
      ...[...READERS, 'robot_watch'].map((group) => access(id, group, '1,0,0,0')),
    ]),
    ...['terms_keeper', 'preparer', 'approver'].map((group) => access('terms_event', group, '1,0,0,0')),
    ...policyAccess(READERS),
    '',
  ].join('\n');
}

/** What belongs to a version is seen and written where its agreement is. */
const rules = (): string =>
  odoo(SCHEMA, [
    ...TABLES.flatMap(({ model, label: name }) => companyRule(idOf(model), name.toLowerCase(), OF_COMPANY)),
    // Of an agreement that was deleted nobody knows any more whose it was.
    ...companyRule(
      'terms_event',
      'history',
      `'|', ('x_agreement_id', '=', False), ${OF_COMPANY.replace('x_terms_id.', '')}`,
    ),
  ]);

const OF_COMPANY = "('x_terms_id.x_agreement_id.x_company_id', 'in', company_ids + [False])";

const companyRule = (id: string, name: string, condition: string): string[] => [
  `  <record id="rule_${id}_company" model="ir.rule">`,
  `    <field name="name">Billing terms: company (${name})</field>`,
  `    <field name="model_id" ref="model_${id}"/>`,
  `    <field name="domain_force">[${condition}]</field>`,
  '  </record>',
];

if (import.meta.main)
  for (const [path, text] of Object.entries(await termsFiles())) await writeFile(new URL(path, ROOT), text);
