import type { Domain, ReadOptions, Row } from './api.ts';

type Read = (method: string, args: unknown[], kwargs: object) => Promise<unknown>;

/** The client's XML parser is the limit: a second page is on its way while one is parsed. */
const PAGES_AT_A_TIME = 2;

/**
 * Reads all rows in order (by id, unless another order is asked for). What doesn't fit on the first page is read by the
 * ids found right after it, so rows added or deleted meanwhile shift nothing: no row comes twice, and none is missed.
 */
export async function readAll(read: Read, domain: Domain, options: ReadOptions, pageSize: number): Promise<Row[]> {
  const { fields, order = 'id', limit = Infinity, offset, archived, names } = options;
  const context = archived ? { context: { active_test: false } } : {};
  const readPage = async (part: Domain, size: number) =>
    (await read('search_read', [part], {
      fields,
      order,
      limit: size,
      ...(offset && { offset }),
      // An empty `load` leaves many2one values bare ids.
      ...(names ? {} : { load: '' }),
      ...context,
    })) as Row[];

  const first = await readPage(domain, Math.min(pageSize, limit));
  if (first.length < pageSize || first.length === limit) return first;

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
      pages[start / pageSize] = await readPage(
        [...domain, ['id', 'in', rest.slice(start, start + pageSize)]],
        pageSize,
      );
    }
  };
  await Promise.all(Array.from({ length: PAGES_AT_A_TIME }, reader));
  return [...first, ...pages.flat()];
}
