/** Field types as Odoo names them. Empty is `''`, `0`, `false` or `[]` in the store; Odoo's `false` only on the wire. */
export type FieldType =
  | 'char'
  | 'text'
  | 'html'
  | 'selection'
  | 'date'
  | 'datetime'
  | 'boolean'
  | 'integer'
  | 'float'
  | 'monetary'
  | 'json'
  | 'reference'
  | 'many2one'
  | 'many2many'
  | 'one2many';

export type Value = string | number | boolean | number[];

export interface Field<V extends Value = Value> {
  type: FieldType;
  comodel?: string;
  /** The many2one at the other end of a one2many. */
  inverse?: string;
  initial: V;
}

const text = (type: FieldType): Field<string> => ({ type, initial: '' });
const number = (type: FieldType): Field<number> => ({ type, initial: 0 });

export const char = text('char');
export const longText = text('text');
export const html = text('html');
export const selection = text('selection');
export const date = text('date');
export const datetime = text('datetime');
export const json = text('json');
/** `model,id`. */
export const reference = text('reference');
export const integer = number('integer');
export const float = number('float');
export const monetary = number('monetary');
export const boolean: Field<boolean> = { type: 'boolean', initial: false };
export const active: Field<boolean> = { type: 'boolean', initial: true };
export const many2one = (comodel: string): Field<number> => ({ type: 'many2one', comodel, initial: 0 });
export const many2many = (comodel: string): Field<number[]> => ({ type: 'many2many', comodel, initial: [] });
export const one2many = (comodel: string, inverse: string): Field<number[]> => ({
  type: 'one2many',
  comodel,
  inverse,
  initial: [],
});

export const isText = ({ type }: Field): boolean =>
  ['char', 'text', 'html', 'selection', 'date', 'datetime', 'json', 'reference'].includes(type);
