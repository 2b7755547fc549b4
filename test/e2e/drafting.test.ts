import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import type { ProposalLine } from '../../src/rules/verdict.ts';
import { createBillingOdoo } from '../../src/odoo/gateway.ts';
import { holders, invoicedHours, liveInvoices, pressCreateInvoices } from './support/billed.ts';
import { billingRun, TODAY } from './support/run.ts';
import { inWorld as base } from './support/test.ts';
import { addTime, approveTime, enterWorld, PASSWORD, sellTime } from './support/world.ts';
import type { World } from './support/world.ts';
import { cancel, reprice } from '../contract/acts.ts';
import { onOrder } from '../on-order.ts';

const test = base.extend('world', { scope: 'file' }, ({ odoo }) => enterWorld(odoo));

const collectOne = (world: World, orderId: number) =>
  world.drafting.collectWork({ from: '2026-10-01', to: '2026-10-31', orderIds: [orderId] });

const proposalsOf = async (world: World, orderId: number) =>
  propose(await collectOne(world, orderId), TODAY).flatMap((evaluation) => evaluation.proposal ?? []);

describe('each part is claimed once', () => {
  test('by two runs at once', async ({ world }) => {
    const sold = [];
    for (let order = 0; order < 4; order += 1) sold.push(await sellTime(world, [{ price: 100, hours: [8, 7.5, 4] }]));
    const scope = { orderIds: sold.map((one) => one.orderId) };
    const second = createBillingOdoo(world.as('robot-drafter'), world.odoo.url);
    const runs = await Promise.all([billingRun(world.drafting, scope), billingRun(second, scope)]);
    for (const one of sold) {
      expect(await holders(world, one.timesheetIds)).toEqual([1, 1, 1]);
      expect(await invoicedHours(world, one.lineIds)).toEqual([19.5]);
      expect(await liveInvoices(world, one.orderId)).toHaveLength(1);
    }
    expect(runs.flat().filter((outcome) => outcome.status === 'drafted')).toHaveLength(4);
  });

  for (const delay of [0, 15, 40, 80, 150, 300, 600]) {
    test(`by a run killed ${delay} ms after it began to draft, and run again`, async ({ world }) => {
      const sold = [];
      for (let order = 0; order < 3; order += 1) sold.push(await sellTime(world, [{ price: 100, hours: [8, 7] }]));
      const scope = { to: '2026-10-31', orderIds: sold.map((one) => one.orderId) };
      const access = { ...world.odoo, login: 'robot-drafter', password: PASSWORD };
      const child = fork(new URL('support/killable-run.ts', import.meta.url), [JSON.stringify([access, scope])]);
      // A fast run may be done before it is killed.
      const ended = once(child, 'exit');
      await once(child, 'message');
      await pause(delay);
      child.kill('SIGKILL');
      await ended;
      await billingRun(world.drafting, scope);
      // What the killed run had sent may still be running in Odoo; the second run waited for its locks.
      for (const one of sold) {
        expect(await holders(world, one.timesheetIds)).toEqual([1, 1]);
        expect(await invoicedHours(world, one.lineIds)).toEqual([15]);
        expect(await liveInvoices(world, one.orderId)).toHaveLength(1);
      }
    });
  }

  test("by a person pressing Odoo's Create Invoices before the run", async ({ world }) => {
    const one = await sellTime(world, [{ price: 100, hours: [8, 7] }]);
    await pressCreateInvoices(world.admin, one.orderId);
    expect(await billingRun(world.drafting, { orderIds: [one.orderId] })).toEqual([]);
    expect(await invoicedHours(world, one.lineIds)).toEqual([15]);
    expect(await holders(world, one.timesheetIds)).toEqual([1, 1]);
  });

  test("by a person pressing Odoo's Create Invoices between reading and drafting", async ({ world }) => {
    const one = await sellTime(world, [{ price: 100, hours: [8, 7] }]);
    const proposals = await proposalsOf(world, one.orderId);
    await pressCreateInvoices(world.admin, one.orderId);
    expect(await draftProposals(world.drafting, proposals)).toMatchObject([{ status: 'refused', code: 'claimed' }]);
    expect(await invoicedHours(world, one.lineIds)).toEqual([15]);
  });

  test("by a person pressing Odoo's Create Invoices after the run", async ({ world }) => {
    const one = await sellTime(world, [{ price: 100, hours: [8, 7] }]);
    await billingRun(world.drafting, { orderIds: [one.orderId] });
    await expect(pressCreateInvoices(world.admin, one.orderId)).rejects.toThrow();
    expect(await invoicedHours(world, one.lineIds)).toEqual([15]);
    expect(await liveInvoices(world, one.orderId)).toHaveLength(1);
  });

  test("by a person pressing Odoo's Create Invoices at the same time", async ({ world }) => {
    for (let round = 0; round < 4; round += 1) {
      const one = await sellTime(world, [{ price: 100, hours: [8, 7] }]);
      const proposals = await proposalsOf(world, one.orderId);
      await Promise.allSettled([
        pressCreateInvoices(world.admin, one.orderId),
        draftProposals(world.drafting, proposals),
      ]);
      expect(await invoicedHours(world, one.lineIds)).toEqual([15]);
      expect(await liveInvoices(world, one.orderId)).toHaveLength(1);
      expect(await holders(world, one.timesheetIds)).toEqual([1, 1]);
    }
  });

  test('when the same proposal is drafted twice, and when a second one claims the same work', async ({ world }) => {
    const one = await sellTime(world, [{ price: 100, hours: [8, 7] }]);
    const [proposal] = await proposalsOf(world, one.orderId);
    if (!proposal) throw new Error('nothing proposed');
    const [first] = await world.drafting.draft([proposal]);
    const [again] = await world.drafting.draft([proposal]);
    expect(first).toMatchObject({ status: 'drafted' });
    expect(again).toEqual({ ...first, status: 'existing' });
    expect(await world.drafting.findDrafts([proposal.key])).toHaveLength(1);
    expect(await world.drafting.draft([{ ...proposal, key: 'another' }])).toMatchObject([
      { status: 'refused', code: 'claimed' },
    ]);
  });
});

