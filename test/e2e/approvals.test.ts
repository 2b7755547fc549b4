import { join } from 'node:path';
import { describe, expect, vi } from 'vitest';
import { odooBilling } from '../cli/odoo-billing.ts';
import { openDatabase } from '../../src/desk/database.ts';
import type { Domain } from '../../src/odoo/api.ts';
import { readLinks } from '../../src/odoo/audit.ts';
import { startDesk } from '../../stack/desk.ts';
import { startN8n } from '../../stack/n8n.ts';
import { shippedWorkflow } from '../../stack/shipped.ts';
import type { Execution, WorkflowFile } from '../../stack/n8n-api.ts';
import { rows } from '../contract/rows.ts';
import { FakeSlack } from '../desk/fake-slack.ts';
import { FakeTeams } from '../desk/fake-teams.ts';
import { openMailbox } from '../desk/mailbox.ts';
import { decree, hireControllers } from './support/decree.ts';
import { deskSettings, TOKEN } from './support/desk-settings.ts';
import { eventually as soon, itemsOf } from './support/firm.ts';
import { sendMailTo } from './support/mail.ts';
import { goOnLeave, hireApprover, workedMonth } from './support/month.ts';
import { inWorld as base } from './support/test.ts';
import { enterWorld, PASSWORD } from './support/world.ts';
import type { World } from './support/world.ts';

// The first test brings the world up, and a busy machine takes its time.
vi.setConfig({ testTimeout: 3_600_000 });

/** A busy month has 200: `INVOICES=200 npm run test:e2e -- approvals`. */
const INVOICES = Number(process.env['INVOICES'] ?? 40);
const DESK_WITH_TEAMS = join(import.meta.dirname, '..', 'desk', 'desk-process.ts');
const INTRODUCTION = 'Billing of last month. Please decide by Friday.';
const at = (name: string) => `${name.toLowerCase()}@firm.test`;

/** Chats take a message a second, which the chats played here don’t insist on. */
const PACE_MS = Number(process.env['PACE_MS'] ?? 100);
/** For one condition: the machine may do other work, and Odoo sends an invoice in a few. */
const PATIENCE_S = 120 + INVOICES * 6;
const eventually = (ask: () => Promise<boolean> | boolean) => soon(ask, PATIENCE_S);
const DRAFTED: Domain = [['x_billing_key', '!=', false]];

const invoiceIn = (message: unknown): number =>
  Number(/customer-invoices\/(\d+)/.exec(JSON.stringify(message))?.[1] ?? Number.NaN);

/** A few at a time, as people in several chats. */
async function eachOf<T>(all: readonly T[], what: (one: T) => Promise<unknown>): Promise<void> {
  const waiting = [...all];
  const hand = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await what(one);
  };
  await Promise.all(Array.from({ length: 8 }, hand));
}

/** A controller takes something off, with a reason. */
async function cheaper(world: World, invoice: number): Promise<void> {
  const { lines } = await world.deciding.invoice(invoice);
  const line = lines.find(({ kind }) => kind === 'product')?.id;
  const values = { x_billing_reason: 'Agreed by phone', invoice_line_ids: [[1, line, { price_unit: 80 }]] };
  await world.as('controller').call('account.move', 'write', [[invoice], values]);
}

/** What a designer sets in the panels of the shipped workflow. */
async function billingRun(projects: number[]): Promise<WorkflowFile> {
  const file = await shippedWorkflow('billing-run', { approvers: at('Pia'), preparedBy: at('Preparer') });
  const panel = (name: string) => file.nodes.find((node) => node.name === name) as unknown as { parameters: object };
  Object.assign(panel('Collect Work').parameters, {
    filters: { project: [{ record: { __rl: true, mode: 'id', value: projects.join(', ') } }] },
  });
  Object.assign(panel('Request Approval').parameters, { channels: ['slack', 'teams'], note: INTRODUCTION });
  return file;
}

/**
 * A real Odoo with a month of work and a policy of two levels, a real n8n with the shipped workflows, the desk a process
 * of its own on PostgreSQL, a real mail server; Slack and Microsoft played by servers of our own.
 */
