import { setTimeout } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { postInvoices } from '../../src/billing/post.ts';
import { propose } from '../../src/billing/propose.ts';
import { releaseInvoices } from '../../src/billing/release.ts';
import type { BillingOdoo } from '../../src/billing/ports.ts';
import type { Domain, OdooApi } from '../../src/odoo/api.ts';
import { OdooError } from '../../src/odoo/errors.ts';
import { startN8n } from '../../stack/n8n.ts';
import { shippedWorkflow } from '../../stack/shipped.ts';
import { openMailbox } from '../desk/mailbox.ts';
import { bounce, enclosures, hearOfBounces, sendMailTo, textOfPdf } from './support/mail.ts';
import { decide } from './support/decide.ts';
import { closeSent, findReturned, openSend, sendByHand, sendInBackground, sendTogether } from './support/send.ts';
import { itemsOf } from './support/firm.ts';
import { openScreen } from './support/screen.ts';
import { inWorld as base } from './support/test.ts';
import { enterWorld, PASSWORD, sellTime } from './support/world.ts';
import type { World } from './support/world.ts';

const TODAY = '2026-11-02';
const NOT_SENT = 'invoice.not-sent';

const test = base
  .extend('world', { scope: 'file' }, ({ odoo }) => enterWorld(odoo))
  .extend('mailbox', { scope: 'file' }, async ({ world }, { onCleanup }) => {
    const mailbox = await openMailbox();
    onCleanup(() => mailbox.close());
    await sendMailTo(world.admin, mailbox.url);
    await hearOfBounces(world.admin);
    // Debian's wkhtmltopdf draws Odoo's web fonts as outlines; without Odoo's styles a PDF holds text that can be read.
    await world.admin.call('ir.config_parameter', 'set_param', ['report.url', 'http://127.0.0.1:1']);
    return mailbox;
  })
  .extend('n8n', { scope: 'file' }, async ({ databases, odoo }, { onCleanup }) => {
    const n8n = await startN8n({ postgres: await databases.postgresUrl(`${odoo.database}_n8n`) });
    onCleanup(async () => {
      await n8n.stop();
      await databases.drop(`${odoo.database}_n8n`);
    });
    const data = { url: odoo.url, database: odoo.database, login: 'robot-drafter', password: PASSWORD };
    await n8n.importCredentials([{ name: 'Odoo Billing', type: 'odooBillingApi', data }]);
    return n8n;
  });

const text = (name: string, value: string) => ({ id: name, name, type: 'string', value });

let customers = 0;

/** From time entered to an invoice posted, the whole way; the customer's address is its own. */
async function postedInvoice(
  world: World,
  { address, hours = [6.5, 2.25] }: { address?: string; hours?: number[] } = {},
) {
  customers += 1;
  const customer = `Customer ${customers} GmbH`;
  const email = address ?? `bills@customer${customers}.test`;
  const sold = await sellTime(world, [{ price: 120, hours }], { customer });
  const [order] = await world.admin.searchRead('sale.order', [['id', '=', sold.orderId]], { fields: ['partner_id'] });
  const partner = order?.partner_id as number;
  await world.admin.call('res.partner', 'write', [[partner], { email, street: '1 High Street', city: 'Leuven' }]);
  const [project] = await world.admin.searchRead('project.project', [['partner_id', '=', partner]], { fields: ['id'] });
  const manager = await world.xmlId('base.user_demo');
  await world.admin.call('project.project', 'write', [[project?.id], { user_id: manager }]);

  const works = await world.drafting.collectWork({ to: '2026-10-31', orderIds: [sold.orderId] });
  const proposals = propose(works, TODAY).flatMap((evaluation) => evaluation.proposal ?? []);
  const [outcome] = await draftProposals(world.drafting, proposals);
  if (!outcome || outcome.status === 'refused') throw new Error(JSON.stringify(outcome));
  const id = outcome.invoice.id;
  const approve = () => decide(world, id);
  await approve();
  expect(await postInvoices(world.drafting, [id])).toMatchObject([{ status: 'posted' }]);
  return { id, partner, email, approve };
}

const release = async (world: World, id: number, odoo: BillingOdoo = world.drafting) =>
  (await releaseInvoices(odoo, [id], TODAY))[0];

