import type { OdooApi } from './api.ts';
import { ADDON } from './pack.ts';
import type { ModelRow, Models } from './pack-models.ts';

/** XML ids of the add-on's models and fields that Odoo has exactly as they are shipped. */
export async function asShipped(api: OdooApi, { models, fields }: Models): Promise<ReadonlySet<string>> {
  const same = await Promise.all([sameRows(api, 'ir.model', models), sameRows(api, 'ir.model.fields', fields)]);
  return new Set(same.flat());
}

async function sameRows(api: OdooApi, model: string, shipped: readonly ModelRow[]): Promise<string[]> {
  const named = await api.searchRead(
    'ir.model.data',
    [
      ['module', '=', ADDON],
      ['model', '=', model],
    ],
    { fields: ['name', 'res_id'] },
  );
  const ids = new Map(named.map((row) => [String(row.name), row.res_id]));
  // The model of a field never changes.
  const columns = [...new Set(shipped.flatMap((row) => Object.keys(row)))].filter((name) => !/^id$|:id$/.test(name));
  const rows = await api.searchRead(model, [['id', 'in', [...ids.values()]]], { fields: columns });
  const had = new Map(rows.map((row) => [row.id, row]));
  return shipped.flatMap((row) => {
    const { id = '' } = row;
    const there = had.get(ids.get(id) as number);
    return there && columns.every((name) => text(there[name]) === text(row[name] ?? '')) ? [id] : [];
  });
}

/** Odoo's empty values and what CSV has for them are one. */
const text = (value: unknown): string => {
  const said = String(value).trim();
  return ['false', 'False', '0', 'undefined'].includes(said) ? '' : said.replace(/^True$/, 'true');
};
