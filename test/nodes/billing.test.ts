import type { ICredentialsDecrypted, ICredentialTestFunctions, IRun } from 'n8n-workflow';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { itemsOf } from '../../scripts/n8n-runner.ts';
import { core, ownNodes } from '../../scripts/n8n-types.ts';
import { activate, type ActiveWorkflow } from '../../scripts/n8n-webhooks.ts';
import type { ApprovalRequest } from '../../src/approvals/request.ts';
import type { DraftOutcome, PostOutcome } from '../../src/billing/ports.ts';
import type { Evaluation, Proposal } from '../../src/rules/verdict.ts';
import { eventually, press } from '../desk/start.ts';
import { APPROVER, failure, shipped, SLOW_START_MS, startWorld, type World } from './world.ts';

let world: World;
let first: IRun;
let onDecision: ActiveWorkflow;
const decided: IRun[] = [];

beforeAll(async () => {
  world = await startWorld();
  first = await world.billingRun();
  onDecision = await activate(shipped('on-decision'), 'Billing Decision Trigger', {
    credentials: world.credentials,
    onRun: (run) => decided.push(run),
  });
}, SLOW_START_MS);
afterAll(async () => {
  await onDecision.close();
  await world.stop();
}, SLOW_START_MS);

/** What simplified items of Billing Rules carry for the nodes after it. */
const carried = <T>(run: IRun, field: string, output: number) =>
  itemsOf(run, 'Billing Rules', output).map((item) => item[field] as T);
const drafts = () => itemsOf(first, 'Draft Invoices') as unknown as DraftOutcome[];
const requests = (run: IRun) => itemsOf(run, 'Request Approval') as unknown as ApprovalRequest[];
const stateOf = (invoiceId: number) => world.sandbox.store.get('account.move', invoiceId).state;

/** The link the approver was mailed for the nth request, and what became of pressing one of its buttons. */
async function decide(nth: number, fields: Record<string, string>) {
  const { id, invoiceId } = requests(first)[nth] as ApprovalRequest;
  const link = await eventually(() => world.mailbox.to(APPROVER).find(({ raw }) => raw.includes(`<ask.${id}`))?.link);
  const before = decided.length;
  const { status } = await press(link, fields);
  const run = await eventually(() => decided[before]);
  return { status, invoiceId, run };
}

test('the billing run drafts what is ready, opens cases and writes down why the rest is not billed', () => {
  expect(failure(first)).toEqual({});
  const works = itemsOf(first, 'Collect Work');
  const proposals = carried<Proposal>(first, 'proposal', 0);
  const cases = itemsOf(first, 'Billing Rules', 1);
  const notBilled = carried<Evaluation>(first, 'evaluation', 2);

  expect(notBilled).toHaveLength(works.length);
  expect(notBilled.filter(({ identity }) => !identity.holds)).toEqual([]);
  expect(proposals.length).toBeGreaterThan(0);
  expect(drafts().map(({ key }) => key)).toEqual(proposals.map(({ key }) => key));
  expect(new Set(drafts().map(({ status }) => status))).toEqual(new Set(['drafted']));
  expect(itemsOf(first, 'Open Cases').map(({ status }) => status)).toEqual(cases.map(() => 'opened'));
  const parts = notBilled.flatMap((order) => order.parts);
  expect(parts.map(({ verdict }) => verdict)).not.toContain('bill');
  expect(itemsOf(first, 'Record Why Not')).toEqual([expect.objectContaining({ written: parts.length })]);
});

test('each draft amounts to its proposal', () => {
  const proposals = carried<Proposal>(first, 'proposal', 0);
  for (const outcome of drafts()) {
    if (outcome.status === 'refused') throw new Error(outcome.message);
    const proposal = proposals.find(({ key }) => key === outcome.key);
    expect(Number(outcome.invoice.untaxed)).toBe(Number(proposal?.total));
    expect(stateOf(outcome.invoice.id)).toBe('draft');
  }
});

test('every draft is put to the approver, once each', async () => {
  const asked = requests(first);
  expect(asked.map(({ invoiceId }) => invoiceId).sort()).toEqual(
    drafts()
      .map((outcome) => outcome.status !== 'refused' && outcome.invoice.id)
      .sort(),
  );
  expect(asked.every(({ existing }) => !existing)).toBe(true);
  await eventually(() => world.mailbox.to(APPROVER).length === asked.length);
});

test('an approval starts one execution, which posts that invoice and no other', async () => {
  const { status, invoiceId, run } = await decide(0, { decision: 'approve' });
  expect(status).toBe(200);
  expect(failure(run)).toEqual({});
  expect(itemsOf(run, 'Billing Decision Trigger')).toEqual([
    expect.objectContaining({ invoiceId, outcome: 'approved', by: 'Noor Aziz' }),
  ]);
  const posted = itemsOf(run, 'Post Invoice') as unknown as PostOutcome[];
  expect(posted).toEqual([expect.objectContaining({ invoiceId, status: 'posted' })]);
  expect(stateOf(invoiceId)).toBe('posted');
  expect(itemsOf(run, 'Release Invoice')).toEqual([expect.objectContaining({ invoiceId, status: 'sent' })]);
  expect(itemsOf(run, 'Sent')).toHaveLength(1);
  expect(
    requests(first)
      .slice(1)
      .map((other) => stateOf(other.invoiceId)),
  ).not.toContain('posted');
});