const test = base
  .extend('world', { scope: 'file' }, ({ odoo }) => enterWorld(odoo))
  .extend('month', { scope: 'file' }, async ({ world }) => {
    await hireControllers(world);
    const [pia, abe, dina, finn] = (await Promise.all(
      ['Pia', 'Abe', 'Dina', 'Finn'].map((name) => hireApprover(world, name)),
    )) as [number, number, number, number];
    await goOnLeave(world, abe, 'Abe');
    const [company] = await world.admin.searchRead('res.company', [['id', '=', 1]], { fields: ['currency_id'] });
    await decree(world, {
      x_name: 'Two levels',
      x_currency_id: company?.currency_id,
      x_effective_from: '2026-01-01',
      x_row_ids: rows({
        x_name: 'Every invoice',
        x_step_ids: rows(
          {
            x_sequence: 1,
            x_name: 'Project manager',
            x_approvers_roles_project_manager: true,
            x_fallback_people_ids: [[6, 0, [dina]]],
          },
          { x_sequence: 2, x_name: 'Finance', x_approvers_people_ids: [[6, 0, [finn]]] },
        ),
      }),
      x_limit_ids: rows(
        { x_sequence: 1, x_role: 'project-manager', x_up_to: 20000 },
        { x_sequence: 2, x_person_id: dina, x_up_to: 20000 },
        { x_sequence: 3, x_person_id: finn, x_unlimited: true },
      ),
    });
    return { ...(await workedMonth(world, INVOICES, pia, abe)), people: { pia, abe, dina, finn } };
  })
  .extend('channels', { scope: 'file' }, async ({ world }, { onCleanup }) => {
    const people = ['Pia', 'Abe', 'Dina', 'Finn'];
    const slack = await FakeSlack.start(people.map((name) => ({ id: `U${name.toUpperCase()}`, email: at(name) })));
    const teams = await FakeTeams.start();
    const mailbox = await openMailbox();
    await sendMailTo(world.admin, mailbox.url);
    onCleanup(async () => {
      await Promise.all([slack.stop(), teams.stop(), mailbox.close()]);
    });
    return { slack, teams, mailbox, inTeams: Object.fromEntries(people.map((name) => [name, teams.person(at(name))])) };
  })
  .extend('desk', { scope: 'file' }, async ({ databases, odoo, channels }, { onCleanup }) => {
    const { slack, teams, mailbox } = channels;
    const postgres = await databases.postgresUrl(`${odoo.database}_desk`);
    const settings = { ...deskSettings(odoo, postgres, mailbox), ...slack.settings };
    const { url, stop } = await startDesk(settings, [
      DESK_WITH_TEAMS,
      JSON.stringify({ teams: teams.config, paceMs: PACE_MS }),
    ]);
    const database = await openDatabase(postgres);
    onCleanup(async () => {
      await stop();
      await database.close();
      await databases.drop(`${odoo.database}_desk`);
    });
    return { url, postgres, database };
  })
  .extend('n8n', { scope: 'file' }, async ({ databases, odoo, desk, month }, { onCleanup }) => {
    const n8n = await startN8n({ postgres: await databases.postgresUrl(`${odoo.database}_n8n`) });
    onCleanup(async () => {
      await n8n.stop();
      await databases.drop(`${odoo.database}_n8n`);
    });
    const access = { url: odoo.url, database: odoo.database, login: 'robot-drafter', password: PASSWORD };
    await n8n.importCredentials([
      { name: 'Odoo Billing', type: 'odooBillingApi', data: { ...access } },
      { name: 'Billing Desk', type: 'billingDeskApi', data: { url: desk.url, token: TOKEN } },
    ]);
    const run = await n8n.importWorkflow(await billingRun(month.projects));
    const onDecision = await n8n.importWorkflow(await shippedWorkflow('on-decision'));
    await n8n.activate(onDecision);
    return { ...n8n, billingRun: () => n8n.run(run, 'Run Now', PATIENCE_S), onDecision };
  })
  .extend('story', { scope: 'file' }, async ({ world, desk, channels }) => {
    const { slack, teams, inTeams, mailbox } = channels;
    const newest = <T>(messages: readonly T[], invoice: number): T => {
      const found = messages.findLast((each) => invoiceIn(each) === invoice);
      if (!found) throw new Error(`no message about invoice ${invoice}`);
      return found;
    };
    return {
      posted: () => world.admin.searchCount('account.move', [...DRAFTED, ['state', '=', 'posted']]),
      left: () => mailbox.mails.filter(({ to }) => to.startsWith('bills@')),
      /** Invoices this person is the one to decide on now. */
      waitFor: async (name: string): Promise<number[]> => {
        const rows = await desk.database.query<{ invoice: number }>(
          `select invoice_id as invoice from desk.requests join desk.approvers on request_id = id
           where asked and state = 'open' and email = $1 order by invoice_id`,
          [at(name)],
        );
        return rows.map(({ invoice }) => invoice);
      },
      inSlack: (name: string, invoices: readonly number[]) =>
        eachOf(invoices, async (invoice) => {
          const message = newest(slack.messages, invoice);
          const click = () => slack.click(desk.url, message, 'approve', `U${name.toUpperCase()}`);
          // Slack tells whoever was not acknowledged within three seconds, and they press again.
          await eventually(async () => (await click()).status === 200);
        }),
      inTeams: (name: string, invoices: readonly number[]) =>
        eachOf(invoices, async (invoice) => {
          const card = newest(teams.cards, invoice);
          const click = () => teams.click(desk.url, card, 'approve', inTeams[name] ?? '');
          // Where the desk could do nothing there is a sentence in the place of the card, to try again.
          await eventually(async () => /"[^"]*card\.adaptive"/.test((await click()).text));
        }),
    };
  });

