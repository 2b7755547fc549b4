import { describe, expect } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import type { Evaluation } from '../../src/rules/verdict.ts';
import { rows } from '../contract/rows.ts';
import { agree, signTerms } from './support/agree.ts';
import { approveAndPost } from './support/parity/post.ts';
import { attachReceipt, sellNothing, spend } from './support/spend.ts';
import { inWorld as base } from './support/test.ts';
import { codesOf, draftedToTheCent, evaluated, leftOf, linesOf, proposed } from './support/to-the-cent.ts';
import type { World } from './support/world.ts';
import { creditNote } from './support/fixed-price.ts';
import { enterWithKeepers } from './support/with-keepers.ts';

const test = base.extend('world', { scope: 'file' }, async ({ odoo }) => {
  const world = await enterWithKeepers(odoo);
  return { ...world, ...(await travelling(world)) };
});

/** Categories, a tax that is got back, and euros, in a company that keeps its books in dollars. */
async function travelling({ admin, create }: World) {
  const [sale] = await admin.searchRead('account.tax', [['type_tax_use', '=', 'sale']], {
    fields: ['tax_group_id'],
    limit: 1,
  });
  const tax = await create('account.tax', {
    name: 'Input 19 %',
    amount: 19,
    type_tax_use: 'purchase',
    tax_group_id: sale?.tax_group_id,
  });
  const category = (name: string, expense_policy: string, values: Record<string, unknown> = {}) =>
    create('product.product', {
      name,
      type: 'service',
      can_be_expensed: true,
      expense_policy,
      invoice_policy: 'delivery',
      list_price: 0.79,
      standard_price: 0,
      supplier_taxes_id: [[6, 0, []]],
      ...values,
    });
  const currency = async (code: string) => {
    const [row] = await admin.searchRead('res.currency', [['name', '=', code]], { fields: ['id'], archived: true });
    await admin.call('res.currency', 'write', [[row?.id], { active: true }]);
    const known = await admin.searchRead('res.currency.rate', [['currency_id', '=', row?.id]], { fields: ['id'] });
    await admin.call('res.currency.rate', 'unlink', [known.map(({ id }) => id)]);
    return row?.id as number;
  };
  const euro = await currency('EUR');
  for (const [name, rate] of Object.entries({ '2026-01-01': 0.8, '2026-10-06': 0.64 }))
    await create('res.currency.rate', { currency_id: euro, name, rate });
  return {
    hotel: await category('Hotel', 'cost', { supplier_taxes_id: [[6, 0, [tax]]] }),
    train: await category('Train', 'cost'),
    meals: await category('Meals', 'cost'),
    mileage: await category('Mileage', 'sales_price', { standard_price: 0.45 }),
    euro,
    franc: await currency('CHF'),
    euros: await create('product.pricelist', { name: 'Euros', currency_id: euro }),
  };
}

const expenses = (values: Record<string, unknown>) => ({ x_has_expenses: true, ...values });

const soldAt = async ({ admin }: World, orderId: number): Promise<string[]> => {
  const fields = ['product_uom_qty', 'price_unit'];
  const lines = await admin.searchRead('sale.order.line', [['order_id', '=', orderId]], { fields, order: 'id' });
  return lines.map((line) => `${line.product_uom_qty as number} × ${line.price_unit as number}`);
};

describe('what Odoo itself makes of an expense', () => {
  test('cost is without the tax that is got back, sales price is the category’s, euros are dollars', async ({
    world,
  }) => {
    const order = await sellNothing(world);
    await spend(world, order, [
      { category: world.hotel, name: 'Hotel', amount: 238 },
      { category: world.mileage, name: 'Mileage', quantity: 120 },
      { category: world.train, name: 'Train', amount: 80, currency: world.euro },
    ]);
    expect(await soldAt(world, order)).toEqual(['1 × 200', '120 × 0.79', '1 × 100']);
    await draftedToTheCent(world, await proposed(world, order));
  });
});

