import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import { releaseInvoices } from '../../src/billing/release.ts';
import { startDesk } from '../../stack/desk.ts';
import { startN8n } from '../../stack/n8n.ts';
import { shippedWorkflow } from '../../stack/shipped.ts';
import { odooBilling } from '../cli/odoo-billing.ts';
import { cancel } from '../contract/acts.ts';
import { openMailbox } from '../desk/mailbox.ts';
import { receiver } from '../desk/receiver.ts';
import { decide } from './support/decide.ts';
import { deskSettings, TOKEN } from './support/desk-settings.ts';
import { eventually } from './support/firm.ts';
import { creditNote } from './support/fixed-price.ts';
import { accounted, settled } from './support/lifecycle.ts';
import { sendMailTo } from './support/mail.ts';
import { pay } from './support/pay.ts';
import { TODAY } from './support/run.ts';
import { inWorld as base } from './support/test.ts';
import { enterWorld, PASSWORD, sellTime, type SoldWork, type World } from './support/world.ts';

const SECRET = `whsec_${Buffer.from('a secret of thirty-two bytes 1234').toString('base64')}`;
/** The desk's clock ticks every minute where a hint is lost. */
const A_TICK_S = 120;

const test = base
  .extend('world', { scope: 'file' }, ({ odoo }) => enterWorld(odoo))
  .extend('mailbox', { scope: 'file' }, async ({ world }, { onCleanup }) => {
    const mailbox = await openMailbox();
    onCleanup(() => mailbox.close());
    await sendMailTo(world.admin, mailbox.url);
    return mailbox;
  })
  .extend('crm', { scope: 'file' }, async ({ databases: _ }, { onCleanup }) => {
    const crm = await receiver(SECRET);
    onCleanup(async () => void (await crm.close()));
    return crm;
  })
  .extend('desk', { scope: 'file' }, async ({ databases, world, mailbox, crm }, { onCleanup }) => {
    const folder = await mkdtemp(join(tmpdir(), 'webhooks-'));
    const file = join(folder, 'webhooks.yaml');
    const events = ['drafted', 'approved', 'posted', 'sent', 'disputed', 'paid', 'credited', 'cancelled'].map(
      (one) => `invoice.${one}`,
    );
    await writeFile(file, JSON.stringify({ webhooks: [{ name: 'crm', url: crm.url, secret: SECRET, events }] }));
    const { odoo } = world;
    const settings = deskSettings(odoo, await databases.postgresUrl(`${odoo.database}_desk`), mailbox);
    const desk = await startDesk({ ...settings, DESK_WEBHOOKS_FILE: file });
    onCleanup(async () => {
      await desk.stop();
      await rm(folder, { recursive: true });
    });
    return desk;
  });

async function draftOne(world: World, customer: string): Promise<{ id: number; sold: SoldWork }> {
  const sold = await sellTime(world, [{ price: 120, hours: [8] }], { customer });
  const works = await world.drafting.collectWork({ to: '2026-10-31', orderIds: [sold.orderId] });
  const [outcome] = await draftProposals(
    world.drafting,
    propose(works, TODAY).flatMap(({ proposal }) => proposal ?? []),
  );
  if (!outcome || outcome.status === 'refused') throw new Error(JSON.stringify(outcome));
  const [order] = await world.admin.searchRead('sale.order', [['id', '=', sold.orderId]], { fields: ['partner_id'] });
  await world.admin.call('res.partner', 'write', [[order?.partner_id], { email: 'bills@customer.test' }]);
  return { id: outcome.invoice.id, sold };
}

/** A credit note for all of it, approved as an invoice is, and posted. */
async function credit(world: World, id: number): Promise<number> {
  const note = await creditNote(world, id);
  await decide(world, note);
  expect(await world.drafting.post([note])).toMatchObject([{ status: 'posted' }]);
  return note;
}