const casesOf = (world: World, id: number) =>
  world.drafter.searchRead(
    'x_billing_case',
    [
      ['x_move_id', '=', id],
      ['x_code', '=', NOT_SENT],
    ],
    {
      fields: ['x_name', 'x_state', 'x_detail', 'x_note', 'x_owner_id', 'x_next_step'],
    },
  );

/** What the account team was told of an invoice, in Odoo, and who of it. */
async function told(world: World, id: number) {
  const notes = await world.admin.searchRead(
    'mail.message',
    [
      ['model', '=', 'account.move'],
      ['res_id', '=', id],
      ['subtype_id', '=', await world.xmlId('mail.mt_note')],
      ['body', 'ilike', 'in all'],
    ],
    { fields: ['body', 'partner_ids'], order: 'id' },
  );
  return notes.map(({ body, partner_ids }) => ({ body: String(body), to: partner_ids as number[] }));
}

const filesOf = async (world: World, id: number) => {
  const own: Domain = [
    ['res_model', '=', 'account.move'],
    ['res_id', '=', id],
  ];
  const files = await world.admin.searchRead('ir.attachment', own, { fields: ['name'], order: 'name' });
  return files.map(({ name }) => String(name));
};

const partnerOf = async (world: World, user: string) => {
  const [row] = await world.admin.searchRead('res.users', [['id', '=', await world.xmlId(user)]], {
    fields: ['partner_id'],
  });
  return row?.partner_id as number;
};

describe('an approved, posted invoice', () => {
  test('leaves by Odoo’s own send with its hours enclosed, once, and its team is told', async ({ world, mailbox }) => {
    const { id, email } = await postedInvoice(world);
    const { name } = await world.drafting.invoice(id);
    expect(await release(world, id)).toEqual({ invoiceId: id, status: 'sent', name, how: `by e-mail to ${email}` });

    const [mail] = mailbox.to(email);
    expect(mail?.subject).toContain(name);
    const detail = `Timesheet detail - ${name.replaceAll('/', '_')}.pdf`;
    const files = enclosures(mail?.raw ?? '');
    expect([...files.keys()].sort()).toEqual([`${name.replaceAll('/', '_')}.pdf`, detail]);
    const text = await textOfPdf(files.get(detail) ?? new Uint8Array());
    for (const fact of [name, 'Eva Engineer', 'Task 1', '6.50', '2.25', '8.75']) expect(text).toContain(fact);
    expect(await filesOf(world, id)).toEqual([detail]);

    const notes = await told(world, id);
    expect(notes).toHaveLength(1);
    for (const fact of ['has left', email, '8.75', '1,050.00']) expect(notes[0]?.body).toContain(fact);
    expect(notes[0]?.to).toContain(await partnerOf(world, 'base.user_demo'));
    expect(await casesOf(world, id)).toEqual([]);

    expect(await release(world, id)).toMatchObject({ status: 'already-sent' });
    expect(mailbox.to(email)).toHaveLength(1);
    expect(await told(world, id)).toHaveLength(1);
    expect(await filesOf(world, id)).toEqual([detail]);
  });

  test('two releases at once send it once', async ({ world, mailbox }) => {
    const { id, email } = await postedInvoice(world);
    const outcomes = await Promise.all([release(world, id), release(world, id), release(world, id)]);
    expect(outcomes.map((outcome) => outcome?.status).sort()).toEqual(['already-sent', 'already-sent', 'sent']);
    expect(mailbox.to(email)).toHaveLength(1);
    expect(await told(world, id)).toHaveLength(1);
  });

  test('after an answer that was lost it is known to have left', async ({ world, mailbox }) => {
    const { id, email } = await postedInvoice(world);
    const deaf: BillingOdoo = {
      ...world.drafting,
      release: async (invoiceId) => {
        await world.drafting.release(invoiceId);
        throw new OdooError('timeout', 'No answer.', 'Look.');
      },
    };
    expect(await release(world, id, deaf)).toMatchObject({ status: 'already-sent' });
    expect(mailbox.to(email)).toHaveLength(1);
    expect(await casesOf(world, id)).toEqual([]);
  });

  test('sent by hand before: not sent again', async ({ world, mailbox }) => {
    const { id, email } = await postedInvoice(world);
    await sendByHand(world, id);
    expect(await release(world, id)).toMatchObject({ status: 'already-sent', how: `by e-mail to ${email}` });
    expect(mailbox.to(email)).toHaveLength(1);
  });

  test('reset, changed and approved again: the new version leaves', async ({ world, mailbox }) => {
    const { id, email, approve } = await postedInvoice(world);
    expect(await release(world, id)).toMatchObject({ status: 'sent' });
    await world.admin.call('account.move', 'button_draft', [[id]]);
    await world.admin.call('account.move', 'write', [[id], { ref: 'PO 4711' }]);
    await approve();
    expect(await postInvoices(world.drafting, [id])).toMatchObject([{ status: 'posted' }]);
    expect(await release(world, id)).toMatchObject({ status: 'sent' });
    expect(mailbox.to(email)).toHaveLength(2);
  });
});

