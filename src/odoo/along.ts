import type { z } from 'zod/v4';
import type { Domain, OdooApi, ReadOptions, Row } from './api.ts';
import { parseRows } from './rows.ts';

/** Beyond 5,000 rows a server with workers cuts slow readers off. */
const LIMIT = 2_000;

/** Rows that an action of the add-on answers with, read by its caller's rights at the moment of all else in the answer. */
export interface ReadAlong {
  model: string;
  domain: Domain;
  fields: string[];
  order: string;
  limit: number;
  archived: boolean;
  load: '_classic_read' | '';
}

export function along(
  model: string,
  domain: Domain,
  { fields, order = 'id', archived = false, names }: Pick<ReadOptions, 'fields' | 'order' | 'archived' | 'names'>,
): ReadAlong {
  return { model, domain, fields, order, archived, limit: LIMIT, load: names ? '_classic_read' : '' };
}

/** The schema's own keys are the fields asked for. */
export const fieldsOf = (schema: z.ZodObject): string[] => Object.keys(schema.shape).filter((name) => name !== 'id');

/** What came along; where that was as much as may, all of it is read by itself. */
export async function whole(api: OdooApi, { load, limit, ...read }: ReadAlong, rows: Row[] = []): Promise<Row[]> {
  if (rows.length < limit) return rows;
  return api.searchRead(read.model, read.domain, { ...read, names: load !== '' });
}

export async function typed<Shape extends z.ZodRawShape>(
  api: OdooApi,
  asked: ReadAlong,
  rows: Row[] | undefined,
  schema: z.ZodObject<Shape>,
): Promise<z.output<z.ZodObject<Shape>>[]> {
  return parseRows(schema, await whole(api, asked, rows), asked.model);
}
