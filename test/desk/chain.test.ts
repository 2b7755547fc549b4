import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { policyFile } from '../../src/approvals/policy/schema.ts';
import type { Policy } from '../../src/approvals/policy/schema.ts';
import { eventually, press as pressed, type Started, startDesk } from './start.ts';

let desk: Started;
let next = 1;
const [ANN, BOB, CLEO] = [5, 6, 10];

/** Above 10,000 EUR the project manager first, then a controller; below, the project manager alone. */
const policy: Policy = policyFile.parse({
  policy: {
    name: 'Services',
    version: 3,
    effectiveFrom: '2026-01-01',
    currency: 'EUR',
    within: '8',
    remindEvery: '4',
    rows: [
      {
        name: 'Large',
        when: { amountAbove: '10000' },
        steps: [
          { name: 'Project manager', approvers: { roles: ['project-manager'] }, reviewOnly: 'yes' },
          { name: 'Controller', approvers: { roles: ['controller'] } },
        ],
      },
      { name: 'All others', steps: [{ name: 'Project manager', approvers: { roles: ['project-manager'] } }] },
    ],
    limits: [
      { role: 'project-manager', upTo: '10000' },
      { role: 'controller', unlimited: 'yes' },
    ],
  },
}).policy;

let visitors = 0;
/** From an address of its own: a page is not shown more often than somebody looks. */
function press(link: string, fields: Record<string, string>) {
  visitors += 1;
  return pressed(link, fields, { 'x-forwarded-for': `10.1.${visitors >> 8}.${visitors & 255}` });
}

beforeAll(async () => {
  desk = await startDesk();
  desk.odoo.people.push({
    userId: CLEO,
    name: 'Cleo Controller',
    email: 'cleo@firm.test',
    mayApprove: true,
    companyIds: [1],
  });
});
afterAll(() => desk.stop());

function decree(change: Partial<Policy> = {}) {
  desk.odoo.policies.splice(0, Infinity, { ...policy, ...change });
  desk.odoo.about.clear();
  desk.odoo.about.set(ANN, { roles: ['project-manager'] });
  desk.odoo.about.set(CLEO, { roles: ['controller'] });
}

async function asked(change = {}) {
  const invoiceId = next++;
  desk.odoo.add(invoiceId, change);
  const { id } = await desk.ask(invoiceId, ['bob@firm.test']);
  return { invoiceId, id };
}
const made = (id: string) => desk.odoo.decisions.filter(({ requestId }) => requestId === id);
const told = (id: string) =>
  desk.odoo.events.filter(({ requestId }) => requestId === id).map(({ kind, what }) => `${kind}: ${what}`);
const decisionsOf = (id: string) =>
  desk.database.query<{ id: string; state: string }>(
    'select id, state from desk.decisions where request_id = $1 order by number',
    [id],
  );

