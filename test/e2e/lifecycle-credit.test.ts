import { describe, expect } from 'vitest';
import { rows } from '../contract/rows.ts';
import { agree } from './support/agree.ts';
import {
  accounted,
  credited,
  creditDraft,
  drafted,
  ledgerHolds,
  linesOf,
  open,
  post,
  posted,
  press,
  seller,
  settled,
} from './support/lifecycle.ts';
import { creditNote } from './support/fixed-price.ts';
import { addTime, approveTime } from './support/world.ts';
import type { SoldWork, World } from './support/world.ts';
import { test } from './support/with-keepers.ts';

const NEXT = '2026-11-30';
const sell = seller('Customer');

const linksOf = async (world: World, { timesheetIds }: SoldWork) =>
  (
    await world.admin.searchRead('account.analytic.line', [['id', 'in', timesheetIds]], {
      fields: ['timesheet_invoice_id'],
      order: 'id',
    })
  ).map(({ timesheet_invoice_id: link }) => (Array.isArray(link) ? (link[0] as number) : link));

describe('from an invoice to its credit note and back', () => {
  test('credited in full: all of it is billed again, and once', async ({ world }) => {
    const sold = await sell(world, [6, 4]);
    const first = await posted(world, sold);
    expect(await open(world, sold)).toEqual([]);
    await credited(world, first);
    await ledgerHolds(world, sold);
    expect(await open(world, sold)).toEqual([10]);
    const second = await posted(world, sold);
    expect(second).not.toBe(first);
    expect(await open(world, sold)).toEqual([]);
    expect(await linksOf(world, sold)).toEqual([second, second]);
    await settled(world, sold);
  });

  test('credited by line: that line’s work and nothing else', async ({ world }) => {
    const sold = await sell(world, [6, 4], [3], [5]);
    const first = await posted(world, sold);
    await credited(world, first, [undefined, 3]);
    await ledgerHolds(world, sold);
    expect(await linksOf(world, sold)).toEqual([first, first, false, first]);
    expect(await open(world, sold)).toEqual([3]);
    const second = await posted(world, sold, NEXT);
    expect(await linksOf(world, sold)).toEqual([first, first, second, first]);
    expect(await open(world, sold)).toEqual([]);
    await settled(world, sold);
  });

  test('two of ten hours credited: two are billed again, in a later month too', async ({ world }) => {
    const sold = await sell(world, [10]);
    const first = await posted(world, sold);
    await credited(world, first, [2]);
    await ledgerHolds(world, sold);
    expect(await linksOf(world, sold)).toEqual([first]);
    const later = { orderIds: [sold.orderId], from: '2026-11-01', to: NEXT };
    const [work] = await world.drafting.collectWork(later);
    expect(work?.entries.map(({ claims }) => claims.map(({ quantity }) => quantity))).toEqual([['8']]);
    expect(await open(world, sold)).toEqual([2]);
    await posted(world, sold);
    expect(await open(world, sold)).toEqual([]);
    await settled(world, sold);
  });

  test('two of ten hours of three people: not before it is said whose', async ({ world }) => {
    const sold = await sell(world, [5, 3, 2]);
    const first = await posted(world, sold);
    const note = await creditDraft(world, first, [2]);
    await expect(post(world, note)).rejects.toThrow(/which 2 of its 10 are credited can.t be told/);
    await ledgerHolds(world, sold);
    const [line] = await linesOf(world, note);
    const parts = await world.drafter.searchRead('x_billing_part', [['x_move_id', '=', first]], {
      fields: ['x_record_id'],
      order: 'x_record_id',
    });
    const [part] = parts;
    await world
      .as('controller')
      .call('account.move', 'write', [
        [note],
        { invoice_line_ids: [[1, line?.id, { x_billing_credited_ids: [[6, 0, [part?.id]]] }]] },
      ]);
    await post(world, note);
    await ledgerHolds(world, sold);
    const [work] = await world.drafting.collectWork({ orderIds: [sold.orderId], to: '2026-10-31' });
    const held = Object.fromEntries((work?.entries ?? []).map(({ key, claims }) => [key, claims[0]?.quantity]));
    expect(sold.timesheetIds.map((id) => held[`account.analytic.line,${String(id)}`])).toEqual(['3', '3', '2']);
    expect(await open(world, sold)).toEqual([2]);
    await settled(world, sold);
  });

  test('refund pressed twice: the second is not posted, and frees nothing', async ({ world }) => {
    const sold = await sell(world, [10]);
    const first = await posted(world, sold);
    const [note, again] = [await creditDraft(world, first), await creditDraft(world, first)];
    await post(world, note);
    await expect(post(world, again)).rejects.toThrow('all of it was credited before');
    const second = await posted(world, sold);
    await expect(post(world, again)).rejects.toThrow('all of it was credited before');
    expect(await open(world, sold)).toEqual([]);
    await press(world, 'button_cancel', again);
    expect(await open(world, sold)).toEqual([]);
    expect(second).not.toBe(first);
    await settled(world, sold);
  });

  test('more than what is left to credit is refused', async ({ world }) => {
    const sold = await sell(world, [10]);
    const first = await posted(world, sold);
    await credited(world, first, [7]);
    const note = await creditDraft(world, first, [4]);
    await expect(post(world, note)).rejects.toThrow('4 to credit, and only 3 left of what was billed');
    await settled(world, sold);
  });

  test('halves of the same size credited one after the other: both are billed again', async ({ world }) => {
    const sold = await sell(world, [10]);
    const first = await posted(world, sold);
    await credited(world, first, [5]);
    const second = await posted(world, sold);
    await credited(world, first, [5]);
    expect(await open(world, sold)).toEqual([5]);
    const third = await posted(world, sold);
    expect(new Set([first, second, third]).size).toBe(3);
    expect(await open(world, sold)).toEqual([]);
    await settled(world, sold);
  });

  test('credited, billed again, credited again and billed a third time', async ({ world }) => {
    const sold = await sell(world, [6, 4], [3]);
    let last = await posted(world, sold);
    for (let time = 0; time < 2; time += 1) {
      await credited(world, last);
      last = await posted(world, sold);
      await ledgerHolds(world, sold);
    }
    expect(await open(world, sold)).toEqual([]);
    await settled(world, sold);
  });

  test('another price: not told, so not posted; as money only it frees nothing', async ({ world }) => {
    const sold = await sell(world, [10]);
    const first = await posted(world, sold);
    const note = await creditDraft(world, first, [{ price_unit: 10 }]);
    await expect(post(world, note)).rejects.toThrow('at another price than it was billed at');
    const [line] = await linesOf(world, note);
    const tick = { invoice_line_ids: [[1, line?.id, { x_billing_money_only: true }]] };
    await world.as('controller').call('account.move', 'write', [[note], tick]);
    await post(world, note);
    expect(await open(world, sold)).toEqual([]);
    await settled(world, sold);
  });

  test('a credit note opened again: its work is held again, unless it is billed meanwhile', async ({ world }) => {
    const sold = await sell(world, [10]);
    const first = await posted(world, sold);
    const note = await credited(world, first, [4]);
    await press(world, 'button_draft', note);
    expect(await open(world, sold)).toEqual([]);
    await ledgerHolds(world, sold);
    const [line] = await linesOf(world, note);
    const more = { invoice_line_ids: [[1, line?.id, { quantity: 6 }]] };
    await world.as('controller').call('account.move', 'write', [[note], more]);
    expect(await world.drafting.post([note])).toMatchObject([{ status: 'refused' }]);
    await post(world, note);
    expect(await open(world, sold)).toEqual([6]);
    const second = await posted(world, sold);
    for (const button of ['button_draft', 'button_cancel'] as const)
      await expect(press(world, button, note)).rejects.toThrow('meanwhile. Cancel or credit that first');
    await ledgerHolds(world, sold);
    await credited(world, second);
    await press(world, 'button_draft', note);
    await ledgerHolds(world, sold);
    await press(world, 'button_cancel', note);
    expect(await open(world, sold)).toEqual([]);
    await settled(world, sold);
  });

  test('credited in part while the invoice is opened again: what it still bills stays linked to it', async ({
    world,
  }) => {
    const sold = await sell(world, [10]);
    const first = await posted(world, sold);
    const note = await creditDraft(world, first, [4]);
    await press(world, 'button_draft', first);
    await post(world, note);
    expect(await linksOf(world, sold)).toEqual([first]);
    await ledgerHolds(world, sold);
    expect(await open(world, sold)).toEqual([4]);
  });

  test.for(['unlink', 'button_cancel'] as const)(
    'shared with a draft, and its invoice opened again: after %s of the draft it is linked to that',
    async (button, { world }) => {
      const sold = await sell(world, [10]);
      const first = await posted(world, sold);
      await credited(world, first, [4]);
      const second = await drafted(world, sold);
      expect(await linksOf(world, sold)).toEqual([second]);
      await press(world, 'button_draft', first);
      await press(world, button, second);
      expect(await linksOf(world, sold)).toEqual([first]);
      expect(await open(world, sold)).toEqual([4]);
      await ledgerHolds(world, sold);
    },
  );

  test('cancelled in Odoo’s own screen, billed anew: it is not opened again', async ({ world }) => {
    const sold = await sell(world, [10]);
    const first = await posted(world, sold);
    await press(world, 'button_draft', first);
    await press(world, 'button_cancel', first);
    const second = await posted(world, sold);
    await expect(press(world, 'button_draft', first)).rejects.toThrow('meanwhile. Cancel or credit that first');
    await ledgerHolds(world, sold);
    await credited(world, second);
    await press(world, 'button_draft', first);
    expect(await open(world, sold)).toEqual([]);
    await settled(world, sold);
  });

  test('an invoice of which a part was credited is neither cancelled nor deleted', async ({ world }) => {
    const sold = await sell(world, [10]);
    const first = await posted(world, sold);
    const note = await credited(world, first, [2]);
    await press(world, 'button_draft', first);
    for (const button of ['button_cancel', 'unlink'] as const)
      await expect(press(world, button, first)).rejects.toThrow('gives back work of it');
    await ledgerHolds(world, sold);
    await press(world, 'button_draft', note);
    await press(world, 'button_cancel', first);
    expect(await open(world, sold)).toEqual([10]);
    await accounted(world, sold);
  });

  test('reset to draft, edited and posted: approval is asked again, and the ledger stays', async ({ world }) => {
    const sold = await sell(world, [10]);
    const first = await posted(world, sold);
    await press(world, 'button_draft', first);
    const [line] = await linesOf(world, first);
    await world
      .as('controller')
      .call('account.move', 'write', [[first], { invoice_line_ids: [[1, line?.id, { name: 'Workshop' }]] }]);
    expect(await world.drafting.post([first])).toMatchObject([{ status: 'refused' }]);
    await post(world, first);
    expect(await open(world, sold)).toEqual([]);
    await settled(world, sold);
  });

  test('a credit note is not credited itself', async ({ world }) => {
    const sold = await sell(world, [10]);
    const note = await credited(world, await posted(world, sold), [2]);
    await expect(creditNote(world, note)).rejects.toThrow('it is not reversed');
    await posted(world, sold);
    expect(await open(world, sold)).toEqual([]);
    await settled(world, sold);
  });

  test('matched with another invoice by Odoo: what was credited is free, and nothing else', async ({ world }) => {
    const sold = await sell(world, [10]);
    const first = await posted(world, sold);
    sold.timesheetIds.push(await addTime(world, sold, 10, '2026-10-20'));
    await approveTime(world, sold.timesheetIds.slice(1));
    const second = await posted(world, sold);
    const note = await credited(world, first);
    const due = await world.admin.searchRead(
      'account.move.line',
      [
        ['move_id', 'in', [second, note]],
        ['display_type', '=', 'payment_term'],
      ],
      { fields: ['move_id'] },
    );
    const all = await world.admin.searchRead(
      'account.move.line',
      [
        ['move_id', 'in', [first, second, note]],
        ['display_type', '=', 'payment_term'],
      ],
      { fields: ['move_id'] },
    );
    await world.admin
      .call('account.move.line', 'remove_move_reconcile', [all.map(({ id }) => id)])
      .catch(() => undefined);
    await world.admin.call('account.move.line', 'reconcile', [due.map(({ id }) => id)]).catch(() => undefined);
    const [paid] = await world.admin.searchRead('account.move', [['id', '=', second]], { fields: ['payment_state'] });
    expect(paid?.payment_state).toBe('reversed');
    const [work] = await world.drafting.collectWork({ orderIds: [sold.orderId], to: '2026-10-31' });
    const held = (work?.entries ?? []).map(({ key, claims }) => [key, claims.map(({ invoice }) => invoice.id)]);
    expect(Object.fromEntries(held)[`account.analytic.line,${String(sold.timesheetIds[0])}`]).toEqual([]);
    expect(await open(world, sold)).toEqual([10]);
    await settled(world, sold);
  });

  test('no difference is left for the watch to find', async ({ world }) => {
    const sold = await sell(world, [6, 4], [3]);
    const first = await posted(world, sold);
    await credited(world, first, [undefined, 1]);
    await settled(world, sold);
  });
});

