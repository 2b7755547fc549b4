import { randomUUID } from 'node:crypto';
import { describe, expect } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import { runWatch } from '../../src/billing/watch/run.ts';
import { reconcile } from '../../src/billing/watch/reconcile.ts';
import type { Domain } from '../../src/odoo/api.ts';
import { addDays } from '../../src/rules/days.ts';
import { proposalsOf } from '../../src/rules/proposal/of.ts';
import type { Proposal } from '../../src/rules/verdict.ts';
import { pressCreateInvoices } from './support/billed.ts';
import { creditNote } from './support/fixed-price.ts';
import { unguarded } from './support/unguarded.ts';
import { inWorld as base } from './support/test.ts';
import type { SoldWork, World } from './support/world.ts';
import { addTime, approveTime, enterWorld, sellTime } from './support/world.ts';

const test = base.extend('world', { scope: 'file' }, ({ odoo }) => enterWorld(odoo));

const NOW = new Date().toISOString().slice(0, 10);
/** Longer than freed work may wait for the next run. */
const LATER = addDays(NOW, 30);

async function proposed(world: World, sold: SoldWork): Promise<Proposal[]> {
  const works = await world.drafting.collectWork({ to: '2026-10-31', orderIds: [sold.orderId] });
  return propose(works, NOW).flatMap(proposalsOf);
}

async function made(world: World, proposals: Proposal[]): Promise<number> {
  const [outcome] = await draftProposals(world.drafting, proposals);
  if (outcome?.status !== 'drafted') throw new Error(JSON.stringify(outcome));
  return outcome.invoice.id;
}

const bill = async (world: World, sold: SoldWork) => made(world, await proposed(world, sold));

async function post(world: World, id: number): Promise<void> {
  const { content } = await world.deciding.invoice(id);
  const about = { key: randomUUID(), requestId: randomUUID(), invoiceId: id, content, reason: '' };
  const person = await world.approver();
  const at = new Date().toISOString();
  await world.deciding.recordDecision({ ...about, outcome: 'approved', person, channel: 'page', at });
  expect(await world.drafting.post([id])).toMatchObject([{ status: 'posted' }]);
}

async function cancel(world: World, ...ids: number[]): Promise<void> {
  const api = world.as('controller');
  await api.call('account.move', 'write', [ids, { x_billing_reason: 'Drawn up by mistake' }]);
  await api.call('account.move', 'button_cancel', [ids]);
}

/** Work sold by the hour, drafted. */
async function billed(
  world: World,
  lines: [price: number, ...hours: number[]][],
): Promise<{ sold: SoldWork; id: number }> {
  const sold = await sellTime(
    world,
    lines.map(([price, ...hours]) => ({ price, hours })),
    { customer: `Customer ${randomUUID().slice(0, 8)}` },
  );
  return { sold, id: await bill(world, sold) };
}

const linesOf = async (world: World, id: number) =>
  world.admin.searchRead(
    'account.move.line',
    [
      ['move_id', '=', id],
      ['display_type', '=', 'product'],
    ],
    { fields: ['quantity', 'sale_line_ids', 'product_id'], order: 'id' },
  );

const writeTime = (world: World, id: number | undefined, values: object) =>
  world.admin.call('account.analytic.line', 'write', [[id], values]);

const editLines = (world: World, id: number, ...commands: unknown[]) =>
  world.admin.call('account.move', 'write', [[id], { invoice_line_ids: commands }]);

/** A posted credit note over one hour, by Odoo's own dialog. */
async function creditAnHour(world: World, id: number): Promise<void> {
  await post(world, id);
  const note = await creditNote(world, id);
  const [line, ...more] = await linesOf(world, note);
  const [work] = await world.drafter.searchRead('x_billing_part', [['x_move_id', '=', id]], { fields: ['x_name'] });
  const hour = { quantity: 1, x_billing_credited_ids: [[6, 0, [work?.id]]] };
  await world
    .as('controller')
    .call('account.move', 'write', [
      [note],
      { invoice_line_ids: [[1, line?.id, hour], ...more.map((each) => [2, each.id])] },
    ]);
  await post(world, note);
}

/** What the watch says today, cases kept: `code record amount`. */
async function watched(world: World) {
  const { findings, closed } = await runWatch(world.drafting, reconcile, {}, { today: LATER, keepCases: true });
  const found = findings.map(({ caseKey, amount, currency }) => `${caseKey} ${amount} ${currency}`).toSorted();
  return { found, closed };
}

