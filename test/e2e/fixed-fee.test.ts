import { describe, expect } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import type { Evaluation, Proposal } from '../../src/rules/verdict.ts';
import { rows } from '../contract/rows.ts';
import { agree, signTerms, writeAgreement } from './support/agree.ts';
import { invoicedHours, liveInvoices, pressCreateInvoices } from './support/billed.ts';
import { creditNote, milestone, reach, sellFixedPrice } from './support/fixed-price.ts';
import { approveAndPost } from './support/parity/post.ts';
import { TODAY } from './support/run.ts';
import { approveTime, sellTime } from './support/world.ts';
import type { World } from './support/world.ts';
import { test } from './support/with-keepers.ts';
import { cancel } from '../contract/acts.ts';

async function evaluate(world: World, orderId: number, to = '2026-10-31'): Promise<Evaluation> {
  const [found, ...others] = propose(await world.drafting.collectWork({ to, orderIds: [orderId] }), TODAY);
  if (!found || others.length) throw new Error('one order was asked for');
  expect(found.identity.breaks).toEqual([]);
  return found;
}

async function proposalOf(world: World, orderId: number, to?: string): Promise<Proposal> {
  const { proposal, parts } = await evaluate(world, orderId, to);
  if (!proposal) throw new Error(parts.map(({ reason }) => reason).join('\n'));
  return proposal;
}

/** Drafts, and holds Odoo's own lines and total against the proposal's. */
async function drafted(world: World, proposal: Proposal) {
  const [outcome] = await draftProposals(world.drafting, [proposal]);
  if (outcome?.status !== 'drafted') throw new Error(JSON.stringify(outcome));
  const invoice = await world.deciding.invoice(outcome.invoice.id);
  const lines = invoice.lines.filter(({ kind }) => kind === 'product');
  expect(lines.map(({ quantity, subtotal }) => [Number(quantity), Number(subtotal)])).toEqual(
    proposal.orders[0].lines.map(({ quantity, amount }) => [Number(quantity), Number(amount)]),
  );
  expect(Number(invoice.untaxed)).toBe(Number(proposal.total));
  expect(invoice.findings.map(({ code }) => code)).not.toContain('line.edited');
  return { id: outcome.invoice.id, lines };
}

const shown = ({ orders: [{ lines }] }: Proposal) =>
  lines.map(({ label, quantity, amount }) => `${label}: ${quantity} = ${amount}`);

const fee = (amount: number, ...instalments: object[]) => ({
  x_has_fixed_fee: true,
  x_fixed_fee_amount: amount,
  x_fixed_fee_billed: 'schedule',
  x_instalment_ids: rows(...instalments),
});

const byHours = (amount: number, hours: number) => ({
  x_has_fixed_fee: true,
  x_fixed_fee_amount: amount,
  x_fixed_fee_billed: 'percent-complete',
  x_fixed_fee_progress: 'hours',
  x_fixed_fee_budget_hours: hours,
});

const THIRDS = [
  { x_name: '1 of 3', x_on: '2026-09-01', x_amount: 26666.67 },
  { x_name: '2 of 3', x_on: '2026-10-15', x_amount: 26666.67 },
  { x_name: '3 of 3', x_on: '2026-12-01', x_amount: 26666.66 },
];