const invoicesOf = (runs: Execution[]) =>
  new Set(runs.flatMap((run) => itemsOf(run, 'Sent').map(({ invoiceId }) => invoiceId)));

/** All of one month: the tests follow one another. */
let edited = 0;
let ofAbe = 0;

describe('a month’s invoices, first level in Slack, second in Teams', () => {
  test('one run drafts them and asks, by the channels and in the words of the node', async ({
    world,
    n8n,
    channels,
    story,
  }) => {
    const { slack, teams } = channels;
    const run = await n8n.billingRun();
    expect(run.data.resultData.error).toBeUndefined();
    expect(itemsOf(run, 'Draft Invoices').map(({ status }) => status)).toEqual(Array(INVOICES).fill('drafted'));
    expect(await world.admin.searchCount('account.move', DRAFTED)).toBe(INVOICES);

    const asked = itemsOf(run, 'Request Approval');
    expect(asked.map((each) => each['channels'])).toEqual(Array(INVOICES).fill(['slack', 'teams']));
    await eventually(() => slack.messages.length >= INVOICES && teams.cards.length >= INVOICES);
    expect([slack.messages.length, teams.cards.length]).toEqual([INVOICES, INVOICES]);
    expect(new Set(slack.messages.map(invoiceIn)).size).toBe(INVOICES);
    for (const each of [...slack.messages, ...teams.cards]) expect(JSON.stringify(each)).toContain(INTRODUCTION);

    // Abe is away: the policy says who is asked in his place, and everybody else’s invoices don’t wait for him.
    const people = asked.map((each) => String(each['approvers'])).sort();
    expect(people).toEqual([at('Dina'), ...Array(INVOICES - 1).fill(at('Pia'))]);
    [ofAbe = 0] = await story.waitFor('Dina');
    await story.inTeams('Finn', (await story.waitFor('Pia')).slice(0, 3));
    expect(await story.waitFor('Finn')).toEqual([]);
  });

  test('the first level lets nothing be posted', async ({ world, story }) => {
    const all = await story.waitFor('Pia');
    await story.inSlack('Pia', all);
    await eventually(async () => (await story.waitFor('Finn')).length === all.length);
    expect(await story.waitFor('Pia')).toEqual([]);
    const outcomes = await world.drafting.post(all.slice(0, 5));
    expect(outcomes.map(({ status }) => status)).toEqual(Array(5).fill('refused'));
    expect(await story.posted()).toBe(0);
  });

  test('the second posts and sends all but the one that was edited in between', async ({ world, channels, story }) => {
    [edited = 0] = (await story.waitFor('Finn')).slice(INVOICES / 2);
    await cheaper(world, edited);
    await story.inTeams('Finn', await story.waitFor('Finn'));
    await eventually(async () => (await story.posted()) === INVOICES - 2);
    await eventually(() => story.left().length >= INVOICES - 2);
    const card = channels.teams.cards.find((each) => invoiceIn(each) === edited);
    await eventually(() => JSON.stringify(card).includes('Nothing to decide any more'));
    expect(JSON.stringify(card)).toMatch(
      /The invoice was edited .* Controller: Price of .* changed from \d+ to 80 \(Agreed by phone\)/,
    );
    expect((await world.drafting.post([edited]))[0]?.status).toBe('refused');
  });

  test('the next run asks about that one again, from the first level on, and about no other', async ({
    n8n,
    channels,
    story,
  }) => {
    const run = await n8n.billingRun();
    expect(itemsOf(run, 'Draft Invoices')).toEqual([]);
    const asked = itemsOf(run, 'Request Approval').map(({ invoiceId, existing }) => [invoiceId, existing]);
    expect(asked.sort()).toEqual(
      [
        [edited, false],
        [ofAbe, true],
      ].sort(),
    );
    expect(await story.waitFor('Pia')).toEqual([edited]);
    await eventually(() => channels.slack.messages.length > INVOICES && channels.teams.cards.length > INVOICES);
    await story.inSlack('Pia', [edited]);
    await eventually(async () => (await story.waitFor('Finn')).length === 1);
    await story.inTeams('Finn', [edited]);
    await eventually(async () => (await story.posted()) === INVOICES - 1);
    expect(await story.waitFor('Dina')).toEqual([ofAbe]);
  });

  test('the one of who is away goes through by the fallback', async ({ story }) => {
    await story.inSlack('Abe', [ofAbe]);
    await story.inSlack('Dina', [ofAbe]);
    await eventually(async () => (await story.waitFor('Finn')).length === 1);
    await story.inTeams('Finn', [ofAbe]);
    await eventually(async () => (await story.posted()) === INVOICES);
    await eventually(() => story.left().length >= INVOICES);
  });
});