describe('expenses as agreed', () => {
  test('at cost, whatever the category’s policy; a markup in place of price and discount', async ({ world }) => {
    const order = await sellNothing(world);
    await spend(world, order, [
      { category: world.hotel, name: 'Hotel', amount: 238 },
      { category: world.mileage, name: 'Mileage', quantity: 77 },
      { category: world.train, name: 'Train', amount: 182.4 },
    ]);
    const lines = await world.admin.searchRead('sale.order.line', [['order_id', '=', order]], { fields: [] });
    await world.admin.call('sale.order.line', 'write', [lines.map(({ id }) => id), { discount: 10 }]);
    await agree(
      world,
      order,
      expenses({
        x_expenses_price: 'at-cost',
        x_category_ids: rows({ x_category_id: world.train, x_price: 'markup', x_markup: 7.5 }),
      }),
    );
    const proposals = await proposed(world, order);
    expect(linesOf(proposals)).toEqual(['1 for 200.00', '77 for 34.65', '1 for 196.08']);
    await draftedToTheCent(world, proposals);
    expect(await proposed(world, order)).toEqual([]);
  });

  test('a limit crossed in the middle of an expense; the rest waits for a signed version that raises it', async ({
    world,
  }) => {
    const order = await sellNothing(world);
    await spend(world, order, [
      { category: world.train, name: 'Night train', amount: 210 },
      { category: world.train, name: 'Day train', amount: 64.2, date: '2026-10-06' },
    ]);
    const limit = (x_limit: number) =>
      expenses({ x_category_ids: rows({ x_category_id: world.train, x_limit, x_per: 'expense' }) });
    const agreement = await agree(world, order, limit(180));
    const first = await evaluated(world, [order]);
    expect(leftOf(first)).toEqual(['Night train hold']);
    expect(codesOf(first)).toEqual(['expense.over-limit']);
    const proposals = first.flatMap(({ proposal }) => proposal ?? []);
    expect(linesOf(proposals)).toEqual(['1 for 180.00', '1 for 64.20']);
    await draftedToTheCent(world, proposals);
    expect(leftOf(await evaluated(world, [order]))).toEqual([
      'Night train billed',
      'Night train hold',
      'Day train billed',
    ]);

    await signTerms(world, agreement, limit(200));
    const more = await proposed(world, order);
    expect(linesOf(more)).toEqual(['0.14 for 20.00']);
    await draftedToTheCent(world, more);
    expect(await proposed(world, order)).toEqual([]);
  });

  test('a limit for the month counts what earlier invoices hold, and credits give back', async ({ world }) => {
    const order = await sellNothing(world);
    await spend(world, order, [{ category: world.train, name: 'There', amount: 150 }]);
    await agree(
      world,
      order,
      expenses({
        x_category_ids: rows({ x_category_id: world.train, x_limit: 200, x_per: 'month', x_over_limit: 'write-off' }),
      }),
    );
    const [invoice] = await draftedToTheCent(world, await proposed(world, order));
    await spend(world, order, [{ category: world.train, name: 'Back', amount: 90, date: '2026-10-09' }]);
    const second = await evaluated(world, [order]);
    expect(linesOf(second.flatMap(({ proposal }) => proposal ?? []))).toEqual(['1 for 50.00']);
    expect(leftOf(second)).toEqual(['There billed', 'Back write-off']);

    const approver = await world.approver();
    await approveAndPost(world, approver, [invoice?.id ?? 0]);
    await approveAndPost(world, approver, [await creditNote(world, invoice?.id ?? 0)]);
    const again = await proposed(world, order);
    expect(linesOf(again)).toEqual(['1 for 150.00', '1 for 50.00']);
    await draftedToTheCent(world, again);
  });

  test('what a retainer paid of an expense stays paid once an invoice holds the rest', async ({ world }) => {
    const under = [
      {
        category: world.train,
        rest: '0.6 for 30.00',
        left: ['Trip hold', 'Trip included'],
        x_limit: 50,
        x_per: 'expense',
      },
      { category: world.meals, rest: '0.56 for 25.48', left: ['Trip included'], x_per_diem: 45.5 },
    ];
    for (const { category, rest, left, ...most } of under) {
      const order = await sellNothing(world);
      await spend(world, order, [{ category, name: 'Trip', amount: 124.69 }]);
      await agree(
        world,
        order,
        expenses({
          x_category_ids: rows({ x_category_id: category, ...most }),
          x_has_retainer: true,
          x_retainer_kind: 'drawdown',
          x_retainer_period: 'month',
          x_retainer_amount: 20,
          x_retainer_of_time: false,
          x_retainer_of_expense: true,
        }),
      );
      const first = await evaluated(world, [order]);
      const drawn = (found: Evaluation[]) => found.flatMap(({ parts }) => parts.flatMap((part) => part.drawn ?? []));
      expect([drawn(first), leftOf(first)]).toEqual([['20'], left]);
      const proposals = first.flatMap(({ proposal }) => proposal ?? []);
      expect(linesOf(proposals)).toEqual([rest]);
      await draftedToTheCent(world, proposals);
      await world.drafting.recordVerdicts(first.flatMap(({ parts }) => parts));
      const second = await evaluated(world, [order]);
      expect([drawn(second), leftOf(second)]).toEqual([['20'], ['Trip billed', ...left]]);
      expect(second.flatMap(({ proposal }) => proposal ?? [])).toEqual([]);
      expect(second.flatMap(({ parts }) => parts.map(({ reason }) => reason))).not.toContainEqual(
        expect.stringContaining('given back'),
      );
    }
  });

  test('a per diem with three expenses of one day, and one that comes late', async ({ world }) => {
    const order = await sellNothing(world);
    const meal = (name: string, amount: number) => ({ category: world.meals, name, amount });
    await spend(world, order, [meal('Breakfast', 8.2), meal('Lunch', 17), meal('Dinner', 39.5)]);
    await agree(world, order, expenses({ x_category_ids: rows({ x_category_id: world.meals, x_per_diem: 45 }) }));
    const first = await evaluated(world, [order]);
    expect(leftOf(first)).toEqual(['Lunch included', 'Dinner included']);
    const proposals = first.flatMap(({ proposal }) => proposal ?? []);
    expect(linesOf(proposals)).toEqual(['1 for 45.00']);
    await draftedToTheCent(world, proposals);
    await spend(world, order, [meal('Coffee', 4)]);
    const late = await evaluated(world, [order]);
    expect(late.flatMap(({ proposal }) => proposal ?? [])).toEqual([]);
    expect(leftOf(late)).toContain('Coffee included');
  });

  test('euros on an order in dollars, by the expense’s day, the invoice’s, and Odoo’s own', async ({ world }) => {
    const amounts = [];
    for (const x_expenses_exchange_rate of ['expense-date', 'invoice-date', false]) {
      const order = await sellNothing(world);
      await spend(world, order, [{ category: world.train, name: 'Train', amount: 80, currency: world.euro }]);
      await agree(world, order, expenses({ x_expenses_price: 'at-cost', x_expenses_exchange_rate }));
      const proposals = await proposed(world, order);
      await draftedToTheCent(world, proposals);
      amounts.push(...linesOf(proposals));
    }
    expect(amounts).toEqual(['1 for 100.00', '1 for 125.00', '1 for 100.00']);
  });

  test('euros spent on an order in euros are what they are, to the cent', async ({ world }) => {
    const order = await sellNothing(world, { pricelist_id: world.euros });
    await spend(world, order, [{ category: world.train, name: 'Train', amount: 81.37, currency: world.euro }]);
    const agreement = await agree(
      world,
      order,
      expenses({ x_expenses_price: 'markup', x_expenses_markup: 3, x_expenses_exchange_rate: 'invoice-date' }),
      world.euro,
    );
    expect(agreement).toBeGreaterThan(0);
    const proposals = await proposed(world, order);
    expect(linesOf(proposals)).toEqual(['1 for 83.81']);
    await draftedToTheCent(world, proposals);
  });
});

