import { pino } from 'pino';
import { expect, vi } from 'vitest';
import { startDesk } from '../../stack/desk.ts';
import { startN8n } from '../../stack/n8n.ts';
import { shippedWorkflow } from '../../stack/shipped.ts';
import { createDesk } from '../../src/desk/app.ts';
import { openDatabase } from '../../src/desk/database.ts';
import { createBillingOdoo } from '../../src/odoo/gateway.ts';
import { addDays, weekOf } from '../../src/rules/days.ts';
import { FakeSlack } from '../desk/fake-slack.ts';
import { FakeTeams } from '../desk/fake-teams.ts';
import { openMailbox } from '../desk/mailbox.ts';
import { deskSettings, TOKEN } from './support/desk-settings.ts';
import { eventually, itemsOf } from './support/firm.ts';
import { openGate } from './support/gate.ts';
import { openStaff } from './support/staff.ts';
import { inWorld as base } from './support/test.ts';
import { enterWorld, PASSWORD } from './support/world.ts';

// A minute or two each, where the machine has nothing else to do.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

const DAY = weekOf(addDays(new Date().toISOString().slice(0, 10), -7)).monday;
const SALLY = 'sally@attendance.test';
const MANAGER = 'manager@attendance.test';
const FINANCE = 'finance@attendance.test';

const test = base
  .extend('world', { scope: 'file' }, ({ odoo }) => enterWorld(odoo))
  .extend('at', { scope: 'file' }, async ({ world, databases, odoo }, { onCleanup }) => {
    const staff = await openStaff(world);
    const [robot] = await world.admin.searchRead('res.users', [['login', '=', 'robot-watch']], { fields: ['id'] });
    await world.admin.call('res.users', 'write', [[robot?.id], { company_ids: [[4, staff.company]] }]);
    // Who works round the clock is told at whatever hour this runs.
    const days = [0, 1, 2, 3, 4, 5, 6];
    const always = await staff.calendar(
      'Always',
      days.map((day) => ({
        name: 'All day',
        dayofweek: String(day),
        hour_from: 0,
        hour_to: 24,
        day_period: 'morning',
      })),
    );
    const works = { resource_calendar_id: always, date_version: '2026-01-01' };
    const people = {
      Sally: await staff.employ('Sally', works),
      Teo: await staff.employ('Teo', works),
      Mia: await staff.employ('Mia', works),
      Silent: await staff.employ('Silent', works),
    };
    const unaddressed = await world.admin.searchRead('res.users', [['login', '=', 'silent@attendance.test']], {
      fields: ['id'],
    });
    await world.admin.call('res.users', 'write', [unaddressed.map(({ id }) => id), { email: false }]);
    await world.admin.call('hr.employee', 'write', [[people.Silent], { work_email: false }]);
    const [employee] = await world.admin.searchRead('hr.employee', [['id', '=', people.Sally]], {
      fields: ['parent_id'],
    });
    const manager = Number(employee?.parent_id);
    await world.admin.call('hr.employee', 'write', [[manager], { work_email: MANAGER, resource_calendar_id: always }]);

    const mailbox = await openMailbox();
    const slack = await FakeSlack.start([{ id: 'USALLY', email: SALLY }]);
    const teams = await FakeTeams.start();
    teams.person('teo@attendance.test');
    const database = await openDatabase(await databases.postgresUrl(`${odoo.database}_desk`));
    const ahead = { ms: 0 };
    const watching = createBillingOdoo(world.as('robot-watch'), odoo.url);
    const companies = (await watching.companies()).map(({ id }) => id);
    const slackConfig = {
      botToken: slack.botToken,
      signingSecret: slack.signingSecret,
      teamId: slack.team,
      channel: slack.channel,
      apiUrl: slack.apiUrl,
    };
    const desk = await createDesk({
      config: {
        mode: 'test',
        host: '127.0.0.1',
        port: 0,
        databaseUrl: '',
        apiToken: TOKEN,
        linkHours: 72,
        paceMs: 0,
        slack: slackConfig,
        teams: teams.config,
        mail: { url: mailbox.url, from: 'Billing desk <desk@attendance.test>' },
        digest: {
          to: [
            { channel: 'slack', conversation: slack.channel, companies },
            { channel: 'teams', companies },
            { channel: 'email', address: FINANCE, companies },
          ],
        },
      },
      database,
      odoo: world.deciding,
      approvals: world.approving,
      watching,
      reachOdoo: async () => undefined,
      now: () => new Date(Date.now() + ahead.ms),
      log: pino({ level: 'silent' }),
    });
    const gate = await openGate({ port: Number(new URL(desk.url).port) });
    const n8n = await startN8n({ postgres: await databases.postgresUrl(`${odoo.database}_n8n`) });
    await n8n.importCredentials([
      {
        name: 'Odoo Billing',
        type: 'odooBillingApi',
        data: { url: odoo.url, database: odoo.database, login: 'robot-drafter', password: PASSWORD },
      },
      { name: 'Billing Desk', type: 'billingDeskApi', data: { url: `http://127.0.0.1:${gate.port}`, token: TOKEN } },
    ]);
    const workflows = {
      remind: await n8n.importWorkflow(await shippedWorkflow('missing-timesheets')),
      digest: await n8n.importWorkflow(await shippedWorkflow('digest')),
    };
    onCleanup(async () => {
      await n8n.stop();
      await gate.close();
      await desk.stop();
      await database.close();
      await Promise.all([slack.stop(), teams.stop(), mailbox.close()]);
      await databases.drop(`${odoo.database}_desk`);
      await databases.drop(`${odoo.database}_n8n`);
    });
    const run = async (workflow: keyof typeof workflows) => {
      const execution = await n8n.run(workflows[workflow], 'Run Now', 300);
      expect(execution.status, JSON.stringify(execution.data.resultData.error)).toBe('success');
      return execution;
    };
    return {
      ...{ companies, staff, people, mailbox, slack, teams, database, desk, gate, n8n, workflows, run },
      advance: (hours: number) => (ahead.ms += hours * 3_600_000),
      dms: () => slack.messages.filter(({ channel }) => channel === 'USALLY'),
      settled: () =>
        eventually(
          async () =>
            (await database.query("select 1 from desk.notices where state in ('kept', 'sending')")).length === 0,
        ),
    };
  });