describe('what it gave goes back', () => {
  test('a cap: hours credited make room under it, and only they', async ({ world }) => {
    const sold = await sell(world, [8, 6]);
    await agree(world, sold.orderId, {
      x_has_caps: true,
      x_cap_ids: rows({ x_name: 'In all', x_scope: 'agreement', x_amount: 1000, x_overflow: 'blocked' }),
    });
    const first = await posted(world, sold);
    expect(await open(world, sold)).toEqual([]);
    const parts = await world.drafter.searchRead('x_billing_part', [['x_move_id', '=', first]], {
      fields: ['x_record_id', 'x_quantity'],
      order: 'x_record_id',
    });
    expect(parts.map(({ x_quantity: hours }) => hours)).toEqual([8, 2]);
    const note = await creditDraft(world, first, [{ quantity: 3, x_billing_credited_ids: [[6, 0, [parts[0]?.id]]] }]);
    await post(world, note);
    await ledgerHolds(world, sold);
    expect(await open(world, sold)).toEqual([3]);
    await posted(world, sold);
    expect(await open(world, sold)).toEqual([]);
    await settled(world, sold);
  });

  test('a retainer: its period is due again, once', async ({ world }) => {
    const sold = await sell(world, [6]);
    const product = await world.create('product.product', {
      name: 'Monthly retainer',
      type: 'service',
      invoice_policy: 'order',
    });
    await world.create('sale.order.line', {
      order_id: sold.orderId,
      product_id: product,
      product_uom_qty: 12,
      price_unit: 1000,
      tax_ids: [[6, 0, []]],
    });
    await agree(world, sold.orderId, {
      x_effective_from: '2026-10-01',
      x_has_retainer: true,
      x_retainer_kind: 'drawdown',
      x_retainer_period: 'month',
      x_retainer_hours: 4,
      x_retainer_fee: 1000,
      x_retainer_overage_rate: 150,
      x_retainer_product_id: product,
    });
    const first = await posted(world, sold);
    const before = await linesOf(world, first);
    expect(await open(world, sold)).toEqual([]);
    await credited(world, first);
    await ledgerHolds(world, sold);
    const again = await posted(world, sold);
    const facts = (found: typeof before) => found.map(({ quantity, price_unit: price }) => [quantity, price]);
    expect(facts(await linesOf(world, again))).toEqual(facts(before));
    expect(await open(world, sold)).toEqual([]);
    await settled(world, sold);
  });

  test('a holdback: half of the hours credited with what was withheld from them', async ({ world }) => {
    const sold = await sell(world, [10]);
    await agree(world, sold.orderId, {
      x_has_holdback: true,
      x_holdback_percent: 10,
      x_release_ids: rows({ x_when: 'date', x_on: '2027-12-31', x_percent: 100 }),
    });
    const first = await posted(world, sold);
    expect((await linesOf(world, first)).map(({ quantity }) => quantity)).toEqual([10, -100]);
    await credited(world, first, [5, -50]);
    await ledgerHolds(world, sold);
    const second = await posted(world, sold);
    expect((await linesOf(world, second)).map(({ quantity }) => quantity)).toEqual([5, -50]);
    const [held] = await world.admin.searchRead(
      'sale.order.line',
      [
        ['order_id', '=', sold.orderId],
        ['x_billing_holdback', '!=', false],
      ],
      { fields: ['qty_to_invoice'] },
    );
    expect(held?.qty_to_invoice).toBe(100);
    expect(await drafted(world, sold).catch(String)).toContain('Nothing is to be billed');
    await settled(world, sold);
  });
});
