import type { INodeParameters, INodeProperties } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { itemsOf } from '../../scripts/n8n-runner.ts';
import { ownNodes } from '../../scripts/n8n-types.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { runSingle, singleNode } from './single.ts';
import { failure, LAST_MONTH, odooCredential, TODAY } from './world.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ today: TODAY });
});
afterAll(() => sandbox.stop());

const options = (properties: INodeProperties[], name: string) => properties.filter((each) => each.name === name);
const values = (property: INodeProperties) =>
  (property.options ?? []).map((each) => String('value' in each && each.value));

/** Every operation of every node that runs on items, from the nodes themselves: a new one is in the table at once. */
const table = Object.entries(ownNodes)
  .filter(([, { execute }]) => execute)
  .flatMap(([type, { description }]) => {
    const name = type.replace('n8n-nodes-odoo-billing.', '');
    const found = options(description.properties, 'operation').flatMap((property) =>
      (property.displayOptions?.show?.['resource'] ?? ['']).flatMap((resource) =>
        values(property).map((operation) => [name, String(resource), operation] as const),
      ),
    );
    return found.length > 0 ? found : [[name, '', ''] as const];
  });

/** What the operations ask for, whichever of them do. */
const filled = (resource: string, operation: string): INodeParameters => ({
  ...(resource && { resource, operation }),
  to: LAST_MONTH,
  from: '2026-03-01',
  today: TODAY,
  invoiceId: '1',
  requestId: '4f4b4d0e-95d0-4b0c-8f0e-1f1a5f0f3b11',
  approvers: 'ada@example.com',
  key: 'ticket-1',
  said: 'These hours were not agreed.',
  filters: {},
});

test('the table has them all', () => {
  expect(table.length).toBeGreaterThanOrEqual(18);
  expect(table.map((row) => row.join(' '))).toEqual(
    expect.arrayContaining(['odooBilling invoice post', 'odooBillingLookup record find', 'billingRules  ']),
  );
});

const part = {
  ...{ entry: 'account.analytic.line,1', kind: 'time', date: TODAY, description: 'Work', quantity: '1', unit: 'h' },
  ...{ entryQuantity: '1', approvalSource: 'add-on', verdict: 'pending', rule: 'r', terms: 'odoo', reason: 'Because.' },
  ...{ inputs: {}, arithmetic: '' },
};

/** An item that passes for a proposal, a case and a list of parts: it comes as far as Odoo. */
const passes = {
  ...{
    key: 'k',
    orders: [{ orderId: 1, orderName: 'S1', lines: [] }],
    total: '0',
    customer: { id: 1, name: 'C' },
    parts: [part],
  },
  ...{
    kind: 'policy',
    code: 'x',
    title: 't',
    detail: 'd',
    nextStep: 'n',
    severity: 'low',
    amount: '0',
    deadline: TODAY,
  },
  period: { to: LAST_MONTH },
};

describe.each(table)('%s: %s %s', (type, resource, operation) => {
  const run = (onError: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput') => {
    const credentials = {
      odooBillingApi: { ...odooCredential(sandbox), password: 'wrong' },
      billingDeskApi: { url: 'http://127.0.0.1:9', token: 'some token' },
    };
    const parameters = filled(resource, operation);
    return runSingle(singleNode(type, parameters, { onError, fields: passes }), credentials);
  };

  test('a failure says what happened and how to mend it', async () => {
    const told = failure(await run('stopWorkflow'));
    expect(told).toEqual({ node: 'Node', message: expect.any(String), description: expect.stringMatching(/\w{3,}/) });
    expect(told.message?.length).toBeGreaterThan(10);
    expect(JSON.stringify(told)).not.toMatch(/wrong"|some token/);
  });

  test.each(['continueRegularOutput', 'continueErrorOutput'] as const)('%s: so does the item', async (onError) => {
    const result = await run(onError);
    expect(failure(result)).toEqual({});
    const outputs = result.data.resultData.runData['Node']?.[0]?.data?.['main'] ?? [];
    const where = onError === 'continueErrorOutput' ? outputs.length - 1 : outputs.findIndex((items) => items?.length);
    const [item] = itemsOf(result, 'Node', where);
    expect(item).toMatchObject({
      error: expect.any(String),
      message: expect.any(String),
      details: { description: expect.stringMatching(/\w{3,}/), itemIndex: 0 },
    });
    expect(outputs[where]?.[0]?.pairedItem).toEqual({ item: 0 });
    expect(outputs.flatMap((items) => items ?? [])).toHaveLength(1);
  });
});
