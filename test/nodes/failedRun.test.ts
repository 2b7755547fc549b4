import { afterAll, beforeAll, expect, test } from 'vitest';

import { createRunner, itemsOf } from '../../scripts/n8n-runner.ts';
import { failedRunIn } from '../../nodes/OdooBilling/case/failedRun.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { runSingle, singleNode } from './single.ts';
import { failure, odooCredential, shipped, TODAY } from './world.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ today: TODAY });
});
afterAll(() => sandbox.stop());

const NOW = new Date('2026-04-03T08:00:00Z');

/** As n8n's Error Trigger puts it out. */
const told = (message: string, code: string, node = 'Collect Work', type = 'n8n-nodes-odoo-billing.odooBilling') => ({
  execution: {
    id: '231',
    url: 'http://127.0.0.1:5678/workflow/w1/executions/231',
    error: {
      name: 'NodeOperationError',
      message,
      description: 'Do something about it.',
      context: { itemIndex: 2, code },
      node: { name: node, type, parameters: { password: 'hunter2' } },
      stack: 'at hunter2',
    },
    lastNodeExecuted: node,
    mode: 'trigger',
  },
  workflow: { id: 'w1', name: 'Billing Run' },
});

const run = async (json: object, access = odooCredential(sandbox)) => {
  const runner = createRunner({ credentials: { odooBillingApi: access } });
  const file = shipped('failed-run');
  // n8n waits five seconds between two tries.
  for (const node of file.nodes) if (node.name === 'Open Case') node.maxTries = 2;
  const result = await runner.run(file, 'Error Trigger', [{ json: json as never }]);
  expect(failure(result)).toEqual({});
  const reached = (name: string) => (result.data.resultData.runData[name] ? itemsOf(result, name) : []);
  return { blocks: reached('Blocks Billing'), passes: reached('Passes'), missed: reached('Odoo Did Not Take It') };
};
const cases = () => sandbox.store.where('x_billing_case', ({ x_code }) => x_code === 'workflow.failed');

test('a failed run is one technical case, however often it fails', async () => {
  const first = await run(told('Odoo refuses the login.', 'login'));
  expect(first).toMatchObject({ blocks: [{ status: 'opened', trouble: 'blocking', replay: 'safe' }], passes: [] });
  const again = await run(told('Odoo refuses the login.', 'login'));
  expect(again).toMatchObject({ blocks: [{ status: 'updated' }] });
  expect(cases()).toMatchObject([
    {
      x_kind: 'technical',
      x_name: 'Billing Run is blocked at Collect Work: mend it',
      x_severity: '2',
      x_link: 'http://127.0.0.1:5678/workflow/w1/executions/231',
      x_detail: expect.stringContaining('item 2'),
      x_next_step: expect.stringContaining('Do something about it.'),
    },
  ]);
  expect(JSON.stringify(cases())).not.toContain('hunter2');
});

test('what passes by itself is told apart', async () => {
  const { blocks, passes } = await run(told('Odoo did not answer.', 'timeout', 'Draft Invoices'));
  expect(blocks).toEqual([]);
  expect(passes).toMatchObject([{ status: 'opened', trouble: 'passing', replay: 'safe' }]);
  expect((await run(told('Sent?', '503', 'Slack', 'n8n-nodes-base.slack'))).passes).toMatchObject([
    { replay: 'look-first' },
  ]);
});

test.each([
  ['one of ours', { resource: 'invoice', operation: 'get', invoiceId: '999999' }, {}, 'blocking', 'safe'],
  [
    'another',
    { url: 'http://127.0.0.1:9', method: 'POST' },
    { type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2, credentials: {} },
    'passing',
    'look-first',
  ],
])('what n8n’s engine has of a node that failed: %s', async (_, parameters, change, trouble, replay) => {
  const file = singleNode('odooBilling', parameters, change);
  const failed = await runSingle(file, { odooBillingApi: odooCredential(sandbox) });
  const { error, lastNodeExecuted } = failed.data.resultData;
  const item = { execution: { id: '7', error, lastNodeExecuted }, workflow: { id: file.id, name: file.name } };
  const { blocks, passes, missed } = await run(item);
  expect(missed).toEqual([]);
  expect([...blocks, ...passes]).toMatchObject([{ trouble, replay }]);
});

