import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { eventually } from './start.ts';

const MAIN = new URL('../../src/desk/main.ts', import.meta.url).pathname;

function start(env: Record<string, string>): { child: ChildProcess; said: () => string } {
  const child = spawn(process.execPath, [MAIN], { env: { PATH: process.env.PATH, ...env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return { child, said: () => said };
}

const DEMO = {
  DESK_MODE: 'demo',
  DESK_PORT: '0',
  DESK_PUBLIC_URL: 'http://127.0.0.1',
  DESK_API_TOKEN: 'x'.repeat(32),
  ODOO_LOGIN: 'desk',
  ODOO_PASSWORD: 'a-password-nobody-may-see',
};

describe('the desk as a process', () => {
  it('says what is missing and ends', async () => {
    const { child, said } = start({});
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(1);
    expect(said()).toMatch(/DESK_DATABASE_URL is missing/);
    expect(said()).toMatch(/ODOO_PASSWORD is missing/);
  });

  it.each([
    ['drafter', 'drafts and posts invoices'],
    ['desk', 'records decisions'],
  ] as const)('does not start where whoever watches is the %s, too', async (role, what) => {
    const sandbox = await startSandbox({ today: '2026-11-21' });
    const { login, password } = sandbox[role];
    const { child, said } = start({
      ...DEMO,
      DESK_DATABASE_URL: 'pglite:/nonexistent/db',
      ODOO_URL: sandbox.url,
      ODOO_DATABASE: sandbox.database,
      DESK_WATCHES: 'all',
      ODOO_WATCH_LOGIN: login,
      ODOO_WATCH_PASSWORD: password,
    });
    const [code] = (await once(child, 'exit')) as [number];
    await sandbox.stop();
    expect(code).toBe(1);
    expect(said()).toBe(
      `ODOO_WATCH_LOGIN, "${login}", does more than watch: it ${what}. Whoever decides on invoices must not hold such a key. ` +
        'Take ODOO_WATCH_LOGIN and ODOO_WATCH_PASSWORD out of the settings and run setup (npx odoo-billing setup): it makes the watching robot, with a key of its own.\n',
    );
  });

  it('opens without Odoo, warns of PGlite, and closes cleanly on SIGTERM', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'desk-'));
    const { child, said } = start({
      ...DEMO,
      DESK_DATABASE_URL: `pglite:${join(folder, 'db')}`,
      ODOO_URL: 'http://127.0.0.1:9',
      ODOO_DATABASE: 'none',
      DESK_WATCHES: 'all',
      ODOO_WATCH_LOGIN: 'robot-watch',
      ODOO_WATCH_PASSWORD: 'a-password-nobody-may-see',
    });
    const url = await eventually(() => /"url":"(http:\/\/127\.0\.0\.1:\d+)"/.exec(said())?.[1]);
    expect(said()).toContain('PGLITE');
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ database: 'up', odoo: 'down' });
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
    expect(said()).toContain('the desk closes');
    expect(said()).not.toContain('a-password-nobody-may-see');
    await rm(folder, { recursive: true });
  });
});
