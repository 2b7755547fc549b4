import { expect } from 'vitest';
import { draftProposals } from '../../../src/billing/draft.ts';
import { reconcile } from '../../../src/billing/watch/reconcile.ts';
import { runWatch } from '../../../src/billing/watch/run.ts';
import type { Domain, Row } from '../../../src/odoo/api.ts';
import { sellTime } from './world.ts';
import type { SoldWork, World } from './world.ts';
import { creditNote } from './fixed-price.ts';
import { approveAndPost } from './parity/post.ts';
import { evaluations, proposals } from './run.ts';

type Sold = Pick<SoldWork, 'orderId' | 'lineIds' | 'timesheetIds'>;

/** Drafts all the order has to bill, one invoice. */
export async function drafted(world: World, sold: Sold, to?: string): Promise<number> {
  const wanted = await proposals(world, [sold], to);
  const [outcome] = await draftProposals(world.drafting, wanted);
  if (outcome?.status !== 'drafted') throw new Error(JSON.stringify(outcome ?? 'Nothing is to be billed.'));
  return outcome.invoice.id;
}

export async function posted(world: World, sold: Sold, to?: string): Promise<number> {
  const id = await drafted(world, sold, to);
  await post(world, id);
  return id;
}

export const post = async (world: World, id: number): Promise<void> =>
  approveAndPost(world, await world.approver(), [id]);

/** Lines of work, as the form shows them. */
export const linesOf = ({ admin }: World, moveId: number): Promise<Row[]> =>
  admin.searchRead(
    'account.move.line',
    [
      ['move_id', '=', moveId],
      ['display_type', '=', 'product'],
    ],
    { fields: ['quantity', 'price_unit', 'sale_line_ids', 'x_billing_source_id'], order: 'id' },
  );

/**
 * A draft credit note by Odoo's own dialog, edited as a controller would: the quantity of each line in turn, a line without
 * one deleted; or whatever else is written on its lines.
 */
export async function creditDraft(
  world: World,
  invoiceId: number,
  edits: (number | object | undefined)[] = [],
): Promise<number> {
  const note = await creditNote(world, invoiceId);
  const lines = await linesOf(world, note);
  const commands = edits.length
    ? lines.map(({ id }, index) => {
        const edit = edits[index];
        return edit === undefined ? [2, id] : [1, id, typeof edit === 'number' ? { quantity: edit } : edit];
      })
    : [];
  if (commands.length > 0)
    await world.as('controller').call('account.move', 'write', [[note], { invoice_line_ids: commands }]);
  return note;
}

/** The same, approved and posted. */
export async function credited(world: World, invoiceId: number, edits?: Parameters<typeof creditDraft>[2]) {
  const note = await creditDraft(world, invoiceId, edits);
  await post(world, note);
  return note;
}

/** As a controller does it on Odoo's own form, with a reason. */
export async function press(world: World, button: 'button_draft' | 'button_cancel' | 'unlink', id: number) {
  const api = world.as('controller');
  await api.call('account.move', 'write', [[id], { x_billing_reason: 'By hand' }]);
  await api.call('account.move', button, [[id]]);
}

/** Hours to bill now, by the rules. */
export async function open(world: World, sold: Sold, to?: string): Promise<number[]> {
  const found = await proposals(world, [sold], to);
  return found.flatMap(({ orders }) => orders.flatMap(({ lines }) => lines.map(({ quantity }) => Number(quantity))));
}

/** What becomes of the work by the rules: `8 billed`. */
export const verdicts = async (world: World, sold: Sold, to?: string): Promise<string[]> =>
  (await evaluations(world, [sold], to))
    .flatMap(({ parts }) => parts.map(({ quantity, verdict }) => `${quantity} ${verdict}`))
    .toSorted();

/** The watch that reads the books finds nothing to say of the work. */
export async function reconciled(world: World, ...all: Sold[]): Promise<void> {
  const settings = { today: '2026-12-31', keepCases: false };
  const { findings } = await runWatch(world.drafting, reconcile, {}, settings);
  const ids = new Set(all.map(({ orderId }) => orderId));
  expect(findings.filter(({ order }) => order && ids.has(order.id)).map(({ caseKey }) => caseKey)).toEqual([]);
}

/** The ledger holds, too. */
export async function clean(world: World, ...all: Sold[]): Promise<void> {
  for (const sold of all) await ledgerHolds(world, sold);
  await reconciled(world, ...all);
}

/** At the end of a timeline, and wherever nothing is left to say. Answers with the customers' balance. */
export async function settled(world: World, ...all: Sold[]): Promise<number> {
  await reconciled(world, ...all);
  return accounted(world, ...all);
}

