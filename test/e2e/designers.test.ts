import { describe, expect, inject } from 'vitest';
import { dryRun } from '../../src/billing/dry-run.ts';
import { startN8n } from '../../stack/n8n.ts';
import { changedBetween, changes } from './support/changes.ts';
import { errorOf, itemsOf } from './support/firm.ts';
import { inWorld as base } from './support/test.ts';
import { enterWorld, PASSWORD, sellTime } from './support/world.ts';
import { cancel } from '../contract/acts.ts';

const OURS = 'n8n-nodes-odoo-billing.';
const TODAY = '2026-11-02';

const test = base
  .extend('world', { scope: 'file' }, ({ odoo }) => enterWorld(odoo))
  .extend('sold', { scope: 'file' }, ({ world }) => sellTime(world, [{ price: 100, hours: [8, 4] }]))
  .extend('waiting', { scope: 'file' }, ({ world }) =>
    sellTime(world, [{ price: 90, hours: [3] }], { customer: 'Beacon Labs', approve: false }),
  )
  .extend('n8n', { scope: 'file' }, async ({ databases, odoo, world: _ }, { onCleanup }) => {
    const n8n = await startN8n({ postgres: await databases.postgresUrl(`${odoo.database}_n8n`) });
    onCleanup(() => n8n.stop());
    const data = { ...odoo, login: 'robot-drafter', password: PASSWORD };
    await n8n.importCredentials([{ name: 'Odoo Billing', type: 'odooBillingApi', data }]);
    return n8n;
  });

test('a dry run changes not one row in Odoo; drafting the same does', async ({
  world,
  sold,
  waiting,
  odoo,
  databases: _,
}) => {
  const { postgresPort } = inject('odoo');
  const scope = { from: '2026-10-01', to: '2026-10-31', orderIds: [sold.orderId, waiting.orderId] };
  // The login itself is logged in Odoo.
  await world.drafting.draftsAwaitingDecision();
  const before = await changes(postgresPort, odoo.database);
  const runs = await dryRun(world.drafting, scope, TODAY);
  const after = await changes(postgresPort, odoo.database);
  expect(changedBetween(before, after)).toEqual([]);
  expect(runs.map(({ foreseen }) => foreseen?.status)).toEqual(expect.arrayContaining(['clear', undefined]));

  const proposals = runs.flatMap(({ evaluation }) => evaluation.proposal ?? []);
  const [made] = await world.drafting.draft(proposals);
  expect(made).toMatchObject({ status: 'drafted' });
  expect(changedBetween(after, await changes(postgresPort, odoo.database))).toContain('account_move');
  await cancel(world.as('controller'), made?.status === 'drafted' ? made.invoice.id : 0);
}, 120_000);

describe('in n8n’s editor, the From List pickers', () => {
  test('offer orders with customer and amount, of the customer that is chosen', async ({ n8n, sold, waiting }) => {
    const pick = (filters: object, filter?: string) =>
      n8n.pick(`${OURS}odooBilling`, 'orderList', { resource: 'work', operation: 'collect', filters }, filter);
    const { results } = await pick({}, sold.name);
    expect(results).toEqual([
      { name: expect.stringContaining(`${sold.name} · Acme GmbH · `), value: sold.orderId, url: expect.any(String) },
    ]);
    const { results: customers } = await n8n.pick(`${OURS}odooBilling`, 'customerList', {}, 'Beacon');
    const customer = [{ record: { __rl: true, mode: 'list', value: customers[0]?.value } }];
    expect((await pick({ customer })).results.map(({ value }) => value)).toEqual([waiting.orderId]);
  });

  test('say what is wrong', async ({ n8n, odoo }) => {
    await n8n.importCredentials([
      { name: 'Wrong', type: 'odooBillingApi', data: { ...odoo, login: 'robot-drafter', password: 'wrong' } },
    ]);
    await expect(n8n.pick(`${OURS}odooBilling`, 'orderList', {})).rejects.toThrow(/robot-drafter.*Check/s);
    const data = { ...odoo, login: 'robot-drafter', password: PASSWORD };
    await n8n.importCredentials([{ name: 'Right again', type: 'odooBillingApi', data }]);
  });

  test('agreements: offered and followed', async ({ n8n, world, sold }) => {
    const keeper = await world.create('res.users', {
      name: 'Kim Keeper',
      login: 'keeper',
      password: PASSWORD,
      group_ids: [[6, 0, [await world.xmlId('billing_automation.group_terms_keeper')]]],
    });
    expect(keeper).toBeGreaterThan(0);
    const [order] = await world.admin.searchRead('sale.order', [['id', '=', sold.orderId]], { fields: ['partner_id'] });
    const values = { x_name: 'Acme frame', x_key: 'acme-frame', x_partner_id: order?.partner_id };
    await world.as('keeper').call('x_billing_agreement', 'create', [values]);
    const { results } = await n8n.pick(`${OURS}odooBilling`, 'agreementList', {}, 'acme');
    expect(results.map(({ name }) => name)).toEqual(['Acme frame · Acme GmbH']);
    const works = await world.drafting.collectWork({ to: '2026-10-31', agreementIds: [results[0]?.value as number] });
    expect(works.map((work) => work.order?.id)).toEqual([sold.orderId]);
  });
});

