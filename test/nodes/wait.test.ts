import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { IWebhookFunctions } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { resume } from '../../nodes/BillingApproval/request/resume.ts';
import { failure } from './world.ts';
import { runSingle, singleNode } from './single.ts';

const desk = { status: 200, body: {} as object, asked: [] as string[] };
const server = createServer((request, response) => {
  desk.asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
  response.writeHead(desk.status, { 'content-type': 'application/json' }).end(JSON.stringify(desk.body));
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((closed) => server.close(closed)));

const kept = { status: 'timed-out', requestId: 'r-1', invoiceId: 7, invoiceName: 'Draft #7', reason: '' };
const forged = { status: 'approved', approved: true, requestId: 'r-2' };

/** The execution is called, by somebody who claims an approval. */
async function called(at = url) {
  const said = { status: 0, body: {} as object };
  const response = {
    status: (status: number) => Object.assign(response, { code: (said.status = status) }),
    json: (body: object) => (said.body = body),
  };
  const context = {
    evaluateExpression: () => kept,
    getBodyData: () => forged,
    getQueryData: () => forged,
    getResponseObject: () => response,
    getCredentials: async () => ({ url: at, token: 'any' }),
    logger: { error: () => undefined },
    helpers: {
      httpRequestWithAuthentication: async (_type: string, request: { method: string; url: string }) => {
        const answer = await fetch(at + request.url, { method: request.method });
        return { statusCode: answer.status, body: await answer.json() };
      },
    },
  };
  return { ...(await resume(context as unknown as IWebhookFunctions)), said };
}
const answers = (status: number, body: object) => Object.assign(desk, { status, body, asked: [] });

describe('a call to an execution that waits', () => {
  test.each([
    ['an approval', 200, { status: 'approved' }, 1],
    ['a rejection', 200, { status: 'rejected', reason: 'No' }, 0],
    ['an invoice that changed', 200, { status: 'void', reason: 'Edited' }, 0],
    ['a desk that knows no such request', 404, { error: 'There is no such approval request.' }, 0],
  ])('goes on with what the desk says: %s', async (_, status, body, output) => {
    answers(status, body);
    const { workflowData } = await called();
    expect(workflowData?.map((items) => items.length)).toEqual(output === 1 ? [0, 1] : [1, 0]);
    expect(desk.asked).toEqual(['GET /api/requests/r-1/outcome']);
  });

  test.each([
    ['nothing is decided', 200, { status: 'waiting' }, 409],
    ['the desk fails', 500, {}, 502],
    ['the desk can’t ask Odoo', 502, { error: 'Odoo is down' }, 502],
    ['the token is wrong', 401, { error: 'The token is wrong' }, 502],
  ])('goes on nowhere where %s', async (_, status, body, answer) => {
    answers(status, body);
    const { workflowData, noWebhookResponse, said } = await called();
    expect([workflowData, noWebhookResponse, said.status]).toEqual([undefined, true, answer]);
  });

  test('goes on nowhere where the desk can’t be reached', async () => {
    const { workflowData, said } = await called('http://127.0.0.1:9');
    expect([workflowData, said.status]).toEqual([undefined, 502]);
  });
});

const parameters = { resource: 'request', operation: 'createAndWait', invoiceId: '7', approvers: 'ann@firm.test' };
const run = (more: object = {}, fields: object = {}) =>
  runSingle(singleNode('billingApproval', { ...parameters, ...more }, { fields }), {
    billingDeskApi: { url, token: 'any' },
  });

describe('Create and Wait', () => {
  test('is for one invoice', async () => {
    answers(500, {});
    const file = singleNode('billingApproval', parameters);
    const set = file.nodes.find(({ name }) => name === 'Fields');
    Object.assign(set ?? {}, {
      type: 'n8n-nodes-base.splitOut',
      typeVersion: 1,
      parameters: { fieldToSplitOut: 'ids', options: {} },
    });
    const start = {
      id: 'ids',
      name: 'Ids',
      type: 'n8n-nodes-base.set',
      typeVersion: 3.4,
      position: [0, 0] as [number, number],
    };
    file.nodes.push({ ...start, parameters: { mode: 'raw', jsonOutput: '{"ids":[1,2]}', options: {} } });
    const main = (node: string) => ({ main: [[{ node, type: 'main' as const, index: 0 }]] });
    file.connections = { Start: main('Ids'), Ids: main('Fields'), Fields: main('Node') };
    const told = failure(await runSingle(file, { billingDeskApi: { url, token: 'any' } }));
    expect(told.message).toBe('One invoice can be waited for, and 2 items came in');
    expect(told.description).toMatch(/Billing Decision Trigger/);
    expect(desk.asked).toEqual([]);
  });

  test('waits no longer than it may', async () => {
    answers(200, { id: 'r-1', status: 'waiting' });
    expect(failure(await run({ waitAmount: 91, waitUnit: 'days' })).message).toMatch(/Nobody can wait that long/);
  });

  test.each([
    ['approved', [0, 1]],
    ['rejected', [1, 0]],
  ])('does not wait where it was %s before', async (status, lengths) => {
    answers(200, { id: 'r-1', status });
    const result = await run();
    expect(failure(result).message).toBeUndefined();
    const outputs = result.data.resultData.runData['Node']?.[0]?.data?.['main'] ?? [];
    expect(outputs.map((items) => items?.length ?? 0)).toEqual(lengths);
    expect(desk.asked).toEqual(['POST /api/requests', 'GET /api/requests/r-1/outcome']);
  });

  test('set to continue, goes on at Not Approved with the error', async () => {
    answers(422, { error: 'Nobody asked may decide', mend: 'Name someone else.' });
    const file = singleNode('billingApproval', parameters, { onError: 'continueRegularOutput' });
    const result = await runSingle(file, { billingDeskApi: { url, token: 'any' } });
    const outputs = result.data.resultData.runData['Node']?.[0]?.data?.['main'] ?? [];
    expect(outputs[0]?.[0]?.json).toMatchObject({ error: 'Nobody asked may decide Name someone else.' });
    expect(outputs[1] ?? []).toEqual([]);
  });
});
