import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PGlite as PGliteDatabase } from '@electric-sql/pglite';
import { fromPglite } from 'pg-boss';
import type { Database, Sql } from './database.ts';

/** PGlite syncs nothing to disk and lets two processes open one folder, losing rows silently: demos and tests only. */
export async function openPglite(folder: string): Promise<Database> {
  const release = folder === 'memory' ? async () => undefined : await lock(folder);
  const { PGlite } = await loaded();
  const pglite = await PGlite.create(folder === 'memory' ? 'memory://' : join(folder, 'data'));
  const sql = (client: Pick<PGliteDatabase, 'query'>): Sql => ({
    query: async <Row>(text: string, values?: unknown[]) => (await client.query<Row>(text, values)).rows,
  });
  return {
    ...sql(pglite),
    transaction: (work) => pglite.transaction((tx) => work(sql(tx as unknown as PGliteDatabase))),
    boss: { db: fromPglite(pglite), backend: 'pglite' },
    close: async () => {
      await pglite.close();
      await release();
    },
  };
}

/** Its WebAssembly can't be bundled, and a desk on PostgreSQL has no use for it. */
async function loaded(): Promise<typeof import('@electric-sql/pglite')> {
  return import('@electric-sql/pglite').catch((cause: unknown) => {
    const mend = 'Give the desk a PostgreSQL, or install @electric-sql/pglite beside this package to try things out.';
    throw new Error(`The package @electric-sql/pglite is not installed. ${mend}`, { cause });
  });
}

async function lock(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'desk.lock');
  for (const mayClear of [true, false]) {
    try {
      const handle = await open(file, 'wx', 0o600);
      await handle.writeFile(String(process.pid));
      await handle.close();
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = Number(await readFile(file, 'utf8'));
    if (!mayClear || isRunning(owner)) {
      throw new Error(
        `Process ${owner} already uses the database in ${folder}. Stop it, or remove ${file} if it is gone.`,
      );
    }
    await rm(file, { force: true });
  }
  throw new Error(`Could not lock ${folder}.`);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