describe('two steps', () => {
  it('ask one after the other; only what completes them is an approval in Odoo', async () => {
    decree();
    const { id } = await asked();
    const first = await desk.linkFor('ann@firm.test', id);
    expect(desk.mailbox.to('cleo@firm.test').filter(({ raw }) => raw.includes(id))).toEqual([]);
    const page = await (await fetch(first)).text();
    expect(page).toContain('The amount, 11,842.50 EUR, is above 10,000.00 EUR.');
    expect(page).toContain('1. Project manager: waits for Ann Approver.');
    expect(page).toContain('2. Controller: asked after that.');
    const answer = await (await press(first, { decision: 'approve' })).text();
    expect(answer).toContain('You approved this invoice');

    const second = await desk.linkFor('cleo@firm.test', id);
    expect(await desk.state(id)).toBe('open');
    expect(made(id)).toMatchObject([
      { outcome: 'step-approved', person: { userId: ANN }, policy: 'Services, version 3' },
    ]);
    expect((await desk.get(`/requests/${id}/outcome`)).body.status).toBe('waiting');
    const again = await fetch(first);
    expect([again.status, await again.text()]).toEqual([410, expect.stringContaining('It waits for Cleo Controller.')]);

    await press(second, { decision: 'approve' });
    await eventually(async () => (await desk.state(id)) === 'approved');
    expect(made(id).map(({ outcome, person }) => [outcome, person.userId])).toEqual([
      ['step-approved', ANN],
      ['approved', CLEO],
    ]);
    expect((await desk.get(`/requests/${id}/outcome`)).body).toMatchObject({
      status: 'approved',
      by: 'Cleo Controller',
    });
    await eventually(() => told(id).length >= 2);
    expect(told(id)).toEqual(['requested: Asked Ann Approver', 'step-opened: Controller: asked Cleo Controller']);
  });

  it('end with the first rejection', async () => {
    decree();
    const { id } = await asked();
    await press(await desk.linkFor('ann@firm.test', id), { decision: 'reject', reason: 'Wrong rate' });
    await eventually(async () => (await desk.state(id)) === 'rejected');
    expect(made(id)).toMatchObject([{ outcome: 'rejected' }]);
    expect(desk.mailbox.to('cleo@firm.test').filter(({ raw }) => raw.includes(id))).toEqual([]);
  });

  it('are void with the invoice, approvals given included, and asked anew for what it says now', async () => {
    decree();
    const { id, invoiceId } = await asked();
    await press(await desk.linkFor('ann@firm.test', id), { decision: 'approve' });
    const second = await desk.linkFor('cleo@firm.test', id);
    desk.odoo.edit(invoiceId, { content: 'edited in between' });
    expect((await press(second, { decision: 'approve' })).status).toBe(410);
    expect(await desk.state(id)).toBe('void');
    const anew = await desk.ask(invoiceId, ['bob@firm.test']);
    expect(anew).toMatchObject({ existing: false, state: 'open', approvers: ['ann@firm.test'] });
  });

  it('only wake n8n with what settles the request', async () => {
    decree();
    const { id } = await asked();
    await desk.post('/subscriptions', { url: 'http://127.0.0.1:9/nobody' });
    await press(await desk.linkFor('ann@firm.test', id), { decision: 'approve' });
    await desk.linkFor('cleo@firm.test', id);
    const [first] = await decisionsOf(id);
    expect(await desk.database.query('select from desk.deliveries where decision_id = $1', [first?.id])).toEqual([]);
    expect((await desk.get(`/decisions/${first?.id}`)).status).toBe(409);
  });
});

describe('straight through', () => {
  const routine = { name: 'Routine', when: { amountUpTo: '1000' }, straightThrough: 'yes' as const };

  it('asks nobody, and Odoo’s record names policy, version and row; asked twice at once, it is one', async () => {
    decree({ rows: [routine, ...policy.rows] });
    const invoiceId = next++;
    desk.odoo.add(invoiceId, { untaxed: '900.00', findings: [] });
    const ask = () => desk.post('/requests', { invoiceId, approvers: ['bob@firm.test'] });
    const [one, other] = await Promise.all([ask(), ask()]);
    expect([one.body.state, other.body.state, other.body.id]).toEqual(['approved', 'approved', one.body.id]);
    const decisions = desk.odoo.decisions.filter((each) => each.invoiceId === invoiceId);
    expect(decisions).toMatchObject([
      { outcome: 'approved', reason: expect.stringContaining('is not above 1,000.00 EUR') },
    ]);
    expect((await desk.get(`/requests/${one.body.id}/outcome`)).body).toMatchObject({
      status: 'approved',
      by: 'Services, version 3: “Routine”',
    });
    expect(await decisionsOf(one.body.id)).toMatchObject([{ state: 'recorded' }]);
    expect(desk.mailbox.to('ann@firm.test').filter(({ raw }) => raw.includes(one.body.id))).toEqual([]);
  });

  it('is never for what is unusual', async () => {
    decree({ rows: [routine, ...policy.rows] });
    const { id } = await asked({ untaxed: '900.00' });
    expect(await desk.state(id)).toBe('open');
  });

  it('is nothing where Odoo’s own policy does not say so', async () => {
    decree({ rows: [routine, ...policy.rows] });
    const invoiceId = next++;
    desk.odoo.add(invoiceId, { untaxed: '900.00', findings: [] });
    desk.odoo.refuseStraight = true;
    const { status } = await desk.post('/requests', { invoiceId, approvers: ['bob@firm.test'] });
    desk.odoo.refuseStraight = false;
    expect(status).toBe(422);
    expect(desk.odoo.decisions.filter((each) => each.invoiceId === invoiceId)).toEqual([]);
  });
});

