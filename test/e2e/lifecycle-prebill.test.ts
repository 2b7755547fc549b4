import { describe, expect } from 'vitest';
import {
  clean,
  drafted,
  linesOf,
  open,
  post,
  posted,
  press,
  reconciled,
  seller,
  verdicts,
} from './support/lifecycle.ts';
import { adjustmentsOf, editByHand, release, takeOff } from './support/prebill.ts';
import { agree } from './support/agree.ts';
import { rows } from '../contract/rows.ts';
import type { Row } from '../../src/odoo/api.ts';
import { approve } from './support/parity/post.ts';
import { sellTime } from './support/world.ts';
import type { World } from './support/world.ts';
import { test } from './support/with-keepers.ts';

const NEXT = '2026-11-30';
const sell = seller('Prebill');

const quantities = async (world: World, id: number): Promise<unknown[]> =>
  (await linesOf(world, id)).map(({ quantity }) => quantity);

const decisionsOn = (world: World, id: number): Promise<Row[]> =>
  world.admin.searchRead('x_billing_decision', [['x_move_id', '=', id]], { fields: ['x_outcome'] });

describe('edited by hand', () => {
  test('ten hours to eight: not posted before it is said; held, billed once when released', async ({ world }) => {
    const sold = await sell(world, [10]);
    const first = await drafted(world, sold);
    await editByHand(world, first, [8]);
    await expect(post(world, first)).rejects.toThrow('8 Hours on the invoice, 2 less than the work behind it');
    expect(await open(world, sold)).toEqual([]);
    await takeOff(world, first, { x_reason: 'Customer asks what was done' });
    expect(await verdicts(world, sold)).toEqual(['2 hold', '8 billed']);
    const [hold] = await adjustmentsOf(world, sold.timesheetIds);
    expect(hold).toMatchObject({ x_kind: 'hold', x_quantity: '2', x_reason: 'Customer asks what was done' });
    await clean(world, sold);
    await post(world, first);
    expect(await open(world, sold, NEXT)).toEqual([]);
    await release(world, hold?.id);
    expect(await open(world, sold, NEXT)).toEqual([2]);
    await posted(world, sold, NEXT);
    expect(await open(world, sold, NEXT)).toEqual([]);
    expect(await verdicts(world, sold)).toEqual(['2 billed', '8 billed']);
    await clean(world, sold);
  });

  test('written off: never billed again, not even once the draft is cancelled, and then no more than was said', async ({
    world,
  }) => {
    const sold = await sell(world, [10]);
    const first = await drafted(world, sold);
    await editByHand(world, first, [8]);
    await takeOff(world, first, { x_kind: 'write-off', x_reason: 'Training' });
    await clean(world, sold);
    await press(world, 'button_cancel', first);
    expect(await verdicts(world, sold)).toEqual(['2 write-off', '8 bill']);
    await posted(world, sold);
    expect(await verdicts(world, sold, NEXT)).toEqual(['2 write-off', '8 billed']);
    await clean(world, sold);
  });

  test('in steps, one held and one written off', async ({ world }) => {
    const sold = await sell(world, [10]);
    const first = await drafted(world, sold);
    await editByHand(world, first, [8]);
    await takeOff(world, first, {});
    await editByHand(world, first, [7]);
    await expect(post(world, first)).rejects.toThrow('1 less');
    await takeOff(world, first, { x_kind: 'write-off' });
    expect(await verdicts(world, sold)).toEqual(['1 write-off', '2 hold', '7 billed']);
    await clean(world, sold);
    await press(world, 'button_cancel', first);
    expect(await verdicts(world, sold)).toEqual(['1 write-off', '2 hold', '7 bill']);
    await drafted(world, sold);
    expect(await verdicts(world, sold)).toEqual(['1 write-off', '2 hold', '7 billed']);
    await clean(world, sold);
  });

  test('a deleted line: held until it is said otherwise', async ({ world }) => {
    const sold = await sell(world, [6], [4]);
    const first = await drafted(world, sold);
    await editByHand(world, first, [6]);
    await expect(post(world, first)).rejects.toThrow('Taken off with its line');
    await takeOff(world, first, {});
    expect(await verdicts(world, sold)).toEqual(['4 hold', '6 billed']);
    await clean(world, sold);
    await post(world, first);
    const [hold] = await adjustmentsOf(world, sold.timesheetIds);
    await release(world, hold?.id);
    await posted(world, sold);
    expect(await verdicts(world, sold)).toEqual(['4 billed', '6 billed']);
    await clean(world, sold);
  });

  test('a deleted line the next run bills: nothing is left to say', async ({ world }) => {
    const sold = await sell(world, [6], [4]);
    const first = await drafted(world, sold);
    await editByHand(world, first, [6]);
    const second = await drafted(world, sold);
    await post(world, first);
    await post(world, second);
    expect(await verdicts(world, sold)).toEqual(['4 billed', '6 billed']);
    await clean(world, sold);
  });

  test('of several entries: not before it is said whose', async ({ world }) => {
    const sold = await sell(world, [5, 3, 2]);
    const first = await drafted(world, sold);
    await editByHand(world, first, [7]);
    await expect(takeOff(world, first, {})).rejects.toThrow(/whose work the 3 Hours are can.t be told/);
    const parts = await world.drafter.searchRead('x_billing_part', [['x_move_id', '=', first]], {
      fields: ['x_quantity'],
      order: 'id',
    });
    const three = parts.find(({ x_quantity: hours }) => hours === 3);
    await takeOff(world, first, { x_part_ids: [[6, 0, [three?.id]]] });
    expect(await verdicts(world, sold)).toEqual(['2 billed', '3 hold', '5 billed']);
    await post(world, first);
    await clean(world, sold);
  });

  test('more than was worked is not posted; put back, it is', async ({ world }) => {
    const sold = await sell(world, [10]);
    const first = await drafted(world, sold);
    await editByHand(world, first, [12]);
    await expect(post(world, first)).rejects.toThrow(
      '12 Hours on the invoice, and only 10 of work behind it. Put 10 back',
    );
    await editByHand(world, first, [10]);
    await post(world, first);
    await clean(world, sold);
  });

  test('two people at once: one of them is told that it is said', async ({ world }) => {
    const sold = await sell(world, [10]);
    const first = await drafted(world, sold);
    await editByHand(world, first, [8]);
    const both = await Promise.allSettled([takeOff(world, first, {}), takeOff(world, first, { x_kind: 'write-off' })]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const refused = both.find((one) => one.status === 'rejected');
    expect(String(refused?.reason)).toContain('Nothing is missing');
    expect(await adjustmentsOf(world, sold.timesheetIds)).toHaveLength(1);
    await clean(world, sold);
  });
});

describe('line by line', () => {
  test('three hours held: the line is less, and the ledger with it', async ({ world }) => {
    const sold = await sell(world, [10]);
    const first = await drafted(world, sold);
    const [line] = await linesOf(world, first);
    await takeOff(world, first, { x_line_id: line?.id, x_quantity: 3 });
    expect(await quantities(world, first)).toEqual([7]);
    expect(await verdicts(world, sold)).toEqual(['3 hold', '7 billed']);
    await post(world, first);
    await clean(world, sold);
  });

  test('the whole line held: off the draft, and back when it is released', async ({ world }) => {
    const sold = await sell(world, [6, 1], [4]);
    const first = await drafted(world, sold);
    const [line] = await linesOf(world, first);
    await takeOff(world, first, { x_line_id: line?.id });
    expect(await quantities(world, first)).toEqual([4]);
    expect(await verdicts(world, sold)).toEqual(['1 hold', '4 billed', '6 hold']);
    await clean(world, sold);
    for (const { id } of await adjustmentsOf(world, sold.timesheetIds)) await release(world, id);
    await posted(world, sold);
    await post(world, first);
    expect(await verdicts(world, sold)).toEqual(['1 billed', '4 billed', '6 billed']);
    await clean(world, sold);
  });

  test('moved to a later month: billed with that month and not before', async ({ world }) => {
    const sold = await sell(world, [10]);
    const first = await drafted(world, sold);
    const [line] = await linesOf(world, first);
    await takeOff(world, first, { x_line_id: line?.id, x_quantity: 4, x_until: '2026-12-01' });
    await post(world, first);
    expect(await open(world, sold, NEXT)).toEqual([]);
    expect(await open(world, sold, '2026-12-31')).toEqual([4]);
    await posted(world, sold, '2026-12-31');
    expect(await open(world, sold, '2026-12-31')).toEqual([]);
    await clean(world, sold);
  });

  test('written down: the line costs less at once, and so it would in the next draft', async ({ world }) => {
    const sold = await sell(world, [6, 4]);
    const first = await drafted(world, sold);
    const [line] = await linesOf(world, first);
    await takeOff(world, first, { x_line_id: line?.id, x_kind: 'write-down', x_percent: 20 });
    expect(await linesOf(world, first)).toMatchObject([{ quantity: 10, price_unit: 80 }]);
    await clean(world, sold);
    await press(world, 'button_cancel', first);
    const second = await drafted(world, sold);
    expect(await linesOf(world, second)).toMatchObject([{ quantity: 10, price_unit: 80 }]);
    const [again] = await linesOf(world, second);
    await takeOff(world, second, { x_line_id: again?.id, x_kind: 'write-down', x_amount: 100 });
    expect((await world.deciding.invoice(second)).untaxed).toBe('700.00');
    await post(world, second);
    await clean(world, sold);
  });

  test('by a preparer: within the terms, in percent and in money, and then not approved by them', async ({ world }) => {
    const sold = await sell(world, [10]);
    await agree(world, sold.orderId, {
      x_has_adjustments: true,
      x_adjustment_ids: rows(
        { x_kind: 'write-down', x_authority: 'preparer', x_up_to_percent: 10, x_up_to_amount: 60 },
        { x_kind: 'hold', x_authority: 'preparer' },
      ),
    });
    const first = await drafted(world, sold);
    const [line] = await linesOf(world, first);
    const down = (percent: number) =>
      takeOff(world, first, { x_line_id: line?.id, x_kind: 'write-down', x_percent: percent }, 'preparer');
    await expect(down(11)).rejects.toThrow('up to 60.00');
    await expect(down(7)).rejects.toThrow('up to 60.00');
    await expect(takeOff(world, first, { x_line_id: line?.id, x_kind: 'write-off' }, 'preparer')).rejects.toThrow(
      'lets nobody write off',
    );
    expect(await linesOf(world, first)).toMatchObject([{ quantity: 10, price_unit: 100 }]);
    await down(6);
    expect(await linesOf(world, first)).toMatchObject([{ quantity: 10, price_unit: 94 }]);
    await takeOff(world, first, { x_line_id: line?.id, x_quantity: 1 }, 'preparer');
    const { preparers } = await world.deciding.invoice(first);
    expect(preparers.map(({ email }) => email)).toContain('preparer@firm.test');
    await post(world, first);
    await clean(world, sold);
  });

  test('an approval is of what was on the invoice: taken off after it, it is asked for again', async ({ world }) => {
    const sold = await sell(world, [10]);
    const first = await drafted(world, sold);
    await approve(world, await world.approver(), first);
    const [line] = await linesOf(world, first);
    await takeOff(world, first, { x_line_id: line?.id, x_quantity: 2 });
    expect(await world.drafting.post([first])).toMatchObject([
      { status: 'refused', message: expect.stringContaining('changed after it was decided on') as string },
    ]);
    await post(world, first);
    await expect(takeOff(world, first, { x_line_id: line?.id })).rejects.toThrow('Credit what was posted');
    await clean(world, sold);
  });

  test('a clerk has no part in it', async ({ world }) => {
    const sold = await sell(world, [10]);
    const first = await drafted(world, sold);
    await editByHand(world, first, [8], 'clerk');
    await expect(takeOff(world, first, {}, 'clerk')).rejects.toThrow();
    await expect(takeOff(world, first, {}, 'robot-drafter')).rejects.toThrow();
  });
});

describe('only what is in force says what becomes of it', () => {
  test('moved once more from the month it came to; deleted there, it is said again', async ({ world }) => {
    const sold = await sell(world, [10], [6]);
    const first = await drafted(world, sold);
    const [one, other] = await linesOf(world, first);
    const off = (invoice: number, line: Row | undefined, hours: number, until: string) =>
      takeOff(world, invoice, { x_line_id: line?.id, x_quantity: hours, x_until: until });
    await expect(off(first, one, 4, '2026-10-31')).rejects.toThrow('name a later day');
    await off(first, one, 4, '2026-12-01');
    await off(first, other, 2, '2026-12-01');
    const december = await drafted(world, sold, '2026-12-31');
    const [moved] = await linesOf(world, december);
    await off(december, moved, 3, '2027-01-01');
    expect(await quantities(world, december)).toEqual([1, 2]);
    await post(world, first);
    await editByHand(world, december, [1]);
    await expect(post(world, december)).rejects.toThrow('Taken off with its line');
    await takeOff(world, december, { x_kind: 'write-off' });
    await post(world, december);
    await clean(world, sold);
    expect(await open(world, sold, '2026-12-31')).toEqual([]);
    expect(await open(world, sold, '2027-01-31')).toEqual([3]);
    await posted(world, sold, '2027-01-31');
    const all = ['1 billed', '2 write-off', '3 billed', '4 billed', '6 billed'];
    expect(await verdicts(world, sold, '2027-01-31')).toEqual(all);
    await clean(world, sold);
  });

  test('released before it is posted: said again, unless another invoice bills it', async ({ world }) => {
    const sold = await sell(world, [10]);
    const first = await drafted(world, sold);
    const [line] = await linesOf(world, first);
    await takeOff(world, first, { x_line_id: line?.id, x_quantity: 3 });
    await release(world, (await adjustmentsOf(world, sold.timesheetIds))[0]?.id);
    await expect(post(world, first)).rejects.toThrow(/No longer held or written off: .*, 3 h/);
    await takeOff(world, first, { x_kind: 'write-off' });
    expect(await verdicts(world, sold)).toEqual(['3 write-off', '7 billed']);
    await release(world, (await adjustmentsOf(world, sold.timesheetIds))[0]?.id);
    await drafted(world, sold);
    await post(world, first);
    expect(await verdicts(world, sold)).toEqual(['3 billed', '7 billed']);
    await clean(world, sold);
  });

  test('nobody approves before it is said, and what is taken back since stops the posting', async ({ world }) => {
    const sold = await sell(world, [10]);
    const first = await drafted(world, sold);
    await editByHand(world, first, [8]);
    const approver = await world.approver();
    await expect(approve(world, approver, first)).rejects.toThrow(
      /can't be approved. .* 2 less than the work behind it. Say what becomes of the rest.\nMend that/,
    );
    expect(await decisionsOn(world, first)).toEqual([]);
    await takeOff(world, first, {});
    await approve(world, approver, first);
    await release(world, (await adjustmentsOf(world, sold.timesheetIds))[0]?.id);
    expect(await world.drafting.post([first])).toMatchObject([
      { status: 'refused', message: expect.stringMatching(/can't be posted. No longer held/) as string },
    ]);
  });

  test('a rejection needs nothing said', async ({ world }) => {
    const sold = await sell(world, [10]);
    const first = await drafted(world, sold);
    await editByHand(world, first, [8]);
    await approve(world, await world.approver(), first, { outcome: 'rejected', reason: 'Where are the two hours?' });
    expect(await decisionsOn(world, first)).toMatchObject([{ x_outcome: 'rejected' }]);
  });
});

describe('to the last digit', () => {
  test('a hundredth of something large is work, and so is the one that rounding added', async ({ world }) => {
    const large = await sellTime(world, [{ price: 100_000, hours: [1] }], { customer: 'Prebill large' });
    const first = await drafted(world, large);
    await editByHand(world, first, [0.99]);
    await expect(post(world, first)).rejects.toThrow('0.99 Hours on the invoice, 0.01 less than the work behind it');
    await takeOff(world, first, {});
    await post(world, first);
    await clean(world, large);

    const sold = await sell(world, [0.125]);
    const rounded = await drafted(world, sold);
    expect(await quantities(world, rounded)).toEqual([0.13]);
    await editByHand(world, rounded, [0.12]);
    await expect(post(world, rounded)).rejects.toThrow('0.12 Hours on the invoice, 0.005 less');
    await editByHand(world, rounded, [0.14]);
    await expect(post(world, rounded)).rejects.toThrow('only 0.125 of work behind it');
    await editByHand(world, rounded, [0.13]);
    await post(world, rounded);
    await reconciled(world, sold);
  });

  test('days are as exact as their hours', async ({ world }) => {
    const sold = await sell(world, [9]);
    const day = await world.xmlId('uom.product_uom_day');
    await world.admin.call('sale.order.line', 'write', [sold.lineIds, { product_uom_id: day }]);
    const first = await drafted(world, sold);
    expect(await quantities(world, first)).toEqual([1.13]);
    await editByHand(world, first, [1]);
    await expect(post(world, first)).rejects.toThrow('1 Days on the invoice, 0.125 less than the work behind it');
    await takeOff(world, first, {});
    expect(await verdicts(world, sold)).toEqual(['1 hold', '8 billed']);
    await post(world, first);
    await reconciled(world, sold);
  });
});

describe('within the terms', () => {
  test('what is taken off is worth no more than its author may give up or hold, all of it together', async ({
    world,
  }) => {
    const sold = await sell(world, [10]);
    await agree(world, sold.orderId, {
      x_has_adjustments: true,
      x_adjustment_ids: rows(
        { x_kind: 'write-off', x_authority: 'preparer', x_up_to_amount: 250 },
        { x_kind: 'write-off', x_authority: 'controller' },
        { x_kind: 'hold', x_authority: 'preparer', x_up_to_amount: 400 },
      ),
    });
    const first = await drafted(world, sold);
    const [line] = await linesOf(world, first);
    const off = (kind: string, hours: number, login = 'preparer') =>
      takeOff(world, first, { x_line_id: line?.id, x_kind: kind, x_quantity: hours }, login);
    await expect(off('write-off', 3)).rejects.toThrow('write off up to 250.00 USD of one entry');
    await off('write-off', 2);
    await expect(off('write-off', 1)).rejects.toThrow('write off up to 250.00 USD of one entry');
    await off('write-off', 1, 'controller');
    await expect(off('hold', 5)).rejects.toThrow('hold up to 400.00 USD of one entry');
    expect(await quantities(world, first)).toEqual([7]);
    await editByHand(world, first, [2], 'preparer');
    await expect(takeOff(world, first, {}, 'preparer')).rejects.toThrow('hold up to 400.00 USD of one entry');
    await editByHand(world, first, [3], 'preparer');
    await takeOff(world, first, {}, 'preparer');
    // The billing run, which prices the work anew, comes to the same.
    expect(await verdicts(world, sold)).toEqual(['1 write-off', '2 write-off', '3 billed', '4 hold']);
    await post(world, first);
    await clean(world, sold);
  });

  test('an entry on two lines: the line asked for costs less, and the entry by as much', async ({ world }) => {
    const sold = await sell(world, [8]);
    await agree(world, sold.orderId, {
      x_has_volume_tiers: true,
      x_volume_tiers_mode: 'marginal',
      x_volume_tiers_measure: 'hours',
      x_volume_tiers_period: 'month',
      x_tier_ids: rows({ x_from: 0, x_rate: 100 }, { x_from: 5, x_rate: 80 }),
      x_has_adjustments: true,
      x_adjustment_ids: rows({ x_kind: 'write-down', x_authority: 'preparer', x_up_to_amount: 100 }),
    });
    const first = await drafted(world, sold);
    const [one, other] = await linesOf(world, first);
    expect([one, other]).toMatchObject([
      { quantity: 5, price_unit: 100 },
      { quantity: 3, price_unit: 80 },
    ]);
    const down = (line: Row | undefined, percent: number) =>
      takeOff(world, first, { x_line_id: line?.id, x_kind: 'write-down', x_percent: percent }, 'preparer');
    await expect(down(one, 21)).rejects.toThrow('up to 100.00 USD of one entry');
    await down(one, 10);
    await down(other, 20);
    expect(await linesOf(world, first)).toMatchObject([
      { quantity: 5, price_unit: 90 },
      { quantity: 3, price_unit: 64 },
    ]);
    await expect(down(other, 5)).rejects.toThrow('up to 100.00 USD of one entry');
    expect((await world.deciding.invoice(first)).untaxed).toBe('642.00');
    await clean(world, sold);
    await press(world, 'button_cancel', first);
    const second = await drafted(world, sold);
    expect((await world.deciding.invoice(second)).untaxed).toBe('642.00');
    await post(world, second);
    await clean(world, sold);
  });
});
