import { COMPUTED, type Computed } from './computed.ts';
import { unknown } from './faults.ts';
import type { ModelName } from './models.ts';
import { char, isText, type Field, type Value } from './schema.ts';
import { fieldsOf, type AnyRow, type Store } from './store.ts';

const computedField = (model: string, name: string): Computed | undefined => COMPUTED[model as ModelName]?.[name];

/** @throws SandboxFault for a field the sandbox does not have */
export function fieldOf(model: string, name: string): Field {
  const field = fieldsOf(model)[name] ?? computedField(model, name);
  if (field) return field;
  if (name === 'display_name') return char;
  if (name === 'id') return { type: 'integer', initial: 0 };
  throw unknown(`the field ${model}.${name}`);
}

/** Every field a model has, by name. */
export const allFields = (model: string): Record<string, Field> => ({
  id: fieldOf(model, 'id'),
  display_name: char,
  ...fieldsOf(model),
  ...COMPUTED[model as ModelName],
});

export function valueOf(db: Store, model: string, row: AnyRow, name: string): Value {
  const field = fieldOf(model, name);
  const { value } = computedField(model, name) ?? {};
  if (value) return value(row as never, db);
  if (name === 'display_name') return displayName(db, model, row);
  if (field.type === 'one2many') {
    const { comodel, inverse } = field as Required<Field>;
    return db.where(comodel as ModelName, (other) => (other as AnyRow)[inverse] === row.id).map(({ id }) => id);
  }
  return row[name] ?? field.initial;
}

export function displayName(db: Store, model: string, row: AnyRow): string {
  const computed = computedField(model, 'display_name');
  if (computed) return computed.value(row as never, db) as string;
  return String(row.name ?? row.x_name ?? `${model},${String(row.id)}`);
}

export function nameOf(db: Store, model: string, id: number): string {
  return displayName(db, model, db.get(model as ModelName, id) as AnyRow);
}

/** As XML-RPC carries it: Odoo's `false` for what is empty, and many2one as a bare id or, with `names`, `[id, name]`. */
export function onWire(db: Store, field: Field, value: Value, names: boolean): unknown {
  if (field.type === 'many2one') {
    if (!value) return false;
    return names ? [value, nameOf(db, field.comodel ?? '', value as number)] : value;
  }
  return isText(field) && value === '' ? false : value;
}
