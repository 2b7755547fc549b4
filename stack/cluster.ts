import { chmod, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeAtEnd } from './end.ts';
import { inRoot, postgresUrl, sql, startPostgres } from './postgres.ts';
import { freePorts, run } from './process.ts';
import type { Service } from './process.ts';
import { odooRoot } from './template.ts';

export interface Cluster {
  port: number;
  pids(): number[];
  /** The URL of a new, empty database. */
  database(name: string): Promise<string>;
  /** Ends the server at once, as a crash does: what was committed survives. */
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a PostgreSQL of its own on a free port of 127.0.0.1. It ends with this process. */
export async function startCluster(): Promise<Cluster> {
  const root = await odooRoot();
  const work = await mkdtemp(join(tmpdir(), 'postgres-billing-'));
  const remove = removeAtEnd(work);
  await chmod(work, 0o755);
  for (const folder of ['pg', 'run']) await mkdir(join(work, folder));
  const as = (user: string, ...command: string[]) => run(inRoot, [root, work, user, ...command]);
  await as('root', 'sh', '-c', 'chown postgres: /stack/pg /stack/run');
  await as('postgres', 'initdb', '-D', '/stack/pg', '--auth=trust', '--username=odoo', '--encoding=UTF8', '--no-sync');
  const [port = 0] = await freePorts(1);
  const start = () => startPostgres(root, work, port, { synchronous_commit: 'on' });

  let server: Service = await start();
  return {
    port,
    pids: () => [server.pid],
    database: async (name) => {
      await sql(postgresUrl(port, 'postgres'), `create database "${name}"`);
      return postgresUrl(port, name);
    },
    stopServer: () => server.stop('SIGQUIT'),
    startServer: async () => {
      server = await start();
    },
    stop: async () => {
      await server.stop('SIGQUIT');
      remove();
    },
  };
}
