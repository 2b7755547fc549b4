import { cp, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeAtEnd } from './end.ts';
import { n8nApi } from './n8n-api.ts';
import type { N8nApi } from './n8n-api.ts';
import { n8nFolder } from './n8n-install.ts';
import { answers, freePorts, serve, untilParentEnds } from './process.ts';
import type { Service } from './process.ts';

export interface N8n extends N8nApi {
  url: string;
  port: number;
  /** N8N_USER_FOLDER of this run. */
  home: string;
  pids(): number[];
  /** Ends n8n at once, as a crash does; what it stored stays. */
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
  /** Ends it and removes its home. */
  stop(): Promise<void>;
}

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

/**
 * Starts a real n8n with this package installed as a community package, on free ports of 127.0.0.1 and with a new home.
 * `postgres` is the URL of an empty database; `packageDir` holds package.json and dist/. It ends with this process.
 */
export async function startN8n(options: { postgres: string; packageDir?: string }): Promise<N8n> {
  const folder = await n8nFolder();
  const home = await mkdtemp(join(tmpdir(), 'n8n-billing-'));
  const remove = removeAtEnd(home);
  const installed = join(home, '.n8n', 'nodes', 'node_modules', packageName);
  await mkdir(installed, { recursive: true });
  for (const part of ['package.json', 'dist'])
    await cp(join(options.packageDir ?? repository, part), join(installed, part), { recursive: true });

  const [port = 0, brokerPort = 0] = await freePorts(2);
  const url = `http://127.0.0.1:${port}`;
  const postgres = new URL(options.postgres);
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
    DB_POSTGRESDB_HOST: postgres.hostname,
    DB_POSTGRESDB_PORT: postgres.port,
    DB_POSTGRESDB_USER: postgres.username,
    DB_POSTGRESDB_DATABASE: postgres.pathname.slice(1),
    ...silent,
  };
  const start = async () => {
    const [command, ...args] = untilParentEnds(
      process.execPath,
      join(folder, 'node_modules', 'n8n', 'bin', 'n8n'),
      'start',
    );
    const n8n = serve('n8n', command, args, { log: join(home, 'n8n.log'), cwd: home, env });
    await n8n.ready(() => answers(`${url}/healthz/readiness`), 300);
    return n8n;
  };

  let n8n: Service = await start();
  return {
    url,
    port,
    home,
    ...(await n8nApi(url)),
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
