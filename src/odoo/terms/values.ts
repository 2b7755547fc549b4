import { decimal } from '../../money/decimal.ts';
import type { Row } from '../api.ts';
import type { ShapeField } from '../shape.ts';

type Plain = Record<string, unknown>;

/** What a schema calls a record, where that is neither its id nor its name. */
export type Naming = (model: string, id: number) => string | undefined;

/** A user goes by address, a group by full name; whom nobody can name fits no schema. */
const NAMED = ['res.users', 'res.groups'];

/** What a row says, in the form of the schema; what is empty is not said. */
export function saidBy(row: Row, fields: readonly ShapeField[], into: Plain = {}, naming?: Naming): Plain {
  const off = fields.filter(({ kind, name }) => kind === 'group' && !row[name]).map(({ name }) => `${name}_`);
  for (const field of fields) {
    if (off.some((prefix) => field.name.startsWith(prefix))) continue;
    const value = valueOf(row[field.name], field, naming);
    if (value === undefined) continue;
    if (field.kind === 'flag') list(into, field.path).push(value);
    else put(into, field.path, value);
  }
  return into;
}

function valueOf(value: unknown, field: ShapeField, naming?: Naming): unknown {
  const { comodel = '' } = field;
  switch (field.kind) {
    case 'boolean':
      return value === true;
    case 'flag':
      return value === true ? field.flag : undefined;
    case 'group':
      return value === true ? {} : undefined;
    case 'many2one':
      if (!Array.isArray(value)) return undefined;
      return NAMED.includes(comodel)
        ? (naming?.(comodel, value[0] as number) ?? '')
        : { id: value[0] as number, name: cleanName(value[1]) };
    case 'many2many':
      if (!Array.isArray(value) || !value.length) return undefined;
      return (value as number[]).map((id) => (NAMED.includes(comodel) ? (naming?.(comodel, id) ?? '') : { id }));
    case 'yes':
      return value === true ? 'yes' : undefined;
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