describe('an invoice that did not leave is a case, and its team is told', () => {
  const caseOf = async (world: World, id: number) => {
    const [found, ...others] = await casesOf(world, id);
    expect(others).toEqual([]);
    return found;
  };

  test('no e-mail address; sent when there is one', async ({ world, mailbox }) => {
    const { id, partner } = await postedInvoice(world, { address: '' });
    const outcome = await release(world, id);
    expect(outcome).toMatchObject({ status: 'not-sent', message: expect.stringContaining('has no e-mail address') });
    expect(await release(world, id)).toEqual(outcome);
    expect(await caseOf(world, id)).toMatchObject({
      x_state: 'open',
      x_detail: expect.stringContaining('has no e-mail address'),
      x_next_step: expect.stringContaining('Send button'),
      x_owner_id: expect.any(Number),
    });
    const notes = await told(world, id);
    expect(notes).toHaveLength(1);
    expect(notes[0]?.body).toContain('has no e-mail address');

    await world.admin.call('res.partner', 'write', [[partner], { email: 'late@customer.test' }]);
    expect(await release(world, id)).toMatchObject({ status: 'sent' });
    expect(mailbox.to('late@customer.test')).toHaveLength(1);
    expect(await caseOf(world, id)).toMatchObject({ x_state: 'closed' });
    expect(await told(world, id)).toHaveLength(2);
  });

  test('the mail server refuses the recipient; sent by hand later, the case closes itself', async ({
    world,
    mailbox,
  }) => {
    const { id, email } = await postedInvoice(world);
    mailbox.refusing.add(email);
    expect(await release(world, id)).toMatchObject({
      status: 'not-sent',
      message: expect.stringMatching(/550.*no such user/s),
    });
    expect(await caseOf(world, id)).toMatchObject({ x_state: 'open', x_detail: expect.stringContaining(email) });
    await closeSent(world);
    expect(await caseOf(world, id)).toMatchObject({ x_state: 'open' });

    mailbox.refusing.delete(email);
    await sendByHand(world, id);
    await closeSent(world);
    expect(await caseOf(world, id)).toMatchObject({ x_state: 'closed', x_note: expect.stringContaining(email) });
    expect((await told(world, id)).map(({ body }) => body.includes('has left'))).toEqual([false, true]);
    expect(await release(world, id)).toMatchObject({ status: 'already-sent' });
    expect(mailbox.to(email)).toHaveLength(1);
  });

  test('the mail server is down; the next release sends it, once', async ({ world, mailbox }) => {
    const { id, email } = await postedInvoice(world);
    await sendMailTo(world.admin, 'smtp://127.0.0.1:1');
    try {
      expect(await release(world, id)).toMatchObject({
        status: 'not-sent',
        message: expect.stringContaining('Connection failed (outgoing mail server problem)'),
      });
    } finally {
      await sendMailTo(world.admin, mailbox.url);
    }
    expect(await caseOf(world, id)).toMatchObject({ x_state: 'open' });
    expect(await release(world, id)).toMatchObject({ status: 'sent' });
    expect(mailbox.to(email)).toHaveLength(1);
    expect(enclosures(mailbox.to(email)[0]?.raw ?? '').size).toBe(2);
    expect(await filesOf(world, id)).toHaveLength(1);
    expect(await caseOf(world, id)).toMatchObject({ x_state: 'closed' });
  });

  test('a customer whose invoices are handed over by hand', async ({ world }) => {
    const { id, partner } = await postedInvoice(world);
    await world.admin.call('res.partner', 'write', [[partner], { invoice_sending_method: 'manual' }]);
    expect(await release(world, id)).toMatchObject({
      status: 'not-sent',
      message: expect.stringContaining('sending method'),
    });
    await sendByHand(world, id);
    expect(await release(world, id)).toMatchObject({ status: 'already-sent' });
    expect(await caseOf(world, id)).toMatchObject({ x_state: 'closed' });
  });

  test('it comes back hours later; sent anew to the right address, the case closes itself', async ({
    world,
    mailbox,
  }) => {
    const { id, email, partner } = await postedInvoice(world);
    const { name } = await world.drafting.invoice(id);
    const ruled = { x_name: 'Mail', x_code: 'invoice.not-sent', x_owner: 'user', x_user_id: 0, x_sequence: 1 };
    const [controller] = await world.admin.searchRead('res.users', [['login', '=', 'controller']], { fields: ['id'] });
    const rules = world.as('controller');
    const values = { ...ruled, x_user_id: controller?.id as number };
    const rule = [await rules.call('x_billing_case_rule', 'create', [values])].flat() as number[];
    expect(await release(world, id)).toMatchObject({ status: 'sent' });
    await findReturned(world);
    expect(await caseOf(world, id)).toBeUndefined();

    const [mail] = mailbox.to(email);
    if (!mail) throw new Error('no mail');
    expect(mail.returnPath).toBe('bounce@firm.test');
    await bounce(world.admin, mail, `the mailbox of bills is closed ${'x'.repeat(2000)}`);
    await findReturned(world);
    const found = await caseOf(world, id);
    expect(found).toMatchObject({
      x_state: 'open',
      x_name: expect.stringMatching(`^${name} to Customer \\d+ GmbH came back$`),
      x_detail: expect.stringMatching(`^${email}: .*the mailbox of bills is closed`),
      x_next_step: expect.stringContaining('Correct the e-mail address'),
      x_owner_id: controller?.id,
    });
    expect(String(found?.['x_detail']).length).toBeLessThan(800);
    const notes = await told(world, id);
    expect(notes.map(({ body }) => body.includes('come back'))).toEqual([false, true]);
    await closeSent(world);
    await findReturned(world);
    expect(await told(world, id)).toHaveLength(2);
    expect(await caseOf(world, id)).toMatchObject({ x_state: 'open' });
    // Whether somebody got it after all, no machine can tell: it isn't sent again by itself.
    expect(await release(world, id)).toMatchObject({ status: 'not-sent', message: expect.stringContaining('closed') });
    expect(await caseOf(world, id)).toMatchObject({ x_name: found?.['x_name'], x_next_step: found?.['x_next_step'] });
    expect(mailbox.to(email)).toHaveLength(1);

    const right = `right.${email}`;
    await world.admin.call('res.partner', 'write', [[partner], { email: right }]);
    await sendByHand(world, id);
    expect(mailbox.to(right)).toHaveLength(1);
    await closeSent(world);
    await findReturned(world);
    expect(await caseOf(world, id)).toMatchObject({ x_state: 'closed', x_note: expect.stringContaining(right) });
    const links = await world.admin.searchRead('x_billing_audit', [['x_invoice', '=', id]], {
      fields: ['x_kind'],
      order: 'x_number',
    });
    expect(links.map(({ x_kind }) => x_kind).slice(-3)).toEqual(['released', 'returned', 'released']);
    await rules.call('x_billing_case_rule', 'unlink', [rule]);
  });

  test('sent by hand, and refused: a case as well', async ({ world, mailbox }) => {
    const { id, email } = await postedInvoice(world);
    mailbox.refusing.add(email);
    await sendByHand(world, id).catch(() => undefined);
    await findReturned(world);
    expect(await caseOf(world, id)).toMatchObject({
      x_state: 'open',
      x_name: expect.stringContaining('did not leave'),
      x_detail: expect.stringContaining('no such user'),
    });
    mailbox.refusing.delete(email);
  });
});

