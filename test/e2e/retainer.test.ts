import { describe, expect } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import type { Evaluation, Proposal } from '../../src/rules/verdict.ts';
import { proposeTerms, act, signTerms, writeAgreement } from './support/agree.ts';
import { invoicedHours, liveInvoices } from './support/billed.ts';
import { TODAY } from './support/run.ts';
import { addTime, approveTime, sellTime } from './support/world.ts';
import type { SoldWork, World } from './support/world.ts';
import { test } from './support/with-keepers.ts';

const OCTOBER = { from: '2026-10-01', to: '2026-10-31' };
const TERMS = {
  x_effective_from: '2026-09-01',
  x_has_retainer: true,
  x_retainer_kind: 'drawdown',
  x_retainer_period: 'month',
  x_retainer_hours: 10,
  x_retainer_fee: 1000,
  x_retainer_overage_rate: 150,
};

/** An order with time by the hour and twelve months of a retainer, and the agreement about it. */
async function sellRetainer(world: World, hours: number[], terms: object = {}) {
  const sold = await sellTime(world, [{ price: 100, hours }]);
  const product = await world.create('product.product', {
    name: 'Monthly retainer',
    type: 'service',
    invoice_policy: 'order',
  });
  const feeLine = await world.create('sale.order.line', {
    order_id: sold.orderId,
    product_id: product,
    product_uom_qty: 12,
    price_unit: 1000,
    tax_ids: [[6, 0, []]],
  });
  const agreement = await writeAgreement(world, { x_order_id: sold.orderId });
  await signTerms(world, agreement, { ...TERMS, x_retainer_product_id: product, ...terms });
  return { ...sold, feeLine, product, agreement };
}

async function evaluate(world: World, { orderId }: SoldWork, period = OCTOBER): Promise<Evaluation> {
  const [found, ...others] = propose(await world.drafting.collectWork({ ...period, orderIds: [orderId] }), TODAY);
  if (!found || others.length) throw new Error('One order is one evaluation.');
  expect(found.identity.breaks).toEqual([]);
  return found;
}

const verdicts = ({ parts }: Evaluation) =>
  parts.map(({ kind, verdict, quantity }) => `${quantity} ${kind} ${verdict}`).toSorted();

/** As the billing run does it: drafts, then why the rest is on no invoice. */
async function run(world: World, { proposal, parts }: Evaluation): Promise<void> {
  await drafted(world, proposal ? [proposal] : []);
  await world.drafting.recordVerdicts(parts);
}

async function drafted(world: World, proposals: Proposal[]) {
  const outcomes = await draftProposals(world.drafting, proposals);
  const invoices = [];
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.status !== 'drafted') throw new Error(JSON.stringify(outcome));
    const invoice = await world.deciding.invoice(outcome.invoice.id);
    expect(Number(invoice.untaxed)).toBe(Number(proposals[index]?.total));
    expect(invoice.findings.map(({ code }) => code)).not.toContain('line.edited');
    invoices.push(invoice);
  }
  return invoices;
}

