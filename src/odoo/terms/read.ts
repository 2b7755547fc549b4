import { expectation, problemsOf } from '../../rules/terms/file/parse.ts';
import type { Unreadable } from '../../rules/terms/in-force.ts';
import type { Agreement } from '../../rules/terms/schema.ts';
import { agreement as agreementSchema, version as versionSchema } from '../../rules/terms/schema.ts';
import type { OdooApi, Row } from '../api.ts';
import { SECTIONS, TABLES, VERSION_FIELDS } from './shape.ts';
import type { TermField, TermTable } from './shape.ts';
import { put, saidBy } from './values.ts';

export interface Agreements {
  agreements: Agreement[];
  /** Agreements in Odoo that can't be used: work they are about is billed by nobody's guess. */
  unreadable: Unreadable[];
}

type Plain = Record<string, unknown>;
type Rows = Map<string, Map<number, Row[]>>;

const ABOUT = [
  'x_name',
  'x_key',
  'x_partner_id',
  'x_order_id',
  'x_project_id',
  'x_company_id',
  'x_currency_id',
  'x_under_id',
];
const CONTROL = ['x_agreement_id', 'x_version', 'x_status', 'x_intact'];
const AGREED = ['signed', 'superseded'];

/**
 * The agreements in use, with their versions, by the same schema as files. A record that does not fit is named with its
 * field, and nothing of its agreement is used. Drafts with mistakes are nobody's terms yet and stand in no way.
 */
export async function readAgreements(api: OdooApi, companyIds?: number[]): Promise<Agreements> {
  const own = companyIds?.length ? [['x_company_id', 'in', [...companyIds, false]]] : [];
  const rows = await api.searchRead('x_billing_agreement', own as never, { fields: ABOUT, names: true });
  if (!rows.length) return { agreements: [], unreadable: [] };
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

  const found: Agreements = { agreements: [], unreadable: [] };
  for (const row of rows) {
    const about = aboutOf(row, keys);
    const own = (ofAgreement.get(row.id as number) ?? []).filter((version) => isUseful(version, tables));
    const changed = own.filter((version) => AGREED.includes(String(version.x_status)) && version.x_intact !== true);
    const unfinished = (ofAgreement.get(row.id as number) ?? []).flatMap((version) =>
      own.includes(version) ? [] : changeOrderOnly(version),
    );
    const whole = { ...about, versions: [...own.map((version) => versionOf(version, tables)), ...unfinished] };
    const read = own.length ? agreementSchema.safeParse(whole, { error: expectation }) : undefined;
    const problems = [
      ...changed.map(
        (version) => `Version ${String(version.x_version)} is not what was agreed on: it was changed since.`,
      ),
      ...(read?.error?.issues.flatMap((issue) => problemsOf(issue, whole)) ?? []).map(
        ({ path, value, expected }) => `${inWords(path, own)} is ${value}; expected ${expected}.`,
      ),
    ];
    if (problems.length) found.unreadable.push(unreadable(row, about, problems));
    else if (read?.data) found.agreements.push(read.data);
  }
  return found;
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

const switchOf = (name: string): string => SECTIONS.find((section) => section.name === name)?.switch ?? '';

function versionOf(row: Row, tables: Rows): Plain {
  const agreed = AGREED.includes(String(row.x_status));
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

function isUseful(version: Row, tables: Rows): boolean {
  return AGREED.includes(String(version.x_status)) || versionSchema.safeParse(versionOf(version, tables)).success;
}

/** Of a draft nobody can read yet: that there is a change order. It holds on no day. */
function changeOrderOnly({ x_version, x_effective_from, x_change_order_number }: Row): Plain[] {
  const draft = {
    version: x_version,
    status: 'draft',
    effectiveFrom: x_effective_from || '9999-12-31',
    changeOrder: { number: x_change_order_number || undefined },
  };
  return versionSchema.safeParse(draft).success ? [draft] : [];
}

const named = (value: unknown) =>
  Array.isArray(value)
    ? { id: value[0] as number, name: String(value[1]).replace(/\s+/g, ' ').trim().slice(0, 200) }
    : undefined;

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

function unreadable(row: Row, about: Plain, problems: string[]): Unreadable {
  const { customer, order, project, company } = about as Pick<Unreadable, 'customer' | 'order' | 'project' | 'company'>;
  return {
    id: String(row.x_key || `agreement-${String(row.id)}`),
    name: String(row.x_name),
    record: `x_billing_agreement,${String(row.id)}`,
    ...(customer && { customer }),
    ...(order && { order }),
    ...(project && { project }),
    ...(company && { company }),
    problems,
  };
}

/** `Version 2: Caps, row 1, Amount`: where on the screen to look. */
function inWords(path: readonly PropertyKey[], versions: Row[]): string {
  const [first, index, ...inside] = path;
  if (first !== 'versions' || typeof index !== 'number') return String(first ?? 'The agreement');
  const row = versions[index];
  const version = `Version ${String(row?.x_version)}`;
  const names = inside.filter((step) => typeof step !== 'number').map(String);
  const table = TABLES.find(({ path: at }) => at.every((step, depth) => step === names[depth]));
  const number = inside.find((step) => typeof step === 'number');
  const labelled = (fields: TermField[], at: string[]) =>
    fields.find((field) => field.path.join() === at.join())?.label ?? at.join(' ');
  if (table) {
    const field = names.slice(table.path.length);
    const where = number === undefined ? '' : `, row ${Number(number) + 1}`;
    return `${version}: ${table.label}${where}${field.length ? `, ${labelled(table.fields, field)}` : ''}`;
  }
  const section = SECTIONS.find(({ name }) => name === names[0]);
  if (section) return `${version}: ${section.label}${names.length > 1 ? `, ${labelled(section.fields, names)}` : ''}`;
  return `${version}: ${labelled(VERSION_FIELDS, names)}`;
}
