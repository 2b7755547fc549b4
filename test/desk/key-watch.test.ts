import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { healthRoutes } from '../../src/desk/health.ts';
import { watchKey } from '../../src/desk/key-watch.ts';
import type { KeyExpiry } from '../../src/odoo/key-expiry.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const key = (expires: string): KeyExpiry => ({ login: 'desk', key: 'Billing: approval desk', expires });

async function deskWith(look: () => Promise<KeyExpiry | undefined>) {
  const log: string[] = [];
  const watch = watchKey(look, () => NOW, pino({}, { write: (line: string) => void log.push(line) }));
  const sql = { query: async () => [] };
  const server = express()
    .use(healthRoutes(sql, async () => '19.0', watch))
    .listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    watch.stop();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { log, ready: async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).json() };
}

it('a key that runs out soon is in the log, with what to do, and its day on the health page', async () => {
  const { log, ready } = await deskWith(async () => key('2026-11-30T08:00:00Z'));
  expect(await ready()).toEqual({ database: 'up', odoo: 'up', odooKeyExpires: '2026-11-30' });
  expect(log).toHaveLength(1);
  expect(log[0]).toMatch(/runs out on 2026-11-30 08:00 UTC \(8 days left\).*Add API Key/);
});

it.each([
  ['a key with time left', async () => key('2027-01-30T08:00:00Z')],
  ['no key', async () => undefined],
  ['an Odoo that is down', () => Promise.reject(new Error('down'))],
])('nothing is said of %s', async (_, look) => {
  const { log, ready } = await deskWith(look);
  expect(await ready()).toEqual({ database: 'up', odoo: 'up' });
  expect(log).toEqual([]);
});
