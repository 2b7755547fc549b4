import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { policyFile } from '../../src/approvals/policy/schema.ts';
import { eventually, press, type Started, startDesk } from './start.ts';

const CLEO = 10;
let desk: Started;
let next = 1;
let ids: Record<'ann' | 'bob' | 'paul' | 'cleo', string>;

beforeAll(async () => {
  desk = await startDesk({ withSlack: true, withTeams: true });
  desk.slack.change('UCLEO', { email: 'cleo@firm.test' });
  desk.odoo.people.push({
    ...{ userId: CLEO, name: 'Cleo Controller', email: 'cleo@firm.test' },
    ...{ mayApprove: true, companyIds: [1] },
  });
  // Strangers first: whoever only has the same address is not mentioned.
  desk.teams.person('cleo_firm.test#EXT#@firm.test', { email: 'cleo@firm.test' });
  desk.teams.person('cleo@firm.test', { tenantId: desk.teams.otherTenant });
  const person = (name: string) => `29:${desk.teams.person(`${name}@firm.test`)}`;
  ids = { ann: person('ann'), bob: person('bob'), paul: person('paul'), cleo: person('cleo') };
});
afterAll(() => desk.stop());
beforeEach(() => {
  desk.odoo.policies.splice(0);
  desk.odoo.about.clear();
});

/** A project manager first, then a controller; reminded after four hours, escalated after eight. */
function decree() {
  const steps = [
    { name: 'Project manager', approvers: { roles: ['project-manager'] }, reviewOnly: 'yes' },
    { name: 'Controller', approvers: { roles: ['controller'] } },
  ];
  const { policy } = policyFile.parse({
    policy: {
      ...{ name: 'Services', version: 1, effectiveFrom: '2026-01-01', currency: 'EUR', within: '8', remindEvery: '4' },
      rows: [{ name: 'All', steps }],
      limits: [{ role: 'controller', unlimited: 'yes' }],
    },
  });
  desk.odoo.policies.push(policy);
  desk.odoo.about.set(5, { roles: ['project-manager'] });
  desk.odoo.about.set(CLEO, { roles: ['controller'] });
}

async function asked(approvers?: string[]) {
  const invoiceId = next++;
  desk.odoo.add(invoiceId);
  const { id } = await desk.ask(invoiceId, approvers);
  const row = await eventually(async () => {
    const [found] = await desk.database.query<{ ts: string; activity: string }>(
      `select slack.ts, teams.activity_id as activity from desk.slack_messages slack
       join desk.teams_messages teams using (request_id) where request_id = $1 and shown is not null and ts is not null`,
      [id],
    );
    return found;
  });
  const message = desk.slack.messages.find(({ ts }) => ts === row.ts);
  const card = desk.teams.cards.find((each) => each.id === row.activity);
  if (!message || !card) throw new Error('It was posted nowhere.');
  const inThread = () => desk.slack.below(message);
  const inTeams = () => desk.teams.replies.filter(({ below }) => below === card.id);
  return { id, invoiceId, message, card, inThread, inTeams };
}

const LINK = (ts: string) => `<https://firm.slack.test/archives/C0BILLING/p${ts}|Brandt &amp; Söhne`;
/** Nothing is left to be said in the chats. */
const quiet = (id: string) =>
  eventually(async () => {
    const [row] = await desk.database.query<{ left: number }>(
      `select count(*)::integer as left from desk_jobs.job where name in ('slack', 'teams', 'advance')
       and data->>'requestId' = $1 and state in ('created', 'active', 'retry')`,
      [id],
    );
    return row?.left === 0;
  });

