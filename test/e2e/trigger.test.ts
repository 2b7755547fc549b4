import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import type { BillingEvent, BillingEventKind } from '../../src/billing/events.ts';
import { createBillingOdoo } from '../../src/odoo/gateway.ts';
import { createBillingEvents } from '../../src/odoo/events.ts';
import type { BillingOdoo } from '../../src/billing/ports.ts';
import type { OdooApi } from '../../src/odoo/api.ts';
import { connectXmlRpc } from '../../src/odoo/xmlrpc.ts';
import { type Billing, installBilling, type Robots, startBilling } from '../../stack/billing.ts';
import { databases, type Databases, type OdooDatabase } from '../../stack/databases.ts';
import type { Execution } from '../../stack/n8n-api.ts';
import { type FaultyLine, faultyLine } from './support/faulty-line.ts';
import { eventually, itemsOf } from './support/firm.ts';

const TRIGGER = 'Odoo Billing Trigger';
/** The clock of the trigger ticks every minute. */
vi.setConfig({ testTimeout: 400_000 });

const A_TICK_S = 90;

let own: Databases;
let odoo: OdooDatabase;
let robots: Robots;
let line: FaultyLine;
let billing: Billing;
let admin: OdooApi;
let drafter: BillingOdoo;
let each: string;
let together: string;

const workflow = (name: string, event: BillingEventKind, start: 'each' | 'together', webhookId: string) => ({
  name,
  nodes: [
    {
      id: webhookId,
      name: TRIGGER,
      type: 'n8n-nodes-odoo-billing.odooBillingTrigger',
      typeVersion: 1,
      position: [0, 0],
      webhookId,
      parameters: { events: [event], start, everyMinutes: 1 },
    },
    {
      id: `${webhookId}-end`,
      name: 'End',
      type: 'n8n-nodes-base.noOp',
      typeVersion: 1,
      position: [200, 0],
      parameters: {},
    },
  ],
  connections: { [TRIGGER]: { main: [[{ node: 'End', type: 'main', index: 0 }]] } },
});
const ids = { each: '2f0f6f0e-3f0a-4f0e-8a55-6d8f6f1a9c11', together: '2f0f6f0e-3f0a-4f0e-8a55-6d8f6f1a9c12' };
const hookOf = (id: string) => `${billing.n8n.url}/webhook/${id}/billing-event`;

const aCase = (key: string) => ({
  key,
  kind: 'policy' as const,
  code: 'test.event',
  title: `Case ${key}`,
  detail: 'It is odd.',
  nextStep: 'Look at it.',
  severity: 'low' as const,
  amount: '0',
  deadline: '2026-12-01',
});
const open = (...keys: string[]) => drafter.openCases(keys.map(aCase));
const storm = Array.from({ length: 500 }, (_, number) => `storm-${String(number)}`);
const runsOf = async (id: string) => (await billing.n8n.executions(id)).filter(({ status }) => status === 'success');
const titles = (run: Execution) => itemsOf(run, TRIGGER).map((item) => (item as unknown as BillingEvent).case?.title);
const started = async (id: string, ...keys: string[]) => {
  const wanted = keys.map((key) => `Case ${key}`);
  const runs = await runsOf(id);
  return runs.filter((run) => titles(run).some((title) => wanted.includes(title ?? '')));
};
/** Everything has arrived, and Odoo keeps nothing for anyone. */
const quiet = () => eventually(async () => (await admin.searchCount('x_billing_event', [])) === 0, 2 * A_TICK_S);
const hints = () =>
  admin.searchRead(
    'ir.actions.server',
    [
      ['state', '=', 'webhook'],
      ['model_id.model', '=', 'x_billing_event'],
    ],
    { fields: ['webhook_url', 'name'] },
  );
const looks = () => line.calls.filter((body) => body.includes('"skip"')).length;

beforeAll(async () => {
  const { url, port, postgresPort, work } = inject('odoo');
  own = databases({ url, port, postgresPort, work });
  odoo = await own.database('trigger');
  robots = await installBilling(odoo);
  line = await faultyLine(odoo.url);
  admin = connectXmlRpc(odoo);
  drafter = createBillingOdoo(connectXmlRpc(robots.drafter), odoo.url);
  billing = await startBilling(own, { ...robots, drafter: { ...robots.drafter, url: line.url } });
  each = await billing.n8n.importWorkflow(workflow('Each', 'case.opened', 'each', ids.each));
  together = await billing.n8n.importWorkflow(workflow('Together', 'case.reopened', 'together', ids.together));
  await open('before', ...storm);
  await billing.n8n.activate(each);
  await billing.n8n.activate(together);
}, 600_000);
afterAll(async () => {
  await billing.stop();
  await line.close();
}, 120_000);
beforeEach(() => {
  line.mend();
  line.lose = () => undefined;
  line.calls.length = 0;
});

test('an event starts the workflow at once, with the facts; what was before it was switched on starts nothing', async () => {
  await open('first');
  const [run] = await eventually(async () => (await started(each, 'first')).length === 1 && started(each, 'first'), 20);
  const [item] = itemsOf(run as Execution, TRIGGER);
  expect(item).toMatchObject({
    event: 'case.opened',
    gone: false,
    case: { title: 'Case first', nextStep: 'Look at it.' },
  });
  await quiet();
  expect(await started(each, 'before')).toEqual([]);
});

