import { sendReminders } from '../../../src/billing/collections.ts';
import type { BillingOdoo } from '../../../src/billing/ports.ts';
import { createOne } from '../support/seed/odoo.ts';
import { pay, write } from './acts.ts';
import type { Expected, Firm, Problem, Sold } from './problem.ts';

const realToday = () => new Date().toISOString().slice(0, 10);

const stuck = (key: string, money: number, owner?: 'project manager'): Expected[] => [
  { watch: 'collections', key, money, ...(owner && { owner }) },
];
const ofInvoice = (code: string, { invoice }: Sold, money: number) =>
  stuck(`collection.${code}:account.move,${invoice}`, money);

const made = (own: Sold, id: unknown) => void own.made.push([id].flat()[0] as number);

async function promise(own: Sold, { world }: Firm, amount: number): Promise<void> {
  const values = { x_move_id: own.invoice, x_amount: amount, x_by: realToday(), x_promised_by: 'Ms Weber' };
  made(own, await world.as('preparer').call('x_billing_promise', 'create', [values]));
}
const promised = ({ made: [id] }: Sold, money: number) =>
  stuck(`collection.promise-broken:x_billing_promise,${id}`, money);

async function dispute(own: Sold, { world }: Firm, amount: number, reason: string, more: object = {}): Promise<void> {
  const values = { x_move_id: own.invoice, x_amount: amount, x_reason: reason, x_said: 'Not agreed.', ...more };
  made(own, await world.as('preparer').call('x_billing_dispute', 'create', [values]));
}
const disputed = ({ made: [id] }: Sold, money: number, owner?: 'project manager') =>
  stuck(`collection.dispute-late:x_billing_dispute,${id}`, money, owner);

async function run({ world }: Firm, login: string, action: string, model: string, id: number, more: object = {}) {
  const context = { active_model: model, active_ids: [id], active_id: id, ...more };
  const server = await world.xmlId(`billing_automation.${action}`);
  await world.as(login).call('ir.actions.server', 'run', [[server]], { context });
}

async function reject({ made: [id = 0] }: Sold, firm: Firm): Promise<void> {
  const answer = { x_outcome: 'rejected', x_answer: 'It is as it was agreed.' };
  await firm.world.as('approver').call('x_billing_dispute', 'write', [[id], answer]);
  await run(firm, 'approver', 'action_decide_dispute', 'x_billing_dispute', id);
}

const customerOf = async ({ world }: Firm, { invoice }: Sold): Promise<number> => {
  const [row] = await world.admin.searchRead('account.move', [['id', '=', invoice]], { fields: ['partner_id'] });
  return row?.partner_id as number;
};

/** Reminders of their own, switched on, due as soon as the invoice is. */
async function toBeReminded(own: Sold, firm: Firm): Promise<void> {
  const { world } = firm;
  const controller = world.as('controller');
  const [company] = await world.admin.searchRead('res.company', [], { fields: ['id'], order: 'id', limit: 1 });
  const plan = await createOne(controller, 'x_billing_dunning', {
    x_name: `Reminders of ${own.name}`,
    x_company_id: company?.id,
    x_partner_id: await customerOf(firm, own),
    x_on: true,
  });
  const template = await world.xmlId('billing_automation.mail_reminder_first');
  const level = { x_plan_id: plan, x_name: 'First', x_days: 1, x_template_id: template };
  await createOne(controller, 'x_billing_dunning_level', level);
}

async function remindedInVain(own: Sold, firm: Firm, email: string): Promise<void> {
  const { world, today } = firm;
  await write(firm, 'res.partner', [await customerOf(firm, own)], { email });
  await toBeReminded(own, firm);
  const only: BillingOdoo = {
    ...world.drafting,
    receivables: async (scope) => {
      const { owed, paid } = await world.drafting.receivables(scope);
      return { owed: owed.filter(({ id }) => id === own.invoice), paid };
    },
  };
  const [done] = await sendReminders(only, {}, { today, send: true });
  if (done?.status !== 'told') throw new Error(JSON.stringify(done));
  // This firm has no mail server: each mail is refused.
  const [reminder] = await world
    .as('preparer')
    .searchRead('x_billing_reminder', [['x_move_id', '=', own.invoice]], { fields: ['x_mail_id'] });
  await world.admin.call('mail.mail', 'send', [[reminder?.x_mail_id]]);
}

/** A mail of the customer's, as Odoo's gateway hands it in. */
async function writes({ invoice }: Sold, { world }: Firm, said: string): Promise<void> {
  const mail = [
    'From: Ms Weber <weber@customer.test>',
    'To: invoices@firm.test',
    'Subject: Re: your invoice',
    `Message-Id: <${invoice}.${Math.random()}@customer.test>`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    said,
  ].join('\r\n');
  await world.admin.call('mail.thread', 'message_process', ['account.move', mail], { thread_id: invoice });
}

