import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import { collectionList, sendReminders } from '../../src/billing/collections.ts';
import { collections } from '../../src/billing/watch/collections.ts';
import { runWatch } from '../../src/billing/watch/run.ts';
import type { Domain } from '../../src/odoo/api.ts';
import { draftProposals } from '../../src/billing/draft.ts';
import { postInvoices } from '../../src/billing/post.ts';
import { propose } from '../../src/billing/propose.ts';
import type { BillingOdoo } from '../../src/billing/ports.ts';
import { nextStep } from '../../src/rules/collections/dunning.ts';
import { paymentOf } from '../../src/rules/collections/payment.ts';
import { promiseStates } from '../../src/rules/collections/promises.ts';
import { addDays } from '../../src/rules/days.ts';
import { startN8n } from '../../stack/n8n.ts';
import { shippedWorkflow } from '../../stack/shipped.ts';
import { type Mailbox, openMailbox } from '../desk/mailbox.ts';
import { decide } from './support/decide.ts';
import { itemsOf } from './support/firm.ts';
import { balanceIsOdoos, settled } from './support/lifecycle.ts';
import { sendMailTo } from './support/mail.ts';
import { pay, payBack } from './support/pay.ts';
import { openScreen, shootMail } from './support/screen.ts';
import { inWorld as base } from './support/test.ts';
import { enterWorld, PASSWORD, sellTime } from './support/world.ts';
import type { World } from './support/world.ts';

/** Invoices are posted today and due at once: days are counted from there. */
const DAY_0 = new Date().toISOString().slice(0, 10);
const onDay = (days: number): string => addDays(DAY_0, days);

const test = base
  .extend('world', { scope: 'file' }, async ({ odoo }) => {
    const world = await enterWorld(odoo);
    await world
      .as('controller')
      .call('x_billing_dunning', 'write', [[await world.xmlId('billing_automation.dunning_default')], { x_on: true }]);
    return world;
  })
  .extend('mailbox', { scope: 'file' }, async ({ world }, { onCleanup }) => {
    const mailbox = await openMailbox();
    onCleanup(() => mailbox.close());
    await sendMailTo(world.admin, mailbox.url);
    return mailbox;
  })
  .extend('n8n', { scope: 'file' }, async ({ databases, odoo }, { onCleanup }) => {
    const n8n = await startN8n({ postgres: await databases.postgresUrl(`${odoo.database}_n8n`) });
    onCleanup(() => n8n.stop());
    const data = { url: odoo.url, database: odoo.database, login: 'robot-drafter', password: PASSWORD };
    await n8n.importCredentials([{ name: 'Odoo Billing', type: 'odooBillingApi', data }]);
    return n8n;
  });

let customers = 0;

/** From hours to an invoice of 1,050.00 and its tax, posted today; the customer's address is its own. */
async function postedInvoice(world: World, hours = [6.5, 2.25]) {
  customers += 1;
  const customer = `Debtor ${customers} GmbH`;
  const email = `pays@debtor${customers}.test`;
  const sold = await sellTime(world, [{ price: 120, hours }], { customer, date: addDays(DAY_0, -40) });
  const [order] = await world.admin.searchRead('sale.order', [['id', '=', sold.orderId]], { fields: ['partner_id'] });
  await world.admin.call('res.partner', 'write', [[order?.partner_id], { email, city: 'Leuven' }]);
  const works = await world.drafting.collectWork({ to: DAY_0, orderIds: [sold.orderId] });
  const proposals = propose(works, DAY_0).flatMap((evaluation) => evaluation.proposal ?? []);
  const [outcome] = await draftProposals(world.drafting, proposals);
  if (!outcome || outcome.status === 'refused') throw new Error(JSON.stringify(outcome));
  const id = outcome.invoice.id;
  await decide(world, id);
  expect(await postInvoices(world.drafting, [id])).toMatchObject([{ status: 'posted' }]);
  const { total, name } = await world.drafting.invoice(id);
  return { id, email, name, total: Number(total), customer, sold };
}

const cents = (amount: number): string => String(Math.round(amount * 100) / 100);

async function stepOf(world: World, id: number, today: string) {
  const found = await receivable(world.drafting, id);
  return found && nextStep(found, today);
}