describe('within one batch', () => {
  test('two proposals that claim the same work make one invoice', async ({ world }) => {
    const one = await sellTime(world, [{ price: 100, hours: [8, 7] }]);
    const [proposal] = await proposalsOf(world, one.orderId);
    if (!proposal) throw new Error('nothing proposed');
    expect(await world.drafting.draft([proposal, { ...proposal, key: 'another' }, proposal])).toMatchObject([
      { status: 'drafted' },
      { status: 'refused', code: 'claimed' },
      { status: 'existing' },
    ]);
    expect(await liveInvoices(world, one.orderId)).toHaveLength(1);
    expect(await invoicedHours(world, one.lineIds)).toEqual([15]);
  });

  test("another's use of a proposal's key does not pass for its draft", async ({ world }) => {
    const one = await sellTime(world, [{ price: 100, hours: [8, 7] }]);
    const [proposal] = await proposalsOf(world, one.orderId);
    if (!proposal) throw new Error('nothing proposed');
    const decoy = [`__billing_draft__.${proposal.key}`, 'Decoy', 'out_invoice'];
    await world.as('clerk').call('account.move', 'load', [['id', 'ref', 'move_type'], [decoy]]);
    expect(await world.drafting.findDrafts([proposal.key])).toEqual(new Map());
    expect(await world.drafting.draft([proposal])).toMatchObject([{ status: 'drafted' }]);
    expect(await holders(world, one.timesheetIds)).toEqual([1, 1]);
  });
});

