import { parse } from 'csv-parse/sync';
import { XMLParser } from 'fast-xml-parser';

/** A model or a field of the add-on: its columns as Odoo's CSV import takes them, the XML id in `id`. */
export type ModelRow = Record<string, string>;

export interface Models {
  models: ModelRow[];
  fields: ModelRow[];
}

interface Element {
  '#text'?: string | number;
  '@name'?: string;
  '@ref'?: string;
  '@eval'?: string;
}

const UNORDERED = 'id';

const RECORD = /[ \t]*<record id="([^"]+)" model="(ir\.model|ir\.model\.fields)">[\s\S]*?<\/record>\n?/g;
const FIELDS_CSV = /\/ir\.model\.fields[^/]*\.csv$/;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  isArray: (name) => name === 'field',
});

/** Takes the models and fields out of the add-on's files. What is said of a record in several places is put together. */
export function takeModels(files: Readonly<Record<string, string>>): Models & { rest: Record<string, string> } {
  const taken = { 'ir.model': new Map<string, ModelRow>(), 'ir.model.fields': new Map<string, ModelRow>() };
  const rest: Record<string, string> = {};
  for (const [file, text] of Object.entries(files)) {
    if (FIELDS_CSV.test(file)) {
      for (const row of parse<ModelRow>(text, { columns: true })) taken['ir.model.fields'].set(row['id'] ?? '', row);
      continue;
    }
    rest[file] = text.replace(RECORD, (record, id: string, model: keyof typeof taken) => {
      taken[model].set(id, { id, ...taken[model].get(id), ...columnsOf(record) });
      return '';
    });
  }
  const fields = [...taken['ir.model.fields'].values()].map(withDefaults);
  const models = [...taken['ir.model'].values()].map((row) => ({ order: UNORDERED, ...row }));
  return { models, fields, rest };
}

/** What Odoo takes where a record leaves it out; in CSV, an empty cell is no value. */
function withDefaults(row: ModelRow): ModelRow {
  const derived = row['ttype'] === 'one2many' || row['related'] || row['compute'];
  const { on_delete = 'set null', ...rest } = row;
  return {
    store: 'True',
    copied: derived ? 'False' : 'True',
    ...rest,
    on_delete: row['ttype'] === 'many2one' ? on_delete : '',
  };
}

function columnsOf(xml: string): ModelRow {
  const { record } = parser.parse(xml) as { record: { field: Element[] } };
  return Object.fromEntries(
    record.field.map(({ '@name': name = '', '@ref': ref, '@eval': value, '#text': text = '' }) =>
      ref ? [`${name}:id`, ref] : [name, value ?? String(text).trim()],
    ),
  );
}

/**
 * The files that make them. As CSV all are created at once: for each that is created alone, or written, Odoo sets its
 * models up anew, while whoever else is at work in the same process finds them half there.
 */
export function modelFiles({ models, fields }: Models): Record<string, string> {
  const rows = models.map((model) => Object.fromEntries(Object.entries(model).filter(([name]) => name !== 'order')));
  // What a computed field depends on must be there before it.
  const [computed = [], plain = []] = [true, false].map((wanted) =>
    fields.filter((row) => !!row['compute'] === wanted),
  );
  return {
    ...(rows.length && { 'models/ir.model.csv': csv(rows) }),
    ...(plain.length && { 'models/ir.model.fields.csv': csv(plain) }),
    ...(computed.length && { 'models/ir.model.fields-computed.csv': csv(computed) }),
    ...(models.some(isOrdered) && { 'models/orders.xml': orders(models) }),
  };
}

const isOrdered = ({ order }: ModelRow): boolean => order !== UNORDERED;

/** Only fields that are there can order a model. */
function orders(models: readonly ModelRow[]): string {
  const ordered = Map.groupBy(models.filter(isOrdered), ({ order = '' }) => order);
  const writes = Array.from(ordered, ([order, sorted]) => {
    const refs = sorted.map(({ id }) => `ref('${id}')`).join(', ');
    return `<function model="ir.model" name="write"><value eval="[${refs}]"/><value eval="{'order': '${order}'}"/></function>`;
  });
  return `<odoo>\n${writes.join('\n')}\n</odoo>\n`;
}

function csv(rows: readonly ModelRow[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const line = (cells: string[]) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
  return [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))].map(line).join('\n');
}
