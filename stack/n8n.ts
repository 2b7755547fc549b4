import { cp, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeAtEnd } from './end.ts';
import { n8nApi } from './n8n-api.ts';
import type { N8nApi } from './n8n-api.ts';
import { n8nFolder } from './n8n-install.ts';
import { answers, freePorts, serve, untilParentEnds } from './process.ts';
import type { Service } from './process.ts';

export type N8n = N8nProcess & N8nApi;

const packageName = 'n8n-nodes-odoo-billing';
const repository = join(import.meta.dirname, '..');

/** Nothing is sent to n8n's makers, and nothing is asked of them. */
const silent = {
  N8N_DIAGNOSTICS_ENABLED: 'false',
  N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
  N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
  N8N_TEMPLATES_ENABLED: 'false',
  N8N_PERSONALIZATION_ENABLED: 'false',
  N8N_HIRING_BANNER_ENABLED: 'false',
  N8N_DYNAMIC_BANNERS_ENABLED: 'false',
  N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
  N8N_DISABLED_MODULES: 'mcp-registry',
  N8N_PYTHON_ENABLED: 'false',
};

/** One process of n8n. */
export interface N8nProcess {
  url: string;
  port: number;
  /** Its N8N_USER_FOLDER, with this package in it as a community package. */
  home: string;
  log: string;
  pids(): number[];
  /** Ends it at once, as a crash does. */
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
  /** Ends it and removes its home. */
  stop(): Promise<void>;
}

export interface N8nOptions {
  /** URL of an empty database, or of the one the other processes use. */
  postgres: string;
  /** Holds package.json and dist/; this package where left out, none where false. */
  packageDir?: string | false | undefined;
  /** More of n8n's environment variables. */
  env?: Readonly<Record<string, string>>;
}

/**
 * Starts a real n8n with this package installed as a community package, on free ports of 127.0.0.1 and with a new home.
 * It ends with this process.
 */
export async function startN8n(options: N8nOptions): Promise<N8n> {
  const main = await startProcess('start', options);
  return { ...main, ...(await n8nApi(main.url)) };
}

/** `start` is n8n as a whole, or the main process of several; they share the database and N8N_ENCRYPTION_KEY. */
export async function startProcess(
  role: 'start' | 'worker' | 'webhook',
  { postgres, packageDir = repository, env: more = {} }: N8nOptions,
): Promise<N8nProcess> {
  const folder = await n8nFolder();
  const home = await mkdtemp(join(tmpdir(), 'n8n-billing-'));
  const remove = removeAtEnd(home);
  if (packageDir !== false) {
    const installed = join(home, '.n8n', 'nodes', 'node_modules', packageName);
    await mkdir(installed, { recursive: true });
    for (const part of ['package.json', 'dist'])
      await cp(join(packageDir, part), join(installed, part), { recursive: true });
  }

  const [port = 0, brokerPort = 0] = await freePorts(2);
  const url = `http://127.0.0.1:${port}`;
  const database = new URL(postgres);
  const env = {
    PATH: process.env['PATH'],
    HOME: home,
    N8N_USER_FOLDER: home,
    N8N_LISTEN_ADDRESS: '127.0.0.1',
    N8N_PORT: String(port),
    N8N_RUNNERS_BROKER_PORT: String(brokerPort),
    N8N_EDITOR_BASE_URL: url,
    WEBHOOK_URL: url,
    N8N_SECURE_COOKIE: 'false',
    GENERIC_TIMEZONE: 'UTC',
    DB_TYPE: 'postgresdb',
    DB_POSTGRESDB_HOST: database.hostname,
    DB_POSTGRESDB_PORT: database.port,
    DB_POSTGRESDB_USER: database.username,
    DB_POSTGRESDB_DATABASE: database.pathname.slice(1),
    // A worker serves nothing but its health.
    ...(role === 'worker' && {
      QUEUE_HEALTH_CHECK_ACTIVE: 'true',
      QUEUE_HEALTH_CHECK_PORT: String(port),
      N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
    }),
    ...silent,
    ...more,
  };
  const log = join(home, 'n8n.log');
  const start = async () => {
    const [command, ...args] = untilParentEnds(
      process.execPath,
      join(folder, 'node_modules', 'n8n', 'bin', 'n8n'),
      role,
    );
    const n8n = serve('n8n', command, args, { log, cwd: home, env });
    await n8n.ready(() => answers(`${url}/healthz/readiness`), 300);
    return n8n;
  };

  let n8n: Service = await start();
  return {
    url,
    port,
    home,
    log,
    pids: () => [n8n.pid],
    stopServer: () => n8n.stop('SIGKILL'),
    startServer: async () => {
      n8n = await start();
    },
    stop: async () => {
      await n8n.stop('SIGKILL');
      remove();
    },
  };
}
