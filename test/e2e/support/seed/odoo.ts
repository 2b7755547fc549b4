import type { Domain, OdooApi } from '../../../../src/odoo/api.ts';

export type Values = Record<string, unknown>;

/** Odoo's commands for x2many fields. */
export const set = (ids: number[]) => [[6, 0, ids]];
export const add = (rows: Values[]) => rows.map((row) => [0, 0, row]);

const BATCH = 300;

/** Creates rows a few hundred at a time; ids in the order given. */
export async function createAll(api: OdooApi, model: string, rows: Values[], context: Values = {}): Promise<number[]> {
  const ids: number[] = [];
  for (let start = 0; start < rows.length; start += BATCH) {
    const batch = rows.slice(start, start + BATCH);
    ids.push(...((await api.call(model, 'create', [batch], { context })) as number[]));
  }
  return ids;
}

export async function createOne(api: OdooApi, model: string, row: Values, context: Values = {}): Promise<number> {
  const [id] = await createAll(api, model, [row], context);
  if (!id) throw new Error(`Odoo made no ${model}`);
  return id;
}

export async function findOne(api: OdooApi, model: string, domain: Domain): Promise<number> {
  const [row] = await api.searchRead(model, domain, { fields: ['id'], limit: 1, archived: true });
  if (!row) throw new Error(`Odoo has no ${model} with ${JSON.stringify(domain)}`);
  return row.id as number;
}

/** The record behind an XML id such as `uom.product_uom_hour`. */
export async function xmlId(api: OdooApi, id: string): Promise<number> {
  const [module, name] = id.split('.');
  const domain: Domain = [
    ['module', '=', module],
    ['name', '=', name],
  ];
  const [row] = await api.searchRead('ir.model.data', domain, { fields: ['res_id'], limit: 1 });
  if (!row) throw new Error(`Odoo does not know ${id}`);
  return row.res_id as number;
}
