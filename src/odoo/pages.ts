import type { Domain, ReadOptions, Row } from './api.ts';

/** What `search_read` takes by name. */
export interface PageOptions {
  fields: string[];
  order: string;
  limit: number;
  offset?: number;
  load?: '';
  context?: { active_test: false };
}

type ReadPage = (domain: Domain, options: PageOptions) => Promise<Row[]>;

/** How rows come from Odoo. */
export interface Reader {
  page: ReadPage;
  /** A page of a list that is longer. */
  pageOfMany: ReadPage;
  ids: (
    domain: Domain,
    options: Pick<PageOptions, 'order' | 'offset' | 'context'> & { limit?: number },
  ) => Promise<number[]>;
}

/** Two workers of Odoo are busy while one page is typed. */
const PAGES_AT_A_TIME = 3;

/**
 * Reads all rows in order (by id, unless another order is asked for). What doesn't fit on the first page, or all where many
 * are expected, is read by the ids found first, so rows added or deleted meanwhile shift nothing: no row comes twice, and
 * none is missed.
 */
export async function readAll(odoo: Reader, domain: Domain, options: ReadOptions, pageSize: number): Promise<Row[]> {
  const { fields, order = 'id', limit = Infinity, offset, archived, names, many } = options;
  const { typed = (rows: Row[]) => rows } = options;
  const listed = { order, ...(archived && { context: { active_test: false as const } }) };
  // An empty `load` leaves many2one values bare ids.
  const page = { ...listed, fields, ...(names ? {} : { load: '' as const }) };
  const skipped = offset ? { offset } : {};

  let first: Row[] = [];
  if (!many) {
    first = await odoo.page(domain, { ...page, ...skipped, limit: Math.min(pageSize, limit) });
    if (first.length < pageSize || first.length === limit) return typed(first);
  }

  const known = new Set(first.map((row) => row.id));
  const all = await odoo.ids(domain, { ...listed, ...skipped, ...(Number.isFinite(limit) && { limit }) });
  const rest = all.filter((id) => !known.has(id));
  const pages: Row[][] = [];
  // Shared by all readers: where one fails, it is closed to the others, too.
  const starts = (function* () {
    for (let start = 0; start < rest.length; start += pageSize) yield start;
  })();
  const reader = async () => {
    for (const start of starts) {
      const of: Domain = [...domain, ['id', 'in', rest.slice(start, start + pageSize)]];
      pages[start / pageSize] = typed(await odoo.pageOfMany(of, { ...page, limit: pageSize }));
    }
  };
  await Promise.all(Array.from({ length: PAGES_AT_A_TIME }, reader));
  return [typed(first), ...pages].flat();
}
