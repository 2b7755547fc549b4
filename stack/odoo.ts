import { chmod, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databases } from './databases.ts';
import type { Databases, OdooAddress } from './databases.ts';
import { removeAtEnd } from './end.ts';
import { inRoot, startPostgres } from './postgres.ts';
import { answers, freePorts, run, serve } from './process.ts';
import type { Service } from './process.ts';
import { odooOptions, odooRoot, odooTemplate } from './template.ts';

/** A process of Odoo. */
export interface OdooServer {
  url: string;
  port: number;
  pid(): number;
  /** Ends it at once and without a word, as a crash does; PostgreSQL and the databases stay. */
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
}

export interface Odoo extends OdooAddress, Databases, Omit<OdooServer, 'pid'> {
  /** Processes of Odoo and PostgreSQL, each the leader of its group. */
  pids(): number[];
  /** Ends both and removes their files. */
  stop(): Promise<void>;
}

/**
 * Starts a real Odoo 19 with its own PostgreSQL, both on free ports of 127.0.0.1, on a copy of the template.
 * It ends with this process. `workers: 0` is one threaded process; `work` is a folder for its files.
 */
export async function startOdoo(options: { workers?: number; work?: string } = {}): Promise<Odoo> {
  const root = await odooRoot();
  const template = await odooTemplate(root);
  const work = options.work ?? (await mkdtemp(join(tmpdir(), 'odoo-billing-')));
  const remove = removeAtEnd(work);
  const [postgresPort = 0] = await freePorts(1);

  await mkdir(work, { recursive: true });
  await chmod(work, 0o755);
  await run('cp', ['--archive', '--reflink=auto', `${template}/.`, work]);
  const postgres = await startPostgres(root, work, postgresPort);

  const odoo = await serveOdoo({ work, postgresPort }, options.workers);
  const { url, port, stopServer, startServer } = odoo;
  const address = { url, port, postgresPort, work };
  return {
    ...address,
    ...databases(address),
    pids: () => [postgres.pid, odoo.pid()],
    stopServer,
    startServer,
    stop: async () => {
      await stopServer();
      await postgres.stop('SIGINT');
      remove();
    },
  };
}

/**
 * Starts an Odoo, or one more, on a running PostgreSQL and its files. `workers: 0` is one threaded process.
 * Two at work may both make a PDF, whose styles only a worker that is free serves: with no third they wait for ever.
 */
export async function serveOdoo(
  { work, postgresPort }: Pick<OdooAddress, 'work' | 'postgresPort'>,
  workers = 3,
): Promise<OdooServer> {
  const root = await odooRoot();
  const [port = 0, geventPort = 0] = await freePorts(2);
  const url = `http://127.0.0.1:${port}`;
  const start = async () => {
    const odoo = serve(
      'Odoo',
      inRoot,
      [
        ...[root, work, 'odoo', 'odoo', ...odooOptions(postgresPort)],
        '--http-interface=127.0.0.1',
        `--http-port=${port}`,
        `--gevent-port=${geventPort}`,
        `--workers=${workers}`,
        '--limit-time-cpu=300',
        '--limit-time-real=600',
      ],
      { log: join(work, 'odoo.log') },
    );
    await odoo.ready(() => answers(`${url}/web/health`), 60);
    return odoo;
  };

  let odoo: Service = await start();
  return {
    url,
    port,
    pid: () => odoo.pid,
    stopServer: () => odoo.stop('SIGKILL'),
    startServer: async () => {
      odoo = await start();
    },
  };
}