async function idOfUser({ admin }: World, login: string): Promise<number> {
  const [user] = await admin.searchRead('res.users', [['login', '=', login]], { fields: ['id'] });
  return user?.id as number;
}

/** Of so much in francs, of which so many are one of the company's currency. */
async function foreignInvoice(world: World, amount: number, rate: number): Promise<number> {
  const [currency] = await world.admin.searchRead(
    'res.currency',
    [
      ['name', '=', 'CHF'],
      ['active', 'in', [true, false]],
    ],
    { fields: ['id'] },
  );
  await world.admin.call('res.currency', 'write', [[currency?.id], { active: true }]);
  await world.create('res.currency.rate', { currency_id: currency?.id, rate, name: DAY_0 });
  const partner = await world.create('res.partner', { name: 'Debtor in francs', email: 'pays@francs.test' });
  const line = { name: 'Workshop', quantity: 1, price_unit: amount, tax_ids: [[6, 0, []]] };
  const id = await world.create('account.move', {
    move_type: 'out_invoice',
    partner_id: partner,
    currency_id: currency?.id,
    invoice_date: DAY_0,
    invoice_line_ids: [[0, 0, line]],
  });
  await decide(world, id);
  await world.admin.call('account.move', 'action_post', [[id]]);
  return id;
}

/** What a mail says, without markup. */
const plainText = (raw: string): string =>
  raw
    .split(/\r?\n\r?\n/)
    .map((part) => (/^[A-Za-z0-9+/=\s]{200,}$/.test(part) ? Buffer.from(part, 'base64').toString() : part))
    .join('\n')
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

const receivable = async (odoo: BillingOdoo, invoiceId: number) =>
  (await odoo.receivables({})).owed.find(({ id }) => id === invoiceId);

async function stateOf(world: World, id: number, today: string): Promise<string | undefined> {
  const found = await receivable(world.drafting, id);
  return found && paymentOf(found, today).state;
}

async function sendQueue(world: World): Promise<void> {
  const queue = await world.xmlId('mail.ir_cron_mail_scheduler_action');
  await world.admin.call('ir.cron', 'method_direct_trigger', [[queue]]);
}

/** What a run does about one invoice; Odoo's mail queue is run, as its scheduler does. */
async function remind(world: World, id: number, today: string, odoo: BillingOdoo = world.drafting) {
  const only: BillingOdoo = {
    ...odoo,
    receivables: async (scope) => {
      const { owed, paid } = await odoo.receivables(scope);
      return { owed: owed.filter((each) => each.id === id), paid };
    },
  };
  const [done] = await sendReminders(only, {}, { today, send: true });
  await sendQueue(world);
  return done;
}

const dispute = async (world: World, id: number, amount: number, reason = 'hours') => {
  const values = { x_move_id: id, x_amount: amount, x_reason: reason, x_said: 'These hours were not agreed.' };
  const made = await world.as('preparer').call('x_billing_dispute', 'create', [values]);
  return [made].flat()[0] as number;
};

async function decideDispute(world: World, login: string, id: number, values: object): Promise<void> {
  const person = world.as(login);
  await person.call('x_billing_dispute', 'write', [[id], values]);
  const action = await world.xmlId('billing_automation.action_decide_dispute');
  const context = { active_model: 'x_billing_dispute', active_ids: [id], active_id: id };
  await person.call('ir.actions.server', 'run', [[action]], { context });
}

const promise = async (world: World, id: number, amount: number, by: string) => {
  const values = { x_move_id: id, x_amount: amount, x_by: by, x_promised_by: 'Ms Weber' };
  return [await world.as('preparer').call('x_billing_promise', 'create', [values])].flat()[0] as number;
};

const creditOf = async (world: World, disputeId: number) => {
  const [row] = await world.as('controller').searchRead('x_billing_dispute', [['id', '=', disputeId]], {
    fields: ['x_credit_id', 'x_owner_id', 'x_deadline', 'x_decided_by', 'x_upheld', 'x_evidence'],
  });
  return row;
};

