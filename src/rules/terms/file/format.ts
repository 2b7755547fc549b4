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

/** The file of these agreements; `parseTerms` gives them back exactly. */
export function formatTerms(agreements: readonly Agreement[], form: 'yaml' | 'json'): string {
  if (form === 'json') return `${JSON.stringify({ agreements: agreements.map((one) => plain(one)) }, undefined, 2)}\n`;
  const values = { agreements: agreements.map((one) => plain(one, (text) => new Digits(text))) };
  const document = new Document(values, {
    version: '1.2',
    schema: 'core',
    aliasDuplicateObjects: false,
    customTags: (tags) => [DIGITS, ...tags],
  });
  return document.toString({ lineWidth: 0 });
}

/** Fields that hold decimals, by name: a name means the same wherever it stands. */
const DECIMALS = decimalNames(termsJsonSchema());

function plain(value: unknown, digits: (text: string) => unknown = (text) => text, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => plain(item, digits, name));
  if (typeof value === 'string') return DECIMALS.has(name) ? digits(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  const [[only, text] = []] = fields;
  // A record known by its name alone is written as the name.
  if (fields.length === 1 && only === 'name') return text as Reference['name'];
  return Object.fromEntries(fields.map(([key, field]) => [key, plain(field, digits, key)]));
}

function decimalNames(schema: unknown, names = new Set<string>()): Set<string> {
  if (typeof schema !== 'object' || schema === null) return names;
  for (const [key, value] of Object.entries(schema)) {
    if ((value as { format?: unknown } | null)?.format === 'decimal') names.add(key);
    decimalNames(value, names);
  }
  return names;
}