describe('a retainer in Odoo', () => {
  test('two months due are billed once, time is included with its movement, what goes beyond is billed', async ({
    world,
  }) => {
    const sold = await sellRetainer(world, [6, 8]);
    const first = await evaluate(world, sold);
    expect(verdicts(first)).toEqual([
      '1 fee bill',
      '1 fee bill',
      '10 fee pending',
      '4 time bill',
      '4 time included',
      '6 time included',
    ]);
    const [invoice] = await drafted(world, first.proposal ? [first.proposal] : []);
    expect(
      invoice?.lines
        .filter(({ kind }) => kind === 'product')
        .map(({ name, subtotal }) => [name.split('\n').at(-1), Number(subtotal)]),
    ).toEqual([
      [expect.stringContaining('Consulting'), 600],
      ['September 2026', 1000],
      ['October 2026', 1000],
    ]);
    await world.drafting.recordVerdicts(first.parts);
    const included = await world.drafter.searchRead(
      'x_billing_part',
      [
        ['x_order_id', '=', sold.orderId],
        ['x_verdict', '=', 'included'],
      ],
      { fields: ['x_quantity_exact', 'x_drawn_exact', 'x_reason'], order: 'x_date, id' },
    );
    expect(included).toMatchObject([
      {
        x_quantity_exact: '6',
        x_drawn_exact: '6',
        x_reason: expect.stringMatching(/^Drawn 6 h of October 2026’s 10 h, 4 h left/),
      },
      {
        x_quantity_exact: '4',
        x_drawn_exact: '4',
        x_reason: expect.stringMatching(/^Drawn 4 h of October 2026’s 10 h, 0 h left/),
      },
    ]);
    const second = await evaluate(world, sold);
    expect(second.proposal).toBeUndefined();
    expect(verdicts(second)).toEqual(['10 fee pending', '4 time billed', '4 time included', '6 time included']);
    expect(await world.drafting.recordVerdicts(second.parts)).toMatchObject({ written: 0 });
    expect(
      second.retainers?.[0]?.movements.map(({ day, kind, amount, balance }) => `${day} ${kind} ${amount} = ${balance}`),
    ).toEqual([
      '2026-09-01 paid 10 = 10',
      '2026-09-30 lapsed -10 = 0',
      '2026-10-01 paid 10 = 10',
      '2026-10-05 drawn -6 = 4',
      '2026-10-05 drawn -4 = 0',
      // October has not lapsed anything: nothing is left of it.
    ]);
    expect(await invoicedHours(world, sold.lineIds)).toEqual([4]);
    expect(await liveInvoices(world, sold.orderId)).toHaveLength(1);
  });

  test('late hours take what is left, a changed entry gives back, and more is covered once it is signed', async ({
    world,
  }) => {
    const sold = await sellRetainer(world, [4, 3]);
    await run(world, await evaluate(world, sold));
    const late = await addTime(world, sold, 5, '2026-10-01');
    await approveTime(world, [late]);
    const second = await evaluate(world, sold);
    expect(verdicts(second)).toEqual([
      '10 fee pending',
      '2 time bill',
      '3 time included',
      '3 time included',
      '4 time included',
    ]);
    await world.drafting.recordVerdicts(second.parts);

    await world.admin.call('account.analytic.line', 'write', [[sold.timesheetIds[0]], { unit_amount: 1 }]);
    await approveTime(world, [sold.timesheetIds[0] as number]);
    const shorter = await evaluate(world, sold);
    expect(verdicts(shorter)).toEqual([
      '1 time included',
      '10 fee pending',
      '2 time included',
      '3 time included',
      '3 time included',
    ]);
    expect(shorter.parts.map(({ reason }) => reason)).toContainEqual(
      expect.stringContaining('3 h given back: the entry was changed since'),
    );

    const raised = {
      ...TERMS,
      x_retainer_product_id: sold.product,
      x_retainer_hours: 40,
      x_change_order_number: 'CO-1',
    };
    const version = await proposeTerms(world, sold.agreement, { ...raised, x_effective_from: '2026-10-01' });
    await act(world, 'ben', 'agree', version);
    const more = await addTime(world, sold, 20, '2026-10-20');
    await approveTime(world, [more]);
    expect(verdicts(await evaluate(world, sold))).toContain('20 time included');
  });

  test('what was invoiced by hand is not billed again, and a stale proposal is refused', async ({ world }) => {
    const sold = await sellRetainer(world, [2]);
    const { proposal } = await evaluate(world, sold);
    const wizard = await world.create('sale.advance.payment.inv', {
      advance_payment_method: 'delivered',
      sale_order_ids: [[6, 0, [sold.orderId]]],
    });
    await world.admin.call('sale.advance.payment.inv', 'create_invoices', [[wizard]]);
    const stale = proposal ? await draftProposals(world.drafting, [proposal]) : [];
    expect(stale).toMatchObject([{ status: 'refused', code: 'changed' }]);
    const after = await evaluate(world, sold);
    expect(after.proposal).toBeUndefined();
  });
});
