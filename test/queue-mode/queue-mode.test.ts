import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import { proposalsOf } from '../../src/rules/proposal/of.ts';
import { databases } from '../../stack/databases.ts';
import { startDesk, type Desk } from '../../stack/desk.ts';
import type { N8nProcess } from '../../stack/n8n.ts';
import { startN8nQueue, type N8nQueue } from '../../stack/n8n-queue.ts';
import { type Redis, startRedis } from '../../stack/redis.ts';
import { shippedWorkflow } from '../../stack/shipped.ts';
import { type Mailbox, openMailbox } from '../desk/mailbox.ts';
import { askAndWait } from '../e2e/support/ask-and-wait.ts';
import { deskSettings, TOKEN } from '../e2e/support/desk-settings.ts';
import { faultyLine, type FaultyLine } from '../e2e/support/faulty-line.ts';
import { errorOf, eventually, itemsOf } from '../e2e/support/firm.ts';
import { openWorld, PASSWORD, sellTime, type World } from '../e2e/support/world.ts';

/**
 * n8n in queue mode (main, two workers, a webhook process, Redis, PostgreSQL, this package on each) and two desks on one
 * PostgreSQL, each behind a small proxy. The tests follow one another.
 */
const [APPROVER, PREPARER] = ['approver@firm.test', 'preparer@firm.test'];
const SETTINGS = { approvers: APPROVER, preparedBy: PREPARER, billUpTo: '2026-10-31', today: '2026-11-02' };

let world: World;
let redis: Redis;
let mailbox: Mailbox;
let desks: [Desk, Desk];
let desksLine: FaultyLine;
let n8nLine: FaultyLine;
let n8n: N8nQueue;
/** Which desk takes the next calls. */
let asked: 0 | 1 = 0;
let billingRun: string;

beforeAll(async () => {
  const { url, port, postgresPort, work } = inject('odoo');
  const own = databases({ url, port, postgresPort, work });
  const odoo = await own.database('queue_mode');
  world = await openWorld(odoo);
  mailbox = await openMailbox();
  redis = await startRedis();

  desksLine = await faultyLine(() => desks[asked].url);
  const shared = {
    ...deskSettings(odoo, await own.postgresUrl('queue_mode_desk'), mailbox),
    DESK_PUBLIC_URL: desksLine.url,
  };
  desks = [await startDesk(shared), await startDesk(shared)];

  n8nLine = await faultyLine((path) => (path.startsWith('/webhook') ? n8n.webhook.url : n8n.main.url));
  n8n = await startN8nQueue({
    postgres: await own.postgresUrl('queue_mode_n8n'),
    redis: redis.port,
    publicUrl: n8nLine.url,
    workers: 2,
  });
  const robot = { url: odoo.url, database: odoo.database, login: 'robot-drafter', password: PASSWORD };
  await n8n.main.importCredentials([
    { name: 'Odoo Billing', type: 'odooBillingApi', data: robot },
    { name: 'Billing Desk', type: 'billingDeskApi', data: { url: desksLine.url, token: TOKEN } },
  ]);
  billingRun = await n8n.main.importWorkflow(await shippedWorkflow('billing-run', SETTINGS));
  const onDecision = await n8n.main.importWorkflow(await shippedWorkflow('on-decision'));
  await n8n.main.activate(onDecision);
}, 900_000);
afterAll(async () => {
  await n8n?.stop();
  for (const desk of desks ?? []) await desk.stop();
  await Promise.all([desksLine?.close(), n8nLine?.close(), redis?.stop(), mailbox?.close()]);
}, 120_000);

/** Executions a process of n8n began to run, by its log. */
const ranOn = async ({ log }: N8nProcess): Promise<string[]> =>
  [...(await readFile(log, 'utf8')).matchAll(/Worker started execution (\d+)/g)].map(([, id = '']) => id);

const ordersOf = async (count: number): Promise<number[]> => {
  const orders: number[] = [];
  for (let at = 0; at < count; at += 1)
    orders.push((await sellTime(world, [{ price: 120, hours: [8, 2] }], { customer: `Customer ${at}` })).orderId);
  return orders;
};

/** Of these orders: their invoices, and the hours that live lines of invoices hold. */
async function billed(orderIds: number[]): Promise<{ invoices: number; posted: number; hours: number }> {
  const lines = await world.admin.searchRead(
    'account.move.line',
    [
      ['sale_line_ids.order_id', 'in', orderIds],
      ['parent_state', 'in', ['draft', 'posted']],
    ],
    { fields: ['move_id', 'parent_state', 'quantity'] },
  );
  const of = (rows: typeof lines) => new Set(rows.map(({ move_id }) => move_id)).size;
  return {
    invoices: of(lines),
    posted: of(lines.filter(({ parent_state }) => parent_state === 'posted')),
    hours: lines.reduce((sum, { quantity }) => sum + Number(quantity), 0),
  };
}