describe('who is asked is called,', () => {
  it('in the message itself while it is new, and by no second one', async () => {
    const { id, message, card, inThread, inTeams } = await asked();
    expect(message.blocks.at(-2)?.text?.text).toBe('<@UANN>, <@UBOB>: your decision is asked for.');
    expect(card.text).toBe('<at>Ann Approver</at>, <at>Bob Boss</at>: your decision is asked for.');
    expect(card.mentions?.sort()).toEqual([ids.ann, ids.bob].sort());
    await desk.desk.tick();
    await quiet(id);
    expect([inThread(), inTeams(), desk.slack.updatesOf(message)]).toEqual([[], [], 0]);
  });

  it('the next step below the message, once, with a link to it', async () => {
    decree();
    const { id, message, inThread, inTeams } = await asked();
    await press(await desk.linkFor('ann@firm.test', id), { decision: 'approve' });
    await eventually(() => inThread().length > 0 && inTeams().length > 0);
    expect(inThread()[0]).toContain(`<@UCLEO>: your decision is asked for.\n${LINK(message.ts)}`);
    expect(inTeams()[0]).toMatchObject({
      text: '<at>Cleo Controller</at>: your decision is asked for.',
      mentions: [ids.cleo],
    });
    expect(JSON.stringify(inTeams()[0]?.card)).toContain('Brandt & Söhne');
    await desk.desk.tick();
    await desk.desk.tick();
    await quiet(id);
    expect([inThread(), inTeams()].map(({ length }) => length)).toEqual([1, 1]);
    await press(await desk.linkFor('cleo@firm.test', id), { decision: 'approve' });
    await eventually(async () => (await desk.state(id)) === 'approved');
    await quiet(id);
    expect([inThread(), inTeams()].map(({ length }) => length)).toEqual([1, 1]);
  });

  it('once, however often Slack failed in between', async () => {
    decree();
    const { id, message, inThread } = await asked();
    desk.slack.failing.add('chat.postMessage');
    const failures = () => desk.log.filter((line) => line.includes('job failed') && line.includes('"slack"')).length;
    const before = failures();
    await press(await desk.linkFor('ann@firm.test', id), { decision: 'approve' });
    await eventually(() => failures() > before);
    const updates = desk.slack.updatesOf(message);
    desk.slack.failing.clear();
    await eventually(() => inThread().length > 0);
    await quiet(id);
    expect([inThread().length, desk.slack.updatesOf(message)]).toEqual([1, updates]);
  });

  it('below the message where Slack could not say who they are when it was posted', async () => {
    desk.odoo.people.push({
      ...{ userId: 11, name: 'Dan Dawn', email: 'dan@firm.test' },
      ...{ mayApprove: true, companyIds: [1] },
    });
    desk.slack.failing.add('users.lookupByEmail');
    const { inThread, message } = await asked(['dan@firm.test', 'ann@firm.test']);
    expect(JSON.stringify(message.blocks)).not.toContain('<@');
    desk.slack.failing.clear();
    await eventually(() => inThread().length > 0);
    expect(inThread()).toEqual([expect.stringMatching(/^<@UANN>, Dan Dawn: your decision is asked for\./)]);
  });

  it.each([
    ['left', { deleted: true }],
    ['is a guest', { guest: true }],
    ['is of another workspace', { team: 'T0OTHER' }],
    ['has an address nobody confirmed', { confirmed: false }],
  ])('not who %s: they are mailed', async (_why, change) => {
    const userId = 100 + next;
    const email = `who${userId}@firm.test`;
    desk.slack.change(`UWHO${userId}`, { email, ...change });
    desk.odoo.people.push({ userId, name: 'Who Ever', email, mayApprove: true, companyIds: [1] });
    const { id, inThread, message } = await asked([email]);
    expect(JSON.stringify(message.blocks)).not.toContain('<@');
    await desk.linkFor(email, id);
    await quiet(id);
    expect(inThread()).toEqual([]);
  });
});

describe('below the message', () => {
  it('whoever is reminded, and whoever is asked too because it is late', async () => {
    decree();
    const { id, inThread, inTeams } = await asked();
    await desk.linkFor('ann@firm.test', id);
    // Any weekend in between, and more than eight hours of work.
    desk.advance(24 * 4);
    await desk.desk.tick();
    await eventually(() => inThread().join().includes('UCLEO') && inThread().join().includes('UANN'));
    await eventually(() => inTeams().some(({ mentions }) => mentions.includes(ids.cleo)));
    const said = inThread().join('\n');
    expect(said).toContain('<@UCLEO>: your decision is asked for.');
    expect(said).toContain('<@UANN>: this still waits for your decision.');
    await desk.desk.tick();
    await quiet(id);
    expect(
      inThread()
        .join('\n')
        .match(/<@\w+>/g)
        ?.sort(),
    ).toEqual(['<@UANN>', '<@UCLEO>']);
    expect(
      inTeams()
        .flatMap(({ mentions }) => mentions)
        .sort(),
    ).toEqual([ids.ann, ids.cleo].sort());
  });

  it('whom a question goes to, who is answered, and to whom it was handed on, each once', async () => {
    const { id, inThread, inTeams } = await asked(['ann@firm.test']);
    const link = await desk.linkFor('ann@firm.test', id);
    await press(`${link}/ask`, { text: 'Why so much?' });
    await eventually(() => inThread().length === 1 && inTeams().length === 1);
    expect(inThread()[0]).toContain('<@UPAUL>: a question waits for your answer.');
    const answering = await eventually(
      () => desk.mailbox.to('paul@firm.test').findLast(({ raw }) => raw.includes('Why so much?'))?.link,
    );
    await press(answering, { text: 'Snow.' });
    await eventually(() => inThread().length === 2 && inTeams().length === 2);
    expect(inThread()[1]).toContain('<@UANN>: your question was answered.');
    await press(`${link}/hand-on`, { to: '6', text: 'On leave' });
    await eventually(() => inThread().length === 3 && inTeams().length === 3);
    expect(inThread()[2]).toContain('<@UBOB>: your decision is asked for.');
    expect(inTeams().map(({ mentions }) => mentions)).toEqual([[ids.paul], [ids.ann], [ids.bob]]);
    await desk.desk.tick();
    await quiet(id);
    expect([inThread().length, inTeams().length]).toEqual([3, 3]);
  });
});
