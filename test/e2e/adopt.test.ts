import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { parse } from 'yaml';
import { createBillingOdoo } from '../../src/odoo/gateway.ts';
import { connectXmlRpc } from '../../src/odoo/xmlrpc.ts';
import { withAction } from '../../src/odoo/throwaway.ts';
import { startN8n, type N8n } from '../../stack/n8n.ts';
import { answers, freePorts, run, serve, untilParentEnds, type Service } from '../../stack/process.ts';
import { FakeSlack } from '../desk/fake-slack.ts';
import { openMailbox, type Mailbox } from '../desk/mailbox.ts';
import { itemsOf } from './support/firm.ts';
import { snapshot, type Snapshot } from './support/snapshot.ts';
import { test } from './support/test.ts';
import { openWorld, sellTime, type World } from './support/world.ts';

/** On a machine that has other things to do too. */
const SLOW = 600_000;
const NAME = 'n8n-nodes-odoo-billing';
const repository = join(import.meta.dirname, '../..');

interface Said {
  code: number;
  said: string;
}

interface Finding {
  id: string;
  is: string;
  what: string;
  mend?: string;
  done?: string;
}

const dockerfile = readFileSync(join(repository, 'Dockerfile'), 'utf8').replaceAll('\\\n', ' ');
const compose = parse(readFileSync(join(repository, 'compose.yaml'), 'utf8'), { merge: true }) as {
  services: { nodes: { command: [string] } };
};
/** What the image does, done here without Docker. */
const dockerInstall = /^RUN (npm install .*)$/m.exec(dockerfile)?.[1] ?? '';
const dockerHealth = JSON.parse(/CMD (\["node", "-e".*\])$/m.exec(dockerfile)?.[1] ?? '[]') as string[];
const [dockerNodes] = compose.services.nodes.command;

/** The packed tarball in an empty folder, beside an Odoo and an n8n that know nothing of it. */
let folder: string;
let settings: Record<string, string>;
let n8n: N8n;
let slack: FakeSlack;
let mailbox: Mailbox;
let desk: Service | undefined;
let before: Snapshot;
let world: World;

const command = () => join(folder, 'node_modules', '.bin', 'odoo-billing');

async function odooBilling(...args: string[]): Promise<Said> {
  return new Promise((done) => {
    const options = { cwd: folder, env: { PATH: process.env['PATH'], ODOO_ADMIN_PASSWORD: 'admin' } };
    execFile(command(), args, options, (error, stdout, stderr) => {
      done({ code: error ? Number(error.code) : 0, said: stdout + stderr });
    });
  });
}

async function findings(...args: string[]): Promise<{ code: number; of: Record<string, Finding>; done: string[] }> {
  const { code, said } = await odooBilling('--json', ...args);
  const list = JSON.parse(said) as Finding[];
  return {
    code,
    of: Object.fromEntries(list.map((finding) => [finding.id, finding])),
    done: list.filter(({ done }) => done).map(({ id }) => id),
  };
}

const notWell = (of: Record<string, Finding>) =>
  Object.values(of)
    .filter(({ is }) => is === 'missing' || is === 'unknown')
    .map(({ id, is, what }) => ({ id, is, what }));

async function startDesk(): Promise<void> {
  const url = settings['DESK_PUBLIC_URL'] ?? '';
  const [program, ...args] = untilParentEnds(command(), 'desk');
  const env = { PATH: process.env['PATH'] };
  desk = serve('The desk from the package', program, args, { log: join(folder, 'desk.log'), cwd: folder, env });
  await desk.ready(() => answers(`${url}/readyz`), 60);
}

const settingsFile = () => join(folder, 'billing.env');
const writeSettings = () =>
  writeFile(
    settingsFile(),
    Object.entries(settings)
      .map(([name, value]) => `${name}='${value}'\n`)
      .join(''),
    { mode: 0o600 },
  );

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adopt-'));
  [slack, mailbox] = await Promise.all([FakeSlack.start([]), openMailbox()]);
});

afterAll(async () => {
  await desk?.stop();
  await n8n?.stop();
  await Promise.all([slack.stop(), mailbox.close()]);
  await rm(folder, { recursive: true, force: true });
});

