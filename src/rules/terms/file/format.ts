import type { ScalarTag } from 'yaml';
import { Document } from 'yaml';
import { termsJsonSchema } from '../json-schema.ts';
import type { Agreement } from '../schema.ts';
import type { Reference } from '../values.ts';

/** A decimal on its way into YAML: written as a number, all its digits kept. */
class Digits {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const DIGITS: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: (value) => value instanceof Digits,
  resolve: (text) => text,
  test: /$^/,
  stringify: ({ value }) => (value as Digits).text,
};

export type Form = 'yaml' | 'json';

/** The file of these agreements; `parseTerms` gives them back exactly. */
export const formatTerms = (agreements: readonly Agreement[], form: Form): string =>
  formatBy(DECIMALS, { agreements }, form);

/** The file of these values, of which some names hold decimals. */
export function formatBy(decimals: ReadonlySet<string>, values: object, form: Form): string {
  if (form === 'json') return `${JSON.stringify(plain(values, decimals), undefined, 2)}\n`;
  const written = plain(values, decimals, (text) => new Digits(text));
  const document = new Document(written, {
    version: '1.2',
    schema: 'core',
    aliasDuplicateObjects: false,
    customTags: (tags) => [DIGITS, ...tags],
  });
  return document.toString({ lineWidth: 0 });
}

function plain(
  value: unknown,
  decimals: ReadonlySet<string>,
  digits: (text: string) => unknown = (text) => text,
  name = '',
): unknown {
  if (Array.isArray(value)) return value.map((item) => plain(item, decimals, digits, name));
  if (typeof value === 'string') return decimals.has(name) ? digits(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  const [[only, text] = []] = fields;
  // A record known by its name alone is written as the name.
  if (fields.length === 1 && only === 'name') return text as Reference['name'];
  return Object.fromEntries(fields.map(([key, field]) => [key, plain(field, decimals, digits, key)]));
}

/** Fields that hold decimals, by name: a name means the same wherever it stands. */
export function decimalNames(schema: unknown, names = new Set<string>()): Set<string> {
  if (typeof schema !== 'object' || schema === null) return names;
  for (const [key, value] of Object.entries(schema)) {
    if ((value as { format?: unknown } | null)?.format === 'decimal') names.add(key);
    decimalNames(value, names);
  }
  return names;
}

const DECIMALS = decimalNames(termsJsonSchema());
