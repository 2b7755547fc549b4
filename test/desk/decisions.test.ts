import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, press, type Started, startDesk } from './start.ts';

let desk: Started;
let next = 1;

beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());

async function asked() {
  const invoiceId = next++;
  desk.odoo.add(invoiceId);
  const { id } = await desk.ask(invoiceId);
  return { invoiceId, id, link: await desk.linkFor('ann@firm.test', id) };
}
const made = (id: string) => desk.odoo.decisions.filter(({ requestId }) => requestId === id);

async function decisionOf(requestId: string): Promise<string> {
  const [row] = await desk.database.query<{ id: string }>('select id from desk.decisions where request_id = $1', [
    requestId,
  ]);
  return row?.id ?? '';
}

/** Stands for n8n: a real server that says yes or no to what the desk tells it. */
async function listener() {
  const woken: string[] = [];
  const n8n = { status: 200 };
  const server = createServer(async (req, res) => {
    const { decisionId } = JSON.parse(await text(req)) as { decisionId: string };
    if (n8n.status === 200) woken.push(decisionId);
    res.writeHead(n8n.status).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook/decision`;
  return { url, woken, n8n, close: () => new Promise((done) => server.close(done)) };
}

describe('while Odoo is down', () => {
  it('a decision is kept and brought to Odoo once it is back, once', async () => {
    const { id, link } = await asked();
    desk.odoo.down = true;
    const seen = await fetch(link);
    expect([seen.status, await seen.text()]).toEqual([
      200,
      expect.stringContaining('Odoo can’t be reached'.replace('’', "'")),
    ]);
    expect((await press(link, { decision: 'approve' })).status).toBe(200);
    expect((await press(link, { decision: 'approve' })).status).toBe(410);
    expect(await desk.state(id)).toBe('deciding');
    desk.odoo.down = false;
    await eventually(async () => (await desk.state(id)) === 'approved');
    expect(made(id)).toHaveLength(1);
  });

  it('a decision of somebody who may no longer is refused when Odoo is back; others can still decide', async () => {
    const { id, link } = await asked();
    const bobs = await desk.linkFor('bob@firm.test', id);
    const ann = desk.odoo.people[0];
    if (!ann) throw new Error('Ann is missing');
    desk.odoo.down = true;
    await press(link, { decision: 'approve' });
    ann.mayApprove = false;
    desk.odoo.down = false;
    await eventually(async () => (await desk.state(id)) === 'open');
    ann.mayApprove = true;
    expect(made(id)).toEqual([]);
    expect((await fetch(link)).status).toBe(410);
    await eventually(() => desk.mailbox.to('ann@firm.test').find(({ raw }) => raw.includes(`refused.${id}`)));
    await press(bobs, { decision: 'approve' });
    await eventually(async () => (await desk.state(id)) === 'approved');
    expect(made(id)).toMatchObject([{ person: { userId: 6 } }]);
  });

  it('a decision on an invoice edited meanwhile counts for nothing', async () => {
    const { id, invoiceId, link } = await asked();
    desk.odoo.down = true;
    await press(link, { decision: 'approve' });
    desk.odoo.edit(invoiceId, { content: 'edited while Odoo was away' });
    desk.odoo.down = false;
    await eventually(async () => (await desk.state(id)) === 'void');
    expect(made(id)).toEqual([]);
  });
});

describe('while Odoo takes its time', () => {
  it('a decision is kept after a second or two, and the person told so; then told by mail once Odoo has it', async () => {
    const { id, link } = await asked();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    desk.odoo.busy = promise;
    const answer = await press(link, { decision: 'approve' });
    expect([answer.status, await answer.text()]).toEqual([
      200,
      expect.stringContaining('Odoo can’t be reached just now'),
    ]);
    expect(await desk.state(id)).toBe('deciding');
    expect(made(id)).toEqual([]);
    desk.odoo.busy = undefined;
    resolve(undefined);
    await eventually(async () => (await desk.state(id)) === 'approved');
    expect(made(id)).toHaveLength(1);
    const told = await eventually(() =>
      desk.mailbox.to('ann@firm.test').find(({ raw }) => raw.includes(`recorded.${id}`)),
    );
    expect(told.subject).toMatch(/decision.is.in.Odoo/);
  });

  it('nobody who was told by Odoo itself is told twice', async () => {
    const { id, link } = await asked();
    await press(link, { decision: 'approve' });
    await eventually(async () => (await desk.state(id)) === 'approved');
    await eventually(() => desk.mailbox.to('bob@firm.test').find(({ raw }) => raw.includes(`decided.${id}`)));
    expect(desk.mailbox.mails.filter(({ raw }) => raw.includes(`recorded.${id}`))).toEqual([]);
  });
});

describe('an address that went to somebody else', () => {
  /** Bob, an approver too, takes over Ann's address. */
  function handOver() {
    const [ann, bob] = desk.odoo.people;
    if (!ann || !bob) throw new Error('Ann and Bob are gone.');
    [ann.email, bob.email] = ['ann.former@firm.test', 'ann@firm.test'];
    return () => ([ann.email, bob.email] = ['ann@firm.test', 'bob@firm.test']);
  }

  it('decides nothing in the name of whoever had it', async () => {
    const { id, link } = await asked();
    const giveBack = handOver();
    expect((await fetch(link)).status).toBe(403);
    const page = await press(link, { decision: 'approve' }).finally(giveBack);
    expect([page.status, await page.text()]).toEqual([403, expect.stringContaining('now belongs to Bob Boss')]);
    expect(await desk.state(id)).toBe('open');
  });

  it('brings no kept decision to Odoo either', async () => {
    const { id, link } = await asked();
    desk.odoo.down = true;
    expect((await press(link, { decision: 'approve' })).status).toBe(200);
    const giveBack = handOver();
    desk.odoo.down = false;
    await eventually(async () => (await desk.state(id)) !== 'deciding').finally(giveBack);
    expect(await desk.state(id)).toBe('open');
    expect(made(id)).toEqual([]);
  });
});

it('an invoice Odoo doesn’t let the desk read holds up no other in the sweep', async () => {
  const [shut, gone] = [await asked(), await asked()];
  desk.odoo.shut.add(shut.invoiceId);
  desk.odoo.invoices.delete(gone.invoiceId);
  await desk.desk.tick();
  await eventually(async () => (await desk.state(gone.id)) === 'void').finally(() => desk.odoo.shut.clear());
  expect(await desk.state(shut.id)).toBe('open');
});

it('a decision not yet in Odoo counts for nothing once a new request took the place of its own', async () => {
  const { id, invoiceId, link } = await asked();
  desk.odoo.down = true;
  await press(link, { decision: 'approve' });
  desk.odoo.edit(invoiceId, { content: 'edited' });
  desk.odoo.down = false;
  await desk.ask(invoiceId);
  desk.odoo.edit(invoiceId, { content: `invoice ${invoiceId} as first drafted` });
  expect(await desk.state(id)).toBe('void');
  const rows = await desk.database.query('select state from desk.decisions where request_id = $1', [id]);
  expect(rows).toEqual([{ state: 'void' }]);
  await desk.desk.tick();
  await new Promise((later) => setTimeout(later, 3000));
  expect(made(id)).toEqual([]);
});

it('an answer lost on the way makes no second record', async () => {
  const { id, link } = await asked();
  desk.odoo.loseNextAnswer = true;
  await press(link, { decision: 'approve' });
  await eventually(async () => (await desk.state(id)) === 'approved');
  expect(made(id)).toHaveLength(1);
});

it('a record whose answer was lost stands, even where the invoice was posted before the desk heard of it', async () => {
  const { id, invoiceId, link } = await asked();
  desk.odoo.loseNextAnswer = true;
  await press(link, { decision: 'approve' });
  await eventually(() => made(id).length === 1);
  desk.odoo.edit(invoiceId, { state: 'posted' });
  await eventually(async () => (await desk.state(id)) === 'approved');
});

describe('n8n', () => {
  it('is woken with the id, and learns the decision from the desk only', async () => {
    const { url, woken, close } = await listener();
    const { body: subscription } = await desk.post('/subscriptions', { url });
    const { id, invoiceId, link } = await asked();
    await press(link, { decision: 'reject', reason: 'Too much' });
    const decisionId = await decisionOf(id);
    await eventually(() => woken.includes(decisionId));
    const { body } = await desk.get(`/decisions/${decisionId}`);
    expect(body).toMatchObject({
      id: decisionId,
      requestId: id,
      invoiceId,
      invoiceName: `Draft #${invoiceId}`,
      orderName: 'S00042',
      untaxed: '11842.50',
      currency: 'EUR',
      outcome: 'rejected',
      by: 'Ann Approver',
      channel: 'page',
      reason: 'Too much',
      odooDecisionId: made(id)[0]?.id,
    });
    expect((await desk.del(`/subscriptions/${subscription.id}`)).status).toBe(204);
    await close();
  });

  it('is tried again until it answers', async () => {
    const { url, woken, n8n, close } = await listener();
    n8n.status = 503;
    const { body: subscription } = await desk.post('/subscriptions', { url });
    const { link } = await asked();
    await press(link, { decision: 'approve' });
    await eventually(() => desk.log.some((line) => line.includes('answered HTTP 503')));
    n8n.status = 200;
    await eventually(() => woken.length > 0);
    await desk.del(`/subscriptions/${subscription.id}`);
    await close();
  });

  it('hears of decisions taken while it was not there, each once', async () => {
    const { id, link } = await asked();
    await press(link, { decision: 'approve' });
    await eventually(async () => (await desk.state(id)) === 'approved');
    const { url, woken, close } = await listener();
    const { body: subscription } = await desk.post('/subscriptions', { url });
    const known = await decisionOf(id);
    await eventually(() => woken.includes(known));
    await desk.desk.tick();
    await desk.post('/subscriptions', { url });
    expect(woken.filter((each) => each === known)).toHaveLength(1);
    await desk.del(`/subscriptions/${subscription.id}`);
    await close();
  });
});
