import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDesk, type Started } from './start.ts';

let desk: Started;

beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());

describe('asking for approval', () => {
  it('answers what was asked of whom, and never a link', async () => {
    desk.odoo.add(1);
    const { status, body } = await desk.post('/requests', {
      invoiceId: 1,
      approvers: ['ann@firm.test', 'paul@firm.test'],
      note: 'Please before noon',
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      invoiceId: 1,
      invoiceName: 'Draft #1',
      customer: 'Brandt & Söhne Maschinenbau GmbH',
      total: '14092.58',
      currency: 'EUR',
      state: 'open',
      approvers: ['ann@firm.test'],
      channels: ['email'],
      existing: false,
      leftOut: [{ email: 'paul@firm.test', reason: expect.stringContaining('prepared this invoice') }],
    });
    const link = await desk.linkFor('ann@firm.test', body.id);
    expect(JSON.stringify(body)).not.toContain(link.split('/a/')[1]);
    const shown = await desk.get(`/requests/${body.id}`);
    expect(JSON.stringify(shown.body)).not.toContain(link.split('/a/')[1]);
    expect(desk.mailbox.to('paul@firm.test')).toEqual([]);
  });

  it('twice is one request and one mail, also at the same time', async () => {
    desk.odoo.add(2);
    const answers = await Promise.all([1, 2, 3].map(() => desk.ask(2, ['bob@firm.test'])));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(answers.filter(({ existing }) => !existing)).toHaveLength(1);
    await desk.linkFor('bob@firm.test', answers[0]?.id ?? '');
    expect(desk.mailbox.to('bob@firm.test')).toHaveLength(1);
  });

  it('of nobody who may decide is refused with each one’s reason', async () => {
    desk.odoo.add(3);
    const approvers = ['paul@firm.test', 'clara@firm.test', 'dora@firm.test', 'who@else.test'];
    const { status, body } = await desk.post('/requests', { invoiceId: 3, approvers });
    expect(status).toBe(422);
    expect(body.error).toMatch(/paul@firm.test: Paul Preparer prepared this invoice/);
    expect(body.error).toMatch(/clara@firm.test: Clara Clerk may not approve/);
    expect(body.error).toMatch(/dora@firm.test: Dora Distant may not act for Northwind Services/);
    expect(body.error).toMatch(/who@else.test: No active Odoo user/);
    expect(body.mend).toMatch(/billing approvers/);
  });

  it('for a posted or missing invoice is refused', async () => {
    desk.odoo.add(4, { state: 'posted' });
    expect((await desk.post('/requests', { invoiceId: 4, approvers: ['ann@firm.test'] })).status).toBe(409);
    expect((await desk.post('/requests', { invoiceId: 999, approvers: ['ann@firm.test'] })).status).toBe(422);
  });

  it('while Odoo is down says so, and makes nothing', async () => {
    desk.odoo.add(5);
    desk.odoo.down = true;
    const { status, body } = await desk.post('/requests', { invoiceId: 5, approvers: ['ann@firm.test'] });
    desk.odoo.down = false;
    expect([status, body]).toEqual([502, { error: 'Odoo refuses connections.', mend: 'Start Odoo.' }]);
    expect(await desk.database.query('select from desk.requests where invoice_id = 5')).toEqual([]);
  });

  it('in the wrong form says which field', async () => {
    const { status, body } = await desk.post('/requests', { invoiceId: 'x', approvers: [] });
    expect(status).toBe(400);
    expect(body.mend).toMatch(/invoiceId/);
    expect(body.mend).toMatch(/approvers/);
  });
});

describe('the door', () => {
  it.each(['', 'wrong', 'a-token-of-the-desk-that-is-long-enougH'])('stays shut to the token "%s"', async (token) => {
    const { status, body } = await desk.get('/requests/1', token);
    expect([status, body.mend]).toEqual([401, expect.stringContaining('DESK_API_TOKEN')]);
  });

  it.each(['/requests/no-uuid', `/decisions/${crypto.randomUUID()}`, '/elsewhere'])('knows no %s', async (path) => {
    expect(await desk.get(path)).toMatchObject({
      status: 404,
      body: { error: expect.any(String), mend: expect.any(String) },
    });
  });

  it('takes the same address for one subscription, and no address that is not http', async () => {
    const url = 'http://127.0.0.1:9/webhook';
    const [first, second] = [await desk.post('/subscriptions', { url }), await desk.post('/subscriptions', { url })];
    expect(first.body).toEqual({ id: second.body.id, url });
    expect((await desk.post('/subscriptions', { url: 'file:///etc/passwd' })).status).toBe(400);
    expect((await desk.del(`/subscriptions/${first.body.id}`)).status).toBe(204);
    expect((await desk.del(`/subscriptions/${first.body.id}`)).status).toBe(404);
  });
});

it('says how it is', async () => {
  expect(await (await fetch(`${desk.url}/livez`)).json()).toEqual({ live: true });
  expect(await (await fetch(`${desk.url}/readyz`)).json()).toEqual({ database: 'up', odoo: 'up' });
  desk.odoo.down = true;
  const ready = await fetch(`${desk.url}/readyz`);
  desk.odoo.down = false;
  expect([ready.status, await ready.json()]).toEqual([200, { database: 'up', odoo: 'down' }]);
});

it('a desk with no channel takes no request', async () => {
  const mute = await startDesk({ withMail: false });
  try {
    mute.odoo.add(1);
    const { status, body } = await mute.post('/requests', { invoiceId: 1, approvers: ['ann@firm.test'] });
    expect([status, body.mend]).toEqual([503, expect.stringContaining('SMTP_URL')]);
  } finally {
    await mute.stop();
  }
});