describe('what became of an invoice', () => {
  test('paid in part, short-paid, overpaid; a payment that comes back opens it again', async ({ world }) => {
    const { id, total, sold } = await postedInvoice(world);
    expect(await stateOf(world, id, onDay(0))).toBe('unpaid');
    await pay(world, id, { amount: 400, day: onDay(0) });
    expect(await stateOf(world, id, onDay(0))).toBe('partly-paid');
    expect(await stateOf(world, id, onDay(1))).toBe('short-paid');
    const by = await promise(world, id, total - 400, onDay(9));
    const last = await pay(world, id, { amount: total - 400, day: onDay(2) });
    expect(await stateOf(world, id, onDay(3))).toBe('paid');
    const kept = await receivable(world.drafting, id);
    expect(kept && promiseStates(kept, onDay(10))).toMatchObject([{ id: by, state: 'kept' }]);

    await payBack(world, last);
    expect(await stateOf(world, id, onDay(11))).toBe('short-paid');
    const back = await receivable(world.drafting, id);
    expect(back?.residual).toBe(String(Math.round((total - 400) * 100) / 100));
    expect(back?.returned).toMatchObject([{ amount: back?.residual }]);
    expect(back && promiseStates(back, onDay(11))).toMatchObject([{ id: by, state: 'broken' }]);

    const over = await postedInvoice(world);
    await pay(world, over.id, { amount: over.total + 90, day: onDay(1) });
    const found = await receivable(world.drafting, over.id);
    expect(found && paymentOf(found, onDay(2))).toMatchObject({ state: 'overpaid' });
    expect(found?.surplus).toMatchObject([{ amount: '90' }]);
    const listed = await collectionList(world.drafting, {}, onDay(2));
    expect(listed.map(({ invoiceId }) => invoiceId)).not.toContain(over.id);
    expect(await settled(world, sold)).toBeCloseTo(total - 400, 2);
    expect(await settled(world, over.sold)).toBeCloseTo(-90, 2);
  });

  test('in another currency, amounts are the invoice’s, and the threshold is the company’s', async ({ world }) => {
    const { id, total, sold } = await postedInvoice(world);
    const found = await receivable(world.drafting, id);
    expect(found?.currency.code).toBe(found?.inBooks.currency.code);
    const foreign = await foreignInvoice(world, 100, 4);
    const read = await receivable(world.drafting, foreign);
    expect(read).toMatchObject({ residual: '100', inBooks: { residual: '25' }, currency: { code: 'CHF' } });
    await pay(world, foreign, { amount: 1, day: onDay(0) });
    const small = await receivable(world.drafting, foreign);
    expect(small).toMatchObject({ residual: '99', inBooks: { residual: '24.75' } });
    expect(small && nextStep(small, onDay(8))).toMatchObject({ step: 'stopped', asked: '99' });
    expect(small && nextStep(small, onDay(8)).reason).toContain('is less than 25.00');
    expect(await settled(world, sold)).toBeCloseTo(total, 2);
    const [typed] = await world.admin.searchRead('account.move', [['id', '=', foreign]], { fields: ['partner_id'] });
    expect(await balanceIsOdoos(world, typed?.partner_id as number)).toBeCloseTo(24.75, 2);
  });
});

