import { z } from 'zod/v4';
import { fieldsOf } from '../along.ts';
import type { Domain, OdooApi, ReadOptions, Row } from '../api.ts';
import { parseRows } from '../rows.ts';

const CHUNK = 2_000;

/** A second piece is on its way while one is parsed. */
const PIECES_AT_A_TIME = 2;

/** Reads rows typed by the schema; the schema's own keys are the fields asked for. */
export async function read<Shape extends z.ZodRawShape>(
  api: OdooApi,
  model: string,
  domain: Domain,
  schema: z.ZodObject<Shape>,
  options: Omit<ReadOptions, 'fields'> = {},
): Promise<z.output<z.ZodObject<Shape>>[]> {
  const typed = (page: Row[]): Row[] => parseRows(schema, page, model);
  return (await api.searchRead(model, domain, { ...options, fields: fieldsOf(schema), typed })) as z.output<
    z.ZodObject<Shape>
  >[];
}

/**
 * Reads the rows whose `field` is among `ids`, in pieces, so that no request carries more ids than `idsAtOnce`, or 2,000:
 * as many as there are rows of, or more where few are expected.
 */
export async function readByIds<Shape extends z.ZodRawShape>(
  api: OdooApi,
  model: string,
  field: string,
  ids: Iterable<number>,
  schema: z.ZodObject<Shape>,
  options: Omit<ReadOptions, 'fields'> & { and?: Domain; idsAtOnce?: number } = {},
): Promise<z.output<z.ZodObject<Shape>>[]> {
  const { and = [], idsAtOnce, ...rest } = options;
  return inPieces(ids, (piece) => read(api, model, [[field, 'in', piece], ...and], schema, rest), idsAtOnce);
}

/** Everything `readPiece` reads of so many ids at a time. */
export async function inPieces<Row>(
  ids: Iterable<number>,
  readPiece: (ids: number[]) => Promise<Row[]>,
  size = CHUNK,
): Promise<Row[]> {
  const wanted = [...new Set(ids)].sort((a, b) => a - b);
  const pieces = Array.from({ length: Math.ceil(wanted.length / size) }, (_, at) =>
    wanted.slice(at * size, (at + 1) * size),
  );
  const rows: Row[] = [];
  for (let start = 0; start < pieces.length; start += PIECES_AT_A_TIME) {
    const some = await Promise.all(pieces.slice(start, start + PIECES_AT_A_TIME).map(readPiece));
    for (const piece of some) for (const row of piece) rows.push(row);
  }
  return rows;
}

export function byId<T extends { id: number }>(rows: T[]): Map<number, T> {
  return new Map(rows.map((row) => [row.id, row]));
}

/** The values that are there. */
export function present<T>(values: Iterable<T | undefined>): T[] {
  return [...values].filter((value): value is T => value !== undefined);
}
