import { termsJsonSchema } from '../../rules/terms/json-schema.ts';
import type { SectionName } from '../../rules/terms/schema.ts';
import { sections } from '../../rules/terms/schema.ts';
import { fieldsIn, label, snake } from '../shape.ts';
import type { SchemaNode, ShapeField } from '../shape.ts';

export { label };

/** How Odoo holds what a version of an agreement says: fields, tables and the switches of sections. */
export type TermField = ShapeField;

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

const agreements = (termsJsonSchema() as SchemaNode).properties?.agreements?.items;
const version = agreements?.properties?.versions?.items ?? {};
const isSection = (name: string): name is SectionName => name in sections;

/** Of these the add-on itself takes care. */
const OWN = ['version', 'status'];

export const VERSION_FIELDS: TermField[] = fieldsIn(
  version,
  'x_',
  [],
  COMODEL,
  (name) => !isSection(name) && !OWN.includes(name),
);

export const SECTIONS: TermSection[] = Object.entries(version.properties ?? {}).flatMap(([name, node]) => {
  if (!isSection(name)) return [];
  const about = { name, switch: `x_has_${snake(name)}`, label: label(name), help: node.description ?? '' };
  if (node.type === 'array') return [{ ...about, fields: [], tables: [table(name, name, [name], node)] }];
  return [
    {
      ...about,
      fields: fieldsIn(node, `x_${snake(name)}_`, [name], COMODEL, (field) => !isTable(node.properties?.[field])),
      tables: Object.entries(node.properties ?? {}).flatMap(([field, inner]) =>
        isTable(inner) ? [table(name, field, [name, field], inner)] : [],
      ),
    },
  ];
});

export const TABLES: TermTable[] = SECTIONS.flatMap(({ tables }) => tables);

function isTable(node: SchemaNode | undefined): boolean {
  return node?.type === 'array' && node.items?.type === 'object';
}

function table(section: SectionName, name: string, path: string[], node: SchemaNode): TermTable {
  const row = ROWS[name] ?? name;
  const fields = fieldsIn(node.items ?? {}, 'x_', [], COMODEL);
  return { model: `x_billing_terms_${row}`, field: `x_${row}_ids`, path, section, label: label(name), fields };
}
