import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BillingOdoo, Company, Staff } from '../../src/billing/ports.ts';
import { OdooError } from '../../src/odoo/errors.ts';
import type { DigestPlace } from '../../src/desk/config.ts';
import { addDays, dayAt, isoWeek, weekOf } from '../../src/rules/days.ts';
import type { StandingCase } from '../../src/rules/digest.ts';
import type { Attendance } from '../../src/rules/watch/attendance.ts';
import { eventually, type Started, startDesk } from './start.ts';

/** Somebody who works round the clock, so that tests may run at any hour. */
const always = {
  zone: 'UTC',
  closed: [],
  hours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '00:00', to: '24:00' })),
};
const never = { ...always, closed: [{ from: '2000-01-01T00:00:00Z', until: '2100-01-01T00:00:00Z' }] };

const { monday } = weekOf(addDays(new Date().toISOString().slice(0, 10), -7));

/** People of last week: each of Monday and Tuesday eight hours expected. */
class Watched {
  down = false;
  /** Mondays of weeks that can't be read. */
  unreadable = new Set<string>();
  entered = new Map<number, string>();
  staffOf: Staff[] = [];
  cases: StandingCase[] = [];
  companies: Company[] = [{ id: 1, name: 'Firm', zone: 'UTC' }];
  reads = 0;
  asked: [string, string][] = [];

  add(id: number, name: string, email: string | undefined, change: Partial<Staff> = {}): void {
    this.entered.set(id, '0');
    this.staffOf.push({
      employee: { id, name },
      isHere: true,
      calendar: always,
      leaves: [],
      ...(email && { email }),
      ...change,
    });
  }

  get port(): BillingOdoo {
    const attendance = async (from: string, to: string): Promise<Attendance[]> => {
      this.reads += 1;
      this.asked.push([from, to]);
      if (this.down || this.unreadable.has(from))
        throw new OdooError('unreachable', 'Odoo refuses connections.', 'Start Odoo.');
      return this.staffOf
        .filter(({ employee }) => this.entered.has(employee.id))
        .map(({ employee }) => ({
          employee,
          company: { id: 1, name: 'Firm' },
          days: [
            { day: monday, expected: '8', entered: this.entered.get(employee.id) ?? '0', leave: '0' },
            { day: addDays(monday, 1), expected: '8', entered: '8', leave: '0' },
          ],
        }));
    };
    const port: Partial<BillingOdoo> = {
      attendance,
      staff: async () => this.staffOf,
      companies: async () => this.companies,
      standingCases: async () => this.cases,
      openCases: async (cases) => cases.map(({ key }, index) => ({ key, id: index + 1, status: 'opened' })),
      closeCases: async () => 0,
      screens: {
        timesheets: 'https://odoo.firm.test/odoo/action-hr_timesheet.act_hr_timesheet_line',
        allTimesheets: 'https://odoo.firm.test/odoo/action-hr_timesheet.timesheet_action_all',
        cases: 'https://odoo.firm.test/odoo/action-billing_automation.window_case',
        lateCases: 'https://odoo.firm.test/odoo/action-billing_automation.window_case_late',
        severeCases: 'https://odoo.firm.test/odoo/action-billing_automation.window_case_severe',
      },
    };
    return port as BillingOdoo;
  }
}

const ATTACK = '<!channel> <https://evil.test|Sign in> *Ann* <script>alert(1)</script> [x](https://evil.test)';

const htmlOf = (mail?: { raw: string }) =>
  (mail?.raw ?? '').replace(/=\r\n/g, '').replace(/=3D/g, '=').split('text/html')[1] ?? '';

let watched: Watched;
let desk: Started;
const open = async (options: Parameters<typeof startDesk>[0] = {}) => {
  watched = new Watched();
  desk = await startDesk({ withSlack: true, withTeams: true, watching: watched.port, ...options });
};
const remind = async (more: object = {}) => (await desk.post('/reminders', more)).body.reminders;
const dms = () => desk.slack.messages.filter(({ channel }) => channel.startsWith('U'));
const states = async () =>
  (await desk.database.query<{ state: string }>('select state from desk.notices order by made_at')).map(
    ({ state }) => state,
  );
const settled = () =>
  eventually(async () => (await states()).every((state) => state !== 'kept' && state !== 'sending'));

