import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually } from './start.ts';

const MAIN = new URL('../../src/desk/main.ts', import.meta.url).pathname;

function start(env: Record<string, string>): { child: ChildProcess; said: () => string } {
  const child = spawn(process.execPath, [MAIN], { env: { PATH: process.env.PATH, ...env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return { child, said: () => said };
}

describe('the desk as a process', () => {
  it('says what is missing and ends', async () => {
    const { child, said } = start({});
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(1);
    expect(said()).toMatch(/DESK_DATABASE_URL is missing/);
    expect(said()).toMatch(/ODOO_PASSWORD is missing/);
  });

  it('opens without Odoo, warns of PGlite, and closes cleanly on SIGTERM', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'desk-'));
    const { child, said } = start({
      DESK_MODE: 'demo',
      DESK_PORT: '0',
      DESK_PUBLIC_URL: 'http://127.0.0.1',
      DESK_DATABASE_URL: `pglite:${join(folder, 'db')}`,
      DESK_API_TOKEN: 'x'.repeat(32),
      ODOO_URL: 'http://127.0.0.1:9',
      ODOO_DATABASE: 'none',
      ODOO_LOGIN: 'desk',
      ODOO_PASSWORD: 'a-password-nobody-may-see',
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