test('a rejection posts nothing', async () => {
  const { invoiceId, run } = await decide(1, { decision: 'reject', reason: 'Two days too many' });
  expect(itemsOf(run, 'Approved?', 1)).toEqual([expect.objectContaining({ invoiceId, reason: 'Two days too many' })]);
  expect(run.data.resultData.runData['Post Invoice']).toBeUndefined();
  expect(stateOf(invoiceId)).toBe('draft');
});

test('an invoice nobody approved is refused by Odoo, whatever the trigger says, and becomes a case', async () => {
  const { invoiceId } = requests(first)[2] as ApprovalRequest;
  const claim = { json: { invoiceId, invoiceName: 'Draft', untaxed: '1250.5', currency: 'USD', outcome: 'approved' } };
  const run = await world.replay('on-decision', 'Billing Decision Trigger', [claim]);
  expect(itemsOf(run, 'Post Invoice')).toEqual([expect.objectContaining({ invoiceId, status: 'refused' })]);
  const opened = { code: 'invoice.not-posted', status: 'opened', key: `invoice.not-posted:account.move,${invoiceId}` };
  expect(itemsOf(run, 'Open Case')).toEqual([expect.objectContaining(opened)]);
  const worth = { kind: 'technical', amount: '1250.5', currency: 'USD' };
  expect(itemsOf(run, 'Describe Case')).toEqual([expect.objectContaining(worth)]);
  expect(stateOf(invoiceId)).toBe('draft');
});

test('a decision the desk does not know starts nothing', async () => {
  const before = decided.length;
  const call = (body: object) =>
    fetch(onDecision.url, { method: 'POST', body: JSON.stringify(body) }).then(({ status }) => status);
  expect(await call({ decisionId: '4f4b4d0e-95d0-4b0c-8f0e-1f1a5f0f3b11' })).toBe(404);
  expect(await call({ invoiceId: 1, outcome: 'approved' })).toBe(400);
  expect(decided).toHaveLength(before);
});

test('a second run on the same work drafts nothing, and mails nobody', async () => {
  const mails = world.mailbox.mails.length;
  const second = await world.billingRun();
  expect(failure(second)).toEqual({});
  expect(itemsOf(second, 'Billing Rules', 0)).toEqual([]);
  expect(second.data.resultData.runData['Draft Invoices']).toBeUndefined();
  expect(new Set(itemsOf(second, 'Open Cases').map(({ status }) => status))).toEqual(new Set(['unchanged']));
  expect(itemsOf(second, 'Record Why Not')).toEqual([expect.objectContaining({ written: 0 })]);
  expect(requests(second).every(({ existing }) => existing)).toBe(true);
  expect(world.mailbox.mails).toHaveLength(mails);
});

test('the credential tests tell right from wrong, and what is wrong', async () => {
  const { odooBillingApi, billingDeskApi } = world.credentials;
  const tried = async (node: string, method: string, data: object) => {
    const test = ownNodes[`n8n-nodes-odoo-billing.${node}`]?.methods?.credentialTest?.[method];
    const context = new core.CredentialTestContext() as ICredentialTestFunctions;
    return test?.call(context, { id: '1', name: 'One', type: method, data } as ICredentialsDecrypted);
  };
  const odoo = (change: object) => tried('odooBilling', 'odooBillingApiTest', { ...odooBillingApi, ...change });
  const desk = (change: object) => tried('billingApproval', 'billingDeskApiTest', { ...billingDeskApi, ...change });

  const message = 'Odoo accepts this login, by XML-RPC';
  expect(await odoo({})).toEqual({ status: 'OK', message });
  expect(await odoo({ protocol: 'json-2' })).toEqual({
    status: 'Error',
    message: expect.stringMatching(/takes API keys only/),
  });
  const inDays = (days: number) =>
    new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19).replace('T', ' ');
  const key = (days: number) => {
    const named = { name: `${days} days`, expires: inDays(days) };
    return { password: world.sandbox.makeKey(world.sandbox.drafter.login, named) };
  };
  expect(await odoo(key(60))).toEqual({
    status: 'OK',
    message: expect.stringMatching(/by JSON-2 with an API key\. The key is good until \d{4}-\d\d-\d\d$/),
  });
  expect(await odoo(key(5))).toEqual({ status: 'OK', message: expect.stringMatching(/"5 days" .* runs out on/) });
  expect(await odoo({ password: 'f'.repeat(40) })).toEqual({
    status: 'Error',
    message: expect.stringMatching(/has expired or was revoked.*Make a new key/),
  });
  expect(await odoo({ password: 'wrong' })).toEqual({
    status: 'Error',
    message: expect.stringMatching(/does not accept/),
  });
  expect(await odoo({ url: '' })).toEqual({
    status: 'Error',
    message: expect.stringMatching(/No Odoo address is given/),
  });
  expect(await desk({})).toEqual({ status: 'OK', message: 'The desk accepts this token' });
  expect(await desk({ token: 'wrong' })).toEqual({
    status: 'Error',
    message: expect.stringMatching(/does not accept this token/),
  });
  expect(await desk({ url: odooBillingApi.url })).toEqual({
    status: 'Error',
    message: expect.stringMatching(/No approval desk/),
  });
  expect(await desk({ url: 'http://127.0.0.1:9' })).toEqual({
    status: 'Error',
    message: expect.stringMatching(/ECONNREFUSED/),
  });
});