describe('reminders', () => {
  beforeAll(() =>
    open({
      config: {
        watches: { names: ['missing-timesheets'], at: '0 5 * * 1-5' },
        reminders: { onClock: true, managerAfterDays: 2 },
      },
    }),
  );
  afterAll(() => desk.stop());

  it('reach each person in their own channel: Slack, else Teams, else mail', async () => {
    desk.teams.person('tess@firm.test');
    watched.add(7, 'Ann', 'ann@firm.test');
    watched.add(8, 'Tess', 'tess@firm.test');
    watched.add(9, 'Mia', 'mia@firm.test');
    watched.add(10, 'No Address', undefined);
    expect(await remind()).toEqual([
      expect.objectContaining({ employee: 'Ann', missing: '8', status: 'reminded' }),
      expect.objectContaining({ employee: 'Tess', status: 'reminded' }),
      expect.objectContaining({ employee: 'Mia', status: 'reminded' }),
      expect.objectContaining({ status: 'unreachable', why: 'No Address has no e-mail address in Odoo.' }),
    ]);
    await settled();
    expect(dms().map(({ channel }) => channel)).toEqual(['UANN']);
    expect(JSON.stringify(dms()[0]?.blocks)).toContain('action-hr_timesheet.act_hr_timesheet_line|Enter time in Odoo');
    const [card] = desk.teams.cards;
    expect(card?.conversation).toMatch(/^a:/);
    expect(JSON.stringify(card?.card)).toContain('8 h of your time are not in Odoo yet');
    const [mail] = desk.mailbox.to('mia@firm.test');
    expect(mail?.subject).toBe('8 h of your time are not in Odoo yet');
    expect(mail?.link).toBeUndefined();
    expect(desk.mailbox.to('tess@firm.test')).toEqual([]);
  });

  it('are sent once, however often and by whatever way they are asked for, and again where the gap changed', async () => {
    const before = dms().length;
    await Promise.all([remind(), remind(), desk.desk.tick(), desk.desk.tick()]);
    expect((await remind()).find(({ employee }: { employee: string }) => employee === 'Ann').status).toBe('waits');
    expect(dms()).toHaveLength(before);
    watched.entered.set(7, '3');
    expect((await remind()).find(({ employee }: { employee: string }) => employee === 'Ann').status).toBe('reminded');
    await eventually(() => dms().length === before + 1);
    watched.entered.set(7, '8');
    expect(await remind()).toHaveLength(3);
  });

  it('go on to the manager, one message for all their people', async () => {
    const max = 'max@firm.test';
    watched.add(20, 'Max Boss', max);
    watched.entered.delete(20);
    watched.add(21, 'Eva', 'eva@firm.test', { managerId: 20 });
    watched.add(22, 'Ugo', 'ugo@firm.test', { managerId: 20 });
    await remind();
    await eventually(() => desk.mailbox.to('ugo@firm.test').length === 1);
    expect(desk.mailbox.to(max)).toEqual([]);
    desk.advance(72);
    await desk.desk.tick();
    await eventually(() => desk.mailbox.to(max).length === 1);
    const [told] = desk.mailbox.to(max);
    expect(told?.subject).toBe('16 h of 2 people in your team are not in Odoo');
    expect(told?.raw).toMatch(/Eva[\s\S]*Ugo/);
    await desk.desk.tick();
    await remind();
    await settled();
    expect(desk.mailbox.to(max)).toHaveLength(1);
    expect(desk.mailbox.to('eva@firm.test')).toHaveLength(1);
  });

  it('wait while nobody works, and a message that waits for Slack does so, too', async () => {
    watched.add(30, 'Bob', 'bob@firm.test');
    desk.slack.failing.add('chat.postMessage');
    await remind();
    await eventually(() => desk.slack.called('chat.postMessage').some(({ channel }) => channel === 'UBOB'));
    const bob = watched.staffOf.find(({ employee }) => employee.id === 30);
    const away = { person: { name: 'Bob', email: 'bob@firm.test', calendar: never, leaves: [] } };
    await desk.database.query("update desk.notices set goes_to = $1 where state = 'kept'", [JSON.stringify(away)]);
    if (bob) bob.calendar = never;
    desk.slack.failing.clear();
    await settled();
    expect(dms().filter(({ channel }) => channel === 'UBOB')).toEqual([]);
    if (bob) bob.calendar = always;
    desk.advance(25);
    await desk.desk.tick();
    await eventually(() => dms().some(({ channel }) => channel === 'UBOB'));
  });

  it('are tried again while Slack refuses them, and told once', async () => {
    watched.add(31, 'Clara', 'clara@firm.test');
    desk.slack.failure = 'service_unavailable';
    await remind();
    await eventually(() => desk.slack.called('users.lookupByEmail').length > 0);
    desk.slack.failure = undefined;
    await eventually(() => dms().some(({ channel }) => channel === 'UCLARA'));
    await settled();
    expect(dms().filter(({ channel }) => channel === 'UCLARA')).toHaveLength(1);
  });

  it('come by the next way where Slack or Teams says no to a person', async () => {
    desk.teams.person('clara@firm.test');
    watched.add(33, 'Clara Two', 'clara@firm.test');
    desk.slack.saying.set('chat.postMessage', 'messages_tab_disabled');
    await remind();
    await settled();
    expect(desk.teams.cards.some(({ card }) => JSON.stringify(card).includes('8 h of your time'))).toBe(true);
    watched.add(34, 'Bob Two', 'bob@firm.test');
    await remind();
    await eventually(() => desk.mailbox.to('bob@firm.test').length === 1);
    desk.slack.saying.clear();
    watched.add(35, 'Ned', 'ned@firm.test');
    desk.mailbox.refusing.add('ned@firm.test');
    await remind();
    const why = 'select unreached from desk.gaps where employee_id = 35';
    await settled();
    expect(await desk.database.query(why)).toEqual([
      { unreached: 'Ned can’t be told: the mail server refuses the address.' },
    ]);
    expect(dms().filter(({ channel }) => channel === 'UCLARA')).toHaveLength(1);
  });

  it('are not sent again where the desk died while sending; the digest says so', async () => {
    watched.add(32, 'Paul', 'paul@firm.test');
    desk.slack.failing.add('chat.postMessage');
    await remind();
    await eventually(() => desk.slack.called('chat.postMessage').some(({ channel }) => channel === 'UPAUL'));
    await desk.database.query("update desk.notices set state = 'sending' where state = 'kept'");
    desk.slack.failing.clear();
    await settled();
    expect(await states()).toContain('unsure');
    expect(dms().filter(({ channel }) => channel === 'UPAUL')).toEqual([]);
    const [gap] = await desk.database.query('select unreached from desk.gaps where employee_id = 32');
    expect(gap).toEqual({ unreached: 'Whether Paul was told is not known: the desk was stopped while it was sent.' });
  });

  it('say nothing that a name could turn into markup, a mention or a link', async () => {
    watched.add(40, ATTACK, 'max.second@firm.test');
    watched.entered.delete(40);
    watched.add(41, ATTACK, 'ann@firm.test', { managerId: 40 });
    watched.add(42, `${ATTACK} again`, 'nobody@firm.test', { managerId: 40 });
    await remind();
    desk.advance(96);
    await desk.desk.tick();
    await eventually(() => desk.mailbox.to('max.second@firm.test').length === 1);
    const [told] = desk.mailbox.to('max.second@firm.test');
    expect(htmlOf(told)).toContain('&lt;script>');
    expect(htmlOf(told)).not.toMatch(/<script|href="https:\/\/evil/);
  });

  it('are what the clock’s own watch finds, too', async () => {
    watched.add(50, 'Zoe', 'zoe@firm.test');
    await desk.desk.tick();
    await eventually(() => desk.mailbox.to('zoe@firm.test').length === 1);
  });

  it('take the desk’s key, and a login that reads timesheets', async () => {
    const sent = desk.mailbox.mails.length + desk.slack.messages.length;
    for (const path of ['/reminders', '/digests']) {
      expect((await desk.post(path, {}, 'another-token-that-is-long-enough-too')).status).toBe(401);
      const bare = await fetch(`${desk.url}/api${path}`, { method: 'POST' });
      expect(bare.status).toBe(401);
    }
    expect(desk.mailbox.mails.length + desk.slack.messages.length).toBe(sent);
    for (const body of [
      { gaps: [{ employeeId: 1, week: 'W7' }] },
      { to: 'x' },
      { people: ['x@evil.test'] },
      { toleranceHours: '-1' },
    ])
      expect((await desk.post('/reminders', body)).status).toBe(400);
    expect((await desk.post('/digests', { to: 'x@evil.test' })).status).toBe(400);
  });
});

describe('a week nobody can look at', () => {
  const before = addDays(monday, -7);
  const gap = (employeeId: number, day: string) => ({ employeeId, week: isoWeek(day) });
  beforeAll(() => open());
  afterAll(() => desk.stop());

  it('is refused, and forgotten where it was taken', async () => {
    for (const week of ['9999-W99', '2026-W00', '2026-W54']) {
      const { status, body } = await desk.post('/reminders', { gaps: [{ employeeId: 7, week }] });
      expect([status, JSON.stringify(body)]).toEqual([
        400,
        expect.stringContaining('write an ISO week, e.g. 2026-W07'),
      ]);
    }
    await desk.database.query(
      `insert into desk.gaps (case_key, employee_id, week, tolerance, manager_after_days, look_at)
       values ('poison', 7, '9999-W99', '0', 2, '2026-01-01')`,
    );
    watched.add(8, 'Mia', 'mia@firm.test');
    expect(await remind({ gaps: [gap(8, monday), { employeeId: 8, week: '9998-W01' }] })).toHaveLength(2);
    await eventually(() => desk.mailbox.to('mia@firm.test').length === 1);
    await desk.desk.tick();
    await eventually(async () => (await desk.database.query('select 1 from desk.gaps')).length === 1);
  });

  it('stops no other, and is a case until it can be read', async () => {
    watched.add(9, 'Tom', 'tom@firm.test');
    watched.unreadable.add(before);
    expect((await desk.post('/reminders', { gaps: [gap(9, before), gap(9, monday)] })).status).toBe(502);
    await eventually(() => desk.mailbox.to('tom@firm.test').length === 1);
    await desk.desk.tick();
    await eventually(() => desk.log.some((line) => line.includes('job failed')));
    expect([...desk.odoo.cases.keys()]).toEqual([]);
    desk.advance(2);
    await desk.desk.tick();
    expect(await eventually(() => desk.odoo.cases.get('desk.job-failed.reminders'))).toMatchObject({
      title: 'Missing hours can’t be looked at, and nobody is reminded of them',
      severity: 'medium',
    });
    watched.unreadable.clear();
    await desk.desk.tick();
    await eventually(() => desk.odoo.cases.size === 0);
  });

  it('is not among those between two days: the last half year, no more', async () => {
    const asked = (from: string, to: string) => desk.post('/reminders', { from, to, dryRun: true });
    expect((await asked('2026-02-02', '2026-02-01')).status).toBe(400);
    expect((await asked('1900-01-01', '9999-12-31')).body.reminders).toHaveLength(2);
    expect((await asked('1900-01-01', '1900-12-31')).body.reminders).toEqual([]);
    // The clock went on by hours, late on a Sunday into another week.
    expect(watched.asked.every(([from, to]) => from > addDays(monday, -190) && to <= addDays(monday, 20))).toBe(true);
  });
});

describe('a digest', () => {
  beforeAll(() =>
    open({
      config: {
        digest: {
          to: [
            { channel: 'slack', conversation: 'C0FIN' },
            { channel: 'teams' },
            { channel: 'email', address: 'finance@firm.test' },
          ],
          at: '0 6 * * 1-5',
        },
      },
    }),
  );
  beforeEach(() => {
    const one = (key: string, change: Partial<StandingCase>): StandingCase => ({
      ...{ key, name: key, kind: 'policy', code: 'x', severity: 'high', amount: '1200', currency: 'EUR' },
      ...{ openedAt: new Date().toISOString(), owner: 'Connie', deadline: '2026-01-05' },
      ...change,
    });
    watched.cases = [
      one(ATTACK, {}),
      one('passes', { kind: 'technical', severity: 'medium', amount: '0', deadline: '2099-01-01' }),
      one('old', { severity: 'low', amount: '0.5', openedAt: '2026-01-01T00:00:00Z', deadline: '2099-01-01' }),
    ];
  });
  afterAll(() => desk.stop());

  it('says what is open, new, overdue and blocking, apart from what passes, in each place, once a day', async () => {
    desk.slack.failing.add('chat.postMessage');
    const [first, second] = await Promise.all([desk.post('/digests', {}), desk.post('/digests', {})]);
    const all = [...first.body.digests, ...second.body.digests].map(({ status }) => status);
    expect(all.filter((status) => status === 'sent')).toHaveLength(3);
    desk.slack.failing.clear();
    await settled();
    await desk.desk.tick();
    await settled();
    const [posted, ...more] = desk.slack.messages;
    expect(more).toEqual([]);
    expect(posted?.channel).toBe('C0FIN');
    const said = posted?.blocks.map(({ text }) => text?.text).join('\n') ?? '';
    expect(said).toContain('Billing: 3 cases open, 1 blocking, 2 new, 1 overdue');
    expect(said).toContain('*Blocks the month-end: 1 · 1,200.00 EUR*');
    expect(said).toContain('*Technical trouble that passes by itself: 1*\n• passes');
    expect(said).toContain('&lt;!channel&gt; &lt;https://evil.test|Sign in&gt;');
    expect(desk.teams.cards).toHaveLength(1);
    expect(desk.teams.cards[0]?.conversation).toBe(desk.teams.channel);
    expect(JSON.stringify(desk.teams.cards[0]?.card)).not.toContain('"TextBlock"');
    const [mail, ...others] = desk.mailbox.to('finance@firm.test');
    expect(others).toEqual([]);
    expect(htmlOf(mail)).not.toMatch(/<script|href="https:\/\/evil/);
  });

  it('that does not arrive is a case, and is sent again that day', async () => {
    desk.advance(24);
    desk.mailbox.mails.length = 0;
    desk.slack.messages.length = 0;
    desk.mailbox.refusing.add('finance@firm.test');
    desk.slack.saying.set('chat.postMessage', '<html>Bad gateway</html>');
    await desk.post('/digests', {});
    await settled();
    const title = async (key: string) => eventually(() => desk.odoo.cases.get(`desk.job-failed.digest.${key}`)?.title);
    expect(await title('finance@firm.test')).toBe('The digest to finance@firm.test reached nobody');
    expect(await title('slack:C0FIN')).toBe('The digest to slack:C0FIN may not have arrived');
    desk.mailbox.refusing.clear();
    desk.slack.saying.clear();
    const { body } = await desk.post('/digests', {});
    expect(body.digests.map(({ status }: { status: string }) => status)).toEqual(['unsure', 'already', 'sent']);
    await eventually(() => desk.mailbox.to('finance@firm.test').length === 1);
    await eventually(() => !desk.odoo.cases.has('desk.job-failed.digest.finance@firm.test'));
    expect(desk.slack.messages).toEqual([]);
  });
});

describe('digests of a firm with several companies', () => {
  const to: DigestPlace[] = [
    { channel: 'slack', conversation: 'C0FIN', companies: [2] },
    { channel: 'email', address: 'dora@firm.test' },
    { channel: 'email', address: 'list@firm.test', companies: [1, 2] },
  ];
  const one = (key: string, change: Partial<StandingCase>): StandingCase => ({
    ...{ key, name: key, kind: 'policy', code: 'x', severity: 'high', amount: '0', openedAt: new Date().toISOString() },
    ...change,
  });
  const slackSaid = () => desk.slack.messages.flatMap(({ blocks }) => blocks.map(({ text }) => text?.text)).join('\n');
  beforeAll(async () => {
    await open({ config: { digest: { to } } });
    watched.companies = [
      { id: 1, name: 'Northlight', zone: 'America/New_York' },
      { id: 2, name: 'Sydney', zone: 'Australia/Sydney' },
    ];
    watched.cases = [one('of the first', { companyId: 1 }), one('of the second', { companyId: 2 }), one('of none', {})];
  });
  afterAll(() => desk.stop());

  it('tell each place of its companies only, on the day it is there', async () => {
    const { body } = await desk.post('/digests', {});
    await settled();
    const [sydney, newYork] = ['Australia/Sydney', 'America/New_York'].map((zone) => dayAt(new Date(), zone));
    expect(body.digests).toEqual([
      { to: 'slack:C0FIN=2', day: sydney, status: 'sent' },
      { to: 'dora@firm.test', day: sydney, status: 'sent' },
      { to: 'list@firm.test=1+2', day: newYork, status: 'sent' },
    ]);
    expect(slackSaid()).toContain('Billing of Sydney: 2 cases open');
    expect(slackSaid()).toContain('of the second');
    expect(slackSaid()).not.toContain('of the first');
    await eventually(() => desk.mailbox.to('list@firm.test').length === 1);
    const [dora, list] = ['dora@firm.test', 'list@firm.test'].map((address) => desk.mailbox.to(address)[0]);
    expect(dora?.subject).toBe('Billing of Sydney: 2 cases open, 2 blocking, 2 new, 0 overdue');
    expect(dora?.raw).not.toContain('of the first');
    expect(list?.subject).toMatch(/^Billing of Northlight, Sydney: 3 cases open/);
  });

  it.each([
    [{ channel: 'teams' }, 'The desk does not know whose cases teams may see', /teams=1: 1 is Northlight, 2 is Sydney/],
    [{ channel: 'email', address: 'who@firm.test' }, 'does not know whose cases who@firm.test may see', /=1/],
    [{ channel: 'teams', companies: [7] }, 'names a company the watching robot is not in: 7', /DESK_DIGEST_TO/],
    [{ channel: 'email', address: 'dora@firm.test', companies: [1] }, 'is in none of its companies', /Odoo/],
  ] as [DigestPlace, string, RegExp][])(
    'go nowhere where %j can not be told whose cases it may see',
    async (place, said, mend) => {
      to.push(place);
      const before = desk.slack.messages.length;
      desk.advance(48);
      const { status, body } = await desk.post('/digests', {});
      to.pop();
      expect(status).toBe(503);
      expect(body.error).toContain(said);
      expect(body.mend).toMatch(mend);
      await settled();
      expect(desk.slack.messages).toHaveLength(before);
    },
  );
});
