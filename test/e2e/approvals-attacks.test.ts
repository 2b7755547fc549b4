import { randomUUID } from 'node:crypto';
import { describe, expect } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import type { OdooApi } from '../../src/odoo/api.ts';
import { rows } from '../contract/rows.ts';
import { decide } from './support/decide.ts';
import { hireControllers, press, write } from './support/decree.ts';
import { inWorld as base } from './support/test.ts';
import { enterWorld, sellTime } from './support/world.ts';
import type { World } from './support/world.ts';

/**
 * What attackers try at Odoo's own API, besides what guard.test.ts, audit.test.ts and policy.test.ts try:
 * docs/threat-model.md names them all.
 */
const TODAY = '2026-11-02';

const test = base.extend('world', { scope: 'file' }, async ({ odoo }) => {
  const world = await enterWorld(odoo);
  await hireControllers(world);
  return world;
});

/** A draft of the billing run, for an order of its own. */
async function draftOne(world: World): Promise<number> {
  const { orderId } = await sellTime(world, [{ price: 120, hours: [8, 4] }]);
  const works = await world.drafting.collectWork({ to: '2026-10-31', orderIds: [orderId] });
  const proposals = propose(works, TODAY).flatMap((evaluation) => evaluation.proposal ?? []);
  const [outcome] = await draftProposals(world.drafting, proposals);
  if (!outcome || outcome.status === 'refused') throw new Error(JSON.stringify(outcome));
  return outcome.invoice.id;
}

async function approvedOne(world: World): Promise<number> {
  const invoiceId = await draftOne(world);
  await decide(world, invoiceId);
  return invoiceId;
}

const read = async (api: OdooApi, model: string, id: number, ...fields: string[]) =>
  (await api.searchRead(model, [['id', '=', id]], { fields }))[0] ?? {};

const lineOf = async (world: World, invoiceId: number): Promise<number> =>
  (await world.deciding.invoice(invoiceId)).lines.find(({ kind }) => kind === 'product')?.id as number;

/** Somebody was asked about it. */
const asked = (world: World, invoiceId: number) =>
  world.deciding.recordEvent({
    ...{ key: randomUUID(), requestId: randomUUID(), invoiceId, kind: 'requested', what: 'Asked Approver' },
    ...{ channel: 'desk', verified: '', at: '2026-11-02T09:00:00.000Z' },
  });

/** Odoo runs a rule once in a call where the caller's context says so: what comes second, or after a refusal, would pass. */
const ONCE = { __action_done: {}, __action_feedback: true, skip_readonly_check: true };

describe('one call that does two things, in a context that lets each rule run once,', () => {
  const ways: [string, (world: World, id: number) => Promise<unknown>][] = [
    [
      'through another model',
      async (world, id) => {
        const steps = [{ state: 'posted' }, { state: 'draft' }, { ref: 'Pay elsewhere' }, { state: 'posted' }];
        const values = { invoice_ids: steps.map((step) => [1, id, step]) };
        const { partner_id } = await read(world.admin, 'account.move', id, 'partner_id');
        return world.admin.call('res.partner', 'write', [[[partner_id].flat()[0]], values], { context: ONCE });
      },
    ],
    [
      'by an import',
      (world, id) => {
        const steps = [
          [id, 'Posted', ''],
          [id, 'Draft', ''],
          [id, 'Draft', 'Pay elsewhere'],
          [id, 'Posted', 'Pay elsewhere'],
        ];
        return world.as('clerk').call('account.move', 'load', [['.id', 'state', 'ref'], steps], { context: ONCE });
      },
    ],
  ];
  for (const [how, way] of ways) {
    test(`does not post what was approved, change it, and post it again: ${how}`, async ({ world }) => {
      const invoiceId = await approvedOne(world);
      await way(world, invoiceId).catch(() => undefined);
      expect(await read(world.admin, 'account.move', invoiceId, 'state', 'ref')).toMatchObject({
        state: 'draft',
        ref: expect.not.stringContaining('Pay elsewhere'),
      });
    });
  }

  test('does not post what nobody approved, or change what is posted, by an import that goes on after a refusal', async ({
    world,
  }) => {
    const [draft, posted] = [await draftOne(world), await approvedOne(world)];
    await world.drafting.post([posted]);
    const [clerk, line] = [world.as('clerk'), await lineOf(world, posted)];
    const attempts: [string, string[], unknown[]][] = [
      ['account.move', ['.id', 'state'], [draft, 'Posted']],
      ['account.move', ['.id', 'state'], [draft, 'Cancelled']],
      ['account.move', ['.id', 'narration'], [posted, 'Pay elsewhere']],
      ['account.move.line', ['.id', 'name'], [line, 'Other work']],
    ];
    for (const [model, fields, row] of attempts) {
      const again = [row, row, row];
      await clerk.call(model, 'load', [fields, again], { context: ONCE }).catch(() => undefined);
    }
    expect(await read(world.admin, 'account.move', draft, 'state')).toMatchObject({ state: 'draft' });
    expect(await read(world.admin, 'account.move', posted, 'narration')).toMatchObject({ narration: false });
    expect(await read(world.admin, 'account.move.line', line, 'name')).toMatchObject({
      name: expect.not.stringContaining('Other work'),
    });
  });

  test('does not put an approval policy in force that nobody else agreed to', async ({ world }) => {
    const policy = await write(world, {
      x_name: 'Mine',
      x_currency_id: await world.xmlId('base.EUR'),
      x_effective_from: '2026-01-01',
      x_row_ids: rows({ x_sequence: 1, x_name: 'All', x_when_amount_up_to: 1e6, x_straight_through: true }),
      x_limit_ids: rows({ x_role: 'controller', x_unlimited: true }),
    });
    await press(world, 'clara', 'propose', policy);
    const [carl] = await world.admin.searchRead('res.users', [['login', '=', 'carl']], { fields: ['id'] });
    const steps = [
      [policy, 'Proposed', '', ''],
      [policy, 'In force', carl?.id, '2026-11-02 10:00:00'],
    ];
    const fields = ['.id', 'x_status', 'x_agreed_by/.id', 'x_agreed_on'];
    await world
      .as('clara')
      .call('x_billing_policy', 'load', [fields, steps], { context: ONCE })
      .catch(() => undefined);
    expect(await read(world.desk, 'x_billing_policy', policy, 'x_status')).toMatchObject({ x_status: 'proposed' });
  });
});