test(
  'an invoice’s life reaches the webhook in order, signed, whatever dies in between',
  { timeout: 900_000 },
  async ({ world, desk, crm }) => {
    // The desk listens from its start on.
    await eventually(
      async () => (await world.admin.searchCount('x_billing_listener', [['x_key', '=', 'desk:events']])) === 1,
      A_TICK_S,
    );
    const told = (...ids: number[]) => crm.told.filter(({ body }) => ids.includes(body.data.invoice.id));
    const untilTold = async (ids: number[], ...types: string[]) => {
      await eventually(() => told(...ids).length >= types.length, A_TICK_S);
      expect(told(...ids).map(({ type }) => type)).toEqual(types.map((type) => `invoice.${type}`));
    };

    const { id, sold } = await draftOne(world, 'Timeline GmbH');
    await untilTold([id], 'drafted');
    // The receiver is down, then the desk is killed; the invoice goes its way.
    crm.status = 503;
    await decide(world, id);
    await eventually(() => crm.calls > 1, A_TICK_S);
    await desk.stopServer('SIGKILL');
    expect(await world.drafting.post([id])).toMatchObject([{ status: 'posted' }]);
    expect(await releaseInvoices(world.drafting, [id], TODAY)).toMatchObject([{ status: 'sent' }]);
    const disputed = await world.drafting.openDispute({
      key: 'ticket-1',
      invoiceId: id,
      reason: 'hours',
      amount: '100',
      said: 'Not on Monday.',
    });
    await pay(world, id);
    crm.status = 200;
    await desk.startServer();
    const life = ['drafted', 'approved', 'posted', 'sent', 'disputed', 'paid'];
    await untilTold([id], ...life);
    expect(told(id)[4]?.body.data).toMatchObject({ dispute: { id: disputed.id, reason: 'hours', amount: '100' } });

    const other = await draftOne(world, 'Credited GmbH');
    await decide(world, other.id);
    expect(await world.drafting.post([other.id])).toMatchObject([{ status: 'posted' }]);
    const note = await credit(world, other.id);
    const third = await draftOne(world, 'Cancelled GmbH');
    await cancel(world.as('controller'), third.id);
    await untilTold([other.id], 'drafted', 'approved', 'posted');
    await untilTold([third.id], 'drafted', 'cancelled');
    await untilTold([note], 'approved', 'credited');
    expect(told(note).at(-1)?.body.data.invoice).toMatchObject({ credits: { id: other.id } });

    expect(crm.told.every(({ verified }) => verified)).toBe(true);
    expect(new Set(crm.told.map((each) => each.id)).size).toBe(crm.told.length);
    // Odoo keeps nothing more for the desk.
    await eventually(async () => (await world.admin.searchCount('x_billing_event', [])) === 0, A_TICK_S);

    const cli = (...args: string[]) =>
      odooBilling(['events', ...args], { DESK_PUBLIC_URL: desk.url, DESK_API_TOKEN: TOKEN });
    const { said } = await cli('list', '--invoice', String(id));
    expect(said).toMatch(/6 deliveries, 0 not taken yet\./);
    const [first] = told(id);
    expect((await cli('replay', '--webhook', 'crm', '--event', first?.id ?? '')).code).toBe(0);
    await eventually(() => told(id).length === life.length + 1, 30);
    expect(told(id).at(-1)?.id).toBe(first?.id);

    expect(await settled(world, sold, other.sold)).toBeCloseTo(0, 2);
    expect(await accounted(world, third.sold)).toBe(0);
  },
);

test(
  'the shipped workflow writes each status to the CRM, once',
  { timeout: 900_000 },
  async ({ databases, world, crm: _, mailbox: __ }) => {
    const n8n = await startN8n({ postgres: await databases.postgresUrl(`${world.odoo.database}_n8n`) });
    const crm = await receiver(SECRET);
    try {
      const { url, database } = world.odoo;
      await n8n.importCredentials([
        {
          name: 'Odoo Billing',
          type: 'odooBillingApi',
          data: { url, database, login: 'robot-drafter', password: PASSWORD },
        },
      ]);
      const workflow = await n8n.importWorkflow(await shippedWorkflow('invoice-events', { crmUrl: crm.url }));
      await n8n.activate(workflow);
      const { id } = await draftOne(world, 'Workflow GmbH');
      await decide(world, id);
      await world.drafting.post([id]);
      await releaseInvoices(world.drafting, [id], TODAY);
      await world.drafting.openDispute({ key: 'ticket-2', invoiceId: id, reason: 'rate', said: 'Agreed was 110.' });
      await pay(world, id);
      const given = await draftOne(world, 'Given Back GmbH');
      await decide(world, given.id);
      await world.drafting.post([given.id]);
      await credit(world, given.id);
      const rejected = await draftOne(world, 'Rejected GmbH');
      await decide(world, rejected.id, { outcome: 'rejected', reason: 'Agreed was 110.' });
      await cancel(world.as('controller'), rejected.id);

      // An execution each: n8n runs them side by side.
      const untilWritten = async (invoiceId: number, ...wanted: string[]) => {
        const statuses = () =>
          crm.puts.filter(({ path }) => path.endsWith(`/${invoiceId}`)).map(({ body }) => body['status']);
        await eventually(() => statuses().length >= wanted.length, A_TICK_S);
        expect(statuses().toSorted()).toEqual(wanted);
      };
      await untilWritten(id, 'approved', 'disputed', 'drafted', 'paid', 'posted', 'sent');
      await untilWritten(given.id, 'approved', 'credited', 'drafted', 'posted');
      await untilWritten(rejected.id, 'cancelled', 'drafted', 'rejected');
      const [put] = crm.puts.filter(({ body }) => body['status'] === 'posted');
      expect(put).toMatchObject({
        key: expect.stringMatching(/^\d+-2/),
        body: { invoice: expect.stringMatching(/INV/), currency: expect.any(String) },
      });
    } finally {
      await n8n.stop();
      await crm.close();
    }
  },
);
