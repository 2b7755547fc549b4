import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { startCluster } from '../../stack/cluster.ts';
import { databases } from '../../stack/databases.ts';
import { startDesk } from '../../stack/desk.ts';
import { serveOdoo } from '../../stack/odoo.ts';
import { postgresUrl, sql } from '../../stack/postgres.ts';
import { openDatabase } from '../../src/desk/database.ts';
import { createLog } from '../../src/desk/log.ts';
import { createMetrics } from '../../src/desk/metrics/metrics.ts';
import { openQueue } from '../../src/desk/queue.ts';
import { eventually } from './support/firm.ts';
import { openGate } from './support/gate.ts';
import { enterWorld, PASSWORD, sellTime, WORLD } from './support/world.ts';

/** A minute or two each, where the machine has nothing else to do. */
const PATIENCE_MS = 900_000;
/** For what is tried again, later and later. */
const SECONDS = 240;
const CODE = 'wip.stale';
/** In the midst of what the watch reads, and what it sends where it opens and where it closes cases. */
const READING = 'project.sale.line.employee.map';
const OPENING = 'raise_days';
const CLOSING = 'still_open';

/** A desk whose clock never ticks, that watches an Odoo to be killed, beside one that sees the same database. */
async function watchUnderFire() {
  const address = inject('odoo');
  const name = `watch_${randomBytes(4).toString('hex')}`;
  const { copy, drop } = databases(address);
  const world = await enterWorld(await copy(WORLD, name));
  const [odoo, postgres] = await Promise.all([serveOdoo(address, 0), startCluster()]);
  const gate = await openGate({ port: odoo.port });
  const databaseUrl = await postgres.database('desk');
  const odooUrl = `http://127.0.0.1:${gate.port}`;
  const desk = await startDesk({
    DESK_MODE: 'test',
    DESK_DATABASE_URL: databaseUrl,
    DESK_API_TOKEN: 'a-token-of-the-desk-that-is-long-enough',
    ODOO_URL: odooUrl,
    ODOO_DATABASE: name,
    ODOO_LOGIN: 'robot-desk',
    ODOO_PASSWORD: PASSWORD,
    DESK_WATCHES: 'stale-wip',
    DESK_WATCHES_AT: '0 0 29 2 *',
    ODOO_WATCH_LOGIN: 'robot-watch',
    ODOO_WATCH_PASSWORD: PASSWORD,
  });
  const database = await openDatabase(databaseUrl);
  const queue = await openQueue(database, createLog(), createMetrics());
  const cases = async (code = CODE) =>
    world.as('controller').searchRead('x_billing_case', [['x_code', '=', code]], {
      fields: [
        'x_key',
        'x_state',
        'x_came_back',
        'x_kind',
        'x_severity',
        'x_name',
        'x_detail',
        'x_next_step',
        'x_note',
      ],
      order: 'id',
    });
  return {
    world,
    odoo,
    gate,
    desk,
    database,
    databaseName: name,
    postgresPort: address.postgresPort,
    cases,
    watch: () => queue.outbox((_tx, send) => send('watch', { watch: 'stale-wip' })),
    /** How often a watch failed, by the desk's own word. */
    failures: async () =>
      (await readFile(desk.log, 'utf8')).split('\n').filter((line) => /"job":"watch"/.test(line)).length,
    idle: async () =>
      (await database.query("select 1 from desk_jobs.job where name = 'watch' and state <> 'completed'")).length === 0,
    stop: async () => {
      await queue.stop();
      await database.close();
      await desk.stop();
      await gate.close();
      await Promise.all([odoo.stopServer(), postgres.stop()]);
      await drop(name);
    },
  };
}

let at: Awaited<ReturnType<typeof watchUnderFire>>;
beforeAll(async () => {
  at = await watchUnderFire();
}, PATIENCE_MS);
afterAll(() => at.stop());

const standing = async () =>
  (await at.cases()).map(({ x_key: key, x_state: state, x_came_back: back }) => [key, state, back]);

let stale: number[] = [];
/** One case is open whose cause is there, one whose cause is gone, and one is to be opened. */
beforeEach(async () => {
  const waits = await sellTime(at.world, [{ price: 120, hours: [8] }], { date: '2025-08-04' });
  const mended = await sellTime(at.world, [{ price: 90, hours: [4] }], { date: '2025-08-04' });
  await at.watch();
  await eventually(async () => (await at.idle()) && (await openOf(waits.orderId)) && openOf(mended.orderId), SECONDS);
  await at.world.admin.call('account.analytic.line', 'unlink', [mended.timesheetIds]);
  const found = await sellTime(at.world, [{ price: 150, hours: [2] }], { date: '2025-08-04' });
  stale = [waits.orderId, found.orderId];
}, PATIENCE_MS);