describe('entered wrongly, held, mended, billed', () => {
  test('a currency without a rate', async ({ world }) => {
    const order = await sellNothing(world);
    await spend(world, order, [{ category: world.train, name: 'Train', amount: 80, currency: world.franc }]);
    await agree(world, order, expenses({ x_expenses_price: 'at-cost', x_expenses_exchange_rate: 'expense-date' }));
    expect(codesOf(await evaluated(world, [order]))).toEqual(['currency.no-rate']);
    await world.create('res.currency.rate', { currency_id: world.franc, name: '2026-10-01', rate: 1.25 });
    const proposals = await proposed(world, order);
    expect(linesOf(proposals)).toEqual(['1 for 64.00']);
    await draftedToTheCent(world, proposals);
  });

  test('no receipt above the amount that needs one; the same receipt twice; a category nobody pays', async ({
    world,
  }) => {
    const order = await sellNothing(world);
    const [unproved] = await spend(world, order, [
      { category: world.train, name: 'No receipt', amount: 25.01, receipt: '' },
      { category: world.train, name: 'Original', amount: 90, receipt: 'the same ticket' },
      { category: world.train, name: 'Metro', amount: 25, receipt: '', date: '2026-10-08' },
      { category: world.meals, name: 'Drinks', amount: 60 },
    ]);
    const [twin] = await spend(world, order, [
      { category: world.train, name: 'Copy', amount: 95, receipt: 'the same ticket' },
    ]);
    await agree(
      world,
      order,
      expenses({
        x_expenses_receipt: 'above',
        x_expenses_receipt_above: 25,
        x_category_ids: rows({ x_category_id: world.meals, x_billable: false }),
      }),
    );
    const found = await evaluated(world, [order]);
    expect(leftOf(found)).toEqual(['No receipt hold', 'Original hold', 'Drinks non-billable', 'Copy hold']);
    expect(codesOf(found).toSorted()).toEqual(['expense.duplicate', 'expense.receipt-missing']);
    expect(linesOf(found.flatMap(({ proposal }) => proposal ?? []))).toEqual(['1 for 25.00']);

    await attachReceipt(world, unproved ?? 0, 'found it');
    await refuse(world, twin ?? 0);
    const mended = await evaluated(world, [order]);
    expect(leftOf(mended)).toEqual(['Drinks non-billable', 'Copy non-billable']);
    await draftedToTheCent(
      world,
      mended.flatMap(({ proposal }) => proposal ?? []),
    );
  });
});

