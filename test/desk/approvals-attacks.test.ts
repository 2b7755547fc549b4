import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { foreignFaults } from '../../src/approvals/record/foreign.ts';
import type { RiskFacts } from '../../src/approvals/policy/facts.ts';
import { policyFile } from '../../src/approvals/policy/schema.ts';
import type { Policy } from '../../src/approvals/policy/schema.ts';
import { decisionsInOdoo } from '../../src/desk/store/decisions.ts';
import type { PostedCard } from './fake-teams.ts';
import type { Posted, SlackUser } from './fake-slack.ts';
import { eventually, press, type Started, startDesk, TOKEN } from './start.ts';
import { signedIn, type Visitor, visitor } from './visitor.ts';

/**
 * What attackers try at the desk, besides what is tried beside each channel's own tests: docs/threat-model.md names them
 * all. Every attack ends with nobody's decision.
 */
let desk: Started;
let ann: Visitor;
let paul: Visitor;
let annInTeams = '';
let next = 1;

const [ANN, BOB, PAUL, CLEO] = [5, 6, 7, 10];
const ALWAYS = { from: '2020-01-01T00:00:00Z', until: '2040-01-01T00:00:00Z' };

beforeAll(async () => {
  desk = await startDesk({ withSlack: true, withTeams: true });
  annInTeams = desk.teams.person('ann@firm.test');
  const cleo = { userId: CLEO, name: 'Cleo Controller', email: 'cleo@firm.test', mayApprove: true, companyIds: [1] };
  desk.odoo.people.push(cleo);
  [ann, paul] = [await signedIn(desk, 'ann@firm.test'), await signedIn(desk, 'paul@firm.test')];
});
afterAll(() => desk.stop());
beforeEach(() => {
  desk.odoo.policies.length = 0;
  desk.odoo.about.clear();
  desk.odoo.risk = {};
});

function decree(change: object = {}) {
  const policy = {
    name: 'Services',
    version: 1,
    effectiveFrom: '2026-01-01',
    currency: 'EUR',
    rows: [{ name: 'All', steps: [{ name: 'Approval', approvers: { people: ['ann@firm.test'] } }] }],
    limits: [{ person: 'ann@firm.test', unlimited: 'yes' }],
    ...change,
  };
  desk.odoo.policies.splice(0, Infinity, policyFile.parse({ policy }).policy satisfies Policy);
}

interface Asked {
  invoiceId: number;
  id: string;
  message: Posted;
  card: PostedCard;
  link: string;
}

/** A draft with nothing unusual about it, asked about in every channel. */
async function asked(change: Parameters<Started['odoo']['add']>[1] = {}): Promise<Asked> {
  const invoiceId = next++;
  desk.odoo.add(invoiceId, { findings: [], ...change });
  const { id } = await desk.ask(invoiceId);
  const sent = <T>(table: string, column: string, of: (key: string) => T | undefined) =>
    eventually(async () => {
      const [row] = await desk.database.query<{ key: string }>(
        `select ${column} as key from desk.${table} where request_id = $1`,
        [id],
      );
      return row?.key ? of(row.key) : undefined;
    });
  return {
    invoiceId,
    id,
    message: await sent('slack_messages', 'ts', (key) => desk.slack.messages.find(({ ts }) => ts === key)),
    card: await sent('teams_messages', 'activity_id', (key) => desk.teams.cards.find((each) => each.id === key)),
    link: await desk.linkFor('ann@firm.test', id),
  };
}

const made = (id: string) => desk.odoo.decisions.filter(({ requestId }) => requestId === id);
const kept = (id: string) => desk.database.query('select from desk.decisions where request_id = $1', [id]);
const lastRefusal = async () => (await desk.refusals()).at(-1);

async function nothingDecided({ id }: Pick<Asked, 'id'>) {
  expect([await desk.state(id), made(id), await kept(id)]).toEqual(['open', [], []]);
}

/** Ann's approval in each channel, as far as the last button: what she is told once it is pressed. */
const CHANNELS: Record<string, (asked: Asked) => Promise<() => Promise<string>>> = {
  'in Slack':
    async ({ message }) =>
    async () => {
      const before = desk.slack.whispers('UANN').length;
      await desk.slack.click(desk.url, message, 'approve', 'UANN');
      return eventually(() => desk.slack.whispers('UANN')[before]);
    },
  'in Teams':
    async ({ card }) =>
    async () =>
      (await desk.teams.click(desk.url, card, 'approve', annInTeams)).text,
  'by the mailed link':
    async ({ link }) =>
    async () =>
      (await press(link, { decision: 'approve' })).text(),
  'in the inbox': async ({ id }) => {
    await ann.go(`/inbox/${id}`);
    return async () => (await ann.submit({ decision: 'approve' })).text;
  },
  'in the inbox, among several': async ({ id }) => {
    await ann.go('/inbox');
    await ann.submit({ pick: [id] });
    return async () => (await ann.submit({ decision: 'approve' }, '/inbox/decide')).text;
  },
};