const statuses = (items: Record<string, unknown>[], names: object) =>
  Object.fromEntries(
    items.filter(({ employee }) => String(employee) in names).map(({ employee, status }) => [employee, status]),
  );

test('the shipped workflow reminds each person in their own channel, and run again nobody', async ({ at }) => {
  const { slack, teams, mailbox, run, dms, settled, people } = at;
  const first = await run('remind');
  expect(statuses(itemsOf(first, 'Remind'), people)).toEqual({
    ...{ Sally: 'reminded', Teo: 'reminded', Mia: 'reminded', Silent: 'unreachable' },
  });
  await settled();
  const [dm, ...moreDms] = dms();
  expect(moreDms).toEqual([]);
  expect(dm?.text).toBe('168 h of your time are not in Odoo yet');
  const blocks = JSON.stringify(dm?.blocks);
  expect(blocks).toMatch(/Monday, .*: \*0 of 24 h\*/);
  expect(blocks).toMatch(/\/odoo\/action-hr_timesheet\.act_hr_timesheet_line\|Enter time in Odoo/);
  const [card, ...moreCards] = teams.cards;
  expect(moreCards).toEqual([]);
  expect(card?.conversation).toMatch(/^a:29:/);
  expect(JSON.stringify(card?.card)).toContain('168 h of your time are not in Odoo yet');
  const [mail, ...moreMails] = mailbox.to('mia@attendance.test');
  expect(moreMails).toEqual([]);
  expect(mail?.subject).toBe('168 h of your time are not in Odoo yet');
  expect(mail?.link).toBeUndefined();
  expect(mailbox.to(SALLY)).toEqual([]);

  const sent = [slack.messages.length, teams.cards.length, mailbox.to('mia@attendance.test').length];
  const again = statuses(itemsOf(await run('remind'), 'Remind'), people);
  expect(again).toMatchObject({ Sally: 'waits', Teo: 'waits', Mia: 'waits' });
  await settled();
  expect([slack.messages.length, teams.cards.length, mailbox.to('mia@attendance.test').length]).toEqual(sent);
});

test('Slack fails meanwhile: tried again, told once', async ({ at }) => {
  const { slack, staff, people, run, dms, settled } = at;
  await staff.log(people.Sally, DAY, 4);
  slack.failing.add('chat.postMessage');
  const tried = slack.called('chat.postMessage').length;
  await run('remind');
  await eventually(() => slack.called('chat.postMessage').length > tried + 1);
  expect(dms()).toHaveLength(1);
  slack.failing.clear();
  await settled();
  expect(dms().map(({ text }) => text)).toEqual([
    '168 h of your time are not in Odoo yet',
    '164 h of your time are not in Odoo yet',
  ]);
});

test('n8n killed while it reminds: run again, and nobody is told twice', async ({ at }) => {
  const { n8n, gate, workflows, staff, people, run, dms, settled } = at;
  await staff.log(people.Sally, DAY, 2);
  const held = gate.hold('back', '"gaps"');
  const killed = n8n.run(workflows.remind, 'Run Now').catch(() => undefined);
  await held.reached;
  await n8n.stopServer();
  held.drop();
  await n8n.startServer();
  await run('remind');
  await killed;
  await settled();
  expect(dms().map(({ text }) => text)).toEqual([
    ...[168, 164].map((hours) => `${hours} h of your time are not in Odoo yet`),
    '162 h of your time are not in Odoo yet',
  ]);
});

