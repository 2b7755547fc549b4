import { describe, expect } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import type { Evaluation, Proposal } from '../../src/rules/verdict.ts';
import { rows } from '../contract/rows.ts';
import { act, agree, proposeTerms, signTerms, writeAgreement } from './support/agree.ts';
import { holders, invoicedHours, liveInvoices } from './support/billed.ts';
import { TODAY } from './support/run.ts';
import { addTime, approveTime, sellTime } from './support/world.ts';
import type { World } from './support/world.ts';
import { test } from './support/with-keepers.ts';

const MONTH = { from: '2026-10-01', to: '2026-10-31' };

async function evaluations(world: World, orderIds: number[], period = MONTH): Promise<Evaluation[]> {
  const found = propose(await world.drafting.collectWork({ ...period, orderIds }), TODAY);
  expect(found.flatMap(({ identity }) => identity.breaks)).toEqual([]);
  return found;
}

const proposalsOf = async (world: World, orderIds: number[], period = MONTH): Promise<Proposal[]> =>
  (await evaluations(world, orderIds, period)).flatMap(({ proposal }) => proposal ?? []);

const verdicts = (found: Evaluation[]) =>
  found.flatMap(({ parts }) => parts.map(({ verdict, quantity }) => `${quantity} ${verdict}`)).toSorted();

/** Drafts, and holds Odoo's own totals against the proposals'. */
async function drafted(world: World, proposals: Proposal[]) {
  const outcomes = await draftProposals(world.drafting, proposals);
  const invoices = [];
  for (const [index, proposal] of proposals.entries()) {
    const outcome = outcomes[index];
    if (outcome?.status !== 'drafted') throw new Error(JSON.stringify(outcome));
    const invoice = await world.deciding.invoice(outcome.invoice.id);
    expect(Number(invoice.untaxed)).toBe(Number(proposal.total));
    const lines = invoice.lines.filter(({ kind }) => kind === 'product');
    expect(lines.map(({ quantity, subtotal }) => [Number(quantity), Number(subtotal)])).toEqual(
      proposal.orders[0].lines.map(({ quantity, amount }) => [Number(quantity), Number(amount)]),
    );
    expect(lines.map(({ parts }) => parts.map(({ entry }) => entry).toSorted())).toEqual(
      proposal.orders[0].lines.map(({ parts }) => parts.map(({ entry }) => entry).toSorted()),
    );
    expect(invoice.findings.map(({ code }) => code)).not.toContain('line.edited');
    invoices.push(invoice);
  }
  return invoices;
}

const CAP = { x_name: 'In all', x_scope: 'agreement', x_overflow: 'blocked' };

/** Two orders of one customer with 800.00 of work each, under one cap of 1,000.00. */
async function twoOrdersUnderOneCap(world: World, name: string): Promise<number[]> {
  const customer = await world.create('res.partner', { name });
  const sold: number[] = [];
  for (let order = 0; order < 2; order += 1) {
    const one = await sellTime(world, [{ price: 100, hours: [8] }]);
    const [row] = await world.admin.searchRead('sale.order', [['id', '=', one.orderId]], { fields: ['partner_id'] });
    await world.admin.call('res.partner', 'write', [[row?.partner_id], { parent_id: customer }]);
    sold.push(one.orderId);
  }
  const agreement = await writeAgreement(world, { x_partner_id: customer });
  await signTerms(world, agreement, { x_has_caps: true, x_cap_ids: rows({ ...CAP, x_amount: 1000 }) });
  return sold;
}