describe.each(Object.entries(CHANNELS))('%s', (_channel, way) => {
  it('a preparer does not approve their own draft', async () => {
    const one = await asked();
    const push = await way(one);
    desk.odoo.edit(one.invoiceId, { preparers: [{ userId: ANN, name: 'Ann Approver', email: 'ann@firm.test' }] });
    expect(await push()).toContain('prepared this invoice');
    expect((await lastRefusal())?.code).toBe('preparer');
    await nothingDecided(one);
  });

  it('nobody approves more than the policy in force at that moment lets them', async () => {
    decree();
    const one = await asked();
    const push = await way(one);
    decree({ version: 2, limits: [{ person: 'ann@firm.test', upTo: '5000' }] });
    expect(await push()).toContain('may approve up to 5,000.00 EUR');
    expect((await lastRefusal())?.code).toBe('limit');
    await nothingDecided(one);
  });

  it('nobody approves before it is said what becomes of work that is off the invoice', async () => {
    const one = await asked();
    const push = await way(one);
    const message = 'Senior consulting: 3 Hours less than the work behind it.';
    desk.odoo.edit(one.invoiceId, { unsaid: [{ message, isMissing: true, code: 'work.unsaid' as const, lineId: 2 }] });
    expect(await push()).toContain(message);
    expect((await lastRefusal())?.code).toBe('unsaid');
    await nothingDecided(one);
  });

  it('an address that two users of Odoo have by now is nobody’s', async () => {
    const one = await asked();
    const push = await way(one);
    desk.odoo.people.push({ userId: 66, name: 'Second', email: 'ann@firm.test', mayApprove: true, companyIds: [1] });
    try {
      await push();
    } finally {
      desk.odoo.people.pop();
      ann = (await desk.database.query('select from desk.sessions where user_id = $1', [ANN])).length
        ? ann
        : await signedIn(desk, 'ann@firm.test');
    }
    expect((await lastRefusal())?.code).toBe('unknown-person');
    await nothingDecided(one);
  });
});

describe('in Slack', () => {
  const pressed = async (id: string) => {
    const [row] = await desk.database.query<{ ref: string }>(
      'select ref from desk.slack_messages where request_id = $1',
      [id],
    );
    return { actions: [{ type: 'button', action_id: 'approve', block_id: 'b', value: row?.ref ?? '' }] };
  };

  it('the very bytes of a call, sent again, decide nothing more, nor anything about the invoice as it reads by then', async () => {
    const { id, invoiceId, message } = await asked();
    const [button, at] = [await pressed(id), Math.floor(Date.now() / 1000)];
    const call = () => desk.slack.click(desk.url, message, 'approve', 'UANN', button, { at });
    await call();
    await eventually(async () => (await desk.state(id)) === 'approved');
    desk.odoo.edit(invoiceId, { content: 'edited', total: '99999.00' });
    const again = await desk.ask(invoiceId);
    const before = desk.slack.whispers('UANN').length;
    expect((await call()).status).toBe(200);
    await eventually(() => desk.slack.whispers('UANN').length > before);
    expect([made(id).length, (await kept(id)).length]).toEqual([1, 1]);
    await nothingDecided(again);
  });

  const strangers: [string, Partial<SlackUser>, string][] = [
    ['a guest of the workspace, whatever their address', { guest: true }, 'unknown-person'],
    ['an address that was never confirmed', { confirmed: false }, 'unknown-person'],
    ['an address Slack says nothing about', { confirmed: undefined }, 'unknown-person'],
    ['an approver whose address is a clerk’s by now', { email: 'clara@firm.test' }, 'not-asked'],
  ];
  it.each(strangers)('%s decides nothing', async (_who, change, code) => {
    const one = await asked();
    const before = (await desk.refusals()).length;
    desk.slack.change('UANN', change);
    await desk.slack.click(desk.url, one.message, 'approve', 'UANN');
    await eventually(async () => (await desk.refusals()).length > before);
    desk.slack.change('UANN', { email: 'ann@firm.test', guest: false, confirmed: true });
    expect((await lastRefusal())?.code).toBe(code);
    await nothingDecided(one);
  });

  it('a form for a reason is not sent off from another workspace', async () => {
    const one = await asked();
    await desk.slack.click(desk.url, one.message, 'reject', 'UBOB');
    await eventually(() => desk.slack.openedView('UBOB'));
    const before = (await desk.refusals()).length;
    const elsewhere = { team: { id: 'T0OTHER' }, user: { id: 'UBOB', team_id: 'T0OTHER' } };
    await desk.slack.submit(desk.url, 'UBOB', 'Not ours to say', elsewhere);
    await eventually(async () => (await desk.refusals()).length > before);
    expect((await lastRefusal())?.code).toBe('team');
    await nothingDecided(one);
  });
});

