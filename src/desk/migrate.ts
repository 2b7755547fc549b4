import { readdir, readFile } from 'node:fs/promises';
import type { Database } from './database.ts';

const FOLDER = new URL('./migrations/', import.meta.url);
/** Any number will do, as long as every desk takes the same. */
const LOCK = 840_019;

/** Brings the tables up to date, each file once and in order, however many desks start at the same time. */
export async function migrate(database: Database): Promise<void> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.sql')).sort();
  await database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [LOCK]);
    await tx.query('create schema if not exists desk');
    await tx.query(
      'create table if not exists desk.migrations (file text primary key, applied_at timestamptz not null)',
    );
    const applied = new Set(
      (await tx.query<{ file: string }>('select file from desk.migrations')).map(({ file }) => file),
    );
    for (const file of files.filter((name) => !applied.has(name))) {
      // A DO block makes one statement of many, which is all a prepared query may hold.
      await tx.query(`do $migration$ begin ${await readFile(new URL(file, FOLDER), 'utf8')} end $migration$`);
      await tx.query('insert into desk.migrations values ($1, now())', [file]);
    }
  });
}