describe('nothing is lost', () => {
  test('hours approved after the month was billed make a supplementary invoice', async ({ world }) => {
    const one = await sellTime(world, [{ price: 100, hours: [8, 7] }]);
    const late = await addTime(world, one, 3.5);
    await billingRun(world.drafting, { orderIds: [one.orderId] });
    expect(await invoicedHours(world, one.lineIds)).toEqual([15]);
    await approveTime(world, [late]);
    const [proposal] = await proposalsOf(world, one.orderId);
    expect(proposal).toMatchObject({ supplementary: true, total: '350.00' });
    await billingRun(world.drafting, { orderIds: [one.orderId] });
    expect(await invoicedHours(world, one.lineIds)).toEqual([18.5]);
    expect(await holders(world, [...one.timesheetIds, late])).toEqual([1, 1, 1]);
    expect(await liveInvoices(world, one.orderId)).toHaveLength(2);
  });

  test('late hours of an earlier month are billed with the next', async ({ world }) => {
    const one = await sellTime(world, [{ price: 100, hours: [8] }]);
    const late = await addTime(world, one, 2, '2026-07-15');
    await approveTime(world, [late]);
    await billingRun(world.drafting, { orderIds: [one.orderId] });
    expect(await invoicedHours(world, one.lineIds)).toEqual([10]);
  });

  for (const [how, free] of [
    ['cancelled', (world: World, id: number) => cancel(world.as('controller'), id)],
    [
      'left without its lines',
      (world: World, id: number) =>
        world.admin.call('account.move', 'write', [[id], { invoice_line_ids: [[5, 0, 0]] }]),
    ],
    [
      'deleted',
      async (world: World, id: number) => {
        const controller = world.as('controller');
        await controller.call('account.move', 'write', [[id], { x_billing_reason: 'Drawn up by mistake' }]);
        await controller.call('account.move', 'unlink', [[id]]);
      },
    ],
  ] as const) {
    test(`a draft that is ${how} frees its work for a new one`, async ({ world }) => {
      const one = await sellTime(world, [{ price: 100, hours: [8, 7] }]);
      const [first] = await billingRun(world.drafting, { orderIds: [one.orderId] });
      if (first?.status !== 'drafted') throw new Error('not drafted');
      await free(world, first.invoice.id);
      const [second] = await billingRun(world.drafting, { orderIds: [one.orderId] });
      expect(second).toMatchObject({ status: 'drafted' });
      expect(await invoicedHours(world, one.lineIds)).toEqual([15]);
      expect(await holders(world, one.timesheetIds)).toEqual([1, 1]);
    });
  }

  test('a line cut or repriced by hand is pointed out to whoever decides', async ({ world }) => {
    const one = await sellTime(world, [{ price: 100, hours: [8, 7] }]);
    const [drafted] = await billingRun(world.drafting, { orderIds: [one.orderId] });
    if (drafted?.status !== 'drafted') throw new Error('not drafted');
    const before = await world.deciding.invoice(drafted.invoice.id);
    expect(before.findings.map(({ code }) => code)).not.toContain('line.edited');
    const line = before.lines.find(({ kind }) => kind === 'product');
    await world.admin.call('account.move.line', 'write', [[line?.id], { quantity: 5 }]);
    const cut = await world.deciding.invoice(drafted.invoice.id);
    expect(cut.unsaid).toMatchObject([{ isMissing: true, lineId: line?.id }]);
    expect(cut.findings.map(({ code }) => code)).not.toContain('line.edited');
    await world.admin.call('account.move.line', 'write', [[line?.id], { quantity: 15 }]);
    await reprice(world.as('controller'), drafted.invoice.id, 50);
    const { findings } = await world.deciding.invoice(drafted.invoice.id);
    expect(findings.find(({ code }) => code === 'line.edited')?.message).toMatch(/says 750\.00 .* worth 1,500\.00/);
  });

  test('a line deleted from a draft frees its own work only', async ({ world }) => {
    const one = await sellTime(world, [
      { price: 100, hours: [8] },
      { price: 150, hours: [5] },
    ]);
    const [first] = await billingRun(world.drafting, { orderIds: [one.orderId] });
    if (first?.status !== 'drafted') throw new Error('not drafted');
    const [line] = await world.admin.searchRead(
      'account.move.line',
      [
        ['move_id', '=', first.invoice.id],
        ['price_unit', '=', 150],
      ],
      { fields: ['id'] },
    );
    await world.admin.call('account.move', 'write', [[first.invoice.id], { invoice_line_ids: [[2, line?.id, 0]] }]);
    const [second] = await proposalsOf(world, one.orderId);
    expect(second?.orders[0].lines).toMatchObject([{ quantity: '5', priceUnit: '150' }]);
    await billingRun(world.drafting, { orderIds: [one.orderId] });
    expect(await invoicedHours(world, one.lineIds)).toEqual([8, 5]);
  });
});