describe('a mailed link', () => {
  it('is looked at by GET and HEAD, and by whatever else a scanner sends, and goes on being good', async () => {
    const { id, link } = await asked();
    for (const method of ['HEAD', 'GET', 'OPTIONS', 'PUT', 'DELETE', 'HEAD', 'GET']) await fetch(link, { method });
    await nothingDecided({ id });
    expect((await press(link, { decision: 'approve' })).status).toBe(200);
  });

  it('posted twice decides once, whatever it says the second time', async () => {
    const { id, link } = await asked();
    expect((await press(link, { decision: 'approve' })).status).toBe(200);
    expect((await press(link, { decision: 'reject', reason: 'Changed my mind' })).status).toBe(410);
    await eventually(async () => (await desk.state(id)) === 'approved');
    expect(made(id)).toMatchObject([{ outcome: 'approved' }]);
  });

  it('is of no use to somebody else who is signed in: a preparer it was forwarded to', async () => {
    const one = await asked();
    for (const said of [
      await paul.go(one.link),
      await paul.go(one.link, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }) }),
    ]) {
      expect([said.status, said.text]).toEqual([403, expect.stringContaining('mailed to Ann Approver')]);
    }
    expect(await lastRefusal()).toEqual({ channel: 'page', who: 'paul@firm.test', code: 'not-asked' });
    await nothingDecided(one);
    const her = await ann.go(one.link, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }) });
    expect(her.status).toBe(200);
  });

  it('alone is not enough once the policy says so, though it was when the invoice was asked about', async () => {
    decree();
    const one = await asked();
    decree({ version: 2, signInAbove: '1000' });
    const page = await press(one.link, { decision: 'approve' });
    expect([page.status, await page.text()]).toEqual([403, expect.stringContaining('sign in')]);
    expect((await lastRefusal())?.code).toBe('above-link-limit');
    await nothingDecided(one);
    desk.odoo.down = true;
    expect((await press(one.link, { decision: 'approve' })).status).toBe(200);
    desk.odoo.down = false;
    await eventually(async () => (await desk.state(one.id)) === 'open');
    expect(made(one.id)).toEqual([]);
  });
});

it('what was handed on twice does not come to the preparer, and a circle of delegations to nobody', async () => {
  decree({
    limits: [
      { person: 'ann@firm.test', unlimited: 'yes' },
      { person: 'bob@firm.test', unlimited: 'yes' },
      { person: 'paul@firm.test', unlimited: 'yes' },
      { role: 'controller', unlimited: 'yes' },
    ],
  });
  const away = (to: number) => ({ leaves: [ALWAYS], delegations: [{ to, ...ALWAYS }] });
  desk.odoo.about.set(CLEO, { roles: ['controller'] });
  desk.odoo.about.set(ANN, away(BOB));
  for (const last of [PAUL, ANN]) {
    desk.odoo.about.set(BOB, away(last));
    const invoiceId = next++;
    desk.odoo.add(invoiceId, { findings: [] });
    const { body } = await desk.post('/requests', { invoiceId, approvers: ['paul@firm.test'] });
    expect(body.approvers, 'whoever is asked instead').toEqual(['cleo@firm.test']);
  }
});

describe('nobody is asked only where every fact says so:', () => {
  const straight = () =>
    decree({
      rows: [
        {
          name: 'Thin',
          when: { marginBelow: '20' },
          steps: [{ name: 'Controller', approvers: { roles: ['controller'] } }],
        },
        { name: 'Small', when: { amountUpTo: '20000' }, straightThrough: 'yes' },
      ],
      limits: [{ role: 'controller', unlimited: 'yes' }],
    });
  const ask = async (change: Parameters<Started['odoo']['add']>[1] = {}) => {
    straight();
    desk.odoo.about.set(CLEO, { roles: ['controller'] });
    const invoiceId = next++;
    desk.odoo.add(invoiceId, { findings: [], ...change });
    return (await desk.post('/requests', { invoiceId, approvers: ['ann@firm.test'] })).body;
  };
  const unreadable = { unreadable: 'No rate on that day.' };
  const risks: [string, Partial<RiskFacts>][] = [
    ['a margin that can’t be read', { margin: unreadable }],
    ['an amount that can’t be read, for want of a rate', { amount: unreadable }],
    ['an amount in another currency', { amount: { value: { amount: '1.00', currency: { code: 'JPY', digits: 0 } } } }],
    ['changes that can’t be read', { changes: unreadable }],
    ['a rate changed by hand', { changes: { value: ['Paul changed the currency rate'] } }],
    ['findings that can’t be read', { findings: unreadable }],
  ];
  it.each(risks)('not with %s', async (_what, risk) => {
    desk.odoo.risk = risk;
    expect(await ask()).toMatchObject({ state: 'open', approvers: ['cleo@firm.test'] });
  });

  it('not while nobody said what becomes of work that is off it', async () => {
    const unsaid = [
      { code: 'work.unsaid' as const, message: 'Say what becomes of the rest.', isMissing: true, lineId: 2 },
    ];
    expect(await ask({ unsaid })).toMatchObject({ state: 'open', approvers: ['cleo@firm.test'] });
  });

  it('and goes straight through otherwise', async () => {
    expect(await ask()).toMatchObject({ state: 'approved' });
  });
});