describe('reminders', () => {
  test('go out in their order, each once, with what was delivered; below the threshold none', async ({
    world,
    mailbox,
  }) => {
    const { id, email, name, total, customer, sold } = await postedInvoice(world);
    expect(await remind(world, id, onDay(6))).toMatchObject({ status: 'wait' });
    expect(mailbox.to(email)).toEqual([]);

    expect(await remind(world, id, onDay(7))).toMatchObject({ status: 'told', level: 'First reminder', to: email });
    await expect.poll(() => mailbox.to(email).length).toBe(1);
    const [mail] = mailbox.to(email);
    expect(mail?.subject).toContain(name);
    const text = plainText(mail?.raw ?? '');
    for (const fact of [customer, name, 'What was delivered', `${customer} rollout`, '8.75', 'Service period'])
      expect(text).toContain(fact);
    expect(text).toContain(total.toFixed(2).replace(/\B(?=(\d{3})+\.)/g, ','));

    expect(await remind(world, id, onDay(8))).toMatchObject({ status: 'wait', level: 'Second reminder' });
    expect(await remind(world, id, onDay(21))).toMatchObject({ status: 'told', level: 'Second reminder' });
    expect(await remind(world, id, onDay(35))).toMatchObject({ status: 'told', level: 'Last reminder' });
    expect(await remind(world, id, onDay(60))).toMatchObject({ status: 'call' });
    await expect.poll(() => mailbox.to(email).length).toBe(3);

    const small = await postedInvoice(world, [0.1]);
    expect(await remind(world, small.id, onDay(30))).toMatchObject({ status: 'stopped', level: 'First reminder' });
    expect(mailbox.to(small.email)).toEqual([]);
    await settled(world, sold, small.sold);
  });

  test('two runs at once, and one whose answer was lost, send one mail', async ({ world, mailbox }) => {
    const { id, email } = await postedInvoice(world);
    const found = await receivable(world.drafting, id);
    const next = found && nextStep(found, onDay(7));
    if (next?.step !== 'remind') throw new Error(JSON.stringify(next));
    const step = {
      invoiceId: id,
      levelId: next.level.id,
      seal: found?.seal ?? '',
      asked: next.asked,
      reason: next.reason,
    };
    const runs = await Promise.all([1, 2, 3].map(() => world.drafting.dun(step)));
    expect(runs.map(({ status }) => status).sort()).toEqual(['already-told', 'already-told', 'told']);
    expect(await world.drafting.dun(step)).toMatchObject({ status: 'already-told' });
    expect(await remind(world, id, onDay(7))).toMatchObject({ status: 'wait' });
    await expect.poll(() => mailbox.to(email).length).toBe(1);
    const notes = await world
      .as('preparer')
      .searchRead('x_billing_reminder', [['x_move_id', '=', id]], { fields: ['x_to'] });
    expect(notes).toMatchObject([{ x_to: email }]);
  });

  test.for(['decided', 'asked', 'told'])(
    'a run killed once it has %s is made up for: one mail, none lost',
    { timeout: 300_000 },
    async (point, { world, mailbox }) => {
      const { id, email } = await postedInvoice(world);
      const access = { ...world.odoo, login: 'robot-drafter', password: PASSWORD };
      const script = fileURLToPath(new URL('support/killed-reminder.ts', import.meta.url));
      const run = spawn(process.execPath, [script, JSON.stringify(access), onDay(7), String(id), point], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      expect(await once(run, 'exit')).toEqual([null, 'SIGKILL']);
      // What it had asked for, Odoo does or does not: wait until it is over.
      await new Promise((done) => setTimeout(done, 3000));
      const [done] = [await remind(world, id, onDay(7))];
      expect(done?.status).toBe({ decided: 'told', told: 'wait' }[point] ?? done?.status);
      await expect.poll(() => mailbox.to(email).length).toBe(1);
      expect(await remind(world, id, onDay(8))).toMatchObject({ status: 'wait', level: 'Second reminder' });
      expect(mailbox.to(email)).toHaveLength(1);
    },
  );

  test('what changed since it was read is not reminded of', async ({ world, mailbox }) => {
    const { id, email } = await postedInvoice(world);
    const late: BillingOdoo = {
      ...world.drafting,
      dun: async (step) => {
        await dispute(world, id, 5);
        return world.drafting.dun(step);
      },
    };
    expect(await remind(world, id, onDay(7), late)).toMatchObject({ status: 'changed' });
    expect(mailbox.to(email)).toEqual([]);
  });

  test('only a controller switches them on; off, nothing is sent, whoever asks', async ({ world, mailbox }) => {
    const plan = [await world.xmlId('billing_automation.dunning_default')];
    for (const login of ['preparer', 'approver', 'clerk', 'robot-drafter'])
      await expect(world.as(login).call('x_billing_dunning', 'write', [plan, { x_on: true }]), login).rejects.toThrow();
    const { id, email } = await postedInvoice(world);
    const found = await receivable(world.drafting, id);
    await world.as('controller').call('x_billing_dunning', 'write', [plan, { x_on: false }]);
    expect(await remind(world, id, onDay(9))).toMatchObject({ status: 'off' });
    const off = await receivable(world.drafting, id);
    const step = { invoiceId: id, levelId: off?.plan?.levels[0]?.id ?? 0, asked: '1', reason: '' };
    for (const seal of [found?.seal ?? '', off?.seal ?? ''])
      expect(await world.drafting.dun({ ...step, seal })).toMatchObject({ status: 'changed' });
    expect(mailbox.to(email)).toEqual([]);
    await world.as('controller').call('x_billing_dunning', 'write', [plan, { x_on: true }]);
    await expect(world.as('robot-watch').call('x_billing_reminder', 'create', [{ x_move_id: id }])).rejects.toThrow();
  });

  test('a promise stops them and, broken, lets them go on; a hold stops all', async ({ world }) => {
    const { id, total, sold } = await postedInvoice(world);
    await promise(world, id, total, onDay(10));
    expect(await remind(world, id, onDay(9))).toMatchObject({ status: 'stopped' });
    expect(await remind(world, id, onDay(11))).toMatchObject({ status: 'told', level: 'First reminder' });
    await world.admin.call('account.move', 'write', [[id], { no_followup: true }]);
    expect(await remind(world, id, onDay(60))).toMatchObject({ status: 'stopped' });
    const listed = await collectionList(world.drafting, {}, onDay(60));
    expect(listed.find(({ invoiceId }) => invoiceId === id)?.why).toContain('1 promise broken');
    expect(await settled(world, sold)).toBeCloseTo(total, 2);
  });
});

/** A mail as it comes in at Odoo's gateway. */
async function comesIn(world: World, headers: Record<string, string>, body: string): Promise<void> {
  const all = { 'Message-Id': `<${crypto.randomUUID()}@customer.test>`, 'Content-Type': 'text/plain', ...headers };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  await world.admin.call('mail.thread', 'message_process', [false, [...head, '', body].join('\r\n')]);
}

/** An invoice whose first reminder has arrived: the mail as it came. */
async function reminded(world: World, mailbox: Mailbox) {
  const invoice = await postedInvoice(world);
  expect(await remind(world, invoice.id, onDay(7))).toMatchObject({ status: 'told' });
  await expect.poll(() => mailbox.to(invoice.email).length).toBe(1);
  const raw = mailbox.to(invoice.email)[0]?.raw ?? '';
  return { ...invoice, raw, messageId: /^Message-I[dD]:\s*(<[^>]+>)/m.exec(raw)?.[1] ?? '' };
}

const stuckOf = async (world: World, id: number, today: string) => {
  const { findings } = await runWatch(world.drafting, collections, {}, { today, keepCases: true });
  return findings.filter(({ invoiceId }) => invoiceId === id);
};

async function openCasesOf(world: World, id: number) {
  const domain: Domain = [
    ['x_move_id', '=', id],
    ['x_state', '=', 'open'],
    ['x_code', 'like', 'collection.'],
  ];
  const rows = await world.as('controller').searchRead('x_billing_case', domain, { fields: ['x_code'] });
  return rows.map(({ x_code: code }) => code);
}

describe('a customer who writes', () => {
  test('in reply to a reminder, is heard: reminders wait, whoever a mail says it is from, until a person says so', async ({
    world,
    mailbox,
  }) => {
    const { id, email, name, messageId, total, sold } = await reminded(world, mailbox);
    const reply = { 'In-Reply-To': messageId, Subject: `Re: ${name}` };
    expect(reply['In-Reply-To']).not.toBe('');
    await comesIn(
      world,
      { ...reply, From: `Ms Weber <${email}>`, To: 'invoices@firm.test' },
      'The Monday was not agreed.',
    );
    expect((await receivable(world.drafting, id))?.heard).toMatchObject({ said: 'The Monday was not agreed.' });

    // A mail in a colleague's name answers nothing.
    const [colleague] = await world.admin.searchRead('res.users', [['login', '=', 'controller']], {
      fields: ['email'],
    });
    const from = String(colleague?.email || '');
    expect(from).toContain('@');
    await comesIn(world, { ...reply, From: `Controller <${from}>`, To: email }, 'It is settled.');
    expect(await remind(world, id, onDay(21))).toMatchObject({ status: 'stopped' });
    expect(await stuckOf(world, id, onDay(21))).toMatchObject([{ is: 'unanswered' }]);
    expect(await openCasesOf(world, id)).toEqual(['collection.unanswered']);

    const clerk = world.as('clerk');
    const said = { body: 'It was in the order of 2 March.', subtype_xmlid: 'mail.mt_comment', message_type: 'comment' };
    await clerk.call('account.move', 'message_post', [[id]], said);
    expect(await stuckOf(world, id, onDay(21))).toEqual([]);
    expect(await openCasesOf(world, id)).toEqual([]);
    expect(await remind(world, id, onDay(21))).toMatchObject({ status: 'told', level: 'Second reminder' });
    expect(await settled(world, sold)).toBeCloseTo(total, 2);
  });

  test('between deciding and sending, is not reminded', async ({ world, mailbox }) => {
    const { id, email, name, messageId } = await reminded(world, mailbox);
    const headers = {
      From: email,
      To: 'invoices@firm.test',
      Subject: `Re: ${name}`,
      'In-Reply-To': messageId,
    };
    const late: BillingOdoo = {
      ...world.drafting,
      dun: async (step) => {
        await comesIn(world, headers, 'One moment.');
        return world.drafting.dun(step);
      },
    };
    expect(await remind(world, id, onDay(21), late)).toMatchObject({ status: 'changed' });
  });

  test('a mail that bounces is a case; with another address it closes, and the next reminder goes there', async ({
    world,
    mailbox,
  }) => {
    const { id, email, name, raw, messageId, total, sold } = await reminded(world, mailbox);
    const bounce = [
      '--b',
      'Content-Type: text/plain',
      '',
      'Your message was not delivered.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      `Final-Recipient: rfc822; ${email}`,
      'Action: failed',
      'Status: 5.1.1',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: ${messageId}`,
      `To: ${email}`,
      `Subject: ${name}`,
      '--b--',
    ].join('\r\n');
    const alias = /^(?:Return-Path|From): .*?<?([^<>\s]+@[^<>\s]+)>?\s*$/m.exec(raw)?.[1] ?? '';
    await comesIn(
      world,
      {
        From: 'MAILER-DAEMON <mailer-daemon@customer.test>',
        To: alias,
        Subject: 'Undelivered Mail Returned to Sender',
        'Content-Type': 'multipart/report; report-type=delivery-status; boundary="b"',
      },
      bounce,
    );
    expect(await stuckOf(world, id, onDay(8))).toMatchObject([{ is: 'reminder-failed' }]);
    const [move] = await world.admin.searchRead('account.move', [['id', '=', id]], { fields: ['partner_id'] });
    await world.admin.call('res.partner', 'write', [[move?.partner_id], { email: `new.${email}` }]);
    expect(await stuckOf(world, id, onDay(8))).toEqual([]);
    expect(await openCasesOf(world, id)).toEqual([]);
    expect(await remind(world, id, onDay(21))).toMatchObject({ status: 'told', to: `new.${email}` });
    expect(await settled(world, sold)).toBeCloseTo(total, 2);
  });

  test('in the portal is heard as well', async ({ world, odoo }) => {
    const { id } = await postedInvoice(world);
    const [move] = await world.admin.searchRead('account.move', [['id', '=', id]], { fields: ['access_url'] });
    await world.admin.call('account.move', 'action_share', [[id]]).catch(() => undefined);
    const url = String(await world.admin.call('account.move', 'get_portal_url', [[id]]).catch(() => move?.access_url));
    const token = new URL(url, odoo.url).searchParams.get('access_token');
    expect(token).toBeTruthy();
    const answer = await fetch(`${odoo.url}/mail/message/post`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-odoo-database': odoo.database },
      body: JSON.stringify({
        jsonrpc: '2.0',
        params: {
          thread_model: 'account.move',
          thread_id: id,
          token,
          post_data: { body: 'Which milestone is this?', message_type: 'comment', subtype_xmlid: 'mail.mt_comment' },
        },
      }),
    });
    expect(((await answer.json()) as { error?: unknown }).error).toBeUndefined();
    expect((await receivable(world.drafting, id))?.heard).toMatchObject({ said: 'Which milestone is this?' });
  });
});

describe('a dispute', () => {
  test('upheld in part: stops what is disputed at once, credits through an approval, then reminders go on', async ({
    world,
    mailbox,
  }) => {
    const { id, email, total, sold } = await postedInvoice(world);
    const disputed = await dispute(world, id, total);
    expect(await remind(world, id, onDay(8))).toMatchObject({ status: 'stopped', asked: '0' });
    const written = await creditOf(world, disputed);
    expect(written).toMatchObject({ x_owner_id: expect.any(Number), x_deadline: expect.any(String) });
    for (const fact of ['8.75', 'Eva Engineer', 'Approved']) expect(String(written?.x_evidence)).toContain(fact);

    const outcome = { x_outcome: 'partly', x_upheld: 270, x_answer: 'The Monday was not agreed.' };
    await expect(decideDispute(world, 'preparer', disputed, outcome)).rejects.toThrow(/Controller/);
    await decideDispute(world, 'controller', disputed, outcome);
    const decided = await creditOf(world, disputed);
    expect(decided).toMatchObject({ x_upheld: 270, x_credit_id: expect.any(Number) });
    const credit = decided?.x_credit_id as number;
    expect(await world.drafting.invoice(credit)).toMatchObject({ state: 'draft', total: '270.00' });

    // The rest is asked for; what is credited waits for the approval of its credit note.
    expect(await stepOf(world, id, onDay(8))).toMatchObject({ step: 'remind', asked: cents(total - 270) });
    await expect(world.admin.call('account.move', 'action_post', [[credit]])).rejects.toThrow(/approv/);
    await decide(world, credit);
    await world.admin.call('account.move', 'action_post', [[credit]]);
    const after = await receivable(world.drafting, id);
    expect(after).toMatchObject({ residual: cents(total - 270), disputes: [{ state: 'closed' }] });
    expect(await remind(world, id, onDay(8))).toMatchObject({ status: 'told', asked: cents(total - 270) });
    await expect.poll(() => mailbox.to(email).length).toBe(1);
    // No work is free to be billed again.
    const live = await world.admin.searchRead('account.analytic.line', [['timesheet_invoice_id', '=', id]], {
      fields: ['id'],
    });
    expect(live).toHaveLength(2);
    expect(await settled(world, sold)).toBeCloseTo(total - 270, 2);
  });

  test('rejected: the answer is kept, nothing is sent, and reminders go on', async ({ world, mailbox }) => {
    const { id, email, total, sold } = await postedInvoice(world);
    const disputed = await dispute(world, id, total, 'rate');
    await decideDispute(world, 'approver', disputed, { x_outcome: 'rejected', x_answer: 'The rate is in the order.' });
    expect(await creditOf(world, disputed)).toMatchObject({ x_credit_id: false, x_decided_by: expect.any(Number) });
    expect(mailbox.to(email)).toEqual([]);
    expect(await stepOf(world, id, onDay(8))).toMatchObject({ step: 'remind' });
    expect(await settled(world, sold)).toBeCloseTo(total, 2);
  });

  test('is not forged, changed once decided, or deleted', async ({ world }) => {
    const { id, total } = await postedInvoice(world);
    const preparer = world.as('preparer');
    await expect(dispute(world, id, total + 1)).rejects.toThrow(/can be disputed/);
    const disputed = await dispute(world, id, 100);
    const write = (login: string, values: object) =>
      world.as(login).call('x_billing_dispute', 'write', [[disputed], values]);
    await expect(write('preparer', { x_amount: 1 })).rejects.toThrow(/stays/);
    await expect(write('preparer', { x_credit_id: id })).rejects.toThrow(/stays/);
    const controller = await idOfUser(world, 'controller');
    const forged = { x_outcome: 'rejected', x_answer: 'no', x_decided_by: controller };
    await expect(write('preparer', forged)).rejects.toThrow(/own name/);
    await decideDispute(world, 'preparer', disputed, { x_outcome: 'rejected', x_answer: 'It was agreed.' });
    await expect(write('preparer', { x_answer: 'Other' })).rejects.toThrow(/decided/);
    await expect(preparer.call('x_billing_dispute', 'unlink', [[disputed]])).rejects.toThrow();
    const promised = await promise(world, id, 10, onDay(3));
    await expect(
      preparer.call('x_billing_promise', 'write', [[promised], { x_withdrawn_on: '2026-01-01 00:00:00' }]),
    ).rejects.toThrow(/stays/);
    await expect(preparer.call('x_billing_promise', 'write', [[promised], { x_amount: 1 }])).rejects.toThrow(/stays/);
    await expect(promise(world, id, total + 1, onDay(3))).rejects.toThrow(/is open/);
    await expect(promise(world, id, 1, onDay(-2))).rejects.toThrow(/is over/);
  });
});

describe('the workflow Collections', () => {
  test(
    'as imported: reminds once, and lists whom to call first',
    { timeout: 900_000 },
    async ({ world, mailbox, n8n }) => {
      const { id, email, name, customer } = await postedInvoice(world);
      const own = (run: Awaited<ReturnType<typeof n8n.run>>, node: string) =>
        itemsOf(run, node).filter(({ invoiceId }) => invoiceId === id);
      const dry = await n8n.importWorkflow(await shippedWorkflow('collections', { today: onDay(7), send: false }));
      expect(own(await n8n.run(dry, 'Run Now', 300), 'Reminders')).toMatchObject([{ status: 'due' }]);

      const workflow = await n8n.importWorkflow(await shippedWorkflow('collections', { today: onDay(7) }));
      const first = await n8n.run(workflow, 'Run Now', 300);
      expect(own(first, 'Reminders')).toMatchObject([{ status: 'told', to: email, level: 'First reminder' }]);
      expect(own(first, 'Call List')).toMatchObject([
        { invoice: name, customer, state: 'unpaid', daysLate: 7, brokenPromises: 0, nextStep: 'wait' },
      ]);
      expect(own(first, 'Stuck')).toEqual([]);
      expect(itemsOf(first, 'Close Failed Runs')).toEqual([{ closed: 0 }]);
      expect(own(await n8n.run(workflow, 'Run Now', 300), 'Reminders')).toMatchObject([{ status: 'wait' }]);
      const written = await world.admin.searchRead(
        'mail.mail',
        [
          ['model', '=', 'account.move'],
          ['res_id', '=', id],
        ],
        { fields: ['body_html'], order: 'id desc', limit: 1 },
      );
      await shootMail(String(written[0]?.['body_html']), 'collections-mail-phone');
      await sendQueue(world);
      await expect.poll(() => mailbox.to(email).length).toBe(1);
    },
  );
});

describe('on the screen', () => {
  test('a dispute is written down on the invoice, and shows what was delivered and approved', async ({
    world,
    odoo,
  }) => {
    const { id, total } = await postedInvoice(world);
    await promise(world, id, 100, onDay(4));
    const screen = await openScreen(odoo, 'preparer');
    try {
      const { page } = screen;
      await page.goto(`${odoo.url}/odoo/customer-invoices/${id}`);
      await page.getByRole('tab', { name: 'Collections' }).click();
      await page.getByRole('button', { name: 'Dispute', exact: true }).click();
      const dialog = page.locator('.modal-content');
      await dialog.locator('[name=x_reason] input, [name=x_reason] select').first().click();
      await page.locator('.o_select_menu_item', { hasText: 'Hours' }).click();
      await dialog.locator('[name=x_said] textarea').fill('Two hours of the Monday were not agreed.');
      await screen.shoot('collections-dispute-new');
      await dialog.getByRole('button', { name: 'Save' }).click();
      await dialog.waitFor({ state: 'detached' });
      const [written] = await world
        .as('preparer')
        .searchRead('x_billing_dispute', [['x_move_id', '=', id]], { fields: ['x_amount', 'x_reason'] });
      expect(written).toMatchObject({ x_amount: total, x_reason: 'hours' });
      await page.goto(`${odoo.url}/odoo/customer-invoices/${id}`);
      await page.getByRole('tab', { name: 'Collections' }).click();
      await page.getByText('Ms Weber').first().waitFor();
      await screen.shoot('collections-invoice');
      await page.goto(`${odoo.url}/odoo/action-billing_automation.window_dispute/${String(written?.id)}`);
      await page.getByText('What was delivered', { exact: true }).waitFor();
      expect(await page.locator('[name=x_evidence]').textContent()).toContain('Eva Engineer');
      await screen.shoot('collections-dispute');
      await page.setViewportSize({ width: 390, height: 844 });
      await screen.shoot('collections-dispute-phone');
      await page.goto(`${odoo.url}/odoo/customer-invoices/${id}`);
      await page.getByRole('tab', { name: 'Collections' }).click();
      await screen.shoot('collections-invoice-phone');
      await page.setViewportSize({ width: 1440, height: 900 });
      const plan = await world.xmlId('billing_automation.dunning_default');
      await page.goto(`${odoo.url}/odoo/action-billing_automation.window_dunning/${plan}`);
      await page.getByText('Second reminder').waitFor();
      await screen.shoot('collections-reminders');
    } finally {
      await screen.close();
    }
  });
});