describe('what two people agreed on in Odoo is what is billed', () => {
  test('a rate card by role and person: several lines of one order line, each with its parts', async ({ world }) => {
    const one = await sellTime(world, [{ price: 100, discount: 10, hours: [8, 6.5] }]);
    const job = await world.create('hr.job', { name: 'Architect' });
    const [row] = await world.admin.searchRead('account.analytic.line', [['id', '=', one.timesheetIds[0]]], {
      fields: ['project_id', 'task_id'],
    });
    const architect = await world.create('hr.employee', { name: 'Arno Architect', job_id: job });
    const late = await world.create('account.analytic.line', {
      ...row,
      id: undefined,
      employee_id: architect,
      name: 'Design',
      unit_amount: 3.25,
      date: '2026-10-07',
    });
    await approveTime(world, [late]);
    await agree(world, one.orderId, {
      x_has_rates: true,
      x_rate_ids: rows(
        { x_card: 'Rate card 2026', x_person_id: world.engineer, x_rate: 133.37 },
        { x_card: 'Rate card 2026', x_role: 'Architect', x_rate: 210 },
      ),
      x_has_discounts: true,
      x_discount_ids: rows({ x_name: 'Volume', x_percent: 5 }),
    });
    const proposals = await proposalsOf(world, [one.orderId]);
    expect(
      proposals[0]?.orders[0].lines.map(({ quantity, priceUnit, discount }) => [quantity, priceUnit, discount]),
    ).toEqual([
      ['14.5', '133.37', '5'],
      ['3.25', '210', '5'],
    ]);
    const [invoice] = await drafted(world, proposals);
    const arithmetic = invoice?.lines.flatMap(({ parts }) => parts.map((part) => part.arithmetic));
    expect(arithmetic).toContainEqual(expect.stringMatching(/^3.25 h × 210.00 USD .*Rate card 2026, Architect/));
    expect(await holders(world, [...one.timesheetIds, late])).toEqual([1, 1, 1]);
    expect(await proposalsOf(world, [one.orderId])).toEqual([]);
  });

  test('a cap crossed in the middle of an entry; the rest waits for a signed change order', async ({ world }) => {
    const one = await sellTime(world, [{ price: 100, hours: [8, 8] }]);
    const agreement = await agree(world, one.orderId, {
      x_has_caps: true,
      x_cap_ids: rows({ ...CAP, x_amount: 1234.5 }),
    });
    const first = await evaluations(world, [one.orderId]);
    expect(verdicts(first)).toEqual(['3.66 over-cap', '4.34 bill', '8 bill']);
    await drafted(world, await proposalsOf(world, [one.orderId]));
    const november = { from: '2026-11-01', to: '2026-11-30' };
    const more = await addTime(world, one, 5, '2026-11-03');
    await approveTime(world, [more]);
    expect(await proposalsOf(world, [one.orderId], november)).toEqual([]);

    const raised = { x_has_caps: true, x_cap_ids: rows({ ...CAP, x_amount: 1700 }) };
    const change = { ...raised, x_effective_from: '2026-10-01', x_change_order_number: 'CO-1' };
    const terms = await proposeTerms(world, agreement, change);
    expect(await proposalsOf(world, [one.orderId], november)).toEqual([]);
    await act(world, 'ben', 'agree', terms);
    const after = await evaluations(world, [one.orderId], november);
    expect(verdicts(after)).toEqual(['1 bill', '3.66 bill', '4 over-cap', '4.34 billed']);
    await drafted(
      world,
      after.flatMap(({ proposal }) => proposal ?? []),
    );
    expect(await invoicedHours(world, one.lineIds)).toEqual([17]);
    expect(await liveInvoices(world, one.orderId)).toHaveLength(2);
  });

  test('increments: a day billed in two runs comes to what it would in one', async ({ world }) => {
    const one = await sellTime(world, [{ price: 100, hours: [1.1, 7.3] }]);
    await agree(world, one.orderId, {
      x_has_increments: true,
      x_increments_per: 'day',
      x_increments_hours: 0.5,
      x_increments_round: 'up',
    });
    const [proposal] = await proposalsOf(world, [one.orderId]);
    expect(proposal).toMatchObject({ total: '850.00' });
    await drafted(world, proposal ? [proposal] : []);
    const late = await addTime(world, one, 0.3, '2026-10-05');
    await approveTime(world, [late]);
    const [second] = await proposalsOf(world, [one.orderId]);
    expect(second).toMatchObject({ total: '50.00', supplementary: true });
    await drafted(world, second ? [second] : []);
    expect(await invoicedHours(world, one.lineIds)).toEqual([9]);
    const parts = await world.drafter.searchRead('x_billing_part', [['x_record_id', 'in', [late]]], {
      fields: ['x_quantity_exact', 'x_billed_exact', 'x_terms'],
    });
    expect(parts).toMatchObject([{ x_quantity_exact: '0.3', x_billed_exact: '0.5' }]);
  });

  test('the company behind a contact: its customer-wide terms hold for the contact’s order', async ({ world }) => {
    const one = await sellTime(world, [{ price: 100, hours: [2] }]);
    const company = await world.create('res.partner', { name: 'Acme Group', is_company: true });
    const [order] = await world.admin.searchRead('sale.order', [['id', '=', one.orderId]], { fields: ['partner_id'] });
    await world.admin.call('res.partner', 'write', [[order?.partner_id], { parent_id: company }]);
    const agreement = await writeAgreement(world, { x_partner_id: company });
    await signTerms(world, agreement, {
      x_has_rates: true,
      x_rate_ids: rows({ x_rate: 1000, x_per: 'day' }),
    });
    const proposals = await proposalsOf(world, [one.orderId]);
    expect(proposals).toMatchObject([{ total: '250.00' }]);
    await drafted(world, proposals);
  });
});