describe('the package', () => {
  test('installs in an empty folder without the network, and brings nothing else', async () => {
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: repository });
    const [tarball = ''] = (await readdir(folder)).filter((file) => file.endsWith('.tgz'));
    expect((await stat(join(folder, tarball))).size).toBeLessThan(6_000_000);
    await writeFile(join(folder, 'package.json'), '{"private": true}\n');
    await rename(join(folder, tarball), join(folder, 'package.tgz'));
    await run('sh', ['-c', dockerInstall], { cwd: folder });
    const installed = await readdir(join(folder, 'node_modules'));
    expect(installed.filter((name) => !name.startsWith('.'))).toEqual([NAME]);
    const shipped = await readdir(join(folder, 'node_modules', NAME));
    expect(shipped.sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json', 'workflows']);
    expect((await odooBilling('--version')).said.trim()).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test('says what the first hour needs, and leaves nothing behind', async () => {
    const { code, said } = await odooBilling('doctor');
    expect(code).toBe(1);
    expect(said).toContain('ODOO_URL  Odoo');
    expect(said).toContain('Put them into billing.env');
    expect(existsSync(settingsFile())).toBe(false);
  });
});

describe('setup', () => {
  test('installs what it can, and names what a person must do', { timeout: SLOW }, async ({ odoo, databases }) => {
    const admin = connectXmlRpc(odoo);
    before = await snapshot(admin);
    await run('sh', ['-c', dockerNodes.replaceAll('/app/', `${folder}/`).replaceAll(' /n8n/', ` ${folder}/n8n/`)]);
    n8n = await startN8n({
      postgres: await databases.postgresUrl(`${odoo.database}_n8n`),
      packageDir: join(folder, 'n8n', 'nodes', 'node_modules', NAME),
    });
    const [port = 0] = await freePorts(1);
    settings = {
      ODOO_URL: odoo.url,
      ODOO_DATABASE: odoo.database,
      ODOO_ADMIN_LOGIN: odoo.login,
      N8N_URL: n8n.url,
      N8N_API_KEY: n8n.apiKey,
      DESK_PUBLIC_URL: `http://127.0.0.1:${port}`,
      DESK_PORT: String(port),
      DESK_DATABASE_URL: await databases.postgresUrl(`${odoo.database}_desk`),
      SMTP_URL: mailbox.url,
      MAIL_FROM: 'Billing <billing@firm.test>',
      ...slack.settings,
    };
    await writeSettings();

    const first = await findings('setup');
    expect(first.code).toBe(1);
    expect(first.done).toEqual([
      'odoo.addon',
      'odoo.robot-drafter',
      'odoo.robot-desk',
      'odoo.robot-watch',
      'odoo.desk-key',
      'odoo.watch-key',
      'desk.token',
      'channels.mail-message',
      'channels.slack-message',
      'n8n.odoo-credential',
    ]);
    const missing = Object.values(first.of).filter(({ is }) => is === 'missing');
    expect(missing.map(({ id, mend }) => [id, mend])).toEqual([
      ['odoo.approvers', expect.stringContaining('Billing control: Approver')],
      ['desk.running', 'Start it in another terminal: npx odoo-billing desk'],
    ]);
  });

  test('goes on from there once the desk runs and people have their groups', { timeout: SLOW }, async ({ odoo }) => {
    world = await openWorld(odoo);
    await startDesk();
    const second = await findings('setup');
    expect(notWell(second.of)).toEqual([]);
    expect(second.code).toBe(0);
    expect(second.done.filter((id) => !id.startsWith('n8n.workflow-'))).toEqual([
      'n8n.desk-credential',
      'n8n.published-failed-run',
      'n8n.published-on-decision',
      'n8n.failures',
    ]);
    expect(second.of['n8n.published-billing-run']).toMatchObject({ is: 'advice' });
  });

  test('changes nothing when run again, and doctor agrees', { timeout: SLOW }, async () => {
    const state = async () => ({
      odoo: await snapshot(world.admin),
      users: await world.admin.searchRead('res.users', [], { fields: ['login', 'write_date'] }),
      keys: await world.admin.searchRead('res.users.apikeys', [], { fields: ['name', 'expiration_date'] }),
      n8n: await n8nState(),
      settings: await readFile(settingsFile(), 'utf8'),
      sent: [mailbox.mails.length, slack.messages.length],
    });
    const was = await state();
    const third = await findings('setup');
    expect(third).toMatchObject({ code: 0, done: [] });
    expect(await state()).toEqual(was);
    expect(was.sent).toEqual([1, 1]);
    const { code, of } = await findings('doctor');
    expect({ code, notWell: notWell(of) }).toEqual({ code: 0, notWell: [] });
  });

  test('prints no secret and keeps them where only their owner reads', { timeout: SLOW }, async () => {
    const text = await readFile(settingsFile(), 'utf8');
    const made = Object.fromEntries(text.split('\n').map((line) => line.split(/=(.*)/s, 2)));
    expect((await stat(settingsFile())).mode & 0o777).toBe(0o600);
    expect(text).not.toContain('ODOO_ADMIN_PASSWORD');
    const { said } = await odooBilling('doctor');
    for (const name of ['ODOO_PASSWORD', 'ODOO_WATCH_PASSWORD', 'DESK_API_TOKEN']) {
      expect(made[name]?.length).toBeGreaterThan(30);
      expect(said).not.toContain(made[name]);
    }
    expect(said).not.toContain(n8n.apiKey);
    expect(said).not.toContain(slack.botToken);
  });
});

describe('from the package', () => {
  test('the nodes run in the real n8n, with the credentials setup made', { timeout: SLOW }, async () => {
    await sellTime(world, [{ price: 100, hours: [2, 1.5] }], { customer: 'Adopter AG', date: '2026-10-05' });
    await sellTime(world, [{ price: 90, hours: [4] }], { customer: 'Beginner BV', date: '2026-10-06' });
    const id = await edit('Billing Run', (nodes) => {
      const text = JSON.stringify(nodes)
        .replace('"name":"approvers","value":""', '"name":"approvers","value":"approver@firm.test"')
        .replace('"name":"preparedBy","value":""', '"name":"preparedBy","value":"preparer@firm.test"');
      return JSON.parse(text) as Workflow['nodes'];
    });
    const execution = await n8n.run(id, 'Run Now', 300);
    expect(execution.data.resultData.error).toBeUndefined();
    expect(itemsOf(execution, 'Billing Rules').length).toBeGreaterThan(0);
    expect(await world.admin.searchCount('account.move', [['x_billing_key', '!=', false]])).toBeGreaterThanOrEqual(2);
    // A firm's own settings are no edit of the workflow.
    expect((await findings('doctor')).of['n8n.workflow-billing-run']).toMatchObject({ is: 'ok' });
  });

  test('the desk asks who may approve', async () => {
    await expect.poll(() => mailbox.to('approver@firm.test').length, { timeout: 30_000 }).toBeGreaterThanOrEqual(2);
    const [, ...health] = dockerHealth;
    const env = { DESK_PORT: settings['DESK_PORT'] };
    await run(process.execPath, health, { env });
    const link = mailbox.to('approver@firm.test').at(-1)?.link ?? '';
    expect(link).toContain(settings['DESK_PUBLIC_URL']);
    const page = await fetch(link);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Approve')]);
  });

  test('a decision recorded with the desk’s own key counts in Odoo', async () => {
    await decide(await anyDraft());
    expect(await world.desk.searchCount('x_billing_decision', [])).toBe(1);
  });
});

describe('doctor', () => {
  test(
    'names what was switched off, edited or given by hand, with who did it; setup mends it',
    { timeout: SLOW },
    async () => {
      const accountant = await world.xmlId('account.group_account_manager');
      await write('base.automation', 'automation_guard', { active: false });
      await write('base.automation', 'automation_guard_lines', { filter_domain: "[('id', '=', 0)]" });
      await write('ir.actions.server', 'automation_guard_code', { code: 'pass' });
      await write('ir.model.access', 'access_decision_group_approver', { perm_create: true });
      await writeRobot('robot-drafter', { group_ids: [[4, accountant]] });
      await writeRobot('robot-desk', { active: false });
      await writeRobot('robot-watch', {
        group_ids: [[4, await world.xmlId('billing_automation.group_robot_drafter')]],
      });

      const seen = await findings('doctor');
      expect(seen.code).toBe(1);
      const shipped = seen.of['odoo.as-shipped']?.what ?? '';
      expect(shipped).toMatch(
        /"Billing guard: only approved invoices are posted" is switched off, by .* on \d{4}-\d\d-\d\d/,
      );
      expect(shipped).toMatch(
        /"Billing guard: lines of a posted invoice stay as approved" was changed \(filter_domain\)/,
      );
      expect(shipped).toMatch(/"Billing guard: only approved invoices are posted" was changed \(code\)/);
      expect(shipped).toMatch(/"decision group_approver" was changed \(perm_create\)/);
      expect(shipped.split('\n')).toHaveLength(5);
      expect(seen.of['odoo.robot-drafter']?.what).toContain("other groups than a robot's own two");
      expect(seen.of['odoo.robot-desk']?.what).toContain('"robot-desk" is archived');
      expect(seen.of['odoo.robot-watch']?.what).toContain("other groups than a robot's own two");
      expect(seen.of['odoo.robot-drafter']?.what).toContain('"robot-watch" has the group of the robot');

      const mended = await findings('setup');
      expect(notWell(mended.of)).toEqual([]);
      // The drafter's rights are taken from the robot that watches as the drafter is put right.
      expect(mended.done).toEqual(['odoo.as-shipped', 'odoo.robot-drafter', 'odoo.robot-desk']);
      expect(notWell((await findings('doctor')).of)).toEqual([]);
    },
  );

  test('names rights others have added, which only a person may take away', { timeout: SLOW }, async () => {
    const right = await world.create('ir.model.access', {
      name: 'everybody decides',
      model_id: await world.xmlId('billing_automation.model_decision'),
      group_id: await world.xmlId('base.group_user'),
      perm_create: true,
    });
    const { of } = await findings('setup');
    expect(of['odoo.rights']).toMatchObject({ is: 'missing', what: expect.stringContaining('everybody decides') });
    await world.admin.call('ir.model.access', 'unlink', [[right]]);
  });

  test('leaves a workflow alone that a designer has edited, until told otherwise', { timeout: SLOW }, async () => {
    await edit('Stale WIP', (nodes) => {
      for (const { name, parameters } of nodes) if (name === 'Note: Start') parameters['content'] = 'ours now';
      return JSON.parse(JSON.stringify(nodes).replace('"value":30', '"value":45')) as Workflow['nodes'];
    });
    const { of, done } = await findings('setup');
    expect(done).toEqual([]);
    expect(of['n8n.workflow-stale-wip']).toMatchObject({ is: 'advice', what: expect.stringContaining('edited') });

    expect((await findings('setup', '--replace')).done).toEqual(['n8n.workflow-stale-wip']);
    const after = (await n8nState()).find(({ name }) => name === 'Stale WIP');
    expect(JSON.stringify(after?.nodes)).not.toContain('ours now');
    expect(JSON.stringify(after?.nodes)).toContain('"value":45');
  });

  test('says that n8n can’t get in, in n8n’s own words', { timeout: SLOW }, async () => {
    // As Odoo's own screen does it; over the API nobody may delete keys.
    const revoke =
      "env['res.users.apikeys'].sudo().search([('name', '=', 'Billing: n8n')]).unlink()\naction = {'done': True}";
    await withAction(world.admin, 'res.users', revoke, (run) => run({}));
    const { of } = await findings('doctor');
    expect(of['n8n.odoo-credential']).toMatchObject({
      is: 'missing',
      what: expect.stringMatching(/login|password|key/i),
    });
    const { done, of: mended } = await findings('setup');
    expect(done).toEqual(['n8n.odoo-credential']);
    expect(notWell(mended)).toEqual([]);
  });
});

describe('uninstalling', () => {
  const record = () => join(folder, 'record');

  test('is refused while the desk runs, and without an export', { timeout: SLOW }, async () => {
    const running = await odooBilling('uninstall', '--exported', record());
    expect(running).toMatchObject({ code: 1, said: expect.stringContaining('The desk still runs') });
    await desk?.stop();
    const without = await odooBilling('uninstall', '--exported', record());
    expect(without).toMatchObject({ code: 1, said: expect.stringContaining('holds no complete export') });
  });

  test('is refused when something was decided after the export', { timeout: SLOW }, async () => {
    expect((await odooBilling('export', record())).code).toBe(0);
    const lines = (await readFile(join(record(), 'x_billing_decision.jsonl'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { x_outcome: string }).x_outcome)).toEqual(['approved']);
    expect(await readdir(record())).toEqual(
      expect.arrayContaining([
        'x_billing_part.jsonl',
        'x_billing_case.jsonl',
        'account.move.jsonl',
        'desk.requests.jsonl',
      ]),
    );
    await decide(await anyDraft());
    const { code, said } = await odooBilling('uninstall', '--exported', record());
    expect(code).toBe(1);
    expect(said).toContain('x_billing_decision has changed in Odoo since (1 exported, 2 now)');
    expect(await world.desk.searchCount('x_billing_decision', [])).toBe(2);
  });

  test('leaves Odoo as it was, invoices and who made them included', { timeout: SLOW }, async () => {
    const invoices = await world.admin.searchRead('account.move', [], {
      fields: ['name', 'state', 'create_uid', 'amount_total'],
    });
    const again = join(folder, 'record-2');
    expect((await odooBilling('export', again)).code).toBe(0);
    const { code, said } = await odooBilling('uninstall', '--exported', again);
    expect(said).toMatch(
      /Unpublished "On Decision" in n8n\.\nRemoved the add-on [\d.]+ from Odoo\.\nArchived the user "robot-drafter"/,
    );
    expect(code).toBe(0);
    const admin = connectXmlRpc({ ...world.odoo });
    expect(await snapshot(admin)).toEqual(before);
    expect(
      await admin.searchRead('account.move', [], { fields: ['name', 'state', 'create_uid', 'amount_total'] }),
    ).toEqual(invoices);
    expect(await admin.searchCount('res.users', [['login', 'like', 'robot-']])).toBe(0);
    expect((await n8nState()).filter(({ active }) => active)).toEqual([]);
  });

  test('can be followed by a fresh start', { timeout: SLOW }, async () => {
    const { done, of } = await findings('setup');
    expect(done).toContain('odoo.addon');
    expect(of['odoo.as-shipped']).toMatchObject({ is: 'ok' });
  });
});

interface Workflow {
  id: string;
  name: string;
  active: boolean;
  updatedAt: string;
  nodes: { name: string; parameters: Record<string, unknown> }[];
  connections: object;
  settings: object;
}

async function n8nCall<T>(method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(`${n8n.url}/api/v1${path}`, {
    method,
    headers: { 'X-N8N-API-KEY': n8n.apiKey, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** What a designer does in the editor. */
async function edit(name: string, change: (nodes: Workflow['nodes']) => Workflow['nodes']): Promise<string> {
  const there = (await n8nState()).find((workflow) => workflow.name === name);
  if (!there) throw new Error(`n8n has no workflow "${name}".`);
  const { id, connections, settings: options } = there;
  const nodes = change(structuredClone(there.nodes));
  await n8nCall('PUT', `/workflows/${id}`, { name, nodes, connections, settings: options });
  return id;
}

const n8nState = async (): Promise<Workflow[]> =>
  (await n8nCall<{ data: Workflow[] }>('GET', '/workflows?limit=100')).data;

async function write(model: string, id: string, values: object): Promise<void> {
  await world.admin.call(model, 'write', [[await world.xmlId(`billing_automation.${id}`)], values]);
}

async function writeRobot(login: string, values: object): Promise<void> {
  const [robot] = await world.admin.searchRead('res.users', [['login', '=', login]], { fields: ['id'] });
  await world.admin.call('res.users', 'write', [[robot?.id], values]);
}

/** A draft of the billing run nobody has decided on. */
async function anyDraft(): Promise<number> {
  const decided = (await world.desk.searchRead('x_billing_decision', [], { fields: ['x_move_id'] })).map(
    (row) => row['x_move_id'],
  );
  const [draft] = await world.admin.searchRead(
    'account.move',
    [
      ['x_billing_key', '!=', false],
      ['state', '=', 'draft'],
      ['id', 'not in', decided],
    ],
    { fields: ['id'], limit: 1 },
  );
  if (!draft) throw new Error('no draft is left to decide on');
  return draft.id as number;
}

/** Records an approval with the key setup has made for the desk. */
async function decide(invoiceId: number): Promise<void> {
  const text = await readFile(settingsFile(), 'utf8');
  const password = /^ODOO_PASSWORD='?([0-9a-f]+)/m.exec(text)?.[1] ?? '';
  const deskApi = connectXmlRpc({ ...world.odoo, login: 'robot-desk', password });
  const asDesk = createBillingOdoo(deskApi, world.odoo.url);
  const approver = await world.approver();
  const { content } = await asDesk.invoice(invoiceId);
  await asDesk.recordDecision({
    key: `adopt-${invoiceId}`,
    invoiceId,
    outcome: 'approved',
    person: approver,
    channel: 'page',
    reason: '',
    at: new Date().toISOString(),
    requestId: `adopt-${invoiceId}`,
    content,
  });
}