/** The same where the watch that reads the books rightly has something to say: work of a cancelled invoice waits. */
export async function accounted(world: World, ...all: Sold[]): Promise<number> {
  for (const sold of all) await ledgerHolds(world, sold);
  const orders = await world.admin.searchRead('sale.order', [['id', 'in', all.map(({ orderId }) => orderId)]], {
    fields: ['partner_id'],
  });
  let balance = 0;
  for (const partner of new Set(orders.map((order) => idOf(order.partner_id) as number)))
    balance += await balanceIsOdoos(world, partner);
  return balance;
}

/** Odoo's own balance of the customer, in the company's currency, is what is open of invoices, less credit notes and money on account. */
export async function balanceIsOdoos({ admin }: World, partner: number): Promise<number> {
  const [customer] = await admin.searchRead('res.partner', [['id', '=', partner]], { fields: ['credit'] });
  const invoices = await admin.searchRead(
    'account.move',
    [
      ['partner_id', '=', partner],
      ['state', '=', 'posted'],
      ['move_type', 'in', ['out_invoice', 'out_refund']],
    ],
    { fields: ['amount_residual_signed'] },
  );
  const onAccount = await admin.searchRead(
    'account.move.line',
    [
      ['partner_id', '=', partner],
      ['parent_state', '=', 'posted'],
      ['payment_id', '!=', false],
      ['account_id.account_type', '=', 'asset_receivable'],
    ],
    { fields: ['amount_residual'] },
  );
  const open = [...invoices.map((row) => row.amount_residual_signed), ...onAccount.map((row) => row.amount_residual)];
  const balance = open.reduce<number>((all, each) => all + Number(each), 0);
  expect(customer?.credit, `balance of customer ${String(partner)}`).toBeCloseTo(balance, 2);
  return balance;
}

const CREDITED: Domain = [['x_credit_line_id.parent_state', '=', 'posted']];

/** The ledger's parts of the time that are on invoices which are not cancelled, and those no posted credit note gave back. */
async function partsOf({ drafter }: World, sold: Sold): Promise<{ all: Row[]; held: Row[] }> {
  const fields = [
    ...['x_record_id', 'x_quantity', 'x_quantity_exact', 'x_billed_exact'],
    ...['x_order_line_id', 'x_move_id', 'x_move_line_id'],
  ];
  const onTime: Domain = [
    ['x_model', '=', 'account.analytic.line'],
    ['x_record_id', 'in', sold.timesheetIds],
    ['x_verdict', '=', 'bill'],
    ['x_move_line_id', '!=', false],
    ['x_move_id.state', '!=', 'cancel'],
  ];
  const all = await drafter.searchRead('x_billing_part', onTime, { fields, order: 'id' });
  const credited = await drafter.searchRead('x_billing_part', [...onTime, ...CREDITED], { fields: ['x_record_id'] });
  const gone = new Set(credited.map(({ id }) => id));
  return { all, held: all.filter(({ id }) => !gone.has(id)) };
}

/**
 * The order's lines with what Odoo says is invoiced and delivered of each, and the ledger's parts on it. A draft credit note
 * counts in Odoo at once, in the ledger when it is posted: it is added.
 */
async function invoicedOf({ admin }: World, sold: Sold, held: Row[]) {
  const rows = await admin.searchRead('sale.order.line', [['id', 'in', sold.lineIds]], {
    fields: ['qty_invoiced', 'qty_delivered'],
  });
  const drafts = await admin.searchRead(
    'account.move.line',
    [
      ['sale_line_ids', 'in', sold.lineIds],
      ['move_id.move_type', '=', 'out_refund'],
      ['parent_state', '=', 'draft'],
    ],
    { fields: ['quantity', 'sale_line_ids'] },
  );
  return rows.map(({ id, qty_invoiced: counted, qty_delivered: delivered }) => {
    const own = held.filter((row) => idOf(row.x_order_line_id) === id);
    const waiting = drafts.filter(({ sale_line_ids: ids }) => (ids as unknown[]).includes(id));
    return {
      id: id as number,
      own,
      invoiced: (counted as number) + total(waiting, 'quantity'),
      delivered: delivered as number,
      // Each invoice line is rounded once, to a hundredth.
      rounded: 0.005 * Math.max(1, new Set(own.map((row) => idOf(row.x_move_line_id))).size) + 1e-9,
    };
  });
}

const total = (rows: Row[], field: string): number => rows.reduce((sum, row) => sum + Number(row[field]), 0);

