import { randomBytes } from 'node:crypto';
import { openDatabase } from '../../../src/desk/database.ts';
import { startCluster } from '../../../stack/cluster.ts';
import { startDesk } from '../../../stack/desk.ts';
import { databases } from '../../../stack/databases.ts';
import type { OdooAddress } from '../../../stack/databases.ts';
import { serveOdoo } from '../../../stack/odoo.ts';
import { FakeSlack } from '../../desk/fake-slack.ts';
import { openMailbox } from '../../desk/mailbox.ts';
import { press } from '../../desk/start.ts';
import { deskSettings, TOKEN } from './desk-settings.ts';
import { eventually } from './firm.ts';
import { openGate } from './gate.ts';
import { enterWorld, WORLD } from './world.ts';

const APPROVER = { email: 'approver@firm.test', slack: 'UAPPROVER' };
const CONTROLLER = { email: 'controller@firm.test', slack: 'UCONTROLLER' };

/** The desk as a process, an Odoo and a PostgreSQL of its own, all to be stopped and started, and gates between them. */
export async function underFire(address: OdooAddress) {
  const name = `fire_${randomBytes(4).toString('hex')}`;
  const { copy, drop } = databases(address);
  const [odoo, postgres, mailbox, slack] = await Promise.all([
    serveOdoo(address, 0),
    startCluster(),
    openMailbox(),
    FakeSlack.start([APPROVER, CONTROLLER].map(({ slack: id, email }) => ({ id, email }))),
  ]);
  const world = await enterWorld({ ...(await copy(WORLD, name)), url: odoo.url });
  const group = await world.xmlId('billing_automation.group_approver');
  const [controller] = await world.admin.searchRead('res.users', [['login', '=', 'controller']], { fields: ['id'] });
  await world.admin.call('res.users', 'write', [[controller?.id], { group_ids: [[4, group]] }]);

  const [toOdoo, toPostgres, toSlack] = await Promise.all(
    [odoo.port, postgres.port, Number(new URL(slack.apiUrl).port)].map((port) => openGate({ port })),
  );
  if (!toOdoo || !toPostgres || !toSlack) throw new Error('no gates');
  const through = (url: string, port: number) => Object.assign(new URL(url), { port: String(port) }).href;
  const databaseUrl = await postgres.database('desk');
  const database = await openDatabase(databaseUrl);
  const desk = await startDesk({
    ...deskSettings(
      { url: `http://127.0.0.1:${toOdoo.port}`, database: world.odoo.database },
      through(databaseUrl, toPostgres.port),
      mailbox,
    ),
    ...slack.settings,
    SLACK_API_URL: through(slack.apiUrl, toSlack.port),
  });

  /** Drafts, made in one call. */
  async function drafts(count: number): Promise<number[]> {
    const partner_id = await world.create('res.partner', { name: 'Brandt & Söhne Maschinenbau GmbH' });
    const line = { product_id: world.consulting, name: 'Consulting', quantity: 8, price_unit: 145 };
    const draft = { move_type: 'out_invoice', partner_id, invoice_line_ids: [[0, 0, line]] };
    return (await world.admin.call('account.move', 'create', [Array.from({ length: count }, () => draft)])) as number[];
  }

  async function ask(invoiceId: number) {
    const response = await fetch(`${desk.url}/api/requests`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ invoiceId, approvers: [APPROVER.email, CONTROLLER.email] }),
    });
    const { id, error } = (await response.json()) as { id: string; error?: string };
    if (error) throw new Error(error);
    return { id, invoiceId };
  }
  const mailsTo = (email: string, kind: string, id: string) =>
    mailbox.to(email).filter(({ raw }) => raw.includes(`<${kind}.${id}`));
  const linkTo = async (id: string) => (await eventually(() => mailsTo(APPROVER.email, 'ask', id)[0]?.link)) as string;
  const stateOf = async (id: string) =>
    (await database.query<{ state: string }>('select state from desk.requests where id = $1', [id]))[0]?.state;
  const messageOf = async (id: string) => {
    const rows = await database.query<{ ts: string | null }>(
      'select ts from desk.slack_messages where request_id = $1',
      [id],
    );
    return slack.messages.find(({ ts }) => ts === rows[0]?.ts);
  };

  return {
    world,
    odoo,
    postgres,
    slack,
    desk,
    database,
    mailbox,
    gates: { odoo: toOdoo, postgres: toPostgres, slack: toSlack },
    drafts,
    ask,
    mailsTo,
    linkTo,
    stateOf,
    messageOf,
    approver: APPROVER,
    controller: CONTROLLER,
    /** What whoever clicks sees; undefined where no answer comes. */
    byPage: async (link: string) => {
      const response = await press(link, { decision: 'approve' }).catch(() => undefined);
      return response && { status: response.status, text: await response.text() };
    },
    bySlack: async (id: string) => {
      const message = await eventually(() => messageOf(id));
      const response = await slack.click(desk.url, message, 'approve', APPROVER.slack).catch(() => undefined);
      return response && { status: response.status, text: await response.text() };
    },
    /** What Odoo holds of these requests: decisions, and events of its record. */
    inOdoo: async (ids: string[]) => {
      const read = (model: string, field: string, fields: string[]) =>
        world.admin.searchRead(model, [[field, 'in', ids]], { fields: [field, ...fields] });
      const [decisions, events] = await Promise.all([
        read('x_billing_decision', 'x_request', ['x_outcome']),
        read('x_billing_audit', 'x_request', ['x_kind']),
      ]);
      return ids.map((id) => ({
        decisions: decisions.flatMap((row) => (row.x_request === id ? [row.x_outcome] : [])),
        events: events.flatMap((row) => (row.x_request === id ? [row.x_kind] : [])),
      }));
    },
    stop: async () => {
      await desk.stop();
      await Promise.all([toOdoo, toPostgres, toSlack].map((gate) => gate.close()));
      await database.close();
      await Promise.all([odoo.stopServer(), postgres.stop(), slack.stop(), mailbox.close()]);
      await drop(name);
    },
  };
}
export type UnderFire = Awaited<ReturnType<typeof underFire>>;
