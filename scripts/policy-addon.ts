import { policyJsonSchema } from '../src/approvals/policy/json-schema.ts';
import { LIMITS, POLICY, POLICY_FIELDS, POLICY_TABLES, ROWS, STEPS } from '../src/odoo/policy/shape.ts';
import type { PolicyTable } from '../src/odoo/policy/shape.ts';
import type { ShapeField } from '../src/odoo/shape.ts';
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

const SCHEMA = 'approval policies';
/** Two lists of the same kind of record each need a table of their own. */
const MANY = { relation_table: '', column1: '', column2: '' };

/** The files by path from the root, with what must be in them. */
export const policyFiles = (): Record<string, string> => ({
  'docs/approval-policy.schema.json': `${JSON.stringify(policyJsonSchema(), undefined, 2)}\n`,
  [`${ADDON}/models/policy_tables.xml`]: odoo(
    SCHEMA,
    POLICY_TABLES.flatMap((table) => model(table.model, `Approval policy: ${table.label.toLowerCase()}`)),
  ),
  [`${ADDON}/models/ir.model.fields-policy.csv`]: fields(),
  [`${ADDON}/models/policy_defaults.xml`]: odoo(SCHEMA, [
    ...POLICY_TABLES.flatMap((table) => order(table.model)),
    ...POLICY_TABLES.flatMap((table) => defaultsOf(table.model, table.fields)),
  ]),
  [`${ADDON}/actions/policy_guards.xml`]: odoo(
    SCHEMA,
    POLICY_TABLES.flatMap((table) =>
      guard(
        table.model,
        (when) => `Approval policies are changed in a draft only (${table.label.toLowerCase()}, ${when})`,
        'guard_policy_row.py',
      ),
    ),
  ),
  [`${ADDON}/views/policy_form.xml`]: form(),
});

export const policyAccess = (readers: string[]): string[] =>
  [POLICY, ...POLICY_TABLES.map((table) => table.model)]
    .map(idOf)
    .flatMap((id) => [access(id, 'controller', '1,1,1,1'), ...readers.map((group) => access(id, group, '1,0,0,0'))]);

const specOf = (name: string, spec: ShapeField, more: Record<string, string> = {}): string =>
  fieldOf(name, spec, {
    ...MANY,
    ...(spec.kind === 'many2many' && {
      relation_table: `${name}_${spec.name.slice(2).replace(/_ids$/, '')}_rel`,
      column1: 'record_id',
      column2: 'other_id',
    }),
    ...more,
  });

function fields(): string {
  return [
    head(...Object.keys(MANY)),
    ...POLICY_FIELDS.map((spec) => specOf(POLICY, spec, { tracking: '1' })),
    ...POLICY_TABLES.flatMap(({ model: name, parent, label, help, fields: columns }) => [
      field(name, parent.field, {
        ...MANY,
        field_description: parent.model === POLICY ? 'Policy' : 'Row',
        ttype: 'many2one',
        relation: parent.model,
        on_delete: 'cascade',
        required: 'True',
        index: 'True',
      }),
      field(name, 'x_sequence', { ...MANY, field_description: 'Order', ttype: 'integer' }),
      ...(parent.model === POLICY ? [currency(name, `${parent.field}.x_currency_id`, MANY)] : []),
      ...columns.map((spec) => specOf(name, spec)),
      field(parent.model, parent.many, {
        ...MANY,
        field_description: label,
        help,
        ttype: 'one2many',
        relation: name,
        relation_field: parent.field,
      }),
    ]),
    '',
  ].join('\n');
}

const LOCKED = "x_status != 'draft'";
const OPTIONS: Partial<Record<ShapeField['kind'], string>> = {
  many2one: "{'no_create': True, 'no_open': True}",
  many2many: "{'no_create': True}",
  float: "{'digits': [16, 2]}",
};

const PLACEHOLDERS: Record<string, string> = {
  x_name: 'Above ten thousand',
  x_when_amount_above: 'Any',
  x_when_findings: 'rate.deviation',
  x_when_customers_ids: 'Any customer',
  x_when_companies_ids: 'Any company',
};