describe('who may', () => {
  it('is named by the policy and by nobody else', async () => {
    decree();
    const invoiceId = next++;
    desk.odoo.add(invoiceId, { untaxed: '900.00' });
    const { body } = await desk.post('/requests', { invoiceId, approvers: ['bob@firm.test', 'clara@firm.test'] });
    expect(body).toMatchObject({
      approvers: ['ann@firm.test'],
      leftOut: [
        { email: 'bob@firm.test', reason: 'The approval policy gives Bob Boss no limit.' },
        { email: 'clara@firm.test', reason: expect.stringContaining('not in Odoo') },
      ],
    });
  });

  it('is asked at the moment of the decision: a limit lowered since denies', async () => {
    decree();
    const { id } = await asked({ untaxed: '9000.00' });
    const link = await desk.linkFor('ann@firm.test', id);
    decree({ version: 4, limits: [{ role: 'project-manager', upTo: '5000' }] });
    const page = await press(link, { decision: 'approve' });
    expect([page.status, await page.text()]).toEqual([
      403,
      expect.stringContaining('Ann Approver may approve up to 5,000.00 EUR, and this is 9,000.00 EUR.'),
    ]);
    expect(await desk.state(id)).toBe('open');
    expect((await press(link, { decision: 'reject', reason: 'Too much' })).status).toBe(200);
    await eventually(async () => (await desk.state(id)) === 'rejected');
  });

  it('is asked again before Odoo gets a decision taken while Odoo was down', async () => {
    decree();
    const { id } = await asked({ untaxed: '9000.00' });
    const link = await desk.linkFor('ann@firm.test', id);
    desk.odoo.down = true;
    expect((await press(link, { decision: 'approve' })).status).toBe(200);
    decree({ limits: [{ role: 'project-manager', upTo: '5000' }] });
    desk.odoo.down = false;
    await eventually(async () => (await desk.state(id)) === 'open');
    expect(made(id)).toEqual([]);
    expect(await decisionsOf(id)).toMatchObject([{ state: 'refused' }]);
  });

  it('is a controller where the policy can’t be read, and nobody where there is none', async () => {
    decree();
    desk.odoo.policies.length = 0;
    desk.odoo.unreadable.push({ name: 'Services', version: 4, problems: ['It was changed since.'] });
    const { id } = await asked();
    const page = await (await fetch(await desk.linkFor('cleo@firm.test', id))).text();
    expect(page).toContain('For an invoice of this amount a link alone is not enough.');
    const { route } =
      (
        await desk.database.query<{ route: { why: string[] } }>('select route from desk.requests where id = $1', [id])
      )[0] ?? {};
    expect(route?.why).toEqual(['“Services”, version 4, can’t be used. It was changed since.']);
    desk.odoo.about.delete(CLEO);
    const invoiceId = next++;
    desk.odoo.add(invoiceId);
    const { status, body } = await desk.post('/requests', { invoiceId, approvers: ['ann@firm.test'] });
    expect([status, body.error]).toEqual([422, expect.stringContaining('Nobody can be asked')]);
    desk.odoo.unreadable.length = 0;
  });

  it('decides once in a chain, whatever their roles', async () => {
    decree();
    desk.odoo.about.set(ANN, { roles: ['project-manager', 'controller'] });
    const { id } = await asked();
    const link = await desk.linkFor('ann@firm.test', id);
    await press(link, { decision: 'approve' });
    await desk.linkFor('cleo@firm.test', id);
    expect((await press(link, { decision: 'approve' })).status).toBe(410);
    expect(made(id)).toHaveLength(1);
  });
});

