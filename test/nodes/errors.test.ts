import type { INode } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { createRunner, itemsOf, type WorkflowFile } from '../../scripts/n8n-runner.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { failure, LAST_MONTH, odooCredential, shipped, TODAY } from './world.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ today: TODAY });
});
afterAll(() => sandbox.stop());

const NOBODY = 'http://127.0.0.1:9';

/** Manual trigger, Edit Fields with the items' fields, and one node of ours taken from a shipped workflow. */
function single(
  workflow: string,
  name: string,
  change: Partial<INode> = {},
  fields: Record<string, unknown> = {},
): WorkflowFile {
  const file = shipped(workflow);
  const node = file.nodes.find((one) => one.name === name) as INode;
  const parameters = { mode: 'raw', jsonOutput: JSON.stringify(fields), options: {} };
  const main = (target: string) => ({ main: [[{ node: target, type: 'main' as const, index: 0 }]] });
  return {
    ...file,
    nodes: [
      {
        id: '1',
        name: 'Start',
        type: 'n8n-nodes-base.manualTrigger',
        typeVersion: 1,
        position: [0, 0],
        parameters: {},
      },
      { id: '2', name: 'Settings', type: 'n8n-nodes-base.set', typeVersion: 3.4, position: [0, 0], parameters },
      // Tried once: what shipped workflows try again is told the same way in the end.
      { ...node, retryOnFail: false, ...change },
    ],
    connections: { Start: main('Settings'), Settings: main(name) },
  };
}

const settings = { billUpTo: LAST_MONTH, today: TODAY, approvers: 'ada@example.com' };
const collect = (change: Partial<INode> = {}, fields: Record<string, unknown> = settings) =>
  single('billing-run', 'Collect Work', change, fields);

const run = (file: WorkflowFile, odoo: object = {}, desk: object = {}) =>
  createRunner({
    credentials: {
      odooBillingApi: { ...odooCredential(sandbox), ...odoo },
      billingDeskApi: { url: NOBODY, token: 'some token', ...desk },
    },
  }).run(file, 'Start');

describe('what went wrong with Odoo, and how to mend it', () => {
  test.each([
    ['nobody answers', { url: NOBODY }, /127\.0\.0\.1:9/, /address|runs/i],
    ['no such database', { database: 'nowhere' }, /no database "nowhere"/, /Check the database name/],
    ['wrong password', { password: 'wrong' }, /login/i, /password/i],
    ['no password', { password: '' }, /No Odoo password is given/, /Enter the Odoo user's password or API key/],
  ])('%s', async (_, odoo, message, mend) => {
    const told = failure(await run(collect(), odoo));
    expect(told.node).toBe('Collect Work');
    expect(told.message).toMatch(message);
    expect(told.description).toMatch(mend);
    expect(JSON.stringify(told)).not.toContain(sandbox.drafter.password);
  });

  test('a right is missing', async () => {
    const { login, password } = sandbox.account('Hugo Ivers');
    const told = failure(await run(collect(), { login, password }));
    expect(told.message).toMatch(/may not do/);
    expect(told.description).toContain(`give "${login}" the right`);
  });

  test('the add-on is missing', async () => {
    const other = await startSandbox({ today: TODAY });
    for (const { id } of other.store.where('ir.model.data', ({ model }) => model === 'ir.actions.server')) {
      other.store.unlink('ir.model.data', id);
    }
    const empty = single('billing-run', 'Drafts Waiting');
    const post = { ...empty.nodes[2]?.parameters, operation: 'post', invoiceId: '1' };
    const told = failure(
      await run(single('billing-run', 'Drafts Waiting', { parameters: post }), odooCredential(other)),
    );
    await other.stop();
    expect(told.message).toMatch(/has no action billing_automation\.action_post/);
    expect(told.description).toBe('Install or upgrade the billing add-on.');
  });
});

describe('what went wrong at the desk', () => {
  const request = () => single('billing-run', 'Request Approval', {}, { ...settings, id: 1 });

  test('nobody answers', async () => {
    const told = failure(await run(request()));
    expect(told.message).toMatch(/approval desk at http:\/\/127\.0\.0\.1:9 can't be reached/);
    expect(told.description).toMatch(/Check the URL in the Billing Desk credential/);
  });

  test('something else answers', async () => {
    const told = failure(await run(request(), {}, { url: sandbox.url }));
    expect(told.message).toMatch(/answered with status 404/);
    expect(told.description).toMatch(/Check that the URL/);
  });
});

describe('what is wrong with the items', () => {
  test('an input that is no work is told from work', async () => {
    const told = failure(await run(single('billing-run', 'Billing Rules', {}, { today: TODAY, entries: [] })));
    expect(told.message).toBe('Item 0 is no work: it has no period, no totals');
    expect(told.description).toMatch(/Collect Work/);
  });

  test('a date that is none', async () => {
    const told = failure(await run(collect({}, { ...settings, billUpTo: 'soon' })));
    expect(told.message).toBe('"soon" is no date');
    expect(told.description).toMatch(/YYYY-MM-DD/);
  });

  test('nobody to ask', async () => {
    const file = single('billing-run', 'Request Approval', {}, { ...settings, id: 1, approvers: ' ' });
    expect(failure(await run(file)).message).toBe('Nobody is asked to approve');
  });

  test('a node set to continue hands the error on with its item', async () => {
    const result = await run(collect({ onError: 'continueRegularOutput' }), { password: 'wrong' });
    expect(failure(result)).toEqual({});
    const [item] = itemsOf(result, 'Collect Work');
    expect(item).toEqual({
      error: expect.stringMatching(/login.*Check.*password/s),
      message: expect.stringMatching(/login/),
      details: { description: expect.stringMatching(/Check.*password/), itemIndex: 0, code: 'login' },
    });
    expect(result.data.resultData.runData['Collect Work']?.[0]?.data?.['main']?.[0]?.[0]?.pairedItem).toEqual({
      item: 0,
    });
  });
});