test('no context lets a draft through that nobody approved', async ({ world }) => {
  const invoiceId = await draftOne(world);
  const contexts = [
    { active_test: false, install_mode: true, import_file: true, module: 'billing_automation' },
    { tz: 'Pacific/Kiritimati', lang: 'fr_FR', allowed_company_ids: [] },
    { __action_done: [], old_values: {} },
    { __action_done: { 'base.automation(1,)': [invoiceId] } },
    { skip_readonly_check: true, check_move_validity: false, skip_invoice_sync: true, tracking_disable: true },
    {
      billing: { invoice_id: invoiceId, outcome: 'approved' },
      force_posted: true,
      disable_abnormal_invoice_detection: true,
    },
  ];
  for (const context of contexts) {
    for (const [method, ...args] of [['action_post'], ['write', { state: 'posted' }]]) {
      const posting = world.as('clerk').call('account.move', method as string, [[invoiceId], ...args], { context });
      await expect(posting, JSON.stringify(context)).rejects.toThrow();
    }
  }
  expect(await read(world.admin, 'account.move', invoiceId, 'state')).toMatchObject({ state: 'draft' });
});

describe('an approval is of every fact a customer pays by:', () => {
  test('whatever is edited, it is another content', async ({ world }) => {
    const { admin, create } = world;
    const invoiceId = await draftOne(world);
    const [line, company] = [await lineOf(world, invoiceId), await world.xmlId('base.main_company')];
    const own = await read(admin, 'res.company', company, 'partner_id');
    const bank = await create('res.partner.bank', { acc_number: 'BE71096123456769', partner_id: own.partner_id });
    const terms = await create('account.payment.term', { name: 'In a year' });
    const position = await create('account.fiscal.position', { name: 'Abroad' });
    const product = await create('product.product', { name: 'Advice', type: 'service' });
    const ofMove = (values: object) => () => admin.call('account.move', 'write', [[invoiceId], values]);
    const ofLine = (values: object) => () => admin.call('account.move.line', 'write', [[line], values]);
    const controlled = (values: object) => async () => {
      const controller = world.as('controller');
      await controller.call('account.move', 'write', [[invoiceId], { x_billing_reason: 'Agreed' }]);
      await controller.call('account.move.line', 'write', [[line], values]);
    };
    const edits: [string, () => Promise<unknown>][] = [
      // First: another product brings its own.
      ['tax', controlled({ tax_ids: [[5, 0, 0]] })],
      ['bank account', ofMove({ partner_bank_id: bank })],
      [
        'number of the bank account',
        () => admin.call('res.partner.bank', 'write', [[bank], { acc_number: 'BE43068999999501' }]),
      ],
      ['delivery address', ofMove({ partner_shipping_id: await create('res.partner', { name: 'A yard' }) })],
      ['payment terms', ofMove({ invoice_payment_term_id: terms })],
      ['fiscal position', ofMove({ fiscal_position_id: position })],
      ['customer’s reference', ofMove({ ref: 'PO-2' })],
      ['terms and conditions', ofMove({ narration: '<p>Pay to another account</p>' })],
      ['invoice date', ofMove({ invoice_date: '2026-10-01' })],
      ['payment reference', ofMove({ payment_reference: 'Pay elsewhere' })],
      ['product', controlled({ product_id: product })],
      ['text', ofLine({ name: 'Other work' })],
      ['quantity', ofLine({ quantity: 77 })],
      ['price', controlled({ price_unit: 2 })],
      ['discount', controlled({ discount: 50 })],
      ['line', ofMove({ invoice_line_ids: [[0, 0, { name: 'More', quantity: 1, price_unit: 5 }]] })],
      ['note', ofMove({ invoice_line_ids: [[0, 0, { display_type: 'line_note', name: 'Pay elsewhere' }]] })],
      ['customer', ofMove({ partner_id: await create('res.partner', { name: 'Else' }) })],
    ];
    const seen = new Map([['as drafted', (await world.deciding.invoice(invoiceId)).content]]);
    for (const [what, edit] of edits) {
      await edit();
      const { content } = await world.deciding.invoice(invoiceId);
      expect([...seen.values()], what).not.toContain(content);
      seen.set(what, content);
    }
  });

  test('once it is posted, it names no other bank account and no other terms', async ({ world }) => {
    const invoiceId = await approvedOne(world);
    expect(await world.drafting.post([invoiceId])).toMatchObject([{ status: 'posted' }]);
    const company = await read(world.admin, 'res.company', await world.xmlId('base.main_company'), 'partner_id');
    const bank = await world.create('res.partner.bank', {
      acc_number: 'BE02001234567890',
      partner_id: company.partner_id,
    });
    for (const values of [{ partner_bank_id: bank }, { narration: '<p>Pay to BE02 0012 3456 7890</p>' }]) {
      const edit = world.as('clerk').call('account.move', 'write', [[invoiceId], values]);
      await expect(edit).rejects.toThrow(/can't be posted: it was changed/);
    }
  });
});

test('who edited a draft somebody was asked about can’t approve it, whoever wrote over the edit since', async ({
  world,
}) => {
  const invoiceId = await draftOne(world);
  await asked(world, invoiceId);
  const line = await lineOf(world, invoiceId);
  await world.as('approver').call('account.move.line', 'write', [[line], { name: 'Mine' }]);
  await world.as('clerk').call('account.move.line', 'write', [[line], { name: 'Nobody’s' }]);
  await world.as('clerk').call('account.move', 'write', [[invoiceId], { ref: 'PO-3' }]);
  const { preparers } = await world.deciding.invoice(invoiceId);
  expect(preparers.map(({ name }) => name)).toEqual(expect.arrayContaining(['Approver', 'Clerk']));
  await expect(decide(world, invoiceId)).rejects.toThrow(/had a hand in this invoice/);
});

test('a currency rate written by hand makes an invoice no smaller for those who may approve up to a limit', async ({
  world,
}) => {
  const clerk = world.as('clerk');
  await world.admin.call('res.currency', 'write', [[await world.xmlId('base.EUR')], { active: true }]);
  await world.admin.call('res.currency', 'write', [[await world.xmlId('base.USD')], { active: true }]);
  const company = await read(world.admin, 'res.company', await world.xmlId('base.main_company'), 'currency_id');
  const foreign = (
    await world.admin.searchRead(
      'res.currency',
      [
        ['name', 'in', ['EUR', 'USD']],
        ['id', '!=', [company.currency_id].flat()[0] as number],
      ],
      { fields: [] },
    )
  )[0]?.id as number;
  await world.create('res.currency.rate', { currency_id: foreign, name: '2026-01-01', rate: 2 });
  const made = await clerk.call('account.move', 'create', [
    {
      move_type: 'out_invoice',
      partner_id: await world.create('res.partner', { name: 'Abroad' }),
      currency_id: foreign,
      invoice_date: '2026-10-01',
      invoice_line_ids: [[0, 0, { name: 'By hand', quantity: 1, price_unit: 100_000, tax_ids: [[5, 0, 0]] }]],
    },
  ]);
  const invoiceId = [made].flat()[0] as number;
  const amount = async () => (await world.approving.riskFacts(await world.deciding.invoice(invoiceId))).amount;
  const before = await amount();
  expect(before).toMatchObject({ value: { amount: expect.stringMatching(/^50000/) } });
  await clerk.call('account.move', 'write', [[invoiceId], { invoice_currency_rate: 200_000 }]);
  expect(await amount()).toEqual(before);
});

test('a reason is text in Odoo’s messages', async ({ world }) => {
  const invoiceId = await draftOne(world);
  const reason = '<img src=x onerror=alert(1)><b>bold</b>';
  await decide(world, invoiceId, { outcome: 'rejected', reason });
  const messages = await world.admin.searchRead(
    'mail.message',
    [
      ['model', '=', 'account.move'],
      ['res_id', '=', invoiceId],
    ],
    { fields: ['body'] },
  );
  const said = messages.map(({ body }) => String(body)).join('\n');
  expect(said).toContain('&lt;b&gt;bold');
  expect(said).not.toMatch(/<img|<b>/);
});
