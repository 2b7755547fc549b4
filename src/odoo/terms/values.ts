import { decimal } from '../../money/decimal.ts';
import type { Row } from '../api.ts';
import type { TermField } from './shape.ts';

type Plain = Record<string, unknown>;

/** What a row says, in the form of the schema; what is empty is not said. `below`: from which step of the paths on. */
export function saidBy(row: Row, fields: readonly TermField[], into: Plain = {}): Plain {
  const off = fields.filter(({ kind, name }) => kind === 'group' && !row[name]).map(({ name }) => `${name}_`);
  for (const field of fields) {
    if (off.some((prefix) => field.name.startsWith(prefix))) continue;
    const value = valueOf(row[field.name], field);
    if (value === undefined) continue;
    if (field.kind === 'flag') list(into, field.path).push(value);
    else put(into, field.path, value);
  }
  return into;
}

function valueOf(value: unknown, field: TermField): unknown {
  switch (field.kind) {
    case 'boolean':
      return value === true;
    case 'flag':
      return value === true ? field.flag : undefined;
    case 'group':
      return value === true ? {} : undefined;
    case 'many2one':
      return Array.isArray(value) ? { id: value[0] as number, name: cleanName(value[1]) } : undefined;
    case 'float':
    case 'monetary':
      return typeof value === 'number' && (value !== 0 || field.required) ? decimal(value) : undefined;
    case 'integer':
      return value === 0 ? undefined : value;
    case 'lines':
      return typeof value === 'string' ? linesOf(value) : undefined;
    default:
      return value === false ? undefined : value;
  }
}

/** A name on one line, for the reader: the id decides. */
export const cleanName = (name: unknown): string =>
  String(name).replace(/\s+/g, ' ').trim().slice(0, 200).trim() || 'unnamed';

const linesOf = (text: string): string[] | undefined => {
  const lines = text.split('\n').flatMap((line) => line.trim() || []);
  return lines.length ? lines : undefined;
};

export function put(into: Plain, path: readonly string[], value: unknown): void {
  const [step = '', ...rest] = path;
  if (!rest.length) into[step] = value;
  else put((into[step] ??= {}) as Plain, rest, value);
}

function list(into: Plain, path: readonly string[]): unknown[] {
  const [step = '', ...rest] = path;
  if (rest.length) return list((into[step] ??= {}) as Plain, rest);
  return (into[step] ??= []) as unknown[];
}
