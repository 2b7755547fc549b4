import { parse } from 'csv-parse/sync';
import { XMLParser } from 'fast-xml-parser';
import { strFromU8, unzipSync } from 'fflate';
import type { Domain, OdooApi, Row } from './api.ts';
import { ADDON, packAddon } from './pack.ts';

/** A record of the add-on as its files hold it. References are XML ids with their module. */
export interface ShippedRecord {
  id: string;
  model: string;
  fields: Record<string, ShippedValue>;
}

export type ShippedValue =
  | { is: 'text'; text: string }
  | { is: 'boolean'; value: boolean }
  | { is: 'one'; ref: string }
  /** `exact` where the list is set, otherwise others may be in it. */
  | { is: 'many'; refs: string[]; exact: boolean };

/** What carries the control; labels, views and menus may be changed without harm. */
const CONTROL = new Set([
  'ir.actions.server',
  'base.automation',
  'ir.model.access',
  'ir.rule',
  'res.groups',
  'ir.cron',
]);

/** Names people may change, and what Odoo derives. */
const FREE = new Set(['name', 'comment', 'sequence', 'privilege_id', 'usage', 'nextcall']);

interface XmlElement {
  [attribute: `@${string}`]: string | undefined;
  '#text'?: string;
  field?: XmlElement[];
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  trimValues: false,
  isArray: (name, path) =>
    name === 'record' || name === 'menuitem' || (name === 'field' && String(path).endsWith('.record.field')),
});

/** Every record the add-on brings, as packed for Odoo. */
export async function shippedRecords(): Promise<ShippedRecord[]> {
  const { zip } = await packAddon();
  const records = new Map<string, ShippedRecord>();
  for (const [file, bytes] of Object.entries(unzipSync(zip))) {
    const found = file.endsWith('.xml')
      ? fromXml(strFromU8(bytes))
      : file.endsWith('.csv')
        ? fromCsv(file, strFromU8(bytes))
        : [];
    for (const record of found) {
      const fields = { ...records.get(record.id)?.fields, ...record.fields };
      records.set(record.id, { ...record, fields });
    }
  }
  return [...records.values()];
}

function fromXml(xml: string): ShippedRecord[] {
  const { odoo } = parser.parse(xml) as { odoo?: { record?: XmlElement[]; menuitem?: XmlElement[] } };
  const records = (odoo?.record ?? []).map((record) => ({
    id: full(record['@id'] ?? ''),
    model: record['@model'] ?? '',
    fields: Object.fromEntries(
      (record.field ?? []).flatMap((field) => {
        const value = valueOf(field);
        return value ? [[field['@name'] ?? '', value]] : [];
      }),
    ),
  }));
  const menus = (odoo?.menuitem ?? []).map((menu) => ({
    id: full(menu['@id'] ?? ''),
    model: 'ir.ui.menu',
    fields: {},
  }));
  return [...records, ...menus];
}

