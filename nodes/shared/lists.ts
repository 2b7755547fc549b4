import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';

/** Texts from `a@b.c, d@e.f` or from an expression's array. */
export function listParameter(context: IExecuteFunctions, name: string, index: number): string[] {
  const value: unknown = context.getNodeParameter(name, index, '');
  const values: unknown[] = Array.isArray(value) ? value : String(value).split(/[,;\n]/);
  return values.map((one) => String(one).trim()).filter((one) => one !== '');
}

/** Ids from `7, 12`, from a number or from an expression's array. */
export const idsParameter = (context: IExecuteFunctions, name: string, index: number): number[] =>
  listParameter(context, name, index).map((text) => {
    if (/^[1-9]\d*$/.test(text)) return Number(text);
    throw noId(context, `"${text}" is no record id`, index);
  });

/** Exactly one id. */
export function idParameter(context: IExecuteFunctions, name: string, index: number): number {
  const [id, ...others] = idsParameter(context, name, index);
  if (id !== undefined && others.length === 0) return id;
  throw noId(context, id === undefined ? 'The record id is empty' : 'One record id is expected, not several', index);
}

const noId = (context: IExecuteFunctions, message: string, itemIndex: number) =>
  new NodeOperationError(context.getNode(), message, {
    itemIndex,
    description:
      'Ids are whole numbers, as in the record’s address in Odoo. Check what the expression yields for this item.',
  });
