import { randomUUID } from 'node:crypto';
import { describe, expect } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import type { OdooApi } from '../../src/odoo/api.ts';
import { cancel } from '../contract/acts.ts';
import { decide } from './support/decide.ts';
import { inWorld as base } from './support/test.ts';
import { approveTime, enterWorld, sellTime } from './support/world.ts';
import type { World } from './support/world.ts';

const TODAY = '2026-11-02';
const REFUSED = /can't be posted/;

const test = base
  .extend('world', { scope: 'file' }, ({ odoo }) => enterWorld(odoo))
  /** Never posted or changed for good: what is refused leaves it as it was. */
  .extend('refused', { scope: 'file' }, ({ world }) => draftOne(world));

/** A draft of the billing run, for an order of its own. */
async function draftOne(world: World): Promise<number> {
  const { orderId } = await sellTime(world, [{ price: 120, hours: [8, 4] }]);
  const works = await world.drafting.collectWork({ to: '2026-10-31', orderIds: [orderId] });
  const proposals = propose(works, TODAY).flatMap((evaluation) => evaluation.proposal ?? []);
  const [outcome] = await draftProposals(world.drafting, proposals);
  if (!outcome || outcome.status === 'refused') throw new Error(JSON.stringify(outcome));
  return outcome.invoice.id;
}

/** Another price or tax, as a controller has to: with a reason. */
async function override(world: World, id: number, line: number, values: object): Promise<void> {
  const controller = world.as('controller');
  await controller.call('account.move', 'write', [[id], { x_billing_reason: 'Agreed on the phone' }]);
  await controller.call('account.move.line', 'write', [[line], values]);
}

const dayIn = (timeZone: string) => new Intl.DateTimeFormat('sv-SE', { timeZone }).format(new Date());

const stateOf = async (world: World, invoiceId: number) =>
  (await world.admin.searchRead('account.move', [['id', '=', invoiceId]], { fields: ['state'] }))[0]?.state;

const mayNotCreate = { x_outcome: 'approved', x_channel: 'page', x_at: '2026-11-02 10:00:00' };