function valueOf(field: XmlElement): ShippedValue | undefined {
  const { '@ref': ref, '@eval': code, '@type': type } = field;
  if (ref) return { is: 'one', ref: full(ref) };
  if (type) return undefined;
  if (code === undefined) return { is: 'text', text: (field['#text'] ?? '').trim() };
  if (code === 'True' || code === 'False') return { is: 'boolean', value: code === 'True' };
  const refs = Array.from(code.matchAll(/ref\('([^']+)'\)/g), ([, id = '']) => full(id));
  if (refs.length) return { is: 'many', refs, exact: code.includes('Command.set') };
  return undefined;
}

function fromCsv(file: string, csv: string): ShippedRecord[] {
  const model = file.replace(/^.*\//, '').replace(/(-[^/]*)?\.csv$/, '');
  return parse<Record<string, string>>(csv, { columns: true }).map(({ id = '', ...cells }) => {
    const valued = Object.entries(cells).filter(([column]) => /:id$|^perm_/.test(column));
    const fields = valued.map(([column, cell]): [string, ShippedValue] =>
      column.endsWith(':id')
        ? [column.replace(/:id$/, ''), { is: 'one', ref: full(cell) }]
        : [column, { is: 'boolean', value: cell === '1' }],
    );
    return { id: full(id), model, fields: Object.fromEntries(fields) };
  });
}

const full = (id: string): string => (id.includes('.') ? id : `${ADDON}.${id}`);

/** A record of the add-on that is gone or not as shipped; `by` and `at` of its last change. */
export interface Deviation {
  record: string;
  name: string;
  what: string;
  by?: string;
}

/** Compares what carries the control with what was shipped; of everything else only that it is there. */
export async function deviations(api: OdooApi): Promise<Deviation[]> {
  const shipped = await shippedRecords();
  const ids = await idsOf(api, shipped);
  const found: Deviation[] = shipped
    .filter(({ id }) => !ids.has(id))
    .map(({ id, model }) => ({ record: id, name: id, what: `the ${model} ${id} is gone` }));

  for (const model of CONTROL) {
    const records = shipped.filter((record) => record.model === model && ids.has(record.id));
    const fields = [...new Set(records.flatMap((record) => Object.keys(record.fields)))].filter(
      (name) => !FREE.has(name),
    );
    if (!records.length) continue;
    const domain: Domain = [['id', 'in', records.map(({ id }) => ids.get(id))]];
    const read = { archived: true };
    const rows = await api.searchRead(model, domain, { ...read, fields });
    const people = await api.searchRead(model, domain, {
      ...read,
      fields: ['display_name', 'write_uid', 'write_date'],
      names: true,
    });
    for (const record of records) {
      const row = rows.find(({ id }) => id === ids.get(record.id));
      const who = people.find(({ id }) => id === ids.get(record.id));
      const name = String(who?.display_name ?? record.id);
      if (!row) {
        found.push({ record: record.id, name, what: `the ${model} ${record.id} is gone` });
        continue;
      }
      const changed = Object.entries(record.fields).filter(
        ([field, value]) => !FREE.has(field) && !equal(row[field], value, ids),
      );
      if (!changed.length) continue;
      const off = changed.some(([field]) => field === 'active') && row.active === false;
      const fieldsChanged = changed.map(([field]) => field).join(', ');
      found.push({
        record: record.id,
        name,
        what: off ? `"${name}" is switched off` : `"${name}" was changed (${fieldsChanged})`,
        by: `${nameOf(who?.write_uid)} on ${String(who?.write_date).slice(0, 10)}`,
      });
    }
  }
  return found;
}

const nameOf = (user: unknown): string => (Array.isArray(user) ? String(user[1]) : 'somebody');

function equal(have: unknown, want: ShippedValue, ids: ReadonlyMap<string, number>): boolean {
  switch (want.is) {
    case 'boolean':
      return have === want.value;
    case 'one':
      return have === ids.get(want.ref);
    case 'many': {
      const wanted = want.refs.map((ref) => ids.get(ref));
      const list = have as number[];
      return wanted.every((id) => list.includes(id as number)) && (!want.exact || list.length === new Set(wanted).size);
    }
    case 'text':
      if (typeof have === 'number') return have === Number(want.text);
      return String(have === false ? '' : have).trim() === want.text;
  }
}

/** Database ids of the shipped records that are there, and of everything they refer to. */
async function idsOf(api: OdooApi, shipped: readonly ShippedRecord[]): Promise<Map<string, number>> {
  const refs = shipped
    .flatMap(({ fields }) => Object.values(fields))
    .flatMap((value) => (value.is === 'one' ? [value.ref] : value.is === 'many' ? value.refs : []));
  const names = [...new Set([...shipped.map(({ id }) => id), ...refs])].map((id) => id.split('.', 2));
  const domain: Domain = [
    ['module', 'in', [...new Set(names.map(([module]) => module))]],
    ['name', 'in', [...new Set(names.map(([, name]) => name))]],
  ];
  const rows: Row[] = await api.searchRead('ir.model.data', domain, { fields: ['module', 'name', 'res_id'] });
  return new Map(rows.map((row) => [`${String(row.module)}.${String(row.name)}`, row.res_id as number]));
}

/** Rights on the add-on's own records that others have added: whoever may write a decision can approve anything. */
export async function addedRights(api: OdooApi): Promise<string[]> {
  const domain: Domain = [
    ['model_id.model', '=like', 'x_billing_%'],
    '|',
    '|',
    ['perm_write', '=', true],
    ['perm_create', '=', true],
    ['perm_unlink', '=', true],
  ];
  const rights = await api.searchRead('ir.model.access', domain, { fields: ['id', 'display_name'] });
  const own: Domain = [
    ['module', '=', ADDON],
    ['model', '=', 'ir.model.access'],
  ];
  const ours = new Set((await api.searchRead('ir.model.data', own, { fields: ['res_id'] })).map((row) => row.res_id));
  return rights.filter(({ id }) => !ours.has(id)).map((right) => String(right.display_name));
}