describe('nothing is billed by a guess', () => {
  test('terms that can’t be read hold the work, and say what is wrong with them', async ({ world }) => {
    const one = await sellTime(world, [{ price: 100, hours: [8] }]);
    await agree(world, one.orderId, {
      x_has_rates: true,
      x_rate_ids: rows({ x_rate: 120 }),
      x_has_blended_rate: true,
      x_blended_rate_rate: 130,
    });
    const [evaluation] = await evaluations(world, [one.orderId]);
    expect(evaluation?.proposal).toBeUndefined();
    expect(evaluation?.cases).toMatchObject([
      { code: 'terms.unreadable', detail: expect.stringMatching(/Blended rate/) },
    ]);
  });

  test('a version signed since the work was read stops the draft', async ({ world }) => {
    const one = await sellTime(world, [{ price: 100, hours: [8] }]);
    const terms = { x_has_rates: true, x_rate_ids: rows({ x_rate: 150 }) };
    const agreement = await agree(world, one.orderId, terms);
    const proposals = await proposalsOf(world, [one.orderId]);
    await signTerms(world, agreement, { ...terms, x_effective_from: '2026-10-01' });
    expect(await world.drafting.foresee(proposals)).toMatchObject([{ status: 'refused', code: 'changed' }]);
    expect(await draftProposals(world.drafting, proposals)).toMatchObject([{ status: 'refused', code: 'changed' }]);
    await drafted(world, await proposalsOf(world, [one.orderId]));
  });

  test('two runs that race for one cap never exceed it', async ({ world }) => {
    const sold = await twoOrdersUnderOneCap(world, 'Racing');
    const apart = [...(await proposalsOf(world, sold.slice(0, 1))), ...(await proposalsOf(world, sold.slice(1)))];
    expect(apart.map(({ total }) => total)).toEqual(['800.00', '800.00']);
    const outcomes = (await Promise.all(apart.map((one) => draftProposals(world.drafting, [one])))).flat();
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['drafted', 'refused']);
    const [rest] = await proposalsOf(world, sold);
    expect(rest).toMatchObject({ total: '200.00' });
    await drafted(world, rest ? [rest] : []);
  });

  test('proposals counted together are drafted together, or one after the other', async ({ world }) => {
    const sold = await twoOrdersUnderOneCap(world, 'Together');
    const proposals = await proposalsOf(world, sold);
    expect(proposals.map(({ total }) => total)).toEqual(['800.00', '200.00']);
    for (const proposal of proposals) await drafted(world, [proposal]);
    expect(await draftProposals(world.drafting, proposals)).toMatchObject([
      { status: 'existing' },
      { status: 'existing' },
    ]);
  });
});