describe('a fixed fee agreed on in Odoo', () => {
  test('thirds of one unit come out to the cent, each with its name; the last takes all that is left', async ({
    world,
  }) => {
    const { orderId, lineId } = await sellFixedPrice(world, { price: 80000 });
    await agree(world, orderId, fee(80000, ...THIRDS));
    const september = await proposalOf(world, orderId, '2026-09-30');
    expect(shown(september)).toEqual(['1 of 3: 0.33 = 26666.67']);
    const { lines } = await drafted(world, september);
    expect(lines[0]?.name.split('\n').at(-1)).toBe('1 of 3');
    const nothing = await evaluate(world, orderId, '2026-09-30');
    expect(nothing.proposal).toBeUndefined();
    expect(nothing.parts).toMatchObject([{ verdict: 'pending', quantity: '0.67' }]);

    await drafted(world, await proposalOf(world, orderId));
    const last = await proposalOf(world, orderId, '2026-12-31');
    expect(shown(last)).toEqual(['3 of 3: 0.34 = 26666.66']);
    await drafted(world, last);
    expect(await invoicedHours(world, [lineId])).toEqual([1]);
    const [order] = await world.admin.searchRead('sale.order', [['id', '=', orderId]], { fields: ['invoice_status'] });
    expect(order).toMatchObject({ invoice_status: 'invoiced' });
  });

  test('a credited instalment is due again, and what somebody invoiced by hand is not', async ({ world }) => {
    const { orderId } = await sellFixedPrice(world, { price: 80000 });
    await agree(world, orderId, fee(80000, ...THIRDS));
    const first = await drafted(world, await proposalOf(world, orderId, '2026-09-30'));
    const person = await world.approver();
    await approveAndPost(world, person, [first.id]);
    expect((await evaluate(world, orderId, '2026-09-30')).proposal).toBeUndefined();
    await approveAndPost(world, person, [await creditNote(world, first.id)]);
    const again = await proposalOf(world, orderId, '2026-09-30');
    expect(shown(again)).toEqual(['1 of 3: 0.33 = 26666.67']);
    await drafted(world, again);

    await pressCreateInvoices(world.admin, orderId);
    const [line] = await world.admin.searchRead(
      'account.move.line',
      [
        ['sale_line_ids.order_id', '=', orderId],
        ['quantity', '=', 0.67],
      ],
      { fields: ['move_id'] },
    );
    expect(propose(await world.drafting.collectWork({ to: '2026-10-31', orderIds: [orderId] }), TODAY)).toEqual([]);
    await cancel(world.as('controller'), line?.move_id as number);
    expect(shown(await proposalOf(world, orderId))).toEqual(['2 of 3: 0.33 = 26666.67']);
  });

  test('two runs at once bill an instalment once', async ({ world }) => {
    const { orderId, lineId } = await sellFixedPrice(world, { price: 80000 });
    await agree(world, orderId, fee(80000, ...THIRDS));
    const [one, other] = [await proposalOf(world, orderId, '2026-09-30'), await proposalOf(world, orderId)];
    expect(one.key).not.toBe(other.key);
    const outcomes = (
      await Promise.all([one, other].map((proposal) => draftProposals(world.drafting, [proposal])))
    ).flat();
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['drafted', 'refused']);
    expect(await liveInvoices(world, orderId)).toHaveLength(1);
    const [invoiced = 0] = await invoicedHours(world, [lineId]);
    expect(invoiced).toBeLessThanOrEqual(0.66);
  });

  test('a milestone un-reached since it was read stops the draft', async ({ world }) => {
    const { orderId, projectId } = await sellFixedPrice(world, { price: 80000 });
    const design = await milestone(world, projectId, 'Design accepted');
    await agree(
      world,
      orderId,
      fee(
        80000,
        { x_name: '1 of 2 (design)', x_milestone_id: design, x_percent: 25 },
        { x_name: '2 of 2', x_on: '2027-01-01', x_percent: 75 },
      ),
    );
    expect((await evaluate(world, orderId)).proposal).toBeUndefined();
    await reach(world, design);
    const proposal = await proposalOf(world, orderId);
    expect(shown(proposal)).toEqual(['1 of 2 (design): 0.25 = 20000.00']);
    await world.admin.call('project.milestone', 'write', [[design], { is_reached: false }]);
    expect(await draftProposals(world.drafting, [proposal])).toMatchObject([
      { status: 'refused', code: 'changed', message: expect.stringContaining('no longer reached') },
    ]);
    await reach(world, design);
    await drafted(world, await proposalOf(world, orderId));
  });

  test('percent complete by approved hours; time taken back bills nothing, and credits nothing', async ({ world }) => {
    const { orderId, projectId, lineId } = await sellFixedPrice(world, { price: 12000, quantity: 100 });
    await agree(world, orderId, byHours(1200000, 80));
    const task = await world.create('project.task', { name: 'Build', project_id: projectId, sale_line_id: lineId });
    const work = (unit_amount: number, date: string) =>
      world.create('account.analytic.line', {
        name: 'Work',
        project_id: projectId,
        task_id: task,
        employee_id: world.engineer,
        unit_amount,
        date,
      });
    const [early, late] = [await work(20, '2026-08-03'), await work(6.67, '2026-10-05')];
    await approveTime(world, [early]);
    const quarter = await proposalOf(world, orderId);
    expect(shown(quarter)).toEqual(['25 % complete: 25 = 300000.00']);
    await drafted(world, quarter);
    await approveTime(world, [late]);
    const more = await proposalOf(world, orderId);
    const withdraw = await world.xmlId('billing_automation.action_withdraw_time');
    const context = { active_model: 'account.analytic.line', active_ids: [late], active_id: late };
    await world.as('preparer').call('ir.actions.server', 'run', [[withdraw]], { context });
    expect(await draftProposals(world.drafting, [more])).toMatchObject([
      { status: 'refused', code: 'changed', message: expect.stringContaining('less time on it is approved') },
    ]);
    await approveTime(world, [late]);
    expect(shown(more)).toEqual(['33.34 % complete: 8.34 = 100050.00']);
    await drafted(world, more);
    await world.admin.call('account.analytic.line', 'write', [[late], { unit_amount: 5 }]);
    const less = await evaluate(world, orderId);
    expect(less.proposal).toBeUndefined();
    expect(less.parts.map(({ reason }) => reason).join('\n')).toContain('nothing credited');
  });

  test('what the order line comes to must be the fee', async ({ world }) => {
    const { orderId } = await sellFixedPrice(world, { price: 79999 });
    await agree(world, orderId, fee(80000, ...THIRDS));
    const { proposal, cases } = await evaluate(world, orderId);
    expect(proposal).toBeUndefined();
    expect(cases).toMatchObject([{ code: 'fee.disagrees', detail: expect.stringContaining('79,999.00') }]);
  });
});

