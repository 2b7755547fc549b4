import { termsJsonSchema } from '../../rules/terms/json-schema.ts';
import type { SectionName } from '../../rules/terms/schema.ts';
import { sections } from '../../rules/terms/schema.ts';

/**
 * How Odoo holds what a version of an agreement says: which field, which table for which place of the schema. Derived from
 * the schema, so that a new field of the terms is a new field in Odoo.
 *
 * What can be left out is never 0 or false in the schema, so Odoo's empty values say "not said" and nothing else.
 */
export interface TermField {
  /** `x_increments_hours`. */
  name: string;
  /** Where it stands in the version, or in the table's row. */
  path: string[];
  label: string;
  help: string;
  kind:
    | 'char'
    | 'text'
    | 'date'
    | 'integer'
    | 'float'
    | 'monetary'
    | 'boolean'
    | 'selection'
    | 'many2one'
    /** A list of texts or days, one a line. */
    | 'lines'
    /** One of a list of choices: there or not. */
    | 'flag'
    /** Fields of which each may be left out, there or not. */
    | 'group';
  unit?: string;
  choices?: string[];
  comodel?: string;
  /** The choice a flag stands for. */
  flag?: string;
  required: boolean;
  initial?: unknown;
}

export interface TermTable {
  model: string;
  /** The one2many on the version. */
  field: string;
  path: string[];
  section: SectionName;
  label: string;
  fields: TermField[];
}

export interface TermSection {
  name: SectionName;
  /** The boolean that switches it on. */
  switch: string;
  label: string;
  help: string;
  fields: TermField[];
  tables: TermTable[];
}

interface Node {
  type?: string;
  format?: string;
  enum?: string[];
  description?: string;
  default?: unknown;
  properties?: Record<string, Node>;
  required?: string[];
  items?: Node;
  anyOf?: Node[];
  'x-unit'?: string;
}

const ROWS: Record<string, string> = {
  roles: 'role',
  rates: 'rate',
  multipliers: 'multiplier',
  tiers: 'tier',
  discounts: 'discount',
  caps: 'cap',
  schedule: 'instalment',
  advances: 'advance',
  milestoneGates: 'gate',
  releases: 'release',
  categories: 'category',
  limits: 'adjustment',
};

const COMODEL: Record<string, string> = {
  person: 'hr.employee',
  product: 'product.product',
  task: 'project.task',
  phase: 'project.milestone',
  milestone: 'project.milestone',
  calendar: 'resource.calendar',
  category: 'product.product',
};

const LABELS: Record<string, string> = {
  effectiveFrom: 'From',
  effectiveTo: 'To',
  on: 'Date',
  of: 'Counts',
  requires: 'Needs',
  per: 'Per',
  purchaseOrder: 'PO',
  rate: 'Price',
};

const snake = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll('-', '_');

/** `upToAmount`, `up-to-amount`: Up to amount. */
export function label(name: string): string {
  const words = snake(name).replaceAll('_', ' ');
  return LABELS[name] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

const agreements = (termsJsonSchema() as Node).properties?.agreements?.items;
const version = agreements?.properties?.versions?.items ?? {};
const isSection = (name: string): name is SectionName => name in sections;

/** Of these the add-on itself takes care. */
const OWN = ['version', 'status'];

export const VERSION_FIELDS: TermField[] = fieldsIn(
  version,
  'x_',
  [],
  (name) => !isSection(name) && !OWN.includes(name),
);

export const SECTIONS: TermSection[] = Object.entries(version.properties ?? {}).flatMap(([name, node]) => {
  if (!isSection(name)) return [];
  const about = { name, switch: `x_has_${snake(name)}`, label: label(name), help: node.description ?? '' };
  if (node.type === 'array') return [{ ...about, fields: [], tables: [table(name, name, [name], node)] }];
  return [
    {
      ...about,
      fields: fieldsIn(node, `x_${snake(name)}_`, [name], (field) => !isTable(node.properties?.[field])),
      tables: Object.entries(node.properties ?? {}).flatMap(([field, inner]) =>
        isTable(inner) ? [table(name, field, [name, field], inner)] : [],
      ),
    },
  ];
});

export const TABLES: TermTable[] = SECTIONS.flatMap(({ tables }) => tables);

function isTable(node: Node | undefined): boolean {
  return node?.type === 'array' && node.items?.type === 'object';
}

function table(section: SectionName, name: string, path: string[], node: Node): TermTable {
  const row = ROWS[name] ?? name;
  const fields = fieldsIn(node.items ?? {}, 'x_', []);
  return { model: `x_billing_terms_${row}`, field: `x_${row}_ids`, path, section, label: label(name), fields };
}

function fieldsIn(node: Node, prefix: string, path: string[], wanted = (_: string) => true): TermField[] {
  return Object.entries(node.properties ?? {})
    .filter(([name]) => wanted(name))
    .flatMap(([name, field]) => fieldOf(name, field, prefix, path, node.required?.includes(name) ?? false));
}

function fieldOf(name: string, node: Node, prefix: string, above: string[], required: boolean): TermField[] {
  const path = [...above, name];
  const base = {
    name: `${prefix}${snake(name)}`,
    path,
    label: label(name),
    help: node.description ?? '',
    required: required && node.default === undefined,
    ...(node.default !== undefined && { initial: node.default }),
  };
  const unit = node['x-unit'];
  if (node.format === 'decimal')
    return [{ ...base, kind: unit === 'amount' ? 'monetary' : 'float', ...(unit && { unit }) }];
  if (node.enum) return [{ ...base, kind: 'selection', choices: node.enum }];
  if (node.anyOf?.some(({ type }) => type === 'object'))
    return [{ ...base, name: `${base.name}_id`, kind: 'many2one', comodel: COMODEL[name] ?? '' }];
  if (node.type === 'object') {
    const inner = fieldsIn(node, `${base.name}_`, path).map((field) => ({
      ...field,
      label: `${base.label} ${field.label.toLowerCase()}`,
      required: false,
    }));
    return node.required?.length ? inner : [{ ...base, kind: 'group' }, ...inner];
  }
  if (node.type === 'array' && node.items?.enum)
    return node.items.enum.map((flag) => ({
      ...base,
      name: `${base.name}_${snake(flag)}`,
      kind: 'flag',
      flag,
      label: label(flag),
      required: false,
    }));
  if (node.type === 'array') return [{ ...base, kind: 'lines' }];
  if (node.type === 'boolean') return [{ ...base, kind: 'boolean' }];
  if (node.type === 'integer') return [{ ...base, kind: 'integer' }];
  if (node.format === 'date') return [{ ...base, kind: 'date' }];
  return [{ ...base, kind: /note|narrative|description/.test(name) ? 'text' : 'char' }];
}
