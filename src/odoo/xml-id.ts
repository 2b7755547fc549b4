import type { OdooApi } from './api.ts';

/** The id of what a module, the add-on unless said, calls by this name; undefined where Odoo has none. */
export async function idOf(
  { searchRead }: { searchRead: OdooApi['searchRead'] },
  model: string,
  name: string,
  module = 'billing_automation',
): Promise<number | undefined> {
  const named = [
    ['module', '=', module],
    ['name', '=', name],
    ['model', '=', model],
  ] satisfies Parameters<OdooApi['searchRead']>[1];
  const [row] = await searchRead('ir.model.data', named, { fields: ['res_id'], limit: 1 });
  return row?.res_id as number | undefined;
}