describe('what changed since it was read is refused', () => {
  const changes: [
    string,
    (world: World, one: { orderId: number; lineIds: number[]; timesheetIds: number[] }) => Promise<unknown>,
    string,
  ][] = [
    [
      'hours',
      (world, one) => world.admin.call('account.analytic.line', 'write', [[one.timesheetIds[0]], { unit_amount: 5 }]),
      'changed',
    ],
    [
      'the day',
      (world, one) =>
        world.admin.call('account.analytic.line', 'write', [[one.timesheetIds[0]], { date: '2026-10-09' }]),
      'changed',
    ],
    [
      'the price',
      (world, one) => world.admin.call('sale.order.line', 'write', [[one.lineIds[0]], { price_unit: 90 }]),
      'changed',
    ],
    [
      'a deleted entry',
      (world, one) => world.admin.call('account.analytic.line', 'unlink', [[one.timesheetIds[0]]]),
      'changed',
    ],
    [
      'a cancelled order',
      (world, one) => world.admin.call('sale.order', 'action_cancel', [[one.orderId]]),
      'order-closed',
    ],
  ];
  for (const [what, change, code] of changes) {
    test(what, async ({ world }) => {
      const one = await sellTime(world, [{ price: 100, hours: [8, 7] }]);
      const proposals = await proposalsOf(world, one.orderId);
      await change(world, one);
      expect(await world.drafting.draft(proposals)).toMatchObject([{ status: 'refused', code }]);
      expect(await liveInvoices(world, one.orderId)).toEqual([]);
    });
  }
});

describe('a proposal that was tampered with on its way is refused', () => {
  const twists: [string, (line: ProposalLine) => Partial<ProposalLine>][] = [
    ['more than its work adds up to', (line) => ({ quantity: String(Number(line.quantity) + 3) })],
    [
      'a part larger than its record',
      (line) => ({ quantity: '16', parts: line.parts.map((part) => ({ ...part, quantity: '16' })) }),
    ],
    ['the same part twice', (line) => ({ quantity: '16', parts: [...line.parts, ...line.parts] })],
  ];
  for (const [what, twist] of twists) {
    test(what, async ({ world }) => {
      // Enough is left on the order for it, unapproved.
      const one = await sellTime(world, [{ price: 100, hours: [8] }]);
      await addTime(world, one, 20);
      const [proposal] = await proposalsOf(world, one.orderId);
      if (!proposal) throw new Error('nothing proposed');
      const lines = proposal.orders[0].lines.map((line) => ({ ...line, ...twist(line) }));
      const [outcome] = await world.drafting.draft([onOrder(proposal, { lines })]);
      expect(outcome).toMatchObject({ status: 'refused' });
      expect(await liveInvoices(world, one.orderId)).toEqual([]);
    });
  }
});

test('time that says it is invoiced, on an invoice that knows nothing of it, is not lost', async ({ world }) => {
  const one = await sellTime(world, [{ price: 100, hours: [8, 4] }]);
  const elsewhere = await sellTime(world, [{ price: 100, hours: [1] }]);
  const [other] = await billingRun(world.drafting, { orderIds: [elsewhere.orderId] });
  if (other?.status !== 'drafted') throw new Error('not drafted');
  const link = { timesheet_invoice_id: other.invoice.id };
  await world.admin.call('account.analytic.line', 'write', [[one.timesheetIds[0]], link]);
  const outcomes = await billingRun(world.drafting, { orderIds: [one.orderId] });
  expect(outcomes).toMatchObject([
    { status: 'refused', code: 'claimed', message: expect.stringContaining('already on') },
  ]);
});