test('a good run closes the cases of its own workflow, whichever node failed, and no other’s', async () => {
  const failing = { ...told('Gone.', 'timeout', 'Collect Work'), workflow: { id: 'single_1', name: 'Mine' } };
  await run(failing);
  await run({ ...failing, execution: { ...failing.execution, lastNodeExecuted: 'Draft Invoices' } });
  await run({ ...failing, workflow: { id: 'single-1', name: 'Another' } });
  const open = () =>
    cases()
      .filter(({ x_state, x_key }) => x_state === 'open' && /:single.1:/.test(x_key))
      .map(({ x_key }) => x_key);
  expect(open()).toHaveLength(3);
  const good = { ...singleNode('odooBilling', { resource: 'case', operation: 'closeFailedRuns' }), id: 'single_1' };
  const closed = async () =>
    itemsOf(await runSingle(good, { odooBillingApi: odooCredential(sandbox) }), 'Node').map(({ closed: many }) => many);
  expect(await closed()).toEqual([2]);
  expect(open()).toEqual(['workflow.failed:single-1:Collect Work']);
  expect(await closed()).toEqual([0]);
  await run(failing);
  expect(open()).toContain('workflow.failed:single_1:Collect Work');
});

test('a good run leaves a case that tells of a failure after it began; so does an old run that fails again', async () => {
  const workflow = { id: 'single_3', name: 'Mine' };
  const { execution } = told('Gone.', 'timeout');
  const failing = (establishedAt: number, timestamp: number) =>
    run({
      workflow,
      execution: { ...execution, executionContext: { establishedAt }, error: { ...execution.error, timestamp } },
    });
  const standing = () => cases().filter(({ x_key }) => x_key.includes('single_3'));
  const soon = Date.now() + 3_600_000;
  const good = { ...singleNode('odooBilling', { resource: 'case', operation: 'closeFailedRuns' }), id: 'single_3' };
  const closed = async () => itemsOf(await runSingle(good, { odooBillingApi: odooCredential(sandbox) }), 'Node');

  await failing(soon, soon + 5000);
  expect(await closed()).toEqual([{ closed: 0 }]);
  const [before] = standing();
  expect((await failing(soon - 10_000, soon + 9000)).passes).toMatchObject([{ id: before?.id, status: 'unchanged' }]);
  expect(standing()).toEqual([before]);
  expect((await failing(Date.now() - 5000, Date.now() - 4000)).passes).toMatchObject([{ status: 'unchanged' }]);
  sandbox.store.write('x_billing_case', before?.id ?? 0, { x_run: '' });
  expect((await failing(Date.now() - 5000, Date.now() - 4000)).passes).toMatchObject([{ status: 'updated' }]);
  expect(await closed()).toEqual([{ closed: 1 }]);
});

test('a run by hand does not show that the workflow starts by itself again', async () => {
  const trigger = { error: { message: 'No.', node: { name: 'Every Month', type: 'n8n-nodes-base.scheduleTrigger' } } };
  await run({ trigger, workflow: { id: 'single_2', name: 'Mine' } });
  const key = 'workflow.failed:single_2:';
  const open = () => cases().some(({ x_state, x_key }) => x_state === 'open' && x_key === key);
  expect(open()).toBe(true);
  const good = { ...singleNode('odooBilling', { resource: 'case', operation: 'closeFailedRuns' }), id: 'single_2' };
  await runSingle(good, { odooBillingApi: odooCredential(sandbox) });
  expect(open()).toBe(true);
});

test('Odoo gone: the failed run goes on with why, and nothing is lost in n8n', async () => {
  const { missed } = await run(told('Gone.', 'unreachable'), { ...odooCredential(sandbox), url: 'http://127.0.0.1:9' });
  expect(missed).toMatchObject([{ details: { code: 'unreachable' } }]);
}, 30_000);

test.each([
  ['nothing', {}],
  ['no workflow', { execution: { error: { message: 'x' } } }],
  ['something else', { workflow: { id: '1', name: 'A' }, invoice: 4 }],
])('an item that tells of no failed run: %s', (_, item) => expect(failedRunIn(item, NOW)).toBeUndefined());

test('a trigger that could not start, and errors with little in them', () => {
  const workflow = { id: 'w1', name: 'On Decision' };
  expect(
    failedRunIn({ trigger: { error: { message: 'No.', node: { name: 'T', type: 't' } } }, workflow }, NOW),
  ).toEqual({ flow: workflow, node: { name: 'T', type: 't' }, error: { message: 'No.' }, failed: NOW });
  const error = new Error('Gone.', { cause: Object.assign(new Error('x'), { code: 'ECONNRESET' }) });
  expect(failedRunIn({ execution: { id: 7, error, lastNodeExecuted: 'HTTP' }, workflow }, NOW)).toMatchObject({
    run: { id: '7' },
    node: { name: 'HTTP', type: '' },
    error: { message: 'Gone.', code: 'ECONNRESET' },
  });
  expect(failedRunIn({ execution: { id: '7', error: {} }, workflow }, NOW)?.error).toEqual({
    message: 'n8n gives no reason',
  });
});
