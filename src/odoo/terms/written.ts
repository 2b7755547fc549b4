import { version as versionSchema } from '../../rules/terms/schema.ts';
import type { Domain, OdooApi, Row } from '../api.ts';
import { SECTIONS, TABLES, VERSION_FIELDS } from './shape.ts';
import type { TermTable } from './shape.ts';
import { cleanName, put, saidBy } from './values.ts';

export type Plain = Record<string, unknown>;
/** Rows of tables, by model and version. */
export type Rows = Map<string, Map<number, Row[]>>;

/** An agreement as it stands in Odoo, fit to be used or not. */
export interface Written {
  row: Row;
  /** What it is about, in the form of the schema. */
  about: Plain;
  /** By number. */
  versions: WrittenVersion[];
}

export interface WrittenVersion {
  row: Row;
  /** In the form of the schema. */
  plain: Plain;
  /** Signed or superseded. */
  agreed: boolean;
  /** What was agreed on, or a draft that fits the schema. */
  useful: boolean;
}

const ABOUT = [
  'x_name',
  'x_key',
  'x_active',
  'x_partner_id',
  'x_order_id',
  'x_project_id',
  'x_company_id',
  'x_currency_id',
  'x_under_id',
];
const CONTROL = ['x_agreement_id', 'x_version', 'x_status', 'x_intact'];
const AGREED = ['signed', 'superseded'];

/** Every agreement of the companies, in the order of their names; `archived`: those no longer in use, too. */
export async function readWritten(api: OdooApi, companyIds?: number[], archived = false): Promise<Written[]> {
  const own: Domain = companyIds?.length ? [['x_company_id', 'in', [...companyIds, false]]] : [];
  const rows = await api.searchRead('x_billing_agreement', own, { fields: ABOUT, names: true, archived });
  if (!rows.length) return [];
  const keys = new Map(rows.map((row) => [row.id as number, String(row.x_key)]));
  const fields = [
    ...CONTROL,
    ...VERSION_FIELDS.map(({ name }) => name),
    ...SECTIONS.flatMap((section) => [section.switch, ...section.fields.map(({ name }) => name)]),
  ];
  const versions = await api.searchRead('x_billing_terms', [['x_agreement_id', 'in', [...keys.keys()]]], {
    fields,
    names: true,
    order: 'x_version, id',
  });
  const tables = await readTables(api, versions);
  const ofAgreement = Map.groupBy(versions, (row) => (row.x_agreement_id as [number, string])[0]);
  return rows.map((row) => ({
    row,
    about: aboutOf(row, keys),
    versions: (ofAgreement.get(row.id as number) ?? []).map((version) => {
      const [plain, agreed] = [versionOf(version, tables), isAgreed(version)];
      return { row: version, plain, agreed, useful: agreed || versionSchema.safeParse(plain).success };
    }),
  }));
}

/** Tables of sections that are switched on, by model and version. */
async function readTables(api: OdooApi, versions: Row[]): Promise<Rows> {
  const read: Rows = new Map();
  for (const { model, section, fields } of TABLES) {
    const on = versions.filter((row) => row[switchOf(section)] === true).map((row) => row.id as number);
    if (!on.length) continue;
    const rows = await api.searchRead(model, [['x_terms_id', 'in', on]], {
      fields: ['x_terms_id', 'x_sequence', ...fields.map(({ name }) => name)],
      names: true,
      order: 'x_sequence, id',
    });
    read.set(
      model,
      Map.groupBy(rows, (row) => (row.x_terms_id as [number, string])[0]),
    );
  }
  return read;
}

const isAgreed = ({ x_status }: Row): boolean => AGREED.includes(String(x_status));

const switchOf = (name: string): string => SECTIONS.find((section) => section.name === name)?.switch ?? '';

/** A version in the form of the schema, from its row and those of its tables. */
export function versionOf(row: Row, tables: Rows): Plain {
  const agreed = isAgreed(row);
  const plain: Plain = { version: row.x_version, status: agreed ? row.x_status : 'draft' };
  // What was signed counts once it is agreed to; until then the signature waits with the rest.
  saidBy(row, agreed ? VERSION_FIELDS : VERSION_FIELDS.filter(({ name }) => !name.startsWith('x_signed')), plain);
  for (const section of SECTIONS) {
    if (row[section.switch] !== true) continue;
    if (section.fields.length) put(plain, [section.name], plain[section.name] ?? {});
    saidBy(row, section.fields, plain);
    for (const table of section.tables) {
      const rows = rowsOf(table, row, tables);
      if (rows.length || table.path.length === 1)
        put(
          plain,
          table.path,
          rows.map((one) => saidBy(one, table.fields)),
        );
    }
  }
  return plain;
}

const rowsOf = ({ model }: TermTable, version: Row, tables: Rows): Row[] =>
  tables.get(model)?.get(version.id as number) ?? [];

const named = (value: unknown) =>
  Array.isArray(value) ? { id: value[0] as number, name: cleanName(value[1]) } : undefined;

function aboutOf(row: Row, keys: Map<number, string>): Plain {
  const under = Array.isArray(row.x_under_id) ? (row.x_under_id[0] as number) : undefined;
  const about = {
    id: row.x_key || undefined,
    name: row.x_name || undefined,
    company: named(row.x_company_id),
    customer: named(row.x_partner_id),
    order: named(row.x_order_id),
    project: named(row.x_project_id),
    // An archived master agreement is not among those read, but named all the same.
    under: under === undefined ? undefined : (keys.get(under) ?? `agreement-${under}`),
    currency: Array.isArray(row.x_currency_id) ? row.x_currency_id[1] : undefined,
  };
  return Object.fromEntries(Object.entries(about).filter(([, value]) => value !== undefined));
}
