import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { connectJson2 } from '../../src/odoo/json2.ts';
import { inTurn } from '../../src/odoo/in-turn.ts';

const KEY = 'a'.repeat(40);

/** A server that takes a moment for each call and counts how many it has at once. */
async function slowOdoo(takesMs: number) {
  const seen = { now: 0, most: 0 };
  const server = createServer(async (req, res) => {
    req.resume();
    seen.most = Math.max(seen.most, ++seen.now);
    await pause(takesMs);
    seen.now -= 1;
    const answers: [end: string, answer: unknown][] = [
      ['context_get', { uid: 2 }],
      ['read', [{ id: 2, login: 'robot' }]],
      ['search_count', 7],
    ];
    const answer = answers.find(([end]) => req.url?.endsWith(`/${end}`))?.[1];
    res.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

test('hundreds who ask at once stand in line here, not at Odoo’s door, and their time runs when it is their turn', async () => {
  const { url, seen } = await slowOdoo(50);
  const access = { url, database: 'firm', login: 'robot', password: KEY };
  const clients = Array.from({ length: 200 }, () => connectJson2(access, { timeoutMs: 1_000, retries: 0 }));
  const counts = await Promise.all(clients.map((client) => client.searchCount('res.partner', [])));
  expect(new Set(counts)).toEqual(new Set([7]));
  expect(seen.most).toBeGreaterThan(1);
  expect(seen.most).toBeLessThanOrEqual(8);
});

test('one of a process asks whether it is its turn, of each Odoo', async () => {
  const asking = { here: 0, most: 0 };
  const ask = async () => {
    asking.most = Math.max(asking.most, ++asking.here);
    await pause(1);
    asking.here -= 1;
    return { status: 'posted' };
  };
  const never = inTurn('http://other.test', () => new Promise<{ status: string }>(() => undefined));
  void never;
  await Promise.all(Array.from({ length: 20 }, () => inTurn('http://odoo.test', ask)));
  expect(asking.most).toBe(1);
});