/** Presses Approve on the page of each mail that came, at the desk that is asked now. */
async function approveAll(count: number): Promise<void> {
  const links = await eventually(() => {
    const found = mailbox.to(APPROVER).flatMap(({ link }) => (link ? [link] : []));
    return found.length >= count && found;
  });
  for (const link of links) {
    const headers = { 'sec-fetch-site': 'same-origin' };
    const pressed = await fetch(link, { method: 'POST', headers, body: new URLSearchParams({ decision: 'approve' }) });
    expect(pressed.status).toBe(200);
  }
  mailbox.mails.splice(0);
}

test('a run on one worker, asked by one desk, decided on the other, posted by whichever worker', async () => {
  const orders = await ordersOf(3);
  asked = 0;
  const run = await n8n.main.run(billingRun, 'Run Now', 120);
  expect(run.status, errorOf(run)?.message).toBe('success');
  expect((await Promise.all(n8n.workers.map(ranOn))).flat()).toContain(run.id);
  expect(await billed(orders)).toEqual({ invoices: 3, posted: 0, hours: 30 });

  asked = 1;
  await approveAll(3);
  await eventually(async () => (await billed(orders)).posted === 3);
  expect(await billed(orders)).toEqual({ invoices: 3, posted: 3, hours: 30 });
}, 400_000);

test('asked by a worker that is gone when the decision comes: the other goes on, at the other desk', async () => {
  const [first, second] = n8n.workers as [N8nProcess, N8nProcess];
  const [orderId = 0] = await ordersOf(1);
  const works = await world.drafting.collectWork({ to: SETTINGS.billUpTo, orderIds: [orderId] });
  const [draft] = await draftProposals(world.drafting, propose(works, SETTINGS.today).flatMap(proposalsOf));
  if (draft?.status !== 'drafted') throw new Error(JSON.stringify(draft));
  await second.stopServer();
  asked = 0;
  const waits = await n8n.main.importWorkflow(
    askAndWait(draft.invoice.id, APPROVER, { waitAmount: 1, waitUnit: 'hours' }),
  );
  const begun = await n8n.main.run(waits, 'Start', 120);
  expect(begun.status, errorOf(begun)?.message).toBe('waiting');
  expect(await ranOn(first)).toContain(begun.id);

  await first.stopServer();
  await desks[0].stopServer('SIGKILL');
  await second.startServer();
  asked = 1;
  await approveAll(1);
  const ended = await eventually(async () => {
    const now = await n8n.main.execution(begun.id);
    return now.status === 'success' && now;
  });
  expect(await ranOn(second)).toContain(begun.id);
  expect(itemsOf(ended, 'Not Approved')).toEqual([]);
  expect(itemsOf(ended, 'Approved')).toEqual([expect.objectContaining({ status: 'approved', by: 'Approver' })]);
  await Promise.all([first.startServer(), desks[0].startServer()]);
}, 400_000);

test('a worker killed in the middle of a run: another finishes it, and each hour is on one invoice', async () => {
  const orders = await ordersOf(60);
  const id = n8n.main.run(billingRun, 'Run Now', 300).catch((error: unknown) => error);
  const struck = await eventually(async () => {
    if ((await billed(orders)).invoices === 0) return false;
    const [onFirst, onSecond] = await Promise.all(n8n.workers.map(ranOn));
    return Number(onFirst?.at(-1) ?? 0) > Number(onSecond?.at(-1) ?? 0) ? n8n.workers[0] : n8n.workers[1];
  });
  await struck.stopServer();
  const run = await id;
  if (run instanceof Error) throw run;
  const { status } = run as { status: string };
  await struck.startServer();
  // n8n may give the killed execution up, or hand it to the other worker: who runs it again has the same.
  if (status !== 'success') expect((await n8n.main.run(billingRun, 'Run Now', 300)).status).toBe('success');
  expect(await billed(orders)).toEqual({ invoices: 60, posted: 0, hours: 600 });
  await approveAll(60);
  await eventually(async () => (await billed(orders)).posted === 60, 300);
  expect(await billed(orders)).toEqual({ invoices: 60, posted: 60, hours: 600 });
}, 900_000);