/** As the accountant and the manager do it: the entry is taken back, then the claim is refused, and Odoo deletes the entry. */
async function refuse({ admin, create }: World, expense: number): Promise<void> {
  const [row] = await admin.searchRead('hr.expense', [['id', '=', expense]], { fields: ['account_move_id'] });
  await admin.call('account.move', 'button_draft', [[row?.account_move_id]]);
  const context = { active_model: 'hr.expense', active_ids: [expense] };
  const wizard = await create('hr.expense.refuse.wizard', { reason: 'A copy', expense_ids: [[6, 0, [expense]]] });
  await admin.call('hr.expense.refuse.wizard', 'action_refuse', [[wizard]], { context });
}

describe('an expense that changed between reading and drafting', () => {
  test.for<[string, (world: World, expense: number) => Promise<unknown>, RegExp]>([
    [
      'another amount',
      ({ admin }, id) => admin.call('hr.expense', 'write', [[id], { total_amount_currency: 70 }]),
      /it is about 70.* now/,
    ],
    [
      'another day',
      ({ admin }, id) => admin.call('hr.expense', 'write', [[id], { date: '2026-10-07' }]),
      /its date is/,
    ],
    [
      'no receipt any more',
      async ({ admin }, id) => {
        const receipts = await admin.searchRead(
          'ir.attachment',
          [
            ['res_model', '=', 'hr.expense'],
            ['res_id', '=', id],
          ],
          {
            fields: [],
          },
        );
        await admin.call('ir.attachment', 'unlink', [receipts.map((row) => row.id)]);
      },
      /its receipt is gone/,
    ],
  ])('%s is refused', async ([, change, message], { world }) => {
    const order = await sellNothing(world);
    const [expense] = await spend(world, order, [{ category: world.train, name: 'Train', amount: 64.2 }]);
    await agree(world, order, expenses({ x_expenses_price: 'at-cost' }));
    const proposals = await proposed(world, order);
    await change(world, expense ?? 0);
    expect(await draftProposals(world.drafting, proposals)).toMatchObject([
      { status: 'refused', code: 'changed', message: expect.stringMatching(message) },
    ]);
  });
});
