import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import { type Billing, startBilling } from '../../stack/billing.ts';
import { databases } from '../../stack/databases.ts';
import type { Execution } from '../../stack/n8n-api.ts';
import { postgresUrl } from '../../stack/postgres.ts';
import { type Mailbox, openMailbox } from '../desk/mailbox.ts';
import { reprice } from '../contract/acts.ts';
import { eventually, itemsOf } from './support/firm.ts';
import { askAndWait } from './support/ask-and-wait.ts';
import { openWorld, PASSWORD, sellTime, type World } from './support/world.ts';

const APPROVER = 'approver@firm.test';

let world: World;
let billing: Billing;
let mailbox: Mailbox;
let deskDatabase: Client;

beforeAll(async () => {
  const { url, port, postgresPort, work } = inject('odoo');
  const own = databases({ url, port, postgresPort, work });
  const odoo = await own.database('wait');
  world = await openWorld(odoo);
  mailbox = await openMailbox();
  const robot = (login: string) => ({ url: odoo.url, database: odoo.database, login, password: PASSWORD });
  billing = await startBilling(
    own,
    { drafter: robot('robot-drafter'), desk: robot('robot-desk') },
    { SMTP_URL: mailbox.url, MAIL_FROM: 'Billing desk <desk@firm.test>' },
  );
  deskDatabase = new Client({ connectionString: postgresUrl(postgresPort, 'wait_desk') });
  await deskDatabase.connect();
}, 600_000);
afterAll(async () => {
  await deskDatabase.end();
  await billing.stop();
  await mailbox.close();
}, 120_000);

async function draft(): Promise<{ invoiceId: number; lineIds: number[] }> {
  const { orderId, lineIds } = await sellTime(world, [{ price: 120, hours: [8] }]);
  const works = await world.drafting.collectWork({ to: '2026-10-31', orderIds: [orderId] });
  const proposals = propose(works, '2026-11-02').flatMap((evaluation) => evaluation.proposal ?? []);
  const [outcome] = await draftProposals(world.drafting, proposals);
  if (!outcome || outcome.status === 'refused') throw new Error(JSON.stringify(outcome));
  return { invoiceId: outcome.invoice.id, lineIds };
}

/** An execution that waits for a decision on a draft of its own. */
async function waiting(limit: object = { waitAmount: 1, waitUnit: 'hours' }) {
  const { invoiceId, lineIds } = await draft();
  const id = await billing.n8n.importWorkflow(askAndWait(invoiceId, APPROVER, limit));
  const begun = await billing.n8n.run(id, 'Start');
  expect(begun.status, JSON.stringify(begun.data.resultData.error)).toBe('waiting');
  const { rows } = await deskDatabase.query<{ id: string; url: string }>(
    'select id, url from desk.requests join desk.waits on request_id = id where invoice_id = $1',
    [invoiceId],
  );
  const { id: requestId, url } = rows[0] ?? { id: '', url: '' };
  const now = () => billing.n8n.execution(begun.id);
  return {
    invoiceId,
    lineIds,
    now,
    /** Somebody calls the execution. */
    call: (more = '', body: object = {}) =>
      fetch(url + more, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    decide: async (fields: Record<string, string>) => {
      const asks = () => mailbox.to(APPROVER).find(({ raw }) => raw.includes(`<ask.${requestId}`))?.link;
      const link = await eventually(asks);
      const headers = { 'sec-fetch-site': 'same-origin' };
      const pressed = await fetch(link, { method: 'POST', headers, body: new URLSearchParams(fields) });
      expect(pressed.status).toBe(200);
    },
    ended: (seconds = 60) => eventually(async () => ((await now()).status === 'success' ? now() : false), seconds),
  };
}
const cameOut = (run: Execution) => ({
  notApproved: itemsOf(run, 'Not Approved'),
  approved: itemsOf(run, 'Approved'),
});

test('an approval goes on at Approved; calls before it, whatever they claim, go on nowhere', async () => {
  const { call, decide, ended, now, invoiceId } = await waiting();
  expect((await call()).status).toBe(409);
  expect((await call('&decision=approved&status=approved', { status: 'approved', approved: true })).status).toBe(409);
  expect((await now()).status).toBe('waiting');
  await decide({ decision: 'approve' });
  const calls = Promise.all(Array.from({ length: 8 }, () => call()));
  const run = await ended();
  await calls;
  const { approved, notApproved } = cameOut(run);
  expect(notApproved).toEqual([]);
  expect(approved).toEqual([
    expect.objectContaining({ status: 'approved', by: 'Approver', invoiceId, channel: 'page' }),
  ]);
  expect((await call()).status).toBe(409);
  expect(cameOut(await now())).toEqual({ approved, notApproved });
});

test('a rejection goes on at Not Approved, with who and why', async () => {
  const { decide, ended } = await waiting();
  await decide({ decision: 'reject', reason: 'Two days too many' });
  const { approved, notApproved } = cameOut(await ended());
  expect(approved).toEqual([]);
  expect(notApproved).toEqual([
    expect.objectContaining({ status: 'rejected', by: 'Approver', reason: 'Two days too many' }),
  ]);
});

test('an invoice edited while somebody waits goes on at Not Approved', async () => {
  const { invoiceId, ended } = await waiting();
  await reprice(world.as('controller'), invoiceId, 999);
  const again = await fetch(`${billing.desk.url}/api/requests`, {
    method: 'POST',
    headers: { authorization: `Bearer ${billing.deskToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ invoiceId, approvers: [APPROVER] }),
  });
  expect(again.status).toBe(201);
  const { approved, notApproved } = cameOut(await ended());
  expect(approved).toEqual([]);
  expect(notApproved).toEqual([expect.objectContaining({ status: 'void', reason: expect.stringContaining('edited') })]);
});

test('when time is up it goes on at Not Approved, and says so', async () => {
  const { ended, invoiceId, call } = await waiting({ waitAmount: 1, waitUnit: 'minutes' });
  const { approved, notApproved } = cameOut(await ended(170));
  expect(approved).toEqual([]);
  expect(notApproved).toEqual([expect.objectContaining({ status: 'timed-out', invoiceId })]);
  expect((await call()).status).toBe(409);
}, 240_000);

describe('when things fail', () => {
  test('n8n killed while it waits, the decision taken meanwhile', async () => {
    const { decide, ended } = await waiting();
    await billing.n8n.stopServer();
    await decide({ decision: 'approve' });
    await new Promise((done) => setTimeout(done, 1500));
    await billing.n8n.startServer();
    const { approved, notApproved } = cameOut(await ended(120));
    expect(notApproved).toEqual([]);
    expect(approved).toEqual([expect.objectContaining({ status: 'approved' })]);
  });

  test('the desk down: nothing goes on; back again, everything does', async () => {
    const { decide, ended, call, now } = await waiting();
    await billing.desk.stopServer();
    expect((await call()).status).toBe(502);
    expect((await now()).status).toBe('waiting');
    await billing.desk.startServer();
    await decide({ decision: 'approve' });
    expect(cameOut(await ended()).approved).toHaveLength(1);
  });
});
