import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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
const outcome = async (id: string) => (await desk.get(`/requests/${id}/outcome`)).body;
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();

/** Stands for an execution in n8n that waits: a real server that counts its calls. */
async function execution() {
  const n8n = { status: 200, said: '{}', calls: [] as string[] };
  const server = createServer((req, res) => {
    n8n.calls.push(req.url ?? '');
    res.writeHead(n8n.status).end(n8n.said);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook-waiting/7?signature=secret-key`;
  return Object.assign(n8n, { url, close: () => new Promise((done) => server.close(done)) });
}

const wait = (id: string, url: string, until = tomorrow()) => desk.post(`/requests/${id}/waits`, { url, until });

describe('an execution that waits', () => {
  it('is called once, when there is a decision, and learns it from the desk only', async () => {
    const { id, invoiceId, link } = await asked();
    const n8n = await execution();
    expect((await wait(id, n8n.url)).status).toBe(204);
    expect(await outcome(id)).toMatchObject({ status: 'waiting', requestId: id, invoiceId });
    await press(link, { decision: 'approve' });
    await eventually(() => n8n.calls.length === 1);
    expect(await outcome(id)).toMatchObject({
      status: 'approved',
      by: 'Ann Approver',
      odooDecisionId: expect.any(Number),
    });
    await desk.desk.tick();
    await new Promise((later) => setTimeout(later, 2500));
    expect(n8n.calls).toEqual(['/webhook-waiting/7?signature=secret-key']);
    expect(desk.log.join()).not.toContain('secret-key');
    await n8n.close();
  });

  it('is called of a rejection, with who and why', async () => {
    const { id, link } = await asked();
    const n8n = await execution();
    await wait(id, n8n.url);
    await press(link, { decision: 'reject', reason: 'Two days too many' });
    await eventually(() => n8n.calls.length === 1);
    expect(await outcome(id)).toMatchObject({ status: 'rejected', by: 'Ann Approver', reason: 'Two days too many' });
    await n8n.close();
  });

  it('is called where the invoice was edited and the request is void', async () => {
    const { id, invoiceId } = await asked();
    const n8n = await execution();
    await wait(id, n8n.url);
    desk.odoo.edit(invoiceId, { content: 'edited' });
    await desk.ask(invoiceId);
    await eventually(() => n8n.calls.length === 1);
    expect(await outcome(id)).toMatchObject({ status: 'void', reason: expect.stringContaining('edited') });
    await n8n.close();
  });

  it('is called at once where it came after the decision', async () => {
    const { id, link } = await asked();
    await press(link, { decision: 'approve' });
    await eventually(async () => (await desk.state(id)) === 'approved');
    const n8n = await execution();
    await wait(id, n8n.url);
    await eventually(() => n8n.calls.length === 1);
    await n8n.close();
  });

  it('is called again until it answers, and no more once n8n says that nobody waits', async () => {
    const { id, link } = await asked();
    const n8n = await execution();
    n8n.status = 409;
    n8n.said = '{"message":"The execution \\"7\\" is running already."}';
    await wait(id, n8n.url);
    await press(link, { decision: 'approve' });
    await eventually(() => n8n.calls.length > 1);
    expect(desk.log.join()).toContain('answered HTTP 409 to the outcome');
    expect(desk.log.join()).not.toContain('secret-key');
    n8n.said = '{"message":"The execution \\"7 has finished already."}';
    const rows = () =>
      desk.database.query('select from desk.waits where request_id = $1 and woken_at is not null', [id]);
    await eventually(async () => (await rows()).length === 1);
    await n8n.close();
  });

  it('is not called after its time is up', async () => {
    const { id, link } = await asked();
    const n8n = await execution();
    await wait(id, n8n.url, new Date(Date.now() - 1000).toISOString());
    await press(link, { decision: 'approve' });
    await eventually(async () => (await desk.state(id)) === 'approved');
    await desk.desk.tick();
    await new Promise((later) => setTimeout(later, 1500));
    expect(n8n.calls).toEqual([]);
    await n8n.close();
  });
});

describe('the outcome', () => {
  it('of an approval is void once the invoice reads otherwise, or is cancelled or deleted', async () => {
    const { id, invoiceId, link } = await asked();
    await press(link, { decision: 'approve' });
    await eventually(async () => (await desk.state(id)) === 'approved');
    desk.odoo.edit(invoiceId, { content: 'edited afterwards' });
    expect(await outcome(id)).toMatchObject({
      status: 'void',
      reason: 'The invoice was edited after it was approved.',
    });
    desk.odoo.edit(invoiceId, { content: `invoice ${invoiceId} as first drafted`, state: 'posted' });
    expect(await outcome(id)).toMatchObject({ status: 'approved' });
    desk.odoo.edit(invoiceId, { state: 'cancel' });
    expect(await outcome(id)).toMatchObject({ status: 'void', reason: expect.stringContaining('cancelled') });
    desk.odoo.invoices.delete(invoiceId);
    expect(await outcome(id)).toMatchObject({ status: 'void' });
  });

  it('of an approval is not known while Odoo is down', async () => {
    const { id, link } = await asked();
    await press(link, { decision: 'approve' });
    await eventually(async () => (await desk.state(id)) === 'approved');
    desk.odoo.down = true;
    expect((await desk.get(`/requests/${id}/outcome`)).status).toBe(502);
    desk.odoo.down = false;
  });

  it('of an unknown request, or for somebody without the token, is nothing', async () => {
    expect((await desk.get('/requests/00000000-0000-4000-8000-000000000000/outcome')).status).toBe(404);
    const { id } = await asked();
    expect((await desk.get(`/requests/${id}/outcome`, 'wrong')).status).toBe(401);
    expect((await wait(id, 'ftp://somewhere')).status).toBe(400);
  });
});
