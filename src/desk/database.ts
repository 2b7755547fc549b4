import type { ConstructorOptions } from 'pg-boss';
import { openPglite } from './pglite.ts';
import { openPostgres } from './postgres.ts';

/** A connection or a transaction. Parameters are `$1`, `$2`, …; JSON is passed as text. */
export interface Sql {
  query<Row = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>;
}

export interface Database extends Sql {
  /** Commits what `work` did, or rolls all of it back where it throws. */
  transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T>;
  /** How the queue reaches the same database. */
  readonly boss: ConstructorOptions;
  close(): Promise<void>;
}

/** Opens `postgres://…`, or `pglite:<folder>` and `pglite:memory` for demos and tests. */
export async function openDatabase(url: string): Promise<Database> {
  return url.startsWith('pglite:') ? openPglite(url.slice('pglite:'.length)) : openPostgres(url);
}
