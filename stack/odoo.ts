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

export interface Odoo extends OdooAddress, Databases {
  /** Processes of Odoo and PostgreSQL, each the leader of its group. */
  pids(): number[];
  /** Ends Odoo alone, at once and without a word, as a crash does; PostgreSQL and the databases stay. */
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
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
  const [port = 0, geventPort = 0, postgresPort = 0] = await freePorts(3);

  await mkdir(work, { recursive: true });
  await chmod(work, 0o755);
  await run('cp', ['--archive', '--reflink=auto', `${template}/.`, work]);
  const postgres = await startPostgres(root, work, postgresPort);

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
        `--workers=${options.workers ?? 2}`,
        '--limit-time-cpu=300',
        '--limit-time-real=600',
      ],
      { log: join(work, 'odoo.log') },
    );
    await odoo.ready(() => answers(`${url}/web/health`), 60);
    return odoo;
  };

  let odoo: Service = await start();
  const address = { url, port, postgresPort, work };
  return {
    ...address,
    ...databases(address),
    pids: () => [postgres.pid, odoo.pid],
    stopServer: () => odoo.stop('SIGKILL'),
    startServer: async () => {
      odoo = await start();
    },
    stop: async () => {
      await odoo.stop('SIGKILL');
      await postgres.stop('SIGINT');
      remove();
    },
  };
}