function input(spec: ShapeField, more: Record<string, string | undefined> = {}): string {
  const attributes = {
    name: spec.name,
    widget: spec.kind === 'many2many' ? 'many2many_tags' : undefined,
    placeholder: PLACEHOLDERS[spec.name],
    required: spec.required && spec.kind !== 'monetary' && spec.kind !== 'float' ? '1' : undefined,
    options: OPTIONS[spec.kind],
    ...more,
  };
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}="${xml(value)}"`],
  );
  return `<field ${written.join(' ')}/>`;
}

/** Within a group that says whose they are. */
const short = (spec: ShapeField): Record<string, string> => {
  const words = spec.label.replace(/^(Approvers|Fallback) /, '');
  return { string: words.charAt(0).toUpperCase() + words.slice(1) };
};

/** An empty amount is not a limit of nothing: in a list it is left blank. */
const blank = (spec: ShapeField): Record<string, string> =>
  ['monetary', 'float', 'integer'].includes(spec.kind) ? { invisible: `not ${spec.name}` } : {};

const named = ({ fields: all }: PolicyTable, pattern: RegExp): ShapeField[] =>
  all.filter(({ name }) => pattern.test(name));

/** Choices of which any may be ticked, with what they are of. */
const ticks = (title: string, specs: ShapeField[], more = {}): string =>
  `<div class="o_row flex-wrap mb-2"><b>${title}</b> ${specs
    .map((spec) => `${input(spec, more)} <label for="${spec.name}"/>`)
    .join(' ')}</div>`;

const group = (title: string, specs: ShapeField[], more: Record<string, string | undefined> = {}): string[] => [
  `<group string="${xml(title)}">`,
  ...specs.map((spec) => `  ${input(spec, { ...short(spec), ...more })}`),
  '</group>',
];

const rowForm = (): string[] => [
  '<form>',
  '  <field name="x_currency_id" invisible="1"/>',
  '  <group>',
  `    ${named(ROWS, /^x_name$/)
    .map((spec) => input(spec))
    .join('')}`,
  `    ${named(ROWS, /straight/)
    .map((spec) => input(spec, { invisible: 'x_step_ids' }))
    .join('')}`,
  '  </group>',
  '  <p class="text-muted">All of what is filled in must hold. What is empty or 0 is not asked.</p>',
  '  <group>',
  ...group('The invoice', named(ROWS, /amount|margin/)),
  ...group('What is odd about it', named(ROWS, /changed|finding|new_customer/)),
  '  </group>',
  '  <group>',
  ...named(ROWS, /customers|companies/).map((spec) => `    ${input(spec)}`),
  '  </group>',
  `  ${ticks('Bills any of', named(ROWS, /^x_when_contract_types/), { invisible: 'x_straight_through' })}`,
  `  ${ticks('Bills nothing but', named(ROWS, /^x_when_only/))}`,
  '  <div invisible="x_straight_through">',
  '    <separator string="Who is asked, in order"/>',
  '    <field name="x_step_ids" nolabel="1" widget="one2many">',
  '      <list>',
  '        <field name="x_sequence" widget="handle"/>',
  ...named(STEPS, /^x_(name|approvers|need|within|starts|at_least)/).map(
    (spec) =>
      `        ${input(spec, { ...short(spec), ...blank(spec), ...(/starts|at_least/.test(spec.name) && { optional: 'hide' }) })}`,
  ),
  '      </list>',
  '      <form>',
  '        <group>',
  ...group('Step', named(STEPS, /^x_(name|starts|review_only)$/)),
  ...group('How many, and how long', named(STEPS, /^x_(need|at_least|within|remind_every)$/)),
  '        </group>',
  '        <group>',
  ...group('Who is asked', named(STEPS, /^x_approvers/)),
  ...group('Asked besides once the time is over, or nobody is there', named(STEPS, /^x_fallback/)),
  '        </group>',
  '      </form>',
  '    </field>',
  '  </div>',
  '  <p class="text-muted" invisible="not x_straight_through">Nobody is asked. Needs an amount up to which. What was found unusual or changed by hand never goes straight through.</p>',
  '</form>',
];

function form(): string {
  const control = (name: string, text: string, where: string, more = '') =>
    `          <button name="%(action_policy_${name})d" type="action" string="${text}" invisible="${where}" groups="billing_automation.group_controller"${more}/>`;
  const deep = (lines: string[], by: number) => lines.map((line) => `${' '.repeat(by)}${line}`);
  return odoo(SCHEMA, [
    '  <record id="view_policy_form" model="ir.ui.view">',
    '    <field name="name">billing: one version of the approval policy</field>',
    `    <field name="model">${POLICY}</field>`,
    '    <field name="arch" type="xml">',
    '      <form>',
    '        <header>',
    control('propose', 'Propose', "x_status != 'draft'", ' class="btn-primary"'),
    control(
      'agree',
      'Put in force',
      "x_status != 'proposed'",
      ' class="btn-primary" confirm="This policy decides from its first day on. It can\'t be changed any more, only superseded by a new version."',
    ),
    control('send_back', 'Send back', "x_status != 'proposed'"),
    control('new_version', 'New version', "x_status not in ('in-force', 'superseded')"),
    '          <field name="x_status" widget="statusbar" statusbar_visible="draft,proposed,in-force"/>',
    '        </header>',
    '        <div class="alert alert-info mb-0" role="alert" invisible="x_status != \'proposed\'">',
    '          Proposed by <field name="x_proposed_by" readonly="1" class="oe_inline"/>. Another controller, who wrote nothing in it, puts it in force or sends it back.',
    '        </div>',
    '        <div class="alert alert-danger mb-0" role="alert" invisible="x_intact">',
    '          This policy is not what was put in force: it was changed behind the screens. It decides nothing; controllers do.',
    '        </div>',
    '        <field name="x_remarks" nolabel="1" readonly="1" class="mb-0 px-3 py-2" invisible="not x_remarks"/>',
    '        <sheet>',
    `          <div class="oe_title"><h1><field name="x_name" readonly="${xml(LOCKED)}" placeholder="Services"/></h1>`,
    '            <h3>Version <field name="x_version" readonly="1" class="oe_inline" invisible="not x_version"/><span invisible="x_version">(numbered when saved)</span></h3></div>',
    '          <group>',
    '            <group string="In force">',
    ...POLICY_FIELDS.filter(({ kind }) => kind === 'date').map(
      (spec) => `              ${input(spec, { readonly: LOCKED, options: "{'numeric': True}" })}`,
    ),
    `              <field name="x_company_id" readonly="${xml(LOCKED)}" groups="base.group_multi_company" options="{'no_create': True}" placeholder="Every company"/>`,
    `              <field name="x_currency_id" required="1" readonly="${xml(LOCKED)}" options="{'no_create': True, 'no_open': True}"/>`,
    '            </group>',
    '            <group string="Time and signing in">',
    ...POLICY_FIELDS.filter(({ kind }) => kind !== 'date').map(
      (spec) => `              ${input(spec, { readonly: LOCKED })}`,
    ),
    '            </group>',
    '          </group>',
    '          <notebook>',
    '            <page string="Who decides" name="rows">',
    `              <p class="text-muted">${xml(ROWS.help)}</p>`,
    `              <field name="${ROWS.parent.many}" nolabel="1" readonly="${xml(LOCKED)}" widget="one2many">`,
    '                <list>',
    '                  <field name="x_sequence" widget="handle"/>',
    '                  <field name="x_currency_id" column_invisible="True"/>',
    ...named(ROWS, /^x_(name|when_amount\w+|when_margin_below|when_any_finding|straight_through)$/).map(
      (spec) => `                  ${input(spec, { placeholder: undefined, ...blank(spec) })}`,
    ),
    '                  <field name="x_step_ids" widget="many2many_tags" string="Asked"/>',
    '                </list>',
    ...deep(rowForm(), 16),
    '              </field>',
    '            </page>',
    '            <page string="Limits" name="limits">',
    `              <p class="text-muted">${xml(LIMITS.help)} A row about a person counts alone; else the highest of their roles and groups.</p>`,
    `              <field name="${LIMITS.parent.many}" nolabel="1" readonly="${xml(LOCKED)}" widget="one2many">`,
    '                <list editable="bottom">',
    '                  <field name="x_sequence" widget="handle"/>',
    '                  <field name="x_currency_id" column_invisible="True"/>',
    ...LIMITS.fields.map((spec) => {
      const others = ['x_role', 'x_person_id', 'x_group_id'].filter((name) => name !== spec.name);
      const readonly = /^x_(role|person_id|group_id)$/.test(spec.name)
        ? others.join(' or ')
        : spec.name === 'x_up_to'
          ? 'x_unlimited'
          : 'x_up_to';
      return `                  ${input(spec, { readonly, ...(spec.name === 'x_up_to' && { invisible: 'x_unlimited' }) })}`;
    }),
    '                </list>',
    '              </field>',
    '            </page>',
    '            <page string="History" name="history" invisible="not id">',
    '              <group>',
    '                <group><field name="x_proposed_by" readonly="1"/><field name="x_proposed_on" readonly="1"/></group>',
    '                <group><field name="x_agreed_by" readonly="1"/><field name="x_agreed_on" readonly="1"/></group>',
    '              </group>',
    '              <group><field name="x_author_ids" readonly="1" widget="many2many_tags"/></group>',
    '            </page>',
    '          </notebook>',
    '        </sheet>',
    '        <chatter/>',
    '      </form>',
    '    </field>',
    '  </record>',
  ]);
}
