import type { Domain, ReadOptions, Row } from './api.ts';

type Read = (method: string, args: unknown[], kwargs: object) => Promise<unknown>;

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

/** The client's XML parser is the limit: a second page is on its way while one is parsed. */
const PAGES_AT_A_TIME = 2;

/**
 * Reads all rows in order (by id, unless another order is asked for). What doesn't fit on the first page is read by the
 * ids found right after it, so rows added or deleted meanwhile shift nothing: no row comes twice, and none is missed.
 *
 * @param readOn reads the pages after the first
 */
export async function readAll(
  read: Read,
  domain: Domain,
  options: ReadOptions,
  pageSize: number,
  readOn?: ReadPage,
): Promise<Row[]> {
  const { fields, order = 'id', limit = Infinity, offset, archived, names, typed = (rows: Row[]) => rows } = options;
  const context = archived ? { context: { active_test: false as const } } : {};
  const page = (size: number): PageOptions => ({
    fields,
    order,
    limit: size,
    ...(offset && { offset }),
    // An empty `load` leaves many2one values bare ids.
    ...(names ? {} : { load: '' }),
    ...context,
  });
  const readPage: ReadPage = async (part, asked) => (await read('search_read', [part], asked)) as Row[];

  const first = await readPage(domain, page(Math.min(pageSize, limit)));
  if (first.length < pageSize || first.length === limit) return typed(first);

  const known = new Set(first.map((row) => row.id));
  const all = (await read('search', [domain], {
    order,
    ...(Number.isFinite(limit) && { limit }),
    ...context,
  })) as number[];
  const rest = all.filter((id) => !known.has(id));
  const pages: Row[][] = [];
  const starts = Array.from({ length: Math.ceil(rest.length / pageSize) }, (_, page) => page * pageSize).values();
  const reader = async () => {
    for (const start of starts) {
      const ids = rest.slice(start, start + pageSize);
      pages[start / pageSize] = typed(await (readOn ?? readPage)([...domain, ['id', 'in', ids]], page(pageSize)));
    }
  };
  await Promise.all(Array.from({ length: PAGES_AT_A_TIME }, reader));
  return [typed(first), ...pages].flat();
}