/**
 * What has to hold after whatever anybody does: no record is held beyond what it is, its parts on live and credited lines
 * add up, Odoo's order lines are invoiced as the ledger holds them, and time that is billed is linked to its invoice.
 */
export async function ledgerHolds(world: World, sold: Sold): Promise<void> {
  const { all, held } = await partsOf(world, sold);
  const time = await world.admin.searchRead('account.analytic.line', [['id', 'in', sold.timesheetIds]], {
    fields: ['unit_amount', 'timesheet_invoice_id'],
  });
  for (const { id, unit_amount: hours, timesheet_invoice_id: link } of time) {
    const own = held.filter((row) => row.x_record_id === id);
    expect(total(own, 'x_quantity_exact'), `hours of ${String(id)} on live invoices`).toBeLessThanOrEqual(
      (hours as number) + 1e-9,
    );
    for (const row of own) expect(Number(row.x_quantity_exact)).toBeCloseTo(row.x_quantity as number, 9);
    if (own.length > 0)
      expect(
        own.map((row) => idOf(row.x_move_id)),
        `link of ${String(id)}`,
      ).toContain(idOf(link));
    // Each invoice line bills a record once: shares given back and shares still held are of one whole.
    for (const [moveId, rows] of Map.groupBy(
      all.filter((row) => row.x_record_id === id),
      (row) => idOf(row.x_move_id),
    ))
      expect(total(rows, 'x_quantity_exact'), `hours of ${String(id)} on ${String(moveId)}`).toBeLessThanOrEqual(
        (hours as number) + 1e-9,
      );
  }
  for (const { id, own, invoiced, rounded } of await invoicedOf(world, sold, held)) {
    const bills = own.reduce((sum, row) => sum + Number(row.x_billed_exact || row.x_quantity_exact), 0);
    const differs = Math.abs(invoiced - bills);
    expect(differs, `invoiced of order line ${String(id)}, against ${String(bills)}`).toBeLessThanOrEqual(rounded);
  }
}

/**
 * Of each entry what live rows of the ledger bill, what the rules would bill now, and what is held and written off come to
 * what Odoo says was worked; of each order line, with what Odoo itself says is invoiced, to what is delivered. Nobody has
 * billed any of it outside of the billing run. The work is billed as it was worked.
 */
export async function nothingIsLost(world: World, sold: Sold): Promise<void> {
  const { held } = await partsOf(world, sold);
  const works = await world.drafting.collectWork({ orderIds: [sold.orderId], to: '2026-10-31' });
  const claims = works.flatMap(({ entries }) => entries.flatMap((entry) => entry.claims));
  expect(
    claims.filter(({ outside }) => outside),
    'billed outside of the billing run',
  ).toEqual([]);
  const parts = (await evaluations(world, [sold]))
    .flatMap((evaluation) => evaluation.parts)
    .filter(({ verdict }) => ['bill', 'hold', 'write-off'].includes(verdict));
  const sum = (of: typeof parts): number => of.reduce((all, { quantity }) => all + Number(quantity), 0);
  const time = await world.admin.searchRead('account.analytic.line', [['id', 'in', sold.timesheetIds]], {
    fields: ['unit_amount'],
  });
  expect(time.length).toBe(sold.timesheetIds.length);
  for (const { id, unit_amount: worked } of time) {
    const billed = total(
      held.filter((row) => row.x_record_id === id),
      'x_quantity_exact',
    );
    const rest = sum(parts.filter(({ entry }) => entry === `account.analytic.line,${String(id)}`));
    expect(billed + rest, `hours of ${String(id)}: ${String(billed)} billed, ${String(rest)} not`).toBeCloseTo(
      worked as number,
      6,
    );
  }
  for (const { id, invoiced, delivered, rounded } of await invoicedOf(world, sold, held)) {
    const rest = sum(parts.filter(({ orderLineId }) => orderLineId === id));
    // What is delivered is rounded, too.
    expect(
      Math.abs(invoiced + rest - delivered),
      `order line ${String(id)}: ${String(invoiced)} invoiced, ${String(rest)} not, ${String(delivered)} delivered`,
    ).toBeLessThanOrEqual(rounded + 0.005);
  }
}

const idOf = (value: unknown): unknown => (Array.isArray(value) ? (value as unknown[])[0] : value);

/** Sells work at 100.00 an hour, an entry a number, a line a list; to another customer each time. */
export function seller(customer: string): (world: World, ...lines: number[][]) => Promise<SoldWork> {
  let count = 0;
  return (world, ...lines) =>
    sellTime(
      world,
      lines.map((hours) => ({ price: 100, hours })),
      { customer: `${customer} ${String((count += 1))}` },
    );
}
