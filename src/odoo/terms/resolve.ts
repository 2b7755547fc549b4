import type { Agreement } from '../../rules/terms/schema.ts';
import type { Reference } from '../../rules/terms/values.ts';
import type { Domain, OdooApi, Row } from '../api.ts';
import type { ReferencePlace } from './form.ts';
import { referencesIn } from './form.ts';
import { cleanName } from './values.ts';
import type { Plain } from './written.ts';

/** Something in a file that can't be brought into Odoo. */
export interface ImportProblem {
  /** `agreements[0].customer`. */
  path: PropertyKey[];
  value: unknown;
  /** Reads on after "expected". */
  expected: string;
}

interface Place extends ReferencePlace {
  /** Decides between records of one name. */
  agreement?: Agreement;
}

const ABOUT = {
  company: 'res.company',
  customer: 'res.partner',
  order: 'sale.order',
  project: 'project.project',
} as const;

/** Models of which every project has its own: the agreement's project or order decides between equal names. */
const OF_PROJECT = ['project.task', 'project.milestone'];
const MOST_SHOWN = 6;

/**
 * Every record the agreements name, looked up: each reference becomes the id and name of exactly one record, or a problem
 * that names the candidates.
 */
export async function resolveAll(
  api: OdooApi,
  given: readonly Agreement[],
): Promise<{ agreements: Agreement[]; problems: ImportProblem[] }> {
  const agreements = structuredClone(given) as Agreement[];
  // Whose work it is about comes first: it decides between tasks and milestones of the same name.
  const about = await settle(
    api,
    agreements.flatMap((agreement, index) =>
      Object.entries(ABOUT).flatMap(([key, comodel]) =>
        key in agreement && agreement[key as keyof typeof ABOUT]
          ? [{ holder: agreement as Plain, key, comodel, path: ['agreements', index, key], agreement }]
          : [],
      ),
    ),
  );
  const inVersions = await settle(
    api,
    agreements.flatMap((agreement, index) =>
      agreement.versions.flatMap((version, number) =>
        referencesIn(version).map((place) => ({
          ...place,
          agreement,
          path: ['agreements', index, 'versions', number, ...place.path],
        })),
      ),
    ),
  );
  return { agreements, problems: [...about, ...inVersions] };
}

/** Puts id and name of exactly one record at every place, or says what is in the way. */
export async function settle(api: OdooApi, places: readonly Place[]): Promise<ImportProblem[]> {
  const problems: ImportProblem[] = [];
  for (const [comodel, own] of Map.groupBy(places, (place) => place.comodel)) {
    const found = await lookUp(api, comodel, own);
    for (const place of own) {
      const { name, id } = place.holder[place.key] as Reference;
      const meant = found.filter((row) => (id === undefined ? isCalled(row, name) : row.id === id));
      const [row, ...others] = narrowed(meant, name, place.agreement);
      if (row && !others.length && (name === undefined || isCalled(row, name)))
        place.holder[place.key] = { id: row.id, name: nameOf(row) };
      else problems.push(await unsettled(api, place, row && !others.length ? row : undefined, meant));
    }
  }
  return problems;
}

async function lookUp(api: OdooApi, comodel: string, places: Place[]): Promise<Row[]> {
  const wanted = places.map(({ holder, key }) => holder[key] as Reference);
  const ids = wanted.flatMap(({ id }) => id ?? []);
  const names = wanted.flatMap(({ id, name }) => (id === undefined && name !== undefined ? spellings(name) : []));
  const fields = [...fieldsOf(comodel)];
  const read = (domain: Domain, archived: boolean) => api.searchRead(comodel, domain, { fields, archived });
  const [byId, byName] = await Promise.all([
    ids.length ? read([['id', 'in', [...new Set(ids)]]], true) : [],
    names.length ? read([['name', 'in', [...new Set(names)]]], false) : [],
  ]);
  const rows = [...new Map([...byId, ...byName].map((row) => [row.id, row])).values()];
  return OF_PROJECT.includes(comodel) ? withOrders(api, rows) : rows;
}

/** Tasks and milestones with the order whose line they are sold on. */
async function withOrders(api: OdooApi, rows: Row[]): Promise<Row[]> {
  const sold = rows.flatMap(({ sale_line_id }) => (sale_line_id ? [sale_line_id as number] : []));
  if (!sold.length) return rows;
  const lines = await api.searchRead('sale.order.line', [['id', 'in', sold]], { fields: ['order_id'] });
  const orders = new Map(lines.map(({ id, order_id }) => [id, order_id]));
  return rows.map((row) => ({ ...row, order_id: orders.get(row.sale_line_id) }));
}

const fieldsOf = (comodel: string): string[] => [
  'name',
  'display_name',
  ...(OF_PROJECT.includes(comodel) ? ['project_id', 'sale_line_id'] : []),
];

/** What a record is called by itself, where Odoo shows its code, its variant or its company with it. */
function spellings(name: string): string[] {
  const plain = name.replace(/^\[[^\]]*\] /, '');
  return [name, plain, plain.replace(/ \([^)]*\)$/, ''), name.split(', ').at(-1) ?? name];
}

const nameOf = ({ display_name }: Row): string => cleanName(display_name);
const isCalled = (row: Row, name: string | undefined): boolean => nameOf(row) === name || cleanName(row.name) === name;

/** Those Odoo shows by this very name go first, then those of the agreement's own project or order. */
function narrowed(rows: Row[], name: string | undefined, about?: Agreement): Row[] {
  const { project, order } = about ?? {};
  const steps: ((row: Row) => boolean)[] = [
    (row) => nameOf(row) === name,
    (row) => project?.id !== undefined && row.project_id === project.id,
    (row) => order?.id !== undefined && row.order_id === order.id,
  ];
  return steps.reduce((left, fits) => {
    const fitting = left.length > 1 ? left.filter(fits) : [];
    return fitting.length ? fitting : left;
  }, rows);
}

async function unsettled(
  api: OdooApi,
  { holder, key, comodel, path }: Place,
  other: Row | undefined,
  several: Row[],
): Promise<ImportProblem> {
  const value = holder[key] as Reference;
  const problem = (expected: string): ImportProblem => ({ path, value, expected });
  if (other) return problem(`the record with id ${String(value.id)} by its name, which is ${nameOf(other)}`);
  if (value.id !== undefined) return problem('the id of a record Odoo has and this login may read');
  if (several.length) return problem(`one record, by its id: Odoo has ${candidates(several)}`);
  const near = await api.searchRead(comodel, [['name', 'ilike', value.name]], {
    fields: fieldsOf(comodel),
    limit: MOST_SHOWN,
  });
  return problem(`a name as Odoo shows it${near.length ? `: ${candidates(near)}` : ', or an id'}`);
}

const candidates = (rows: Row[]): string => {
  const shown = rows.slice(0, MOST_SHOWN).map((row) => `{ id: ${String(row.id)}, name: ${nameOf(row)} }`);
  return `${shown.join(', ')}${rows.length > MOST_SHOWN ? ` and ${rows.length - MOST_SHOWN} more` : ''}`;
};