test('two working days later the manager is told, of all of them in one message', async ({ at }) => {
  const { mailbox, advance, desk, settled } = at;
  expect(mailbox.to(MANAGER)).toEqual([]);
  advance(80);
  await desk.tick();
  await eventually(() => mailbox.to(MANAGER).length > 0);
  await settled();
  const [told, ...more] = mailbox.to(MANAGER);
  expect(more).toEqual([]);
  expect(told?.subject).toBe('498 h of 3 people in your team are not in Odoo');
  expect(told?.raw).toMatch(/Mia[\s\S]*Sally[\s\S]*Teo|Sally[\s\S]*Teo[\s\S]*Mia/);
});

test('the digest goes to channel, team and list, once a day', async ({ at }) => {
  const { slack, teams, mailbox, run, settled } = at;
  const companies = at.companies.join('+');
  const cards = teams.cards.length;
  const first = itemsOf(await run('digest'), 'Send Digest').map(({ to, status }) => [to, status]);
  expect(first).toEqual([
    [`slack:${slack.channel}=${companies}`, 'sent'],
    [`teams=${companies}`, 'sent'],
    [`${FINANCE}=${companies}`, 'sent'],
  ]);
  await settled();
  const posted = slack.messages.filter(({ channel }) => channel === slack.channel);
  expect(posted).toHaveLength(1);
  const said = posted[0]?.blocks.map(({ text }) => text?.text).join('\n') ?? '';
  expect(said).toMatch(
    /Billing of YourCompany, My US Company, Attend.*: \d+ cases open, \d+ blocking, \d+ new, \d+ overdue/,
  );
  expect(said).toContain('Silent has no e-mail address in Odoo.');
  expect(said).toMatch(/\/odoo\/action-billing_automation\.window_case\|/);
  expect(teams.cards.slice(cards).map(({ conversation }) => conversation)).toEqual([teams.channel]);
  expect(mailbox.to(FINANCE).map(({ subject }) => subject)).toEqual([
    expect.stringMatching(/^Billing of YourCompany, My US Company, Attend.*: \d+ cases open/),
  ]);
  const again = itemsOf(await run('digest'), 'Send Digest').map(({ status }) => status);
  expect(again).toEqual(['already', 'already', 'already']);
  await settled();
  expect(mailbox.to(FINANCE)).toHaveLength(1);
});

test('where the digest leads, Odoo has a list', async ({ world, at: _ }) => {
  for (const name of ['window_case', 'window_case_late', 'window_case_severe'])
    expect(await world.xmlId(`billing_automation.${name}`)).toBeGreaterThan(0);
  for (const name of ['act_hr_timesheet_line', 'timesheet_action_all'])
    expect(await world.xmlId(`hr_timesheet.${name}`)).toBeGreaterThan(0);
});

test('a desk killed between sending and noting tells nobody twice', async ({ at, databases, odoo }) => {
  const { slack, staff, people, dms } = at;
  await staff.log(people.Sally, DAY, 1);
  const before = dms().length;
  const gate = await openGate({ port: Number(new URL(slack.apiUrl).port) });
  const databaseUrl = await databases.postgresUrl(`${odoo.database}_killed`);
  const own = await startDesk({
    ...deskSettings(odoo, databaseUrl),
    ODOO_WATCH_LOGIN: 'robot-watch',
    ODOO_WATCH_PASSWORD: PASSWORD,
    ...slack.settings,
    SLACK_API_URL: `http://127.0.0.1:${gate.port}/api/`,
  });
  const database = await openDatabase(databaseUrl);
  const { week } = await database
    .query<{ week: string }>(`select to_char($1::date, 'IYYY"-W"IW') as week`, [DAY])
    .then(([row]) => row ?? { week: '' });
  const remind = async () => {
    const response = await fetch(`${own.url}/api/reminders`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ gaps: [{ employeeId: people.Sally, week }] }),
    });
    return ((await response.json()) as { reminders: { status: string }[] }).reminders.map(({ status }) => status);
  };
  try {
    const held = gate.hold('back', 'chat.postMessage');
    expect(await remind()).toEqual(['reminded']);
    await held.reached;
    await own.stopServer('SIGKILL');
    held.drop();
    expect(dms()).toHaveLength(before + 1);
    await own.startServer();
    expect(await remind()).toEqual(['waits']);
    await eventually(
      async () => (await database.query("select 1 from desk.notices where state = 'unsure'")).length === 1,
    );
    expect(dms()).toHaveLength(before + 1);
  } finally {
    await database.close();
    await own.stop();
    await gate.close();
    await databases.drop(`${odoo.database}_killed`);
  }
});
