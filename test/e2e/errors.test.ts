import { describe, expect } from 'vitest';
import { createBillingOdoo } from '../../src/odoo/gateway.ts';
import type { OdooAccess } from '../../src/odoo/api.ts';
import { startN8n } from '../../stack/n8n.ts';
import { startOdoo } from '../../stack/odoo.ts';
import { holders, invoicedHours, liveInvoices } from './support/billed.ts';
import { errorOf } from './support/firm.ts';
import { billingRun } from './support/run.ts';
import { inWorld as base } from './support/test.ts';
import { enterWorld, openWorld, PASSWORD, sellTime } from './support/world.ts';

const test = base
  .extend('world', { scope: 'file' }, ({ odoo }) => enterWorld(odoo))
  .extend('n8n', { scope: 'file' }, async ({ databases, odoo }, { onCleanup }) => {
    const n8n = await startN8n({ postgres: await databases.postgresUrl(`${odoo.database}_n8n`) });
    onCleanup(() => n8n.stop());
    return n8n;
  });

const node = (name: string, type: string, x: number, parameters: object) => ({
  id: name,
  name,
  type: `n8n-nodes-${type}`,
  typeVersion: 1,
  position: [x, 0],
  parameters,
});

/** Collect, judge and draft, with nothing around it. */
const RUN = {
  name: 'Collect and draft',
  nodes: [
    node('Start', 'base.manualTrigger', 0, {}),
    node('Collect Work', 'odoo-billing.odooBilling', 200, {
      resource: 'work',
      operation: 'collect',
      to: '2026-10-31',
      filters: {},
    }),
    node('Billing Rules', 'odoo-billing.billingRules', 400, { today: '2026-11-02' }),
    node('Draft Invoices', 'odoo-billing.odooBilling', 600, {
      resource: 'invoice',
      operation: 'draft',
      today: '2026-11-02',
    }),
  ],
  connections: {
    Start: { main: [[{ node: 'Collect Work', type: 'main', index: 0 }]] },
    'Collect Work': { main: [[{ node: 'Billing Rules', type: 'main', index: 0 }]] },
    'Billing Rules': { main: [[{ node: 'Draft Invoices', type: 'main', index: 0 }]] },
  },
  settings: { executionOrder: 'v1' },
};

describe('in n8n, an error says what happened and how to mend it', () => {
  const cases: [string, (access: OdooAccess) => Partial<OdooAccess>, RegExp, RegExp][] = [
    ['a wrong URL', () => ({ url: 'http://127.0.0.1:9' }), /127\.0\.0\.1:9/, /URL|running|reach/i],
    ['a wrong password', () => ({ password: 'wrong' }), /robot-drafter/, /password|key/i],
    ['a wrong database', () => ({ database: 'no_such_database' }), /no_such_database/, /database/i],
    ['a missing right', () => ({ login: 'clerk', password: PASSWORD }), /clerk/, /right|administrator/i],
  ];
  for (const [what, change, message, mend] of cases) {
    test(what, async ({ world, n8n }) => {
      const access = { ...world.odoo, login: 'robot-drafter', password: PASSWORD };
      await n8n.importCredentials([{ name: what, type: 'odooBillingApi', data: { ...access, ...change(access) } }]);
      const run = await n8n.run(await n8n.importWorkflow(RUN), 'Start');
      expect(run.status).toBe('error');
      expect(errorOf(run)?.message).toMatch(message);
      expect(errorOf(run)?.description).toMatch(mend);
    });
  }

  test('a missing add-on', async ({ databases, n8n }) => {
    const bare = await databases.database('errors_bare');
    await n8n.importCredentials([{ name: 'Bare', type: 'odooBillingApi', data: { ...bare } }]);
    const run = await n8n.run(await n8n.importWorkflow(RUN), 'Start');
    expect(run.status).toBe('error');
    expect(`${errorOf(run)?.message} ${errorOf(run)?.description}`).toMatch(/add-on/);
    await databases.drop(bare.database);
  });
});

test('Odoo goes down in the middle of a run: nothing half-done remains, and the next run bills each part once', async ({
  n8n,
}) => {
  const odoo = await startOdoo({ workers: 2 });
  try {
    const world = await openWorld(await odoo.database('errors_down'));
    const sold = [];
    for (let order = 0; order < 8; order += 1) sold.push(await sellTime(world, [{ price: 100, hours: [8, 4] }]));
    const access = { ...world.odoo, login: 'robot-drafter', password: PASSWORD };
    await n8n.importCredentials([{ name: 'Down', type: 'odooBillingApi', data: access }]);
    const workflow = await n8n.importWorkflow(RUN);
    const running = n8n.run(workflow, 'Start', 400);
    await new Promise((done) => setTimeout(done, 2_500));
    await odoo.stopServer();
    const broken = await running;
    // Either it had just finished, or it says that Odoo could not be reached or gave no answer.
    if (broken.status === 'error') expect(errorOf(broken)?.message).toMatch(/Odoo/);
    await odoo.startServer();
    const halfway = await Promise.all(sold.map(({ orderId }) => liveInvoices(world, orderId)));
    expect(halfway.every((invoices) => invoices.length <= 1)).toBe(true);
    const again = createBillingOdoo(world.as('robot-drafter'), world.odoo.url);
    await billingRun(again, { orderIds: sold.map(({ orderId }) => orderId) });
    for (const one of sold) {
      expect(await holders(world, one.timesheetIds)).toEqual([1, 1]);
      expect(await invoicedHours(world, one.lineIds)).toEqual([12]);
    }
  } finally {
    await odoo.stop();
  }
}, 600_000);