describe('afterwards', () => {
  test('every invoice left once, to its own customer', async ({ month, n8n, story }) => {
    expect(
      story
        .left()
        .map(({ to }) => to)
        .sort(),
    ).toEqual(month.addresses.toSorted());
    // n8n is told of a decision until it says that it heard: told once more, it finds the invoice posted and sent.
    const runs = await soon(async () => {
      const all = await n8n.executions(n8n.onDecision);
      return invoicesOf(all).size >= INVOICES && all;
    }, PATIENCE_S);
    expect(new Set(runs.map(({ status }) => status))).toEqual(new Set(['success']));
    expect(invoicesOf(runs).size).toBe(INVOICES);
  });

  test('nobody was written to twice, and nobody who is away was asked', async ({ channels, desk }) => {
    const { slack, teams, mailbox } = channels;
    expect([slack.messages.length, teams.cards.length]).toEqual([INVOICES + 1, INVOICES + 1]);
    expect(slack.called('chat.postMessage').filter((each) => !each.thread_ts)).toHaveLength(INVOICES + 1);
    // Called below a message is whoever the second step waits for, if they did not decide before that.
    for (const below of [slack.replies.map(({ thread }) => thread), teams.replies.map(({ below }) => below)])
      expect(below).toHaveLength(new Set(below).size);
    const asks = mailbox.mails.map(({ raw, to }) => `${to} ${/^Message-ID: <(ask\.\S+)>/im.exec(raw)?.[1]}`);
    const mailed = asks.filter((each) => each.includes(' ask.'));
    expect(mailed).toHaveLength(new Set(mailed).size);
    const asked = await desk.database.query<{ email: string }>(
      'select distinct email from desk.approvers order by email',
    );
    expect(asked.map(({ email }) => email)).toEqual(['Dina', 'Finn', 'Pia'].map(at));
  });

  test('no invoice was posted without both approvals, and the record tells it in order', async ({ world, month }) => {
    const links = await readLinks(world.admin);
    const invoices = await world.admin.searchRead('account.move', DRAFTED, { fields: ['state'] });
    expect(invoices.map(({ state }) => state)).toEqual(Array(INVOICES).fill('posted'));
    const { pia, dina, finn } = month.people;
    for (const { id } of invoices) {
      const told = links.filter(({ invoice }) => invoice === id).map(({ columns }) => columns);
      const decisive = told.filter(({ kind }) =>
        ['step-approved', 'approved', 'posted', 'released'].includes(String(kind)),
      );
      const first = id === ofAbe ? dina : pia;
      const last = decisive.slice(-4).map(({ kind, actor }) => [kind, actor]);
      expect(last.slice(0, 2), String(id)).toEqual([
        ['step-approved', first],
        ['approved', finn],
      ]);
      expect(last.slice(2).map(([kind]) => kind)).toEqual(['posted', 'released']);
      for (const once of ['posted', 'released']) expect(told.filter(({ kind }) => kind === once)).toHaveLength(1);
    }
  });

  test('verify-audit finds nothing wrong', async ({ odoo, desk }) => {
    const environment = {
      ODOO_URL: odoo.url,
      ODOO_DATABASE: odoo.database,
      ODOO_ADMIN_LOGIN: odoo.login,
      ODOO_ADMIN_PASSWORD: odoo.password,
      DESK_DATABASE_URL: desk.postgres,
    };
    const { code, said } = await odooBilling(['verify-audit'], environment);
    expect(said).toContain(` of ${INVOICES} invoices`);
    expect(said).toContain('✓ Every link holds');
    expect(code, said).toBe(0);
  });
});
