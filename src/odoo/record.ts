import type { Domain, OdooApi } from './api.ts';
import { ADDON } from './pack.ts';

/** One kind of record that goes with the add-on, e.g. the decisions. */
export interface RecordPart {
  /** `x_billing_decision`, `account.move`, … */
  model: string;
  /** One JSON object a record, by id. */
  lines: string[];
}

/** The add-on's own models are one table each; of Odoo's models it is the fields the add-on has put on them. */
interface Kept {
  model: string;
  fields: string[];
  domain: Domain;
}

/** Everything that uninstalling the add-on would take with it: decisions, ledger, cases, and its fields on Odoo's records. */
export async function readRecord(api: OdooApi): Promise<RecordPart[]> {
  const parts: RecordPart[] = [];
  for (const { model, fields, domain } of await whatGoes(api)) {
    const rows = await api.searchRead(model, domain, { fields, names: true, archived: true });
    parts.push({
      model,
      lines: rows.map((row) => JSON.stringify(Object.fromEntries(Object.entries(row).sort(byName)))),
    });
  }
  return parts;
}

const byName = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);

/** What only names or counts other records, or is computed, is not kept: it follows from the rest. */
async function whatGoes(api: OdooApi): Promise<Kept[]> {
  const ours = await ownIds(api, 'ir.model.fields');
  const own = await api.searchRead(
    'ir.model.fields',
    [
      ['id', 'in', ours],
      ['store', '=', true],
      ['ttype', 'not in', ['one2many', 'many2many']],
    ],
    { fields: ['model', 'name'], order: 'model, name' },
  );
  const models = [...new Set(own.map((field) => String(field.model)))].sort();
  return models.map((model) => {
    const names = own.filter((field) => field.model === model).map((field) => String(field.name));
    if (!model.startsWith('x_')) return { model, fields: ['display_name', ...names], domain: anySet(names) };
    return { model, fields: [...names, 'create_uid', 'create_date', 'write_uid', 'write_date'], domain: [] };
  });
}

async function ownIds(api: OdooApi, model: string): Promise<number[]> {
  const domain: Domain = [
    ['module', '=', ADDON],
    ['model', '=', model],
  ];
  return (await api.searchRead('ir.model.data', domain, { fields: ['res_id'] })).map((row) => row.res_id as number);
}

const anySet = (fields: readonly string[]): Domain => [
  ...Array.from({ length: fields.length - 1 }, () => '|'),
  ...fields.map((field): [string, string, unknown] => [field, '!=', false]),
];
