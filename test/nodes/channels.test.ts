import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { channelOptions } from '../../nodes/BillingApproval/request/channels.ts';
import { runSingle, singleNode } from './single.ts';
import { failure } from './world.ts';

const desk = { status: 200, answer: {} as object, said: [] as unknown[] };
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    if (chunks.length > 0) desk.said.push(JSON.parse(Buffer.concat(chunks).toString()));
    response.writeHead(desk.status, { 'content-type': 'application/json' }).end(JSON.stringify(desk.answer));
  });
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((closed) => server.close(closed)));

const answers = (status: number, answer: object) => Object.assign(desk, { status, answer, said: [] });

const parameters = { resource: 'request', operation: 'create', invoiceId: '7', approvers: 'ann@firm.test' };
const run = (more: object) =>
  runSingle(singleNode('billingApproval', { ...parameters, ...more }), { billingDeskApi: { url, token: 'any' } });

test.each([
  ['nothing', {}, {}],
  ['channels and an introduction', { channels: ['slack', 'email'], note: ' By Friday ' }, { note: 'By Friday' }],
  ['channels by an expression', { channels: '={{ "slack, email" }}' }, {}],
])('%s: the desk is told so', async (_, chosen, more) => {
  answers(201, { id: 'r-1' });
  expect(failure(await run(chosen)).message).toBeUndefined();
  const channels = 'channels' in chosen ? { channels: ['slack', 'email'] } : {};
  expect(desk.said).toEqual([{ invoiceId: 7, approvers: ['ann@firm.test'], ...channels, ...more }]);
});

test('a channel the desk does not have is its own words, and how to mend it', async () => {
  answers(422, { error: 'The desk has no connection to Teams.', mend: 'Choose among the desk’s own: slack.' });
  expect(failure(await run({ channels: ['teams'] }))).toMatchObject({
    message: 'The desk has no connection to Teams.',
    description: 'Choose among the desk’s own: slack.',
  });
});

/** The panel asks, as n8n's editor does. */
const offered = (at = url) =>
  channelOptions.call({
    getNode: () => ({ name: 'Billing Approval' }),
    getCredentials: async () => ({ url: at, token: 'any' }),
    helpers: {
      httpRequestWithAuthentication: async (_type: string, request: { method: string; url: string }) => {
        const answer = await fetch(at + request.url, { method: request.method });
        return { statusCode: answer.status, body: await answer.json() };
      },
    },
  } as unknown as ILoadOptionsFunctions);

test('the panel offers what the desk has, and says what is wrong where it can’t be asked', async () => {
  answers(200, { channels: ['teams', 'page'] });
  expect(await offered()).toEqual([
    { name: 'Teams', value: 'teams', description: expect.any(String) },
    { name: 'Page Only', value: 'page', description: expect.stringContaining('inbox') },
  ]);
  await expect(offered('http://127.0.0.1:9')).rejects.toThrow(/can't be reached.*Check the URL/);
});