test('hinted at again and again, by anyone, it starts nothing twice; nothing in a call is believed', async () => {
  const call = (body: object) =>
    fetch(hookOf(ids.each), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await open('again');
  await Promise.all(Array.from({ length: 10 }, () => call({ _model: 'x_billing_event', _id: 1 })));
  await eventually(async () => (await started(each, 'again')).length === 1, 20);
  await call({ event: 'case.opened', case: { title: 'Case forged' } });
  await quiet();
  expect(await started(each, 'again')).toHaveLength(1);
  expect(await started(each, 'forged')).toEqual([]);
});

test('five hundred at once are one hint and one execution, and a storm of hints is few looks', async () => {
  await drafter.closeCases(['test.event'], [], 'Solved.');
  const began = Date.now();
  await open(...storm);
  await eventually(async () => (await started(together, ...storm)).length === 1, 150);
  await quiet();
  const [run, ...others] = await started(together, ...storm);
  expect(others).toEqual([]);
  expect(new Set(titles(run as Execution)).size).toBe(500);
  // Each of the two workflows also looks once a minute.
  expect(looks()).toBeLessThan(6 + 2 * Math.floor((Date.now() - began) / 60_000));
  const before = looks();
  await Promise.all(storm.map(() => fetch(hookOf(ids.together), { method: 'POST' })));
  await new Promise((done) => setTimeout(done, 2000));
  expect(looks() - before).toBeLessThan(20);
  expect(await started(together, ...storm)).toHaveLength(1);
});

test('switched off and on again, it catches up on what happened meanwhile', async () => {
  await billing.n8n.deactivate(each);
  expect((await hints()).map(({ webhook_url }) => webhook_url)).toEqual([hookOf(ids.together)]);
  await open('while-off-1', 'while-off-2');
  await billing.n8n.activate(each);
  expect((await hints()).map(({ webhook_url }) => webhook_url).sort()).toEqual([ids.each, ids.together].map(hookOf));
  await eventually(async () => (await started(each, 'while-off-1', 'while-off-2')).length === 2, 20);
  await quiet();
});

describe('when things fail', () => {
  test('a hint that got lost is made up for by the clock', async () => {
    const known = await hints();
    const dead = 'http://127.0.0.1:9/lost';
    for (const { id } of known) await admin.call('ir.actions.server', 'write', [[id], { webhook_url: dead }]);
    await open('lost');
    await eventually(async () => (await started(each, 'lost')).length === 1, A_TICK_S);
    for (const { id, webhook_url } of known) await admin.call('ir.actions.server', 'write', [[id], { webhook_url }]);
    await quiet();
  });

  test('Odoo out of reach for a while', async () => {
    line.cut();
    await open('outage');
    await new Promise((done) => setTimeout(done, 3000));
    expect(await started(each, 'outage')).toEqual([]);
    line.mend();
    await eventually(async () => (await started(each, 'outage')).length === 1, A_TICK_S);
    await quiet();
  });

  test('a transaction that began earlier and commits later loses nothing', async () => {
    const [model] = await admin.searchRead('ir.model', [['model', '=', 'x_billing_case']], { fields: ['id'] });
    const slow = await admin.call('ir.actions.server', 'create', [
      {
        name: 'Slow',
        state: 'code',
        model_id: model?.id,
        code: "env['x_billing_case'].sudo().create({'x_name': 'Case slow', 'x_key': 'slow', 'x_state': 'open'})\ntime.sleep(5)",
      },
    ]);
    const running = admin.call('ir.actions.server', 'run', [[slow].flat()]);
    await new Promise((done) => setTimeout(done, 1500));
    await open('quick');
    await eventually(async () => (await started(each, 'quick')).length === 1, 20);
    expect(await started(each, 'slow')).toEqual([]);
    await running;
    await eventually(async () => (await started(each, 'slow')).length === 1, A_TICK_S);
    await quiet();
    expect(await started(each, 'slow', 'quick')).toHaveLength(2);
  });

  test('n8n killed after the hint, before anything started', async () => {
    line.lose = (body) => (body.includes('"skip"') ? 'answer' : undefined);
    await open('killed-early');
    await eventually(() => looks() > 0, A_TICK_S);
    await billing.n8n.stopServer();
    expect(await admin.searchCount('x_billing_event', [['x_batch', '!=', 0]])).toBeGreaterThan(0);
    line.lose = () => undefined;
    await billing.n8n.startServer();
    await eventually(async () => (await started(each, 'killed-early')).length === 1, A_TICK_S);
    await quiet();
    expect(await started(each, 'killed-early')).toHaveLength(1);
  });

  test('n8n killed after the start, before Odoo knew', async () => {
    line.lose = (body) => (body.includes('"batch"') ? 'call' : undefined);
    await open('killed-late');
    await eventually(async () => (await started(each, 'killed-late')).length === 1, A_TICK_S);
    expect(await admin.searchCount('x_billing_event', [])).toBeGreaterThan(0);
    await billing.n8n.stopServer();
    line.lose = () => undefined;
    await billing.n8n.startServer();
    await quiet();
    expect(await started(each, 'killed-late')).toHaveLength(1);
  });
});

test('two who look at the same moment are given the same batch', async () => {
  const key = 'concurrent';
  const events = createBillingEvents(connectXmlRpc(robots.drafter));
  await events.listen({ key, name: 'Concurrent', kinds: ['case.opened'], url: '' });
  await open(...Array.from({ length: 40 }, (_, number) => `concurrent-${String(number)}`));
  const takers = Array.from({ length: 6 }, () => createBillingEvents(connectXmlRpc(robots.drafter)).take(key, 40));
  const batches = await Promise.all(takers);
  expect(new Set(batches.map((batch) => JSON.stringify(batch))).size).toBe(1);
  expect(batches[0]).toMatchObject({ events: { length: 40 } });
  await events.unlisten(key, true);
});
