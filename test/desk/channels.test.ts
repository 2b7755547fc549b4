import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { policyFile } from '../../src/approvals/policy/schema.ts';
import { channelsOf } from '../../src/desk/channels.ts';
import { eventually, press, type Started, startDesk } from './start.ts';

const ANN = 'ann@firm.test';
const BOB = 'bob@firm.test';
const INTRODUCTION = 'March billing.\nPlease decide by <!channel> Friday.';

let desk: Started;
let next = 1;

beforeAll(async () => {
  desk = await startDesk({ withSlack: true });
});
afterAll(() => desk.stop());
beforeEach(() => desk.odoo.policies.splice(0));

const ask = (more: object) => {
  const invoiceId = next++;
  desk.odoo.add(invoiceId);
  return desk.post('/requests', { invoiceId, approvers: [ANN, BOB], ...more });
};
/** Nothing is left to be sent. */
const sentAll = () =>
  eventually(async () => {
    const rows = await desk.database.query<{ left: number }>(
      `select count(*)::integer as left from desk_jobs.job
       where name in ('slack', 'mail', 'resume') and state in ('created', 'active', 'retry')`,
    );
    return rows[0]?.left === 0;
  });
const mailsAbout = (id: string, email: string) => desk.mailbox.to(email).filter(({ raw }) => raw.includes(id));
const inSlack = async (id: string) => {
  const [row] = await desk.database.query<{ ts: string | null }>(
    'select ts from desk.slack_messages where request_id = $1',
    [id],
  );
  return desk.slack.messages.find(({ ts }) => ts === row?.ts);
};

describe('channels somebody chose', () => {
  it('are those the desk has, which it tells', async () => {
    expect((await desk.get('/channels')).body).toEqual({ channels: ['slack', 'email', 'page'] });
  });

  it('Slack: the message begins with the introduction, as plain text, and no mail goes out', async () => {
    const { body } = await ask({ channels: ['slack'], note: INTRODUCTION });
    expect(body).toMatchObject({ channels: ['slack'], approvers: [ANN, BOB] });
    const message = await eventually(() => inSlack(body.id));
    const texts = message.blocks.map(({ text }) => text?.text);
    expect(texts[1]).toBe('March billing.\nPlease decide by &lt;!channel&gt; Friday.');
    await sentAll();
    expect(mailsAbout(body.id, ANN)).toEqual([]);
    await desk.slack.click(desk.url, message, 'approve', 'UANN');
    await eventually(async () => (await desk.state(body.id)) === 'approved');
    await sentAll();
    expect(mailsAbout(body.id, BOB)).toEqual([]);
  });

  it('mail: no message in Slack; the introduction comes before everything but the greeting', async () => {
    const { body } = await ask({ channels: ['email'], note: INTRODUCTION });
    expect(body.channels).toEqual(['email']);
    await desk.linkFor(ANN, body.id);
    await sentAll();
    expect(await inSlack(body.id)).toBeUndefined();
    const [mail] = mailsAbout(body.id, ANN);
    expect(mail?.raw).toMatch(/Hello Ann Approver,\s+March billing\.\s+Please decide by <!channel> Friday\.\s+Draft #/);
  });

  it('the page alone: nothing is sent, the request waits in the inbox', async () => {
    const { body } = await ask({ channels: ['page'] });
    expect(body).toMatchObject({ channels: [], state: 'open' });
    await sentAll();
    expect([await inSlack(body.id), mailsAbout(body.id, ANN), mailsAbout(body.id, BOB)]).toEqual([undefined, [], []]);
  });

  it.each([[[]], [undefined]])('%s: all of them', async (channels) => {
    const { body } = await ask({ channels });
    expect(body.channels).toEqual(['slack', 'email']);
    await desk.linkFor(ANN, body.id);
    await eventually(() => inSlack(body.id));
  });

  it.each([
    [['sms', 'slack'], '"sms" is no channel the desk knows.', /Choose among the desk's own: slack, email, page\./],
    [['teams'], 'The desk has no connection to Teams.', /slack, email, page\. Or configure Teams \(TEAMS_…\)/],
  ])('%j is refused, and nobody is asked', async (channels, error, mend) => {
    const { status, body } = await ask({ channels });
    expect([status, body.error, body.mend]).toEqual([422, error, expect.stringMatching(mend)]);
    expect(await desk.database.query('select from desk.requests where invoice_id = $1', [next - 1])).toEqual([]);
  });

  it('change nothing about who is asked, and who is asked later is mailed all the same', async () => {
    desk.odoo.policies.push(
      policyFile.parse({
        policy: {
          ...{ name: 'Two', version: 1, effectiveFrom: '2026-01-01', currency: 'EUR' },
          rows: [
            {
              name: 'All',
              steps: [
                { name: 'First', approvers: { people: [ANN] } },
                { name: 'Second', approvers: { people: [BOB] } },
              ],
            },
          ],
          limits: [
            { person: ANN, unlimited: 'yes' },
            { person: BOB, unlimited: 'yes' },
          ],
        },
      }).policy,
    );
    const { body } = await ask({ channels: ['slack'], approvers: [BOB] });
    expect(body).toMatchObject({ channels: ['slack'], approvers: [ANN] });
    const message = await eventually(() => inSlack(body.id));
    await desk.slack.click(desk.url, message, 'approve', 'UANN');
    const link = await desk.linkFor(BOB, body.id);
    await press(link, { decision: 'approve' });
    await eventually(async () => (await desk.state(body.id)) === 'approved');
    await sentAll();
    expect(mailsAbout(body.id, ANN)).toEqual([]);
  });
});

it('a channel that was switched off since does not silence a request', () => {
  const now = { channels: ['email' as const] };
  expect(channelsOf({ channels: ['slack', 'teams'] }, now)).toEqual(['email']);
  expect(channelsOf({ channels: ['slack', 'email'] }, now)).toEqual(['email']);
  expect(channelsOf({ channels: null }, now)).toEqual(['email']);
  expect(channelsOf({ channels: ['page'] }, now)).toEqual([]);
});

it('a desk with a page to sign in on and nothing else can ask by it alone', async () => {
  const oidc = { issuer: 'http://127.0.0.1:9', clientId: 'desk', clientSecret: 'secret', name: 'SSO', scope: 'openid' };
  const claims = { emailClaim: 'email', verifiedClaim: 'email_verified', require: {} };
  const mute = await startDesk({ withMail: false, config: { oidc: { ...oidc, ...claims } } });
  try {
    mute.odoo.add(1);
    expect((await mute.get('/channels')).body).toEqual({ channels: ['page'] });
    expect((await mute.post('/requests', { invoiceId: 1, approvers: [ANN] })).status).toBe(503);
    expect((await mute.post('/requests', { invoiceId: 1, approvers: [ANN], channels: ['page'] })).status).toBe(201);
  } finally {
    await mute.stop();
  }
});