const openCases = async (world: World) =>
  (
    await world.as('controller').searchRead(
      'x_billing_case',
      [
        ['x_code', '=like', 'reconcile.%'],
        ['x_state', '=', 'open'],
      ],
      { fields: ['x_key', 'x_amount'] },
    )
  ).map(({ x_key: key, x_amount: amount }) => `${key} ${amount}`);

interface Planted {
  /** `code:record amount` by hand. */
  expected: string[];
  mend: () => Promise<unknown>;
}

/** Plants its problems, looks, looks again, mends them at their source, and looks. */
async function plantedAndMended(world: World, { expected, mend }: Planted): Promise<void> {
  const wanted = expected.map((each) => `${each} USD`).toSorted();
  expect((await watched(world)).found).toEqual(wanted);
  expect(await watched(world)).toEqual({ found: wanted, closed: 0 });
  expect((await openCases(world)).toSorted()).toEqual(expected.toSorted());
  await mend();
  expect(await watched(world)).toEqual({ found: [], closed: expected.length });
  expect(await openCases(world)).toEqual([]);
}

const TIME = 'account.analytic.line';

describe('reconciliation on the real Odoo', { timeout: 600_000 }, () => {
  test('nothing healthy is reported', async ({ world }) => {
    const { sold, id } = await billed(world, [
      [120, 8, 2.5, 20 / 3],
      [913.37, 0.1],
    ]);
    await post(world, id);
    const late = await addTime(world, sold, 3);
    await approveTime(world, [late]);
    await bill(world, sold);

    const again = await billed(world, [[100, 8]]);
    await cancel(world, again.id);
    await bill(world, again.sold);

    const corrected = await billed(world, [[100, 8]]);
    const full = await post(world, corrected.id).then(() => creditNote(world, corrected.id));
    await post(world, full);
    await bill(world, corrected.sold);

    const freeText = await billed(world, [[100, 8]]);
    await editLines(world, freeText.id, [0, 0, { name: 'Travel, as agreed', quantity: 1, price_unit: 55 }]);

    const ahead = await sellTime(world, [{ price: 100, hours: [8] }], { customer: 'Paid ahead' });
    await pressCreateInvoices(world.admin, ahead.orderId, { advance_payment_method: 'fixed', fixed_amount: 230 });
    await bill(world, ahead);

    const odoos = await sellTime(world, [{ price: 100, hours: [4] }], { customer: 'By Odoo’s own button' });
    await pressCreateInvoices(world.admin, odoos.orderId);
    await approveTime(world, [await addTime(world, odoos, 5)]);
    await bill(world, odoos);

    expect((await watched(world)).found).toEqual([]);
  });

  test('deleted since', async ({ world }) => {
    const { sold, id } = await billed(world, [[120, 8, 2.5, 4]]);
    const [a, b, c] = sold.timesheetIds;
    await world.admin.call(TIME, 'write', [sold.timesheetIds, { timesheet_invoice_id: false }]);
    await world.admin.call(TIME, 'unlink', [sold.timesheetIds]);
    const key = (record: number | undefined) => `reconcile.deleted:${TIME},${record}`;
    await plantedAndMended(world, {
      expected: [`${key(a)} 960`, `${key(b)} 300`, `${key(c)} 480`],
      mend: () => cancel(world, id),
    });
  });

  test('changed since: hours, day and order line', async ({ world }) => {
    const { sold, id } = await billed(world, [
      [100, 8, 6, 4],
      [150, 2],
    ]);
    const [a, b, c] = sold.timesheetIds;
    const [own, other] = sold.lineIds;
    await world.admin.call(TIME, 'write', [sold.timesheetIds.slice(0, 3), { timesheet_invoice_id: false }]);
    await writeTime(world, a, { unit_amount: 6.5 });
    await writeTime(world, b, { date: '2026-10-12' });
    await writeTime(world, c, { so_line: other });
    const key = (record: number | undefined) => `reconcile.changed:${TIME},${record}`;
    await plantedAndMended(world, {
      expected: [`${key(a)} 150`, `${key(b)} 600`, `${key(c)} 400`],
      async mend() {
        await writeTime(world, a, { unit_amount: 8 });
        await writeTime(world, b, { date: '2026-10-05' });
        await writeTime(world, c, { so_line: own });
        await world.admin.call(TIME, 'write', [sold.timesheetIds.slice(0, 3), { timesheet_invoice_id: id }]);
      },
    });
  });

  test('another amount than the work is worth', async ({ world }) => {
    const { id } = await billed(world, [
      [100, 10],
      [110, 10],
      [120, 10],
    ]);
    const [a, b, c] = (await linesOf(world, id)).map((row) => row.id);
    const set = (...quantities: number[]) =>
      editLines(world, id, ...[a, b, c].map((line, at) => [1, line, { quantity: quantities[at] }]));
    await set(9, 9.5, 12);
    const key = (line: unknown) => `reconcile.amount:account.move.line,${line}`;
    await plantedAndMended(world, {
      expected: [`${key(a)} 100`, `${key(b)} 55`, `${key(c)} 240`],
      mend: () => set(10, 10, 10),
    });
  });

  test('another price is a difference, unless a controller gave it with a reason', async ({ world }) => {
    const { id } = await billed(world, [[100, 10]]);
    const [line] = await linesOf(world, id);
    await world
      .as('controller')
      .call('account.move', 'write', [
        [id],
        { x_billing_reason: 'As agreed on the phone', invoice_line_ids: [[1, line?.id, { price_unit: 90 }]] },
      ]);
    expect((await watched(world)).found).toEqual([]);
  });

  test('taken off an invoice by hand, billed nowhere', async ({ world }) => {
    const three: { sold: SoldWork; id: number }[] = [];
    for (const [kept, off, price] of [
      [8, 4, 100],
      [1, 5, 110],
      [2, 6, 120],
    ] as const) {
      const { sold, id } = await billed(world, [
        [80, kept],
        [price, off],
      ]);
      const [, line] = await linesOf(world, id);
      await editLines(world, id, [2, line?.id]);
      three.push({ sold, id });
    }
    const key = (at: number) => `reconcile.unbilled:account.move,${three[at]?.id}`;
    await plantedAndMended(world, {
      expected: [`${key(0)} 400`, `${key(1)} 550`, `${key(2)} 720`],
      mend: async () => {
        for (const { sold } of three) await bill(world, sold);
      },
    });
  });

  test('approved in time, and passed over by the invoice', async ({ world }) => {
    const three: SoldWork[] = [];
    for (const [hours, price] of [
      [4, 100],
      [5, 110],
      [6, 120],
    ] as const) {
      const sold = await sellTime(world, [{ price, hours: [8] }], { customer: `Passed over ${hours}` });
      const late = await addTime(world, sold, hours, '2026-10-02');
      const read = await proposed(world, sold);
      await approveTime(world, [late]);
      await made(world, read);
      three.push(sold);
    }
    const key = (at: number) => `reconcile.unbilled:sale.order.line,${three[at]?.lineIds[0]}`;
    await plantedAndMended(world, {
      expected: [`${key(0)} 400`, `${key(1)} 550`, `${key(2)} 720`],
      mend: async () => {
        for (const sold of three) await bill(world, sold);
      },
    });
  });

  test('cancelled, and not billed anew', async ({ world }) => {
    const three = [
      await billed(world, [[100, 8, 2]]),
      await billed(world, [[110, 3]]),
      await billed(world, [[120, 1.5]]),
    ];
    await cancel(world, ...three.map(({ id }) => id));
    const key = (at: number) => `reconcile.cancelled:account.move,${three[at]?.id}`;
    await plantedAndMended(world, {
      expected: [`${key(0)} 1000`, `${key(1)} 330`, `${key(2)} 180`],
      mend: async () => {
        for (const { sold } of three) await bill(world, sold);
      },
    });
  });

  test('billed twice: a cancelled invoice was opened again after its work was billed anew', async ({ world }) => {
    const three = [
      await billed(world, [[100, 8, 2]]),
      await billed(world, [[110, 3]]),
      await billed(world, [[120, 1.5]]),
    ];
    await cancel(world, ...three.map(({ id }) => id));
    const second: number[] = [];
    for (const { sold } of three) second.push(await bill(world, sold));
    await unguarded(world, 'automation_hold_again', () =>
      world.admin.call('account.move', 'button_draft', [three.map(({ id }) => id)]),
    );
    const key = (at: number) => `reconcile.billed-twice:account.move,${second[at]}`;
    await plantedAndMended(world, {
      expected: [`${key(0)} 1000`, `${key(1)} 330`, `${key(2)} 180`],
      mend: () => cancel(world, ...three.map(({ id }) => id)),
    });
  });

  test('billed once more outside of the run: by hand, and with Odoo’s own button', async ({ world }) => {
    const byHand = [await billed(world, [[100, 8]]), await billed(world, [[110, 3]])];
    const drafts: number[] = [];
    for (const { sold, id } of byHand) {
      const [line] = await linesOf(world, id);
      const [order] = await world.admin.searchRead('sale.order', [['id', '=', sold.orderId]], {
        fields: ['partner_id'],
      });
      const again = {
        product_id: line?.product_id,
        quantity: 2,
        price_unit: 95,
        tax_ids: [[6, 0, []]],
        sale_line_ids: [[6, 0, sold.lineIds]],
      };
      const values = { move_type: 'out_invoice', partner_id: order?.partner_id, invoice_line_ids: [[0, 0, again]] };
      drafts.push(await world.create('account.move', values));
    }
    const odoos = await billed(world, [[120, 8, 2]]);
    await creditAnHour(world, odoos.id);
    await pressCreateInvoices(world.admin, odoos.sold.orderId, {});
    expect(await linesOf(world, odoos.id)).toHaveLength(1);
    const [button] = await world.admin.searchRead(
      'account.move.line',
      [
        ['sale_line_ids', 'in', odoos.sold.lineIds],
        ['parent_state', '=', 'draft'],
      ],
      { fields: ['move_id', 'quantity'] },
    );
    // Of the credited hour alone: nothing more than was worked. The rest of it is what somebody typed.
    expect(button?.quantity).toBe(1);
    await editLines(world, button?.move_id as number, [1, button?.id, { quantity: 9 }]);
    const lines = await Promise.all(drafts.map(async (id) => (await linesOf(world, id))[0]?.id));
    const key = (line: unknown) => `reconcile.billed-outside:account.move.line,${line}`;
    await plantedAndMended(world, {
      expected: [`${key(lines[0])} 190`, `${key(lines[1])} 190`, `${key(button?.id)} 960`],
      mend: async () => {
        for (const id of drafts) await world.admin.call('account.move', 'button_cancel', [[id]]);
        await editLines(world, button?.move_id as number, [1, button?.id, { quantity: 1 }]);
      },
    });
  });

  test('an hour credited frees an hour, and no link of Odoo’s is lost', async ({ world }) => {
    for (const hours of [[8, 2], [3], [1.5]]) {
      const { sold, id } = await billed(world, [[100, ...hours]]);
      await creditAnHour(world, id);
      const linked: Domain = [['timesheet_invoice_id', '=', id]];
      expect(await world.admin.searchCount(TIME, linked)).toBe(sold.timesheetIds.length);
      expect((await proposed(world, sold)).map(({ total }) => total)).toEqual(['100.00']);
    }
    expect((await watched(world)).found).toEqual([]);
  });

  test('billed, and linked to no invoice by Odoo', async ({ world }) => {
    const three = [
      await billed(world, [[100, 8, 2]]),
      await billed(world, [[110, 3]]),
      await billed(world, [[120, 1.5]]),
    ];
    for (const { sold } of three)
      await world.admin.call(TIME, 'write', [sold.timesheetIds, { timesheet_invoice_id: false }]);
    const key = (at: number) => `reconcile.freed:account.move,${three[at]?.id}`;
    await plantedAndMended(world, {
      expected: [`${key(0)} 1000`, `${key(1)} 330`, `${key(2)} 180`],
      mend: async () => {
        for (const { sold, id } of three)
          await world.admin.call(TIME, 'write', [sold.timesheetIds, { timesheet_invoice_id: id }]);
      },
    });
  });

  test('linked to a cancelled invoice, while another bills it', async ({ world }) => {
    const { sold, id } = await billed(world, [[100, 8, 2, 3]]);
    const dead = await billed(world, [[50, 1]]);
    await cancel(world, dead.id);
    await bill(world, dead.sold);
    for (const record of sold.timesheetIds) await writeTime(world, record, { timesheet_invoice_id: dead.id });
    const key = (at: number) => `reconcile.cancelled:${TIME},${sold.timesheetIds[at]}`;
    await plantedAndMended(world, {
      expected: [`${key(0)} 800`, `${key(1)} 200`, `${key(2)} 300`],
      mend: () => world.admin.call(TIME, 'write', [sold.timesheetIds, { timesheet_invoice_id: id }]),
    });
  });
});