describe('announced before it leaves', () => {
  const A_MOMENT = 0.05;

  const announce = async (world: World, id: number, minutes: number) =>
    (await releaseInvoices(world.drafting, [id], TODAY, minutes))[0];

  /** Past the time to object. */
  async function leaves(world: World, id: number, minutes: number) {
    let outcome = await announce(world, id, minutes);
    await expect
      .poll(async () => (outcome = await announce(world, id, minutes))?.status, { timeout: 60_000 })
      .not.toBe('announced');
    return outcome;
  }

  async function releaseOf(api: OdooApi, id: number) {
    const fields = ['x_name', 'x_team_ids', 'x_reason', 'x_stopped_by', 'x_lifted_by', 'x_leaves_on', 'x_what'];
    const rows = await api.searchRead('x_billing_release', [['x_move_id', '=', id]], { fields });
    expect(rows.length).toBeLessThan(2);
    return rows[0];
  }

  async function shootRelease(world: World, login: string, release: number, said: 'Stopped by' | 'Let go by') {
    const screen = await openScreen(world.odoo, login);
    for (const width of [1440, 400]) {
      await screen.page.setViewportSize({ width, height: 900 });
      await screen.page.goto(`${world.odoo.url}/mail/view?model=x_billing_release&res_id=${release}`);
      await screen.page.getByText(said).first().waitFor();
      await screen.shoot(`release-${said}-${width}`);
    }
    await screen.close();
  }

  const press = (api: OdooApi, world: World, action: string, release: number) =>
    world.xmlId(`billing_automation.${action}`).then((button) =>
      api.call('ir.actions.server', 'run', [[button]], {
        context: { active_model: 'x_billing_release', active_id: release, active_ids: [release] },
      }),
    );

  /** The manager of the billed project, who has no word in accounting. */
  async function hireLead(world: World, id: number): Promise<OdooApi> {
    const group = await world.xmlId('base.group_user');
    const lead = await world.create('res.users', {
      name: 'Lea Lead',
      login: `lead${id}`,
      email: `lead${id}@firm.test`,
      password: PASSWORD,
      group_ids: [[6, 0, [group, await world.xmlId('project.group_project_manager')]]],
    });
    const [part] = await world.admin.searchRead('x_billing_part', [['x_move_id', '=', id]], {
      fields: ['x_project_id'],
    });
    await world.admin.call('project.project', 'write', [[part?.['x_project_id'] as number], { user_id: lead }]);
    return world.as(`lead${id}`);
  }

  async function stop(world: World, api: OdooApi, release: number, reason: string): Promise<void> {
    await api.call('x_billing_release', 'write', [[release], { x_reason: reason }]);
    await press(api, world, 'action_stop_release', release);
  }

  const notesOf = async (world: World, id: number) => {
    const own: Domain = [
      ['model', '=', 'account.move'],
      ['res_id', '=', id],
    ];
    const notes = await world.admin.searchRead('mail.message', own, { fields: ['body'] });
    return notes.map(({ body }) => String(body)).join();
  };

  test('the team is told at once, once; nobody objects, and it leaves', async ({ world, mailbox }) => {
    const { id, email } = await postedInvoice(world);
    const { name } = await world.drafting.invoice(id);
    expect(await announce(world, id, A_MOMENT)).toEqual({
      invoiceId: id,
      status: 'announced',
      leavesAt: expect.any(String),
    });
    const row = await releaseOf(world.admin, id);
    expect(row?.['x_team_ids']).toContain(await world.xmlId('base.user_demo'));
    for (const fact of ['8.75', '1,050.00']) expect(String(row?.['x_what'])).toContain(fact);
    expect(await leaves(world, id, A_MOMENT)).toMatchObject({ status: 'sent', name });
    expect(mailbox.to(email)).toHaveLength(1);
    expect(await releaseOf(world.admin, id)).toMatchObject({ x_stopped_by: false });
    const soon = mailbox.mails.filter(
      ({ subject }) => subject.includes('leaves soon') && subject.includes(name.slice(-4)),
    );
    expect(new Set(soon.map(({ to }) => to)).size).toBe(soon.length);
    expect(soon.length).toBeGreaterThan(0);
  });

  test('in n8n: the shipped workflow waits as long as it says, and sends it then', async ({ world, mailbox, n8n }) => {
    const { id, email } = await postedInvoice(world);
    const { connections, ...shipped } = await shippedWorkflow('on-decision');
    const decided = { assignments: { assignments: [text('outcome', 'approved'), text('invoiceId', String(id))] } };
    const change: Record<string, object> = {
      'Billing Decision Trigger': {
        type: 'n8n-nodes-base.set',
        typeVersion: 3.4,
        parameters: decided,
        credentials: {},
      },
      'Release Invoice': { parameters: { resource: 'invoice', operation: 'release', objectionMinutes: 0.2 } },
    };
    const now = { id: 'now', name: 'Run Now', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0] };
    const nodes = [...shipped.nodes.map((node) => ({ ...node, ...change[node.name] })), { ...now, parameters: {} }];
    const begin = { main: [[{ node: 'Billing Decision Trigger', type: 'main', index: 0 }]] };
    const workflow = await n8n.importWorkflow({ ...shipped, nodes, connections: { ...connections, 'Run Now': begin } });
    const run = await n8n.run(workflow, 'Run Now');
    expect(run.status).toBe('success');
    const outcomes = itemsOf(run, 'Release Invoice').map(({ status }) => status);
    expect(outcomes[0]).toBe('announced');
    expect(outcomes.at(-1)).toBe('sent');
    expect(outcomes.length).toBeLessThan(5);
    expect(mailbox.to(email)).toHaveLength(1);
  });

  test('a project manager without a word in accounting stops it, with a reason; let go, it leaves', async ({
    world,
    mailbox,
  }) => {
    const { id, email } = await postedInvoice(world);
    const { name } = await world.drafting.invoice(id);
    const leads = await hireLead(world, id);
    expect(await announce(world, id, 0.5)).toMatchObject({ status: 'announced' });
    const row = await releaseOf(leads, id);
    const its = row?.['id'] as number;
    expect(mailbox.to(`lead${id}@firm.test`).at(-1)?.subject).toMatch(/leaves soon$/);

    await expect(press(leads, world, 'action_stop_release', its)).rejects.toThrow('Give the reason first');
    // Whom it was not announced to does not even see it; a plain write is no way round.
    await expect(press(world.as('clerk'), world, 'action_stop_release', its)).rejects.toThrow();
    const forged = { x_reason: 'Mine', x_stopped_by: await world.xmlId('base.user_demo') };
    await expect(leads.call('x_billing_release', 'write', [[its], forged])).rejects.toThrow('in your own name');
    await expect(leads.call('x_billing_release', 'write', [[its], { x_leaves_on: false }])).rejects.toThrow(
      'Nothing else',
    );
    await expect(leads.call('x_billing_release', 'unlink', [[its]])).rejects.toThrow();

    await stop(world, leads, its, 'Phase 1 was free of charge');
    if (process.env.SHOTS) await shootRelease(world, `lead${id}`, its, 'Stopped by');
    expect(await announce(world, id, 60)).toMatchObject({
      status: 'not-sent',
      message: expect.stringMatching(/^Lea Lead stopped it on .*: Phase 1 was free of charge$/),
    });
    expect((await casesOf(world, id))[0]).toMatchObject({
      x_state: 'open',
      x_name: expect.stringContaining(`${name} to `),
      x_detail: expect.stringContaining('Phase 1 was free of charge'),
      x_next_step: expect.stringContaining('Lea Lead'),
    });
    // Without time to object, too, and by nobody's hand.
    expect(await release(world, id)).toMatchObject({ status: 'not-sent' });
    await expect(sendByHand(world, id)).rejects.toThrow('Lea Lead stopped it');
    await expect(press(world.as('approver'), world, 'action_lift_stop', its)).rejects.toThrow('Lea Lead stopped it');
    expect(mailbox.to(email)).toHaveLength(0);

    await press(world.as('controller'), world, 'action_lift_stop', its);
    await expect(press(leads, world, 'action_lift_stop', its)).rejects.toThrow();
    expect(await leaves(world, id, 0.5)).toMatchObject({ status: 'sent' });
    expect(mailbox.to(email)).toHaveLength(1);
    expect((await casesOf(world, id))[0]).toMatchObject({ x_state: 'closed' });
    const links = await world.admin.searchRead('x_billing_audit', [['x_invoice', '=', id]], {
      fields: ['x_kind', 'x_who', 'x_reason'],
      order: 'x_number',
    });
    expect(links.slice(-4)).toMatchObject([
      { x_kind: 'stopped', x_who: 'Lea Lead', x_reason: 'Phase 1 was free of charge' },
      { x_kind: 'let-go', x_who: 'Controller' },
      { x_kind: 'handed-over' },
      { x_kind: 'released' },
    ]);
    await expect(stop(world, world.as('controller'), its, 'Too late')).rejects.toThrow('has left already');
  });

  test('let go by who stopped it, the others have the time that was left: another stops it, and the first again', async ({
    world,
    mailbox,
  }) => {
    const { id, email } = await postedInvoice(world);
    const leads = await hireLead(world, id);
    const controller = world.as('controller');
    await announce(world, id, 60);
    const first = await releaseOf(leads, id);
    const its = first?.['id'] as number;
    await stop(world, leads, its, 'Phase 1 was free of charge');
    // Odoo counts in seconds.
    await setTimeout(1100);
    await press(leads, world, 'action_lift_stop', its);
    const lifted = await releaseOf(leads, id);
    if (process.env.SHOTS) await shootRelease(world, `lead${id}`, its, 'Let go by');
    expect(lifted).toMatchObject({ x_reason: false });
    expect(String(lifted?.['x_leaves_on']) > String(first?.['x_leaves_on'])).toBe(true);
    expect(await announce(world, id, 60)).toMatchObject({ status: 'announced' });

    await expect(press(controller, world, 'action_stop_release', its)).rejects.toThrow('Give the reason first');
    // Nobody's stop is made in another's name, and one that was lifted is not stood up again without a word.
    const forged = { x_lifted_by: false, x_reason: 'Mine' };
    await expect(controller.call('x_billing_release', 'write', [[its], forged])).rejects.toThrow('in your own name');
    await stop(world, controller, its, 'The rate is last year’s');
    expect(await announce(world, id, 60)).toMatchObject({
      status: 'not-sent',
      message: expect.stringMatching(/^Controller stopped it on .*: The rate is last year’s$/),
    });
    await expect(press(leads, world, 'action_lift_stop', its)).rejects.toThrow('Controller stopped it');
    await press(controller, world, 'action_lift_stop', its);
    await stop(world, leads, its, 'Phase 2, too');
    await expect(sendByHand(world, id)).rejects.toThrow('Phase 2, too');
    await press(leads, world, 'action_lift_stop', its);
    await sendByHand(world, id);
    expect(mailbox.to(email)).toHaveLength(1);
    const links = await world.admin.searchRead('x_billing_audit', [['x_invoice', '=', id]], {
      fields: ['x_kind', 'x_who', 'x_reason'],
      order: 'x_number',
    });
    expect(links.filter(({ x_kind }) => x_kind === 'stopped' || x_kind === 'let-go')).toMatchObject([
      { x_kind: 'stopped', x_who: 'Lea Lead', x_reason: 'Phase 1 was free of charge' },
      { x_kind: 'let-go', x_who: 'Lea Lead' },
      { x_kind: 'stopped', x_who: 'Controller', x_reason: 'The rate is last year’s' },
      { x_kind: 'let-go', x_who: 'Controller' },
      { x_kind: 'stopped', x_who: 'Lea Lead', x_reason: 'Phase 2, too' },
      { x_kind: 'let-go', x_who: 'Lea Lead' },
    ]);
    const heard = mailbox.to(`lead${id}@firm.test`).map(({ raw }) => raw);
    expect(heard.filter((raw) => raw.includes('Controller lets it leave'))).toHaveLength(1);
  });

  test('stopped after a mail that failed: it is not sent by any hand until it is let go', async ({
    world,
    mailbox,
  }) => {
    const { id, email } = await postedInvoice(world);
    await announce(world, id, A_MOMENT);
    mailbox.refusing.add(email);
    expect(await leaves(world, id, A_MOMENT)).toMatchObject({ status: 'not-sent' });
    mailbox.refusing.delete(email);
    const open = await openSend(world, id);
    const controller = world.as('controller');
    const its = (await releaseOf(controller, id))?.['id'] as number;
    await stop(world, controller, its, 'Billed twice');

    await expect(open.send()).rejects.toThrow('Controller stopped it');
    await expect(sendByHand(world, id)).rejects.toThrow('Controller stopped it');
    const failed = await world.admin.searchRead(
      'mail.mail',
      [
        ['model', '=', 'account.move'],
        ['res_id', '=', id],
      ],
      {
        fields: ['state'],
      },
    );
    const states = failed.map(({ state }) => state);
    expect(states).toContain('cancel');
    expect(states).not.toContain('exception');
    expect(await release(world, id)).toMatchObject({
      status: 'not-sent',
      message: expect.stringContaining('Billed twice'),
    });
    expect((await casesOf(world, id))[0]).toMatchObject({
      x_name: expect.stringMatching(/was stopped$/),
      x_detail: expect.stringContaining('Billed twice'),
    });
    expect(mailbox.to(email)).toHaveLength(0);

    await press(controller, world, 'action_lift_stop', its);
    await open.send();
    expect(mailbox.to(email)).toHaveLength(1);
    await expect(stop(world, controller, its, 'Too late')).rejects.toThrow('has left already');
  });

  test('sent together with others, the others leave; what waits to be sent is taken out by a stop', async ({
    world,
    mailbox,
  }) => {
    const [stopped, queued, free, later] = [
      await postedInvoice(world),
      await postedInvoice(world),
      await postedInvoice(world),
      await postedInvoice(world),
    ];
    const controller = world.as('controller');
    for (const { id } of [stopped, queued]) await announce(world, id, 60);
    const releases = [
      (await releaseOf(controller, stopped.id))?.['id'],
      (await releaseOf(controller, queued.id))?.['id'],
    ];
    await stop(world, controller, releases[0] as number, 'Billed twice');
    await sendTogether(world, [stopped.id, free.id]);
    await expect.poll(() => mailbox.to(free.email).length, { timeout: 60_000 }).toBe(1);
    expect(await notesOf(world, stopped.id)).toMatch(
      /Not sent in the background: Controller stopped it .*Billed twice/,
    );

    // As Odoo's list leaves them, before its own clock comes round to them.
    const waiting = { sending_data: { author_user_id: 1, author_partner_id: 1 } };
    await world.as('clerk').call('account.move', 'write', [[queued.id, later.id], waiting]);
    await stop(world, controller, releases[1] as number, 'Wrong customer');
    await sendInBackground(world);
    await expect.poll(() => mailbox.to(later.email).length, { timeout: 60_000 }).toBe(1);
    expect(await notesOf(world, queued.id)).toContain('Wrong customer');
    for (const { id, email } of [stopped, queued]) {
      expect(mailbox.to(email)).toEqual([]);
      const [move] = await world.admin.searchRead('account.move', [['id', '=', id]], {
        fields: ['sending_data', 'is_move_sent'],
      });
      expect(move).toMatchObject({ sending_data: false, is_move_sent: false });
    }
    // A stop keeps it from leaving, not from being mended.
    await world.admin.call('account.move', 'button_draft', [[queued.id]]);
  });
});