describe('a draft without its own decision can not be posted', () => {
  const ways: [string, (api: OdooApi, id: number) => Promise<unknown>][] = [
    ['by the Confirm button', (api, id) => api.call('account.move', 'action_post', [[id]])],
    ['by writing the state', (api, id) => api.call('account.move', 'write', [[id], { state: 'posted' }])],
    [
      'by cancelling first and writing then',
      async (api, id) => {
        await cancel(api, id).catch(() => undefined);
        await api.call('account.move', 'write', [[id], { state: 'posted' }]);
      },
    ],
    [
      "by the list's mass action",
      async (api, id) => {
        const context = { active_model: 'account.move', active_ids: [id] };
        const wizard = await api.call('validate.account.move', 'create', [{}], { context });
        await api.call('validate.account.move', 'validate_move', [wizard].flat(), { context });
      },
    ],
    [
      'by a field written by hand',
      async (api, id) => {
        const said = { x_billing_findings: 'approved', x_billing_key: 'approved' };
        await expect(api.call('account.move', 'write', [[id], said])).rejects.toThrow(/can't be written by hand/);
        await api.call('account.move', 'action_post', [[id]]);
      },
    ],
    [
      'by a context that pretends the rule has run',
      (api, id) =>
        api.call('account.move', 'action_post', [[id]], {
          context: { __action_done: {}, old_values: {}, __action_feedback: true, tracking_disable: true },
        }),
    ],
  ];
  for (const [name, way] of ways) {
    for (const who of ['admin', 'clerk', 'controller']) {
      test(`${name}, ${who}`, async ({ world, refused }) => {
        await expect(way(who === 'admin' ? world.admin : world.as(who), refused)).rejects.toThrow(REFUSED);
        expect(await stateOf(world, refused)).not.toBe('posted');
        await world.admin.call('account.move', 'button_draft', [[refused]]).catch(() => undefined);
      });
    }
  }

  test("by n8n's robot", async ({ world, refused: invoiceId }) => {
    expect(await world.drafting.post([invoiceId])).toEqual([
      { invoiceId, status: 'refused', message: expect.stringMatching(/nobody has approved it/) },
    ]);
  });

  test('by auto-post', async ({ world }) => {
    const invoiceId = await draftOne(world);
    await world.admin.call('account.move', 'write', [
      [invoiceId],
      { auto_post: 'at_date', date: '2026-10-31', invoice_date: '2026-10-31' },
    ]);
    const cron = await world.xmlId('account.ir_cron_auto_post_draft_entry');
    await world.admin.call('ir.cron', 'method_direct_trigger', [[cron]]).catch(() => undefined);
    expect(await stateOf(world, invoiceId)).toBe('draft');
  });

  test('as a copy of an approved invoice', async ({ world }) => {
    const invoiceId = await draftOne(world);
    await decide(world, invoiceId);
    const copy = [await world.admin.call('account.move', 'copy', [[invoiceId]])].flat()[0] as number;
    await expect(world.admin.call('account.move', 'action_post', [[copy]])).rejects.toThrow(REFUSED);
  });

  test('as a journal entry that becomes an invoice once it is posted', async ({ world }) => {
    const clerk = world.as('clerk');
    const invoice = await clerk.call('account.move', 'create', [
      {
        move_type: 'out_invoice',
        partner_id: await world.create('res.partner', { name: 'Somebody' }),
        invoice_line_ids: [[0, 0, { name: 'By hand', quantity: 1, price_unit: 10 }]],
      },
    ]);
    const id = [invoice].flat()[0] as number;
    await clerk.call('account.move', 'write', [[id], { move_type: 'entry', state: 'posted' }]);
    await expect(clerk.call('account.move', 'write', [[id], { move_type: 'out_invoice' }])).rejects.toThrow(REFUSED);
  });

  test('as an invoice nobody drafted here, and as a credit note', async ({ world }) => {
    const partner = await world.create('res.partner', { name: 'Somebody' });
    for (const move_type of ['out_invoice', 'out_refund']) {
      const values = {
        move_type,
        partner_id: partner,
        x_billing_reason: 'Wrong hours',
        invoice_line_ids: [[0, 0, { name: 'By hand', quantity: 1, price_unit: 10 }]],
      };
      const id = [await world.as('controller').call('account.move', 'create', [values])].flat()[0] as number;
      await expect(world.admin.call('account.move', 'action_post', [[id]])).rejects.toThrow(REFUSED);
    }
  });
});

describe('a decision can not be forged', () => {
  for (const who of ['clerk', 'approver', 'controller', 'robot-drafter', 'robot-desk']) {
    test(`${who} can not create one over the API`, async ({ world, refused: invoiceId }) => {
      const { content, id } = await world.deciding.invoice(invoiceId);
      const person = await world.approver();
      const values = { ...mayNotCreate, x_move_id: id, x_person_id: person.userId, x_content: content };
      await expect(world.as(who).call('x_billing_decision', 'create', [values])).rejects.toMatchObject({
        code: 'access',
      });
      const load = world.as(who).call('x_billing_decision', 'load', [['x_outcome'], [['approved']]]);
      await load.catch(() => undefined);
      await expect(world.admin.call('account.move', 'action_post', [[invoiceId]])).rejects.toThrow(REFUSED);
    });
  }

  for (const who of ['clerk', 'approver', 'controller', 'robot-drafter']) {
    test(`${who} can not run the desk's action`, async ({ world, refused: invoiceId }) => {
      const action = await world.xmlId('billing_automation.action_record_decision');
      const billing = {
        key: randomUUID(),
        request_id: 'r',
        invoice_id: invoiceId,
        outcome: 'approved',
        person_id: (await world.approver()).userId,
        email: 'approver@firm.test',
        channel: 'page',
        reason: '',
        at: '2026-11-02 10:00:00',
        content: (await world.deciding.invoice(invoiceId)).content,
      };
      await expect(
        world.as(who).call('ir.actions.server', 'run', [[action]], { context: { billing } }),
      ).rejects.toMatchObject({ code: 'access' });
    });
  }

  test('nobody changes or deletes a record, an administrator included', async ({ world }) => {
    const invoiceId = await draftOne(world);
    await decide(world, invoiceId, { outcome: 'rejected', reason: 'Wrong rate' });
    const visible = await world
      .as('controller')
      .searchRead('x_billing_decision', [['x_move_id', '=', invoiceId]], { fields: ['x_outcome'] });
    expect(visible).toMatchObject([{ x_outcome: 'rejected' }]);
    for (const api of [world.admin, world.as('controller'), world.desk]) {
      await expect(
        api.call('x_billing_decision', 'write', [[visible[0]?.id], { x_outcome: 'approved' }]),
      ).rejects.toThrow();
      await expect(api.call('x_billing_decision', 'unlink', [[visible[0]?.id]])).rejects.toThrow();
    }
  });

  test("n8n's robot can not draft as the desk, nor the desk draft or post", async ({ world, refused: invoiceId }) => {
    const proposal = { key: 'x', orders: [], findings: [], period: { to: TODAY }, rounding: '0', total: '0' };
    await expect(world.deciding.draft([proposal as never])).rejects.toMatchObject({ code: 'access' });
    await expect(world.deciding.post([invoiceId])).rejects.toMatchObject({ code: 'access' });
  });
});

describe('an approved draft', () => {
  test("is posted by n8n's robot, once", async ({ world }) => {
    const invoiceId = await draftOne(world);
    await decide(world, invoiceId);
    expect(await world.drafting.post([invoiceId])).toMatchObject([{ status: 'posted' }]);
    expect(await world.drafting.post([invoiceId])).toMatchObject([{ status: 'already-posted' }]);
    expect((await world.deciding.invoice(invoiceId)).decisions).toMatchObject([{ outcome: 'approved', current: true }]);
  });

  test('is dated the day it is where the company works', async ({ world }) => {
    const [company] = await world.admin.searchRead('res.company', [['id', '=', 1]], {
      fields: ['resource_calendar_id'],
    });
    for (const tz of ['Pacific/Kiritimati', 'Etc/GMT+12']) {
      await world.admin.call('resource.calendar', 'write', [[company?.resource_calendar_id], { tz }]);
      const invoiceId = await draftOne(world);
      await decide(world, invoiceId);
      const days = [dayIn(tz)];
      await world.drafting.post([invoiceId]);
      days.push(dayIn(tz));
      const [invoice] = await world.admin.searchRead('account.move', [['id', '=', invoiceId]], {
        fields: ['invoice_date'],
      });
      expect(days).toContain(invoice?.invoice_date);
    }
  });

  const edits: [string, (world: World, id: number, line: number) => Promise<unknown>][] = [
    ['a quantity', (world, _, line) => world.admin.call('account.move.line', 'write', [[line], { quantity: 99 }])],
    ['a price', (world, id, line) => override(world, id, line, { price_unit: 1 })],
    ['the tax', (world, id, line) => override(world, id, line, { tax_ids: [[5, 0, 0]] })],
    ['the text', (world, _, line) => world.admin.call('account.move.line', 'write', [[line], { name: 'Other work' }])],
    [
      'the customer',
      async (world, id) =>
        world.admin.call('account.move', 'write', [
          [id],
          { partner_id: await world.create('res.partner', { name: 'Else' }) },
        ]),
    ],
    [
      'the due date',
      (world, id) => world.admin.call('account.move', 'write', [[id], { invoice_date_due: '2030-01-01' }]),
    ],
    [
      'the payment reference',
      (world, id) => world.admin.call('account.move', 'write', [[id], { payment_reference: 'Pay elsewhere' }]),
    ],
    [
      'the date, to one in the past',
      (world, id) => world.admin.call('account.move', 'write', [[id], { invoice_date: '2026-01-15' }]),
    ],
  ];
  for (const [what, edit] of edits) {
    test(`can't be posted after ${what} was edited`, async ({ world }) => {
      const invoiceId = await draftOne(world);
      await decide(world, invoiceId);
      const [line] = await world.admin.searchRead(
        'account.move.line',
        [
          ['move_id', '=', invoiceId],
          ['display_type', '=', 'product'],
        ],
        { fields: ['id'] },
      );
      await edit(world, invoiceId, line?.id as number);
      await expect(world.admin.call('account.move', 'action_post', [[invoiceId]])).rejects.toThrow(
        /changed after it was decided on/,
      );
    });
  }

  test('is posted anew by whoever has another day already, but not with another date', async ({ world }) => {
    const invoiceId = await draftOne(world);
    await decide(world, invoiceId);
    await world.drafting.post([invoiceId]);
    for (const tz of ['Pacific/Kiritimati', 'Etc/GMT+12']) {
      await world.admin.call('account.move', 'button_draft', [[invoiceId]]);
      await world.admin.call('account.move', 'action_post', [[invoiceId]], { context: { tz } });
    }
    await world.admin.call('account.move', 'button_draft', [[invoiceId]]);
    await world.admin.call('account.move', 'write', [[invoiceId], { invoice_date: '2026-01-15' }]);
    await expect(world.admin.call('account.move', 'action_post', [[invoiceId]])).rejects.toThrow(
      /changed after it was decided on/,
    );
  });

  test('keeps its customer once it is posted', async ({ world }) => {
    const invoiceId = await draftOne(world);
    await decide(world, invoiceId);
    await world.drafting.post([invoiceId]);
    const partner_id = await world.create('res.partner', { name: 'Else' });
    const context = { skip_readonly_check: true };
    await expect(
      world.as('clerk').call('account.move', 'write', [[invoiceId], { partner_id }], { context }),
    ).rejects.toThrow(REFUSED);
  });

  test('keeps its lines once it is posted', async ({ world }) => {
    const invoiceId = await draftOne(world);
    await decide(world, invoiceId);
    await world.drafting.post([invoiceId]);
    const { lines } = await world.deciding.invoice(invoiceId);
    const line = lines.find(({ kind }) => kind === 'product')?.id;
    const context = { skip_readonly_check: true };
    for (const change of [{ price_unit: 999 }, { quantity: 50 }, { name: 'Other work' }]) {
      const write = world.as('clerk').call('account.move.line', 'write', [[line], change], { context });
      await expect(write).rejects.toThrow(/lines of a posted invoice/);
    }
    const added = { invoice_line_ids: [[0, 0, { name: 'More', quantity: 1, price_unit: 5 }]] };
    const write = world.as('clerk').call('account.move', 'write', [[invoiceId], added], { context });
    await expect(write).rejects.toThrow(/lines of a posted invoice/);
  });

  test('is posted again unchanged after it was reset to draft', async ({ world }) => {
    const invoiceId = await draftOne(world);
    await decide(world, invoiceId);
    await world.drafting.post([invoiceId]);
    await world.admin.call('account.move', 'button_draft', [[invoiceId]]);
    expect(await world.drafting.post([invoiceId])).toMatchObject([{ status: 'posted' }]);
  });

  test('and rejected afterwards is not posted', async ({ world }) => {
    const invoiceId = await draftOne(world);
    await decide(world, invoiceId);
    await decide(world, invoiceId, { outcome: 'rejected', reason: 'Customer asked to wait' });
    expect(await world.drafting.post([invoiceId])).toMatchObject([
      { status: 'refused', message: expect.stringMatching(/rejected/) },
    ]);
  });
});

describe('what the billing run says of a draft', () => {
  const SAID = ['x_billing_findings', 'x_billing_trace', 'x_billing_preparer'];

  test('is written by nobody else', async ({ world, refused }) => {
    const read = () => world.admin.searchRead('account.move', [['id', '=', refused]], { fields: SAID });
    const before = await read();
    expect(before).toMatchObject([{ x_billing_trace: expect.stringContaining('Consulting') }]);
    const [proposal] = await world.admin.searchRead('x_billing_proposal', [['x_move_id', '=', refused]], {
      fields: ['x_trace'],
    });
    for (const who of ['clerk', 'approver', 'controller', 'admin']) {
      const api = who === 'admin' ? world.admin : world.as(who);
      const key = api.call('account.move', 'write', [[refused], { x_billing_key: 'Nothing unusual' }]);
      await expect(key).rejects.toThrow(/can't be written by hand/);
      const values = { x_move_id: refused, x_findings: 'Nothing unusual' };
      await expect(api.call('x_billing_proposal', 'create', [values])).rejects.toThrow(/not allowed to create/);
      await expect(api.call('x_billing_proposal', 'write', [[proposal?.id], values])).rejects.toThrow(/not allowed to/);
      await expect(api.call('x_billing_proposal', 'unlink', [[proposal?.id]])).rejects.toThrow(/not allowed to delete/);
      for (const name of SAID)
        await api.call('account.move', 'write', [[refused], { [name]: 'Nothing unusual' }]).catch(() => undefined);
    }
    expect(await read()).toEqual(before);
  });
});

describe('nobody approves own time', () => {
  test('by having it belong to another user', async ({ world }) => {
    const preparer = world.as('preparer');
    const [me, other] = await Promise.all(
      ['preparer', 'clerk'].map(async (login) => world.deciding.personByEmail(`${login}@firm.test`)),
    );
    const employee_id = await world.create('hr.employee', { name: 'Preparer', user_id: me?.userId });
    const sold = await sellTime(world, [{ price: 100, hours: [8] }], { approve: false });
    await world.admin.call('account.analytic.line', 'write', [sold.timesheetIds, { employee_id }]);
    await expect(approveTime(world, sold.timesheetIds)).rejects.toThrow(/your own time/);
    await preparer.call('account.analytic.line', 'write', [sold.timesheetIds, { user_id: other?.userId }]);
    await expect(approveTime(world, sold.timesheetIds)).rejects.toThrow(/your own time/);
  });
});

describe('Odoo itself refuses a decision', () => {
  test('under the key of another decision', async ({ world }) => {
    const [first, second] = [await draftOne(world), await draftOne(world)];
    const { key } = await decide(world, first);
    await expect(decide(world, second, { key })).rejects.toThrow(/belongs to another decision/);
  });

  test('on content that changed since it was shown', async ({ world }) => {
    const invoiceId = await draftOne(world);
    const { content } = await world.deciding.invoice(invoiceId);
    await world.admin.call('account.move', 'write', [[invoiceId], { narration: 'Pay soon' }]);
    await expect(decide(world, invoiceId, { content })).rejects.toThrow(/changed since it was shown/);
  });

  test('by someone who had a hand in the draft', async ({ world }) => {
    const invoiceId = await draftOne(world);
    await world.as('approver').call('account.move', 'write', [[invoiceId], { ref: 'PO 4711' }]);
    await expect(decide(world, invoiceId)).rejects.toThrow(/had a hand in this invoice/);
  });

  test('by someone who may not approve', async ({ world }) => {
    const invoiceId = await draftOne(world);
    const clerk = await world.deciding.personByEmail('clerk@firm.test');
    expect(clerk?.mayApprove).toBe(false);
    await expect(decide(world, invoiceId, { person: clerk as never })).rejects.toThrow(/may not approve/);
  });

  test('to reject without a reason', async ({ world }) => {
    const invoiceId = await draftOne(world);
    await expect(decide(world, invoiceId, { outcome: 'rejected', reason: ' ' })).rejects.toThrow(/needs a reason/);
  });
});
