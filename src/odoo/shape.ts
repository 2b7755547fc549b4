/**
 * How Odoo holds what a schema says: which field for which place of it. Derived from the schema's JSON form, so that a new
 * field of the schema is a new field in Odoo.
 *
 * What can be left out is never 0 or false in a schema, so Odoo's empty values say "not said" and nothing else.
 */
export interface ShapeField {
  /** `x_increments_hours`. */
  name: string;
  /** Where it stands in the record, or in the table's row. */
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
    /** Some records. */
    | 'many2many'
    /** There, or left out. */
    | 'yes'
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

export interface SchemaNode {
  type?: string;
  format?: string;
  enum?: string[];
  description?: string;
  default?: unknown;
  properties?: Record<string, SchemaNode>;
  required?: string[];
  items?: SchemaNode;
  anyOf?: SchemaNode[];
  const?: unknown;
  minProperties?: number;
  'x-unit'?: string;
  /** Its fields may be left out, it itself is always there. */
  'x-always'?: boolean;
  /** Odoo's model, where a text names a record. */
  'x-model'?: string;
}

const LABELS: Record<string, string> = {
  effectiveFrom: 'From',
  effectiveTo: 'To',
  pdf: 'PDF',
  on: 'Date',
  of: 'Counts',
  requires: 'Needs',
  per: 'Per',
  purchaseOrder: 'PO',
  rate: 'Price',
  amountAbove: 'Above',
  amountUpTo: 'Up to',
  atLeast: 'At least',
  marginVarianceAbove: 'Margin off by more than',
  anyFinding: 'Something unusual',
  findings: 'Findings, by code',
  contractTypes: 'Bills any of',
  onlyContractTypes: 'Bills nothing but',
  within: 'Within hours',
  remindEvery: 'Remind every',
  signInAbove: 'Sign in above',
};

export const snake = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll('-', '_');

/** `upToAmount`, `up-to-amount`: Up to amount. */
export function label(name: string): string {
  const words = snake(name).replaceAll('_', ' ');
  return LABELS[name] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** Odoo's model by the name of a field that refers to a record. */
export type Comodels = Readonly<Record<string, string>>;

export function fieldsIn(
  node: SchemaNode,
  prefix: string,
  path: string[],
  comodels: Comodels,
  wanted = (_: string) => true,
): ShapeField[] {
  return Object.entries(node.properties ?? {})
    .filter(([name]) => wanted(name))
    .flatMap(([name, field]) => fieldOf(name, field, prefix, path, node.required?.includes(name) ?? false, comodels));
}

function fieldOf(
  name: string,
  node: SchemaNode,
  prefix: string,
  above: string[],
  required: boolean,
  comodels: Comodels,
): ShapeField[] {
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
    return [{ ...base, name: `${base.name}_id`, kind: 'many2one', comodel: comodels[name] ?? '' }];
  if (node['x-model']) return [{ ...base, name: `${base.name}_id`, kind: 'many2one', comodel: node['x-model'] }];
  if (node.const !== undefined) return [{ ...base, kind: 'yes' }];
  if (node.type === 'object') {
    const inner = fieldsIn(node, `${base.name}_`, path, comodels).map((field) => ({
      ...field,
      label: node['x-always'] ? field.label : `${base.label} ${field.label.toLowerCase()}`,
      required: false,
    }));
    // Where nothing of it is said, it is not there: no field has to say so.
    const plain = node.required?.length || node.minProperties || node['x-always'];
    return plain ? inner : [{ ...base, kind: 'group' }, ...inner];
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
  const comodel = node.items?.['x-model'] ?? (node.items?.anyOf && comodels[name]);
  if (comodel) return [{ ...base, name: `${base.name}_ids`, kind: 'many2many', comodel }];
  if (node.type === 'array') return [{ ...base, kind: 'lines' }];
  if (node.type === 'boolean') return [{ ...base, kind: 'boolean' }];
  if (node.type === 'integer') return [{ ...base, kind: 'integer' }];
  if (node.format === 'date') return [{ ...base, kind: 'date' }];
  return [{ ...base, kind: /note|narrative|description/.test(name) ? 'text' : 'char' }];
}