test('a run in one step makes each draft once, however often it runs', async ({ n8n, world }) => {
  const names = ['Cinder Works', 'Delta Rail'];
  for (const customer of names) await sellTime(world, [{ price: 80, hours: [5] }], { customer });
  const customers = await world.admin.searchRead('res.partner', [['name', 'in', names]], { fields: ['name'] });
  const record = (id: unknown) => ({ record: { __rl: true, mode: 'id', value: id } });
  const billed = await Promise.all(
    customers.map(async ({ id }) => {
      const filters = { customer: [record(id)] };
      const parameters = { resource: 'work', operation: 'bill', to: '2026-10-31', today: TODAY, filters, atOnce: 2 };
      const workflow = await n8n.importWorkflow(afterStart('Bill', 'odooBilling', parameters));
      const runs = [await n8n.run(workflow, 'Start'), await n8n.run(workflow, 'Start')];
      expect(runs.map(errorOf)).toEqual([undefined, undefined]);
      return runs.map((run) => itemsOf(run, 'Bill'));
    }),
  );
  const drafted = customers.map(({ name }) => [[expect.objectContaining({ status: 'drafted', customer: name })], []]);
  expect(billed).toEqual(drafted);
}, 120_000);

/** A workflow of one node of ours, started by hand. */
const afterStart = (name: string, type: string, parameters: object) => ({
  name,
  nodes: [
    { id: '1', name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} },
    { id: '2', name, type: `${OURS}${type}`, typeVersion: 1, position: [200, 0], parameters },
  ],
  connections: { Start: { main: [[{ node: name, type: 'main', index: 0 }]] } },
});

/** An agent that calls its one tool with these arguments: n8n's own executor of tools, without a language model. */
const toolRun = (type: string, parameters: object, args: object) => ({
  name: `Tool ${type}`,
  nodes: [
    { id: '1', name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} },
    {
      id: '2',
      name: 'Agent',
      type: '@n8n/n8n-nodes-langchain.toolExecutor',
      typeVersion: 1,
      position: [200, 0],
      parameters: { query: JSON.stringify({ Tool: args }), toolName: 'Tool', node: 'Tool' },
    },
    { id: '3', name: 'Tool', type: `${OURS}${type}`, typeVersion: 1, position: [200, 200], parameters },
  ],
  connections: {
    Start: { main: [[{ node: 'Agent', type: 'main', index: 0 }]] },
    Tool: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
  },
  settings: { executionOrder: 'v1' },
});

describe('as a tool of an AI agent', () => {
  test('n8n offers the lookup node and no other, with operations that read', async ({ n8n }) => {
    const tools = (await n8n.nodeTypes()).filter(({ name }) => name.startsWith(OURS) && name.endsWith('Tool'));
    expect(tools.map(({ name }) => name)).toEqual([`${OURS}odooBillingLookupTool`]);
    const operations = tools[0]?.properties.filter(({ name }) => name === 'operation') ?? [];
    expect(operations.flatMap(({ options = [] }) => options.map(({ value }) => value)).toSorted()).toEqual([
      'dryRun',
      'find',
      'findDelayed',
      'findDifferences',
      'findDrift',
      'findLate',
      'findMissing',
      'findRunningOut',
      'findStale',
      'findStuck',
      'findStuck',
      'get',
      'getBalance',
      'getWaiting',
      'shadow',
    ]);
  });

  test('the agent learns what would be drafted, of the order it names', async ({ n8n, sold }) => {
    const parameters = {
      resource: 'invoice',
      operation: 'dryRun',
      to: '2026-10-31',
      filters: { order: [{ record: { __rl: true, mode: 'name', value: "={{ $fromAI('order') }}" } }] },
      options: { today: TODAY },
    };
    const run = await n8n.run(
      await n8n.importWorkflow(toolRun('odooBillingLookupTool', parameters, { order: sold.name })),
      'Start',
    );
    expect(errorOf(run)).toBeUndefined();
    const said = JSON.stringify(itemsOf(run, 'Agent'));
    expect(said).toContain('Would be drafted');
    expect(said).toContain('12 Hours × 100.00');
  });

  for (const [resource, operation] of [
    ['invoice', 'draft'],
    ['invoice', 'post'],
    ['case', 'open'],
    ['verdict', 'record'],
    ['request', 'create'],
  ] as const) {
    test(`${operation} ${resource} does not exist for an agent, however it is called`, async ({ n8n, world, sold }) => {
      const drafts = () => world.admin.searchCount('account.move', [['invoice_origin', '=', sold.name]]);
      const before = await drafts();
      for (const asked of [
        { parameters: { resource, operation, invoiceId: '1' }, args: {} },
        {
          parameters: {
            resource: "={{ $fromAI('resource') }}",
            operation: "={{ $fromAI('operation') }}",
            invoiceId: '1',
          },
          args: { resource, operation },
        },
      ]) {
        const run = await n8n.run(
          await n8n.importWorkflow(toolRun('odooBillingLookupTool', asked.parameters, asked.args)),
          'Start',
        );
        expect(JSON.stringify(run.data.resultData)).toMatch(/This node has no operation/);
      }
      expect(await drafts()).toBe(before);
    });
  }

  for (const type of ['odooBillingTool', 'billingApprovalTool', 'billingWatchTool', 'billingRulesTool']) {
    test(`n8n refuses ${type}, which nothing offers`, async ({ n8n }) => {
      const parameters = { resource: 'invoice', operation: 'post', invoiceId: '1' };
      const attempt = async () => {
        const run = await n8n.run(await n8n.importWorkflow(toolRun(type, parameters, {})), 'Start');
        return errorOf(run)?.message ?? `it ran: ${JSON.stringify(itemsOf(run, 'Agent'))}`;
      };
      expect(await attempt().catch((error: unknown) => (error as Error).message)).toMatch(
        /cannot be used as a tool|Unrecognized node type|not known|does not exist/i,
      );
    });
  }
});
