import { join } from 'node:path';
import { Client } from 'pg';
import { serve } from './process.ts';
import type { Service } from './process.ts';

export const inRoot = join(import.meta.dirname, 'in-root.sh');

/** The superuser of a throwaway cluster. Whoever is on this machine may connect: it holds demo data only. */
const user = 'odoo';

export function postgresUrl(port: number, database: string): string {
  return `postgresql://${user}@127.0.0.1:${port}/${database}`;
}

/** Runs SQL, one statement after the other, each in a transaction of its own. */
export async function sql(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/**
 * Serves the cluster in WORK/pg on a socket in WORK/run and on 127.0.0.1. It trades durability for speed, where `more`
 * doesn't say otherwise.
 */
export async function startPostgres(
  root: string,
  work: string,
  port: number,
  more: Readonly<Record<string, string>> = {},
): Promise<Service> {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '/stack/run',
    max_connections: '200',
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    ...more,
  };
  const postgres = serve(
    'PostgreSQL',
    inRoot,
    [root, work, 'postgres', 'postgres', '-D', '/stack/pg', '-p', String(port)].concat(
      Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ),
    { log: join(work, 'postgres.log') },
  );
  await postgres.ready(() => sql(postgresUrl(port, 'postgres'), 'select 1'), 30);
  return postgres;
}