export const PROMISES_BROKEN: Problem[] = [
  {
    what: 'nothing came; then they pay',
    sale: { lines: [{ price: 100, hours: [6] }] },
    billed: 'posted',
    plant: (own, firm) => promise(own, firm, 600),
    found: (own) => promised(own, 600),
    mend: pay,
  },
  {
    what: 'of a part of it; then it is withdrawn',
    sale: { lines: [{ price: 90, hours: [5, 5] }] },
    billed: 'posted',
    plant: (own, firm) => promise(own, firm, 350.5),
    found: (own) => promised(own, 350.5),
    mend: ({ made: [id = 0] }, firm) => run(firm, 'preparer', 'action_withdraw_promise', 'x_billing_promise', id),
  },
  {
    what: 'they dispute it instead',
    sale: { lines: [{ price: 111, hours: [3] }] },
    billed: 'posted',
    plant: (own, firm) => promise(own, firm, 333),
    found: (own) => promised(own, 333),
    mend: (own, firm) => dispute(own, firm, 333, 'rate'),
  },
];

export const DISPUTES_LATE: Problem[] = [
  {
    what: 'of hours: the project manager’s',
    sale: { lines: [{ price: 105, hours: [7] }] },
    billed: 'posted',
    plant: (own, firm) => dispute(own, firm, 105, 'hours', { x_deadline: realToday() }),
    found: (own) => disputed(own, 105, 'project manager'),
    mend: reject,
  },
  {
    what: 'of the rate, agreed to be decided later',
    sale: { lines: [{ price: 105, hours: [2] }] },
    billed: 'posted',
    plant: (own, firm) => dispute(own, firm, 210, 'rate', { x_deadline: realToday() }),
    found: (own) => disputed(own, 210),
    mend: ({ made: [id = 0] }, { world, today }) =>
      world.as('preparer').call('x_billing_dispute', 'write', [[id], { x_deadline: today }]),
  },
  {
    what: 'of the purchase order',
    sale: { lines: [{ price: 64.4, hours: [10] }] },
    billed: 'posted',
    plant: (own, firm) => dispute(own, firm, 100.25, 'po', { x_deadline: realToday() }),
    found: (own) => disputed(own, 100.25),
    mend: reject,
  },
];

export const REMINDERS_FAILED: Problem[] = [
  {
    what: 'nobody knows their address',
    sale: { lines: [{ price: 100, hours: [4.5] }] },
    billed: 'posted',
    plant: toBeReminded,
    found: (own) => ofInvoice('reminder-failed', own, 450),
    mend: async (own, firm) =>
      write(firm, 'res.partner', [await customerOf(firm, own)], { email: 'new@customer.test' }),
  },
  {
    what: 'the mail was refused, and they paid all the same',
    sale: { lines: [{ price: 100, hours: [5.5] }] },
    billed: 'posted',
    plant: (own, firm) => remindedInVain(own, firm, 'refused@customer.test'),
    found: (own) => ofInvoice('reminder-failed', own, 550),
    mend: pay,
  },
  {
    what: 'the mail was refused, and somebody calls instead',
    sale: { lines: [{ price: 88, hours: [2] }] },
    billed: 'posted',
    plant: (own, firm) => remindedInVain(own, firm, 'moved@customer.test'),
    found: (own) => ofInvoice('reminder-failed', own, 176),
    mend: ({ invoice }, firm) => write(firm, 'account.move', [invoice], { no_followup: true }),
  },
];

export const UNANSWERED: Problem[] = [
  {
    what: 'somebody answers in Odoo',
    sale: { lines: [{ price: 100, hours: [8] }] },
    billed: 'posted',
    plant: (own, firm) => writes(own, firm, 'Why eight hours?'),
    found: (own) => ofInvoice('unanswered', own, 800),
    mend: ({ invoice }, { world }) =>
      world.as('clerk').call('account.move', 'message_post', [[invoice]], {
        body: 'As ordered on the phone.',
        subtype_xmlid: 'mail.mt_comment',
        message_type: 'comment',
      }),
    again: (own, firm) => writes(own, firm, 'By whom?'),
  },
  {
    what: 'it is written down as a dispute',
    sale: { lines: [{ price: 70, hours: [3] }] },
    billed: 'posted',
    plant: (own, firm) => writes(own, firm, 'We never agreed on this rate.'),
    found: (own) => ofInvoice('unanswered', own, 210),
    mend: (own, firm) => dispute(own, firm, 210, 'rate'),
  },
  {
    what: 'they only said thank you',
    sale: { lines: [{ price: 77, hours: [3] }] },
    billed: 'posted',
    plant: (own, firm) => writes(own, firm, 'Received with thanks.'),
    found: (own) => ofInvoice('unanswered', own, 231),
    mend: async ({ invoice }, firm) => {
      const fields = ['x_billing_heard_id'];
      const [row] = await firm.world.as('preparer').searchRead('account.move', [['id', '=', invoice]], { fields });
      const heard = { heard: row?.x_billing_heard_id };
      await run(firm, 'preparer', 'action_answered', 'account.move', invoice, heard);
    },
  },
];