async function openOf(orderId: number): Promise<boolean> {
  const domain = [
    ['x_code', '=', CODE],
    ['x_order_id', '=', orderId],
    ['x_state', '=', 'open'],
  ] as [string, string, unknown][];
  return (await at.world.as('controller').searchCount('x_billing_case', domain)) === 1;
}

/** Each cause is one case, open where it is there, and none came back. */
async function isRight(): Promise<boolean> {
  const all = await at.cases();
  const keys = all.map(({ x_key: key }) => key);
  const open = await Promise.all(stale.map(openOf));
  return open.every(Boolean) && new Set(keys).size === keys.length && all.every(({ x_came_back: back }) => back === 0);
}
const nowClosed = async () => (await at.cases()).filter(({ x_state: state }) => state === 'closed').length;

test.for([
  ['reads', READING, 'there'],
  ['has read all, and is about to open cases', OPENING, 'there'],
  ['has opened cases, and does not know it', OPENING, 'back'],
  ['is about to close cases', CLOSING, 'there'],
  ['has closed cases, and does not know it', CLOSING, 'back'],
] as const)(
  'Odoo killed while a watch %s: tried again, and each cause is one case',
  { timeout: PATIENCE_MS },
  async ([, mark, way]) => {
    const [before, closed, failures] = [await standing(), await nowClosed(), await at.failures()];
    const held = at.gate.hold(way, mark);
    await at.watch();
    await held.reached;
    await at.odoo.stopServer();
    held.drop();
    await eventually(async () => (await at.failures()) > failures, SECONDS);
    if (mark === READING) expect(await standing()).toEqual(before);
    await at.odoo.startServer();
    await eventually(async () => (await isRight()) && (await at.idle()), SECONDS);
    expect(await nowClosed()).toBe(closed + 1);
  },
);

test("Odoo's database gone while a watch reads: no half of it is judged", { timeout: PATIENCE_MS }, async () => {
  const [before, closed, failures] = [await standing(), await nowClosed(), await at.failures()];
  const server = postgresUrl(at.postgresPort, 'postgres');
  const held = at.gate.hold('there', READING);
  await at.watch();
  await held.reached;
  await sql(server, `alter database "${at.databaseName}" with allow_connections false`);
  await sql(server, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${at.databaseName}'`);
  held.release();
  await eventually(async () => (await at.failures()) > failures, SECONDS);
  const again = at.gate.hold('there', READING);
  await sql(server, `alter database "${at.databaseName}" with allow_connections true`);
  await again.reached;
  expect(await standing()).toEqual(before);
  again.release();
  await eventually(async () => (await isRight()) && (await at.idle()), SECONDS);
  expect(await nowClosed()).toBe(closed + 1);
});

test.for([
  ['reads', READING, 'there'],
  ['has opened cases', OPENING, 'back'],
] as const)('the desk killed while a watch %s takes it up again', { timeout: PATIENCE_MS }, async ([, mark, way]) => {
  const closed = await nowClosed();
  const held = at.gate.hold(way, mark);
  await at.watch();
  await held.reached;
  await at.desk.stopServer('SIGKILL');
  held.drop();
  await at.desk.startServer();
  await eventually(async () => (await isRight()) && (await at.idle()), SECONDS);
  expect(await nowClosed()).toBe(closed + 1);
});

test(
  'a watch that can not look is a technical case, with why and what to do, until it could look again',
  { timeout: PATIENCE_MS },
  async () => {
    const before = await standing();
    const [robot] = await at.world.admin.searchRead('res.users', [['login', '=', 'robot-watch']], { fields: ['id'] });
    const active = (value: boolean) => at.world.admin.call('res.users', 'write', [[robot?.id], { active: value }]);
    await active(false);
    await at.watch();
    // The desk would try for hours; here the next try is the last.
    const last = `update desk_jobs.job set retry_limit = retry_count, start_after = now()
      where name = 'watch' and state = 'retry' returning id`;
    await eventually(async () => (await at.database.query(last)).length > 0, SECONDS);
    const [told] = await eventually(async () => {
      const found = await at.cases('desk.job-failed');
      return found.length > 0 && found;
    }, SECONDS);
    expect(told).toMatchObject({
      x_state: 'open',
      x_kind: 'technical',
      x_severity: '2',
      x_name: 'A watch could not look: stale-wip',
      x_detail: expect.stringContaining('robot-watch'),
      x_next_step: expect.stringContaining('ODOO_WATCH_LOGIN'),
    });
    expect(await standing()).toEqual(before);

    await active(true);
    await at.watch().catch(() => undefined);
    await eventually(async () => (await at.cases('desk.job-failed'))[0]?.x_state === 'closed', SECONDS);
    expect((await at.cases('desk.job-failed'))[0]).toMatchObject({ x_note: 'Solved: the watch could look again.' });
    await eventually(isRight, SECONDS);
  },
);