test('time deleted after it was drafted is shown to whoever decides', async ({ world }) => {
  const one = await sellTime(world, [{ price: 100, hours: [8, 4] }]);
  const [drafted] = await billingRun(world.drafting, { orderIds: [one.orderId] });
  if (drafted?.status !== 'drafted') throw new Error('not drafted');
  expect((await world.deciding.invoice(drafted.invoice.id)).findings).toEqual([]);
  await world.admin.call('account.analytic.line', 'unlink', [[one.timesheetIds[1]]]);
  expect((await world.deciding.invoice(drafted.invoice.id)).findings).toMatchObject([{ code: 'work.gone' }]);
});

test('time entered late and on no order line is read, so that a case can ask', async ({ world }) => {
  const one = await sellTime(world, [{ price: 100, hours: [8] }]);
  const late = await addTime(world, one, 3, '2026-06-10');
  await world.admin.call('account.analytic.line', 'write', [[late], { so_line: false, is_so_line_edited: true }]);
  const works = await world.drafting.collectWork({ from: '2026-10-01', to: '2026-10-31' });
  const found = works.find(({ order }) => !order)?.entries.map(({ id }) => id);
  expect(found).toContain(late);
});

describe('down payments', () => {
  const ask = (world: World, orderId: number, fixed_amount: number) =>
    pressCreateInvoices(world.admin, orderId, { advance_payment_method: 'fixed', fixed_amount });

  test('invoiced after the work was read: refused, and deducted when it is read again', async ({ world }) => {
    const { orderId } = await sellTime(world, [{ price: 100, hours: [8] }]);
    const before = await proposalsOf(world, orderId);
    await ask(world, orderId, 230);
    expect(await draftProposals(world.drafting, before)).toMatchObject([
      { status: 'refused', code: 'changed', message: expect.stringContaining('down payments') },
    ]);
    const after = await proposalsOf(world, orderId);
    expect(after).toMatchObject([{ orders: [{ deductions: [{ amount: '-200.00' }] }], total: '600.00' }]);
    expect(await draftProposals(world.drafting, after)).toMatchObject([
      { status: 'drafted', invoice: { untaxed: '600' } },
    ]);
  });

  test('larger than the work: Odoo itself refuses what the rules would have held, and the others are drafted', async ({
    world,
  }) => {
    const large = await sellTime(world, [{ price: 100, hours: [8] }]);
    const other = await sellTime(world, [{ price: 100, hours: [2] }]);
    const [wanted] = await proposalsOf(world, large.orderId);
    if (!wanted) return expect.unreachable('there is work to bill');
    await ask(world, large.orderId, 5000);
    expect(await proposalsOf(world, large.orderId)).toEqual([]);
    const [line] = (await collectOne(world, large.orderId)).flatMap(({ order }) =>
      (order?.lines ?? []).filter(({ basis }) => basis === 'down payment'),
    );
    const deductions = [
      {
        orderLineId: line?.id ?? 0,
        description: 'Down Payment',
        priceUnit: line?.priceUnit ?? '0',
        quantity: '1',
        left: '1',
        amount: '0',
      },
    ];
    const outcomes = await draftProposals(world.drafting, [
      onOrder(wanted, { deductions }),
      ...(await proposalsOf(world, other.orderId)),
    ]);
    expect(outcomes).toMatchObject([
      { status: 'refused', code: 'odoo', message: expect.stringContaining('more than this work') },
      { status: 'drafted' },
    ]);
    expect(await holders(world, large.timesheetIds)).toEqual([0]);
  });
});