describe('what must be there before it is billed', () => {
  test('a closed gate is one case with all that is missing; opened, the instalment is billed', async ({ world }) => {
    const { orderId, projectId } = await sellFixedPrice(world, { price: 80000 });
    const design = await milestone(world, projectId, 'Design accepted');
    await reach(world, design);
    await agree(world, orderId, {
      ...fee(
        80000,
        { x_name: '1 of 2 (design)', x_milestone_id: design, x_percent: 25 },
        { x_name: '2 of 2', x_on: '2027-01-01', x_percent: 75 },
      ),
      x_has_milestone_gates: true,
      x_gate_ids: rows({ x_requires_acceptance_evidence: true, x_requires_purchase_order: true }),
    });
    const closed = await evaluate(world, orderId);
    expect(closed.proposal).toBeUndefined();
    expect(closed.cases).toMatchObject([
      {
        code: 'milestone.gate-closed',
        record: `project.milestone,${design}`,
        amount: '20000',
        detail: expect.stringMatching(/no evidence that the customer accepted it; no purchase order/),
      },
    ]);
    await world.create('ir.attachment', {
      name: 'acceptance.pdf',
      res_model: 'project.milestone',
      res_id: design,
      datas: Buffer.from('signed').toString('base64'),
    });
    const po = { client_order_ref: 'PO-771', x_billing_po_amount: 20000, x_billing_po_valid_until: '2026-10-20' };
    await world.admin.call('sale.order', 'write', [[orderId], po]);
    await drafted(world, await proposalOf(world, orderId));
  });

  test('work beyond the purchase order the terms name is held; two orders that race for it never exceed it', async ({
    world,
  }) => {
    const customer = await world.create('res.partner', { name: 'One PO' });
    const sold = [
      await sellTime(world, [{ price: 100, hours: [8] }]),
      await sellTime(world, [{ price: 100, hours: [8] }]),
    ];
    for (const { orderId } of sold) {
      const [row] = await world.admin.searchRead('sale.order', [['id', '=', orderId]], { fields: ['partner_id'] });
      await world.admin.call('res.partner', 'write', [[row?.partner_id], { parent_id: customer }]);
    }
    const agreement = await writeAgreement(world, { x_partner_id: customer });
    await signTerms(world, agreement, { x_purchase_order_number: '4500012345', x_purchase_order_amount: 1000 });
    const apart = [];
    for (const { orderId } of sold) apart.push(await proposalOf(world, orderId));
    expect(apart.map(({ total }) => total)).toEqual(['800.00', '800.00']);
    const outcomes = (await Promise.all(apart.map((one) => draftProposals(world.drafting, [one])))).flat();
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['drafted', 'refused']);
    const left = sold[outcomes.findIndex(({ status }) => status === 'refused')]?.orderId ?? 0;
    const rest = await evaluate(world, left);
    expect(rest.proposal).toMatchObject({ total: '200.00' });
    expect(rest.cases).toMatchObject([{ code: 'po.exceeded', amount: '600' }]);
  });
});
