import { describe, expect } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import type { Row } from '../../src/odoo/api.ts';
import type { Proposal } from '../../src/rules/verdict.ts';
import { rows } from '../contract/rows.ts';
import { agree, signTerms, writeAgreement } from './support/agree.ts';
import { approveAndPost } from './support/parity/post.ts';
import { evaluations, proposals } from './support/run.ts';
import { addTime, approveTime, sellTime } from './support/world.ts';
import type { SoldWork, World } from './support/world.ts';
import { creditNote } from './support/fixed-price.ts';
import { test } from './support/with-keepers.ts';

/** Drafts all an order has to bill, and holds Odoo's own totals against the proposals'. */
async function billed(world: World, one: SoldWork, to = '2026-10-31'): Promise<{ proposal: Proposal; id: number }> {
  const [proposal] = await proposals(world, [one], to);
  if (!proposal) throw new Error('Nothing is to be billed.');
  const [outcome] = await draftProposals(world.drafting, [proposal]);
  if (outcome?.status !== 'drafted') throw new Error(JSON.stringify(outcome));
  const { id } = outcome.invoice;
  const invoice = await world.deciding.invoice(id);
  expect(Number(invoice.untaxed)).toBe(Number(proposal.total));
  expect(invoice.findings.map(({ code }) => code)).not.toContain('line.edited');
  await approveAndPost(world, await world.approver(), [id]);
  return { proposal, id };
}

const holdback = (releases: object[], more: object = {}): Row => ({
  x_has_holdback: true,
  x_holdback_percent: 10,
  x_release_ids: rows(...releases),
  ...more,
});

const onDay = (day: string, percent = 100) => ({ x_when: 'date', x_on: day, x_percent: percent });

const linesOf = ({ admin }: World, { orderId }: SoldWork) =>
  admin.searchRead(
    'sale.order.line',
    [
      ['order_id', '=', orderId],
      ['x_billing_holdback', '!=', false],
    ],
    { fields: ['name', 'product_uom_qty', 'price_unit', 'qty_invoiced', 'qty_to_invoice', 'tax_ids'] },
  );

async function credit(world: World, id: number): Promise<void> {
  await approveAndPost(world, await world.approver(), [await creditNote(world, id)]);
}

describe('a holdback', () => {
  test('stands on the order as left to invoice, with the taxes of its work, until its day', async ({ world }) => {
    const one = await sellTime(world, [
      { price: 100, hours: [10] },
      { price: 133.37, hours: [3] },
    ]);
    await world.admin.call('sale.order.line', 'write', [[one.lineIds[1]], { tax_ids: [[6, 0, []]] }]);
    await agree(world, one.orderId, holdback([onDay('2026-11-15')]));
    const { proposal } = await billed(world, one);
    expect(proposal.orders[0].withheld?.map(({ amount }) => amount)).toEqual(['-100.00', '-40.01']);
    expect(await linesOf(world, one)).toMatchObject([
      { product_uom_qty: 0, price_unit: 1, qty_invoiced: -100, qty_to_invoice: 100 },
      { product_uom_qty: 0, price_unit: 1, qty_invoiced: -40.01, qty_to_invoice: 40.01 },
    ]);
    expect(await proposals(world, [one])).toEqual([]);
    const release = await billed(world, one, '2026-11-30');
    expect(release.proposal.total).toBe('140.01');
    expect(await linesOf(world, one)).toMatchObject([{ qty_to_invoice: 0 }, { qty_to_invoice: 0 }]);
    expect(await proposals(world, [one], '2026-12-31')).toEqual([]);
  });

  test('a locked order, and a credit note that gives its withheld amount back', async ({ world }) => {
    const one = await sellTime(world, [{ price: 100, hours: [10] }]);
    await agree(world, one.orderId, holdback([onDay('2026-12-31')], { x_holdback_ceiling: 150 }));
    await world.admin.call('sale.order', 'action_lock', [[one.orderId]]);
    const first = await billed(world, one);
    expect(first.proposal.orders[0].withheld).toMatchObject([{ amount: '-100.00' }]);
    await approveTime(world, [await addTime(world, one, 10, '2026-11-05')]);
    const [second] = await proposals(world, [one], '2026-11-30');
    expect(second?.orders[0].withheld).toMatchObject([{ amount: '-50.00', ceiling: { reached: true } }]);
    await credit(world, first.id);
    expect(await draftProposals(world.drafting, second ? [second] : [])).toMatchObject([{ status: 'refused' }]);
    expect(await linesOf(world, one)).toMatchObject([{ qty_to_invoice: 0 }]);
    const again = await billed(world, one, '2026-11-30');
    expect(again.proposal.orders[0].withheld).toMatchObject([{ amount: '-150.00' }]);
  });

  test('two runs that race release once', async ({ world }) => {
    const one = await sellTime(world, [{ price: 100, hours: [10] }]);
    await agree(world, one.orderId, holdback([onDay('2026-11-15')]));
    await billed(world, one);
    const [release] = await proposals(world, [one], '2026-11-30');
    if (!release) return expect.unreachable('its day has come');
    const twice = [release, { ...release, key: `${release.key.slice(1)}0` }];
    const outcomes = (await Promise.all(twice.map((each) => draftProposals(world.drafting, [each])))).flat();
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['drafted', 'refused']);
  });

  test('two orders drafted at once never withhold beyond the ceiling together', async ({ world }) => {
    const customer = await world.create('res.partner', { name: 'Withholding' });
    const sold: SoldWork[] = [];
    for (let order = 0; order < 2; order += 1) {
      const one = await sellTime(world, [{ price: 100, hours: [10] }]);
      const [row] = await world.admin.searchRead('sale.order', [['id', '=', one.orderId]], { fields: ['partner_id'] });
      await world.admin.call('res.partner', 'write', [[row?.partner_id], { parent_id: customer }]);
      sold.push(one);
    }
    const agreement = await writeAgreement(world, { x_partner_id: customer });
    await signTerms(world, agreement, holdback([onDay('2027-12-31')], { x_holdback_ceiling: 150 }));
    const apart = (await Promise.all(sold.map((one) => proposals(world, [one])))).flat();
    expect(apart.map(({ total }) => total)).toEqual(['900.00', '900.00']);
    const outcomes = (await Promise.all(apart.map((one) => draftProposals(world.drafting, [one])))).flat();
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['drafted', 'refused']);
    const again = (await Promise.all(sold.map((one) => proposals(world, [one])))).flat();
    expect(again).toMatchObject([{ total: '950.00', orders: [{ withheld: [{ amount: '-50.00' }] }] }]);
  });

  test('a cancelled order with money withheld is a case', async ({ world }) => {
    const one = await sellTime(world, [{ price: 100, hours: [10] }]);
    await agree(world, one.orderId, holdback([{ x_when: 'acceptance', x_percent: 100 }]));
    await billed(world, one);
    await world.admin.call('sale.order', 'write', [[one.orderId], { state: 'cancel' }]);
    const [evaluation] = await evaluations(world, [one], '2026-11-30');
    expect(evaluation?.cases).toMatchObject([{ code: 'holdback.open', amount: '100' }]);
  });
});