describe('what must not leave', () => {
  test('a draft, even an approved one', async ({ world, mailbox }) => {
    const { id, email } = await postedInvoice(world);
    await world.admin.call('account.move', 'button_draft', [[id]]);
    expect(await release(world, id)).toMatchObject({
      status: 'refused',
      message: expect.stringContaining('not posted'),
    });
    expect(mailbox.to(email)).toEqual([]);
    expect(await casesOf(world, id)).toEqual([]);
  });

  test('an invoice posted around the guard', async ({ world, mailbox }) => {
    const { id, email } = await postedInvoice(world);
    const [automation] = [await world.xmlId('billing_automation.automation_guard')];
    await world.admin.call('base.automation', 'write', [[automation], { active: false }]);
    try {
      await world.admin.call('account.move', 'button_draft', [[id]]);
      await world.admin.call('account.move', 'write', [[id], { ref: 'Not what was approved' }]);
      await world.admin.call('account.move', 'action_post', [[id]]);
    } finally {
      await world.admin.call('base.automation', 'write', [[automation], { active: true }]);
    }
    expect(await release(world, id)).toMatchObject({
      status: 'refused',
      message: expect.stringContaining('no approval'),
    });
    expect(mailbox.to(email)).toEqual([]);
  });

  test('anything, by anyone but n8n’s robot', async ({ world }) => {
    const { id } = await postedInvoice(world);
    await expect(world.deciding.release(id)).rejects.toMatchObject({ code: 'access' });
    const action = await world.xmlId('billing_automation.action_release');
    const context = { billing: { id } };
    await expect(world.admin.call('ir.actions.server', 'run', [[action]], { context })).rejects.toThrow();
  });
});