describe('many copies of a click at once', () => {
  it('are one decision, one event and one record in each step', async () => {
    decree();
    const { id } = await asked();
    for (const email of ['ann@firm.test', 'cleo@firm.test']) {
      const link = await desk.linkFor(email, id);
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, n) =>
          press(link, n % 4 ? { decision: 'approve' } : { decision: 'reject', reason: 'No, not so' }),
        ),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      if ((await decisionsOf(id)).length === 1) {
        const [taken] = await desk.database.query<{ outcome: string }>(
          'select outcome from desk.decisions where request_id = $1',
          [id],
        );
        if (taken?.outcome === 'rejected') break;
      }
    }
    await eventually(async () => ['approved', 'rejected'].includes(await desk.state(id)));
    const rows = await decisionsOf(id);
    expect(made(id)).toHaveLength(rows.length);
    expect(new Set(made(id).map(({ person }) => person.userId)).size).toBe(rows.length);
    expect(made(id).filter(({ outcome }) => outcome !== 'step-approved')).toHaveLength(1);
  });

  it('of all who are needed together: each counts once, and the last one completes', async () => {
    decree({
      rows: [
        {
          name: 'All',
          when: {},
          steps: [
            {
              name: 'Everybody',
              starts: 'after',
              need: 'all',
              approvers: { people: ['ann@firm.test', 'bob@firm.test', 'cleo@firm.test'] },
            },
          ],
        },
      ],
      limits: [
        { role: 'project-manager', unlimited: 'yes' },
        { role: 'controller', unlimited: 'yes' },
        { person: 'bob@firm.test', unlimited: 'yes' },
      ],
    });
    const { id } = await asked();
    const links = await Promise.all(
      ['ann@firm.test', 'bob@firm.test', 'cleo@firm.test'].map((email) => desk.linkFor(email, id)),
    );
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) => press(links[n % 3] ?? '', { decision: 'approve' })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
    await eventually(async () => (await desk.state(id)) === 'approved');
    expect(made(id).map(({ outcome }) => outcome)).toEqual(['step-approved', 'step-approved', 'approved']);
    expect(
      made(id)
        .map(({ person }) => person.userId)
        .sort(),
    ).toEqual([ANN, BOB, CLEO].sort());
  });
});

describe('time', () => {
  it('reminds, then asks the fallback too, each once', async () => {
    decree();
    const { id } = await asked({ untaxed: '900.00' });
    await desk.linkFor('ann@firm.test', id);
    const mails = (email: string, kind: string) =>
      desk.mailbox.to(email).filter(({ raw }) => raw.includes(`<${kind}.${id}`));
    // Any weekend in between, and more than eight hours of work.
    desk.advance(24 * 4);
    await desk.desk.tick();
    await eventually(() => mails('cleo@firm.test', 'ask').length > 0);
    await eventually(() => mails('ann@firm.test', 'remind').length > 0);
    await desk.desk.tick();
    await eventually(() => told(id).some((each) => each.startsWith('escalated')));
    expect(told(id)).toContain(
      'escalated: Project manager: asked Cleo Controller too, because the time of Ann Approver is over',
    );
    expect(mails('ann@firm.test', 'remind')).toHaveLength(1);
    expect(mails('cleo@firm.test', 'ask')).toHaveLength(1);
    const answer = await press(await desk.linkFor('cleo@firm.test', id), { decision: 'approve' });
    expect([answer.status, await answer.text()]).toEqual([200, expect.any(String)]);
    await eventually(async () => (await desk.state(id)) === 'approved');
    expect(made(id)).toMatchObject([{ outcome: 'approved', person: { userId: CLEO } }]);
  });

  it('asks nobody who is away, and somebody else once they leave', async () => {
    decree();
    const { id } = await asked({ untaxed: '900.00' });
    await desk.linkFor('ann@firm.test', id);
    const at = Date.now() + 24 * 8 * 3_600_000;
    desk.odoo.about.set(ANN, {
      roles: ['project-manager'],
      leaves: [{ from: new Date(0).toISOString(), until: new Date(at).toISOString() }],
    });
    await desk.desk.tick();
    await desk.linkFor('cleo@firm.test', id);
    await eventually(() =>
      told(id).some((each) => each.includes('asked Cleo Controller, because Ann Approver is away or may not decide')),
    );
  });

  it('puts what nobody can decide into the exception queue', async () => {
    decree();
    const { id } = await asked({ untaxed: '900.00' });
    desk.odoo.about.clear();
    await desk.desk.tick();
    await eventually(() => desk.odoo.cases.has(`approval.nobody.${id}.Project manager`));
  });

  it('puts on record that a step was decided late, with nobody else to ask and no tick since', async () => {
    decree({ within: '1' });
    desk.odoo.about.delete(CLEO);
    // Shorter than a link holds, longer than any weekend.
    const kinds = (id: string) => told(id).filter((each) => /^(escalated|overdue)/.test(each));
    const decided = async (hours: number) => {
      const { id } = await asked({ untaxed: '900.00' });
      const link = await desk.linkFor('ann@firm.test', id);
      desk.advance(hours);
      expect((await press(link, { decision: 'approve' })).status).toBe(200);
      await eventually(async () => (await desk.state(id)) === 'approved');
      return id;
    };
    expect(kinds(await decided(0))).toEqual([]);
    expect(kinds(await decided(70))).toEqual(['overdue: Project manager: its time was over']);
  });
});