describe('what people write is text wherever it is shown', () => {
  const EVIL = '"><script>alert(1)</script>\r\nBcc: evil@firm.test\r\n\r\n<img src=x onerror=alert(1)>';

  it('in names and notes: no header, no markup, no other recipient', async () => {
    const invoiceId = next++;
    desk.odoo.add(invoiceId, { findings: [], customer: { id: 1, name: EVIL }, origin: EVIL, reference: EVIL });
    const { body } = await desk.post('/requests', { invoiceId, approvers: ['ann@firm.test'], note: EVIL });
    const link = await desk.linkFor('ann@firm.test', body.id);
    const mail = desk.mailbox.to('ann@firm.test').findLast(({ raw }) => raw.includes(body.id));
    const [head = ''] = (mail?.raw ?? '').split('\r\n\r\n');
    expect(head).not.toMatch(/^bcc:/im);
    expect(desk.mailbox.to('evil@firm.test')).toEqual([]);
    const page = await (await fetch(link)).text();
    const [, rich = ''] = (mail?.raw ?? '').replaceAll('=\r\n', '').split('Content-Type: text/html');
    for (const shown of [page, rich]) {
      expect(shown).toContain('&lt;script');
      expect(shown).not.toMatch(/<img src=(3D)?x/);
    }
    expect(page).not.toContain('<script');
  });

  it('in reasons', async () => {
    const { id, link, invoiceId } = await asked();
    await press(link, { decision: 'reject', reason: EVIL });
    await eventually(async () => (await desk.state(id)) === 'rejected');
    expect(await (await fetch(link)).text()).not.toMatch(/<script|<img/);
    expect(desk.odoo.cases.get(`invoice.rejected.${invoiceId}.${id}`)?.detail).toContain('<script>');
  });
});

it('an approval recorded in Odoo with the desk’s own key, past the desk, is found by verify-audit', async () => {
  const { id, link } = await asked();
  await press(link, { decision: 'approve' });
  await eventually(async () => (await desk.state(id)) === 'approved');
  const [known] = made(id);
  const honest = desk.odoo.decisions.map((one) => ({ ...one, invoice: one.invoiceId, person: one.person.userId }));
  const taken = await decisionsInOdoo(desk.database);
  expect(foreignFaults(honest, taken)).toEqual([]);
  const forged = { id: 9999, invoice: known?.invoiceId ?? 0, outcome: 'approved', person: BOB, content: 'Any' };
  expect(foreignFaults([...honest, forged], taken)).toMatchObject([{ invoice: known?.invoiceId, code: 'foreign' }]);
});

it('no key is at rest, in a log, in a job, in Odoo or in an answer of the API', async () => {
  const { id, link } = await asked();
  await fetch(link);
  const stranger = visitor(desk.url);
  await stranger.go(`/signin/link/${'x'.repeat(43)}`);
  const tables = await desk.database.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema in ('desk', 'desk_jobs') and table_type = 'BASE TABLE'`,
  );
  const stored: string[] = [];
  for (const { name } of tables) {
    const rows = await desk.database.query<{ row: string }>(`select to_jsonb(t)::text as row from ${name} t`);
    stored.push(...rows.map(({ row }) => row));
  }
  const { body } = await desk.get(`/requests/${id}`);
  const { decisions, events, cases } = desk.odoo;
  const told = JSON.stringify([body, decisions, events, [...cases.values()]]);
  const everything = [...stored, ...desk.log, told].join('\n');
  expect(everything).toContain('ann@firm.test');
  const links = desk.mailbox.mails.flatMap((mail) => mail.link?.match(/[\w-]{43}$/)?.[0] ?? []);
  const cookies = [ann, paul, stranger].flatMap((browser) => [...browser.cookies.values()]);
  const keys = [...links, ...cookies, TOKEN, desk.slack.botToken, desk.slack.signingSecret, desk.teams.appSecret];
  expect(keys.length).toBeGreaterThan(30);
  expect([...keys, desk.teams.botToken].filter((key) => everything.includes(key))).toEqual([]);
});
