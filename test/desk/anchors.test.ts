import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, press, type Started, startDesk } from './start.ts';

let folder: string;
let file: string;
let desk: Started;
let next = 1;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anchors-'));
  file = join(folder, 'anchors.jsonl');
  desk = await startDesk({ config: { anchorsFile: file } });
});
afterAll(async () => {
  await desk.stop();
  await rm(folder, { recursive: true });
});

async function asked() {
  const invoiceId = next++;
  desk.odoo.add(invoiceId);
  const { id } = await desk.ask(invoiceId);
  return { invoiceId, id, link: await desk.linkFor('ann@firm.test', id) };
}
const told = (invoiceId: number) => desk.odoo.events.filter((event) => event.invoiceId === invoiceId);
const anchors = (invoiceId: number) =>
  desk.database.query<{ length: number; head: string }>(
    'select length, head from desk.anchors where invoice_id = $1 order by id',
    [invoiceId],
  );

describe('what happens at the desk is on the record in Odoo', () => {
  it('a request, and a decision with how it is known who decided', async () => {
    const { invoiceId, id, link } = await asked();
    await eventually(() => told(invoiceId).length === 1);
    expect(told(invoiceId)).toMatchObject([
      { kind: 'requested', key: `requested.${id}`, what: 'Asked Ann Approver, Bob Boss', channel: 'desk' },
    ]);
    await press(link, { decision: 'approve' });
    await eventually(async () => (await desk.state(id)) === 'approved');
    const decision = desk.odoo.decisions.find(({ requestId }) => requestId === id);
    expect(decision).toMatchObject({ channel: 'page', verified: 'link mailed to the person' });
  });

  it('a request that an edit voided, with the reason', async () => {
    const { invoiceId } = await asked();
    desk.odoo.edit(invoiceId, { content: 'other lines' });
    await desk.desk.tick();
    await eventually(() => told(invoiceId).some(({ kind }) => kind === 'voided'));
    expect(told(invoiceId).at(-1)).toMatchObject({ reason: expect.stringContaining('edited after it was sent') });
  });

  it('a refusal, once for a person and reason, however often it is tried', async () => {
    const { invoiceId, link } = await asked();
    const ann = desk.odoo.people.find(({ userId }) => userId === 5);
    if (!ann) throw new Error('Ann is gone');
    ann.mayApprove = false;
    for (let time = 0; time < 3; time += 1) expect((await press(link, { decision: 'approve' })).status).toBe(403);
    ann.mayApprove = true;
    await desk.desk.tick();
    await eventually(() => told(invoiceId).some(({ kind }) => kind === 'refused'));
    await desk.desk.tick();
    const untold = () =>
      desk.database.query('select 1 from desk.refusals where told_at is null and code = $1', ['no-authority']);
    await eventually(async () => (await untold()).length === 0);
    expect(told(invoiceId).filter(({ kind }) => kind === 'refused')).toMatchObject([
      { what: 'Ann Approver was refused', detail: 'no-authority', person: { userId: 5 } },
    ]);
  });

  it('an answer that is lost loses nothing, and writes nothing twice', async () => {
    const invoiceId = next++;
    desk.odoo.add(invoiceId);
    desk.odoo.loseNextEvent = true;
    await desk.ask(invoiceId);
    await eventually(() => !desk.odoo.loseNextEvent);
    // Odoo has it, and did not say so: asked again, it is not written twice.
    await eventually(async () => (await anchors(invoiceId)).length === 1);
    expect(told(invoiceId)).toMatchObject([{ kind: 'requested' }]);
  });
});

describe('anchors', () => {
  it('follow every write of the desk, and go into the file', async () => {
    const { invoiceId, id, link } = await asked();
    await eventually(async () => (await anchors(invoiceId)).length === 1);
    await press(link, { decision: 'approve' });
    await eventually(async () => (await desk.state(id)) === 'approved');
    expect((await anchors(invoiceId)).map(({ length }) => length)).toEqual([1, 2]);
    await eventually(async () => (await readFile(file, 'utf8')).includes(`"invoice":${invoiceId},"length":2`));
    expect((await stat(file)).mode & 0o077).toBe(0);
  });

  it('follow what others wrote, by the clock', async () => {
    const invoiceId = next++;
    desk.odoo.heads.set(invoiceId, { invoiceId, number: 3, hash: 'by hand' });
    await desk.desk.tick();
    await eventually(async () => (await anchors(invoiceId)).length === 1);
    await desk.desk.tick();
    expect(await anchors(invoiceId)).toEqual([{ length: 3, head: 'by hand' }]);
  });

  it('can be neither changed nor removed', async () => {
    for (const attempt of [
      "update desk.anchors set head = 'forged'",
      'delete from desk.anchors',
      'truncate desk.anchors',
    ]) {
      await expect(desk.database.query(attempt)).rejects.toThrow(/append-only/);
    }
  });

  const changes: [string, { number: number; hash: string }][] = [
    ['another hash under a number', { number: 2, hash: 'forged' }],
    ['fewer links than before', { number: 1, hash: 'one' }],
  ];
  for (const [what, change] of changes) {
    it(`${what}: a case, and both are kept`, async () => {
      const invoiceId = next++;
      desk.odoo.heads.set(invoiceId, { invoiceId, number: 2, hash: 'two' });
      await desk.desk.tick();
      await eventually(async () => (await anchors(invoiceId)).length === 1);
      desk.odoo.heads.set(invoiceId, { invoiceId, ...change });
      await desk.desk.tick();
      await eventually(() => desk.odoo.cases.has(`desk.record-broken.${invoiceId}`));
      expect(await anchors(invoiceId)).toHaveLength(2);
    });
  }
});
