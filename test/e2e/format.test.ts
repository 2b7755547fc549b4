import { chromium } from 'playwright-core';
import { describe, expect } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import { proposalsOf } from '../../src/rules/proposal/of.ts';
import type { Proposal } from '../../src/rules/verdict.ts';
import { rows } from '../contract/rows.ts';
import { act, agree, proposeTerms, writeAgreement } from './support/agree.ts';
import { BROWSER } from './support/browser.ts';
import { invoicedHours, liveInvoices, pressCreateInvoices } from './support/billed.ts';
import { TODAY } from './support/run.ts';
import type { SoldWork, World } from './support/world.ts';
import { approveTime, PASSWORD, sellTime } from './support/world.ts';
import { test } from './support/with-keepers.ts';
import { cancel } from '../contract/acts.ts';

const MONTH = { from: '2026-10-01', to: '2026-10-31' };

async function proposalsFor(world: World, orderId: number): Promise<Proposal[]> {
  const found = propose(await world.drafting.collectWork({ ...MONTH, orderIds: [orderId] }), TODAY);
  expect(found.flatMap(({ identity }) => identity.breaks)).toEqual([]);
  return found.flatMap(proposalsOf);
}

/** What Odoo's own invoice says, beside the proposal it was drafted from. */
async function invoiceOf(world: World, proposal: Proposal, id: number) {
  const invoice = await world.deciding.invoice(id);
  const lines = invoice.lines.filter(({ kind }) => kind === 'product');
  expect(Number(invoice.untaxed)).toBe(Number(proposal.total));
  const ours = proposal.orders[0].lines.map(({ quantity, amount }) => [Number(quantity), Number(amount)]);
  expect(lines.slice(0, ours.length).map((line) => [Number(line.quantity), Number(line.subtotal)])).toEqual(ours);
  expect(lines.slice(0, ours.length).map(({ parts }) => parts.map(({ entry }) => entry).toSorted())).toEqual(
    proposal.orders[0].lines.map(({ parts }) => parts.map(({ entry }) => entry).toSorted()),
  );
  expect(invoice.findings.map(({ code }) => code)).not.toContain('line.edited');
  return { id, proposal, reference: invoice.reference, texts: lines.map(({ name }) => name) };
}

async function drafted(world: World, orderId: number) {
  const proposals = await proposalsFor(world, orderId);
  expect(await world.drafting.foresee(proposals)).toEqual(proposals.map(({ key }) => ({ key, status: 'clear' })));
  const outcomes = await draftProposals(world.drafting, proposals);
  const invoices = [];
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.status !== 'drafted') throw new Error(JSON.stringify(outcome));
    invoices.push(await invoiceOf(world, proposals[index] as Proposal, outcome.invoice.id));
  }
  expect(await proposalsFor(world, orderId)).toEqual([]);
  return invoices;
}

/** More people, tasks, phases and days on an order; 20 minutes are no round number of hours. */
async function sellTeamwork(world: World): Promise<SoldWork> {
  const sold = await sellTime(world, [{ price: 133.37, hours: [8] }]);
  const [row] = await world.admin.searchRead('account.analytic.line', [['id', '=', sold.timesheetIds[0]]], {
    fields: ['project_id', 'employee_id'],
  });
  const project = row?.project_id as number;
  const job = await world.create('hr.job', { name: `Architect ${sold.orderId}` });
  const arno = await world.create('hr.employee', { name: 'Arno <Architect>', job_id: job });
  await world.admin.call('project.project', 'write', [[project], { allow_milestones: true }]);
  const phase = await world.create('project.milestone', { name: 'Design & review', project_id: project });
  const task = await world.create('project.task', {
    name: 'Interfaces',
    project_id: project,
    sale_line_id: sold.lineIds[0],
    milestone_id: phase,
  });
  const more = [];
  for (const [employee_id, unit_amount, date, name] of [
    [arno, 1 / 3, '2026-10-06', 'Sketch {person}'],
    [arno, 2 / 3, '2026-10-07', 'Second <i>sketch</i>'],
    [row?.employee_id, 1 / 3, '2026-10-07', 'Review'],
  ])
    more.push(
      await world.create('account.analytic.line', {
        project_id: project,
        task_id: task,
        employee_id,
        unit_amount,
        date,
        name,
      }),
    );
  await approveTime(world, more);
  return { ...sold, timesheetIds: [...sold.timesheetIds, ...more] };
}

const GROUPS = {
  person: ['Arno <Architect>', 'Eva Engineer'],
  role: [undefined, 'Architect'],
  task: ['Interfaces', 'Task 1'],
  day: ['2026-10-05', '2026-10-06', '2026-10-07'],
  phase: [undefined, 'Design & review'],
  'one-line': [undefined],
} as const;

describe('an invoice as the customer wants it', () => {
  for (const [groupBy, labels] of Object.entries(GROUPS)) {
    test(`a line for each ${groupBy}: lines, texts and totals on Odoo's invoice are ours`, async ({ world }) => {
      const one = await sellTeamwork(world);
      await agree(world, one.orderId, { x_has_invoice_format: true, x_invoice_format_group_by: groupBy });
      const [invoice] = await drafted(world, one.orderId);
      const ends = invoice?.texts.map((text) =>
        text
          .split('\n')
          .at(-1)
          ?.replace(/ \d+$/, groupBy === 'role' ? '' : '$&'),
      );
      expect(ends).toEqual(labels.map((label) => label ?? 'Consulting'));
      const [hours] = await invoicedHours(world, one.lineIds);
      expect(hours).toBeCloseTo(28 / 3, 1);
      const lines = await world.admin.searchRead(
        'account.move.line',
        [
          ['move_id', '=', invoice?.id],
          ['display_type', '=', 'product'],
        ],
        {
          fields: ['x_billing_service_from', 'x_billing_service_to'],
          order: 'sequence, id',
        },
      );
      expect(lines.map((line) => [line.x_billing_service_from, line.x_billing_service_to])).toEqual(
        invoice?.proposal.orders[0].lines.map(({ parts }) => {
          const days = parts.map(({ date }) => date).toSorted();
          return [days[0], days.at(-1)];
        }),
      );
    });
  }

  test('a wrong narrative is refused over the API and in the screen, mended, and billed', async ({ world }) => {
    const one = await sellTeamwork(world);
    const agreement = await writeAgreement(world, { x_order_id: one.orderId });
    const format = { x_has_invoice_format: true, x_invoice_format_group_by: 'person' };
    const wrong = { ...format, x_invoice_format_narrative: '{persn}: {hours} h' };
    await expect(proposeTerms(world, agreement, wrong)).rejects.toThrow(/\{persn\}, which nothing fills.*\{person\}/s);
    await expect(
      proposeTerms(world, agreement, { ...format, x_invoice_format_narrative: '{person: 3 h' }),
    ).rejects.toThrow(/other half/);

    const [terms] = (await world.as('ann').call('x_billing_terms', 'create', [
      [
        {
          x_agreement_id: agreement,
          x_effective_from: '2026-01-01',
          x_signed_on: '2026-09-15',
          x_signed_by: 'Jane Doe',
          ...format,
        },
      ],
    ])) as number[];
    const browser = await chromium.launch(BROWSER);
    try {
      const page = await (await browser.newContext({ viewport: { width: 1440, height: 1000 } })).newPage();
      const { url, database } = world.odoo;
      await page.goto(`${url}/web/login?db=${database}`);
      await page.fill('input[name=login]', 'ann');
      await page.fill('input[name=password]', PASSWORD);
      await page.click('button[type=submit]');
      await page.waitForURL('**/odoo**');
      await page.goto(`${url}/odoo/m-x_billing_terms/${String(terms)}`);
      await page.getByRole('tab', { name: 'Invoice' }).first().click();
      const narrative = page.locator('[name=x_invoice_format_narrative] textarea');
      await narrative.fill('{persn}: {hours} h');
      await page.locator('.o_form_button_save').click();
      await page.getByText('{persn}, which nothing fills').waitFor();
      await page.screenshot({
        path: process.env['PICTURES'] ? `${process.env['PICTURES']}/refused.png` : '/dev/null',
        type: 'png',
      });
      await page.keyboard.press('Escape');
      await narrative.fill('{person}, {from} – {to}: {hours} h at {rate}\n{description} & more <b>');
      await page.locator('.o_form_button_save').click();
      await page.locator('.o_form_saved').waitFor();
    } finally {
      await browser.close();
    }
    await act(world, 'ann', 'propose', terms as number);
    expect((await proposalsFor(world, one.orderId))[0]?.orders[0].lines).toHaveLength(1);
    await act(world, 'ben', 'agree', terms as number);
    const [invoice] = await drafted(world, one.orderId);
    expect(invoice?.texts).toEqual([
      'Arno <Architect>, 2026-10-06 – 2026-10-07: 1 h at 133.37 USD\nSketch (person); Second <i>sketch</i> & more <b>',
      'Eva Engineer, 2026-10-05 – 2026-10-07: 8.33 h at 133.37 USD\nWork; Review & more <b>',
    ]);
    const report = await world.xmlId('account.account_invoices');
    const html = await reportOf(world, report, invoice?.id ?? 0);
    expect(html).toContain('Second &lt;i&gt;sketch&lt;/i&gt; &amp; more &lt;b&gt;');
    expect(html).not.toContain('<i>sketch</i>');
  });

  test('the terms’ PO is shown, or none; the order has another', async ({ world }) => {
    for (const [wanted, reference] of [
      ['shown', 'PO-NEW'],
      ['hidden', ''],
    ]) {
      const one = await sellTime(world, [{ price: 100, hours: [2] }]);
      await world.admin.call('sale.order', 'write', [[one.orderId], { client_order_ref: 'PO-OLD' }]);
      await agree(world, one.orderId, {
        x_purchase_order_number: 'PO-NEW',
        x_has_invoice_format: true,
        x_invoice_format_purchase_order: wanted,
      });
      expect(await drafted(world, one.orderId)).toMatchObject([{ reference }]);
    }
  });

  test('rates, a cap and lines by day: the invoice comes to the cap, and not a cent more', async ({ world }) => {
    const one = await sellTeamwork(world);
    await agree(world, one.orderId, {
      x_has_invoice_format: true,
      x_invoice_format_group_by: 'day',
      x_has_rates: true,
      x_rate_ids: rows({ x_rate: 99.99 }),
      x_has_caps: true,
      x_cap_ids: rows({ x_name: 'In all', x_scope: 'agreement', x_amount: 900, x_overflow: 'blocked' }),
    });
    const [proposal] = await proposalsFor(world, one.orderId);
    expect(Number(proposal?.total)).toBeLessThanOrEqual(900);
    const [outcome] = await draftProposals(world.drafting, proposal ? [proposal] : []);
    if (outcome?.status !== 'drafted') throw new Error(JSON.stringify(outcome));
    await invoiceOf(world, proposal as Proposal, outcome.invoice.id);
  });
});

/** An order with two projects; the second's time is on the same order line. */
async function sellTwoProjects(world: World): Promise<SoldWork> {
  const sold = await sellTime(world, [{ price: 100, hours: [8] }]);
  const [order] = await world.admin.searchRead('sale.order', [['id', '=', sold.orderId]], { fields: ['partner_id'] });
  const project = await world.create('project.project', {
    name: 'Second project',
    allow_billable: true,
    partner_id: order?.partner_id,
    sale_line_id: sold.lineIds[0],
  });
  const task = await world.create('project.task', { name: 'Data', project_id: project, sale_line_id: sold.lineIds[0] });
  const entry = { project_id: project, task_id: task, employee_id: world.engineer, name: 'Data' };
  const id = await world.create('account.analytic.line', { ...entry, unit_amount: 2.5, date: '2026-10-06' });
  await approveTime(world, [id]);
  return { ...sold, timesheetIds: [...sold.timesheetIds, id] };
}

const PER_PROJECT = { x_has_invoice_format: true, x_invoice_format_invoice_per: 'project' };

describe('an invoice for each project', () => {
  test('two invoices of one order, each once, whatever is sent again', async ({ world }) => {
    const one = await sellTwoProjects(world);
    await agree(world, one.orderId, PER_PROJECT);
    const proposals = await proposalsFor(world, one.orderId);
    expect(proposals.map(({ total }) => total)).toEqual(['800.00', '250.00']);
    const invoices = await drafted(world, one.orderId);
    expect(new Set(invoices.map(({ id }) => id)).size).toBe(2);
    const again = await draftProposals(world.drafting, proposals);
    expect(again.map((outcome) => [outcome.status, 'invoice' in outcome && outcome.invoice.id])).toEqual(
      invoices.map(({ id }) => ['existing', id]),
    );
    expect(await invoicedHours(world, one.lineIds)).toEqual([10.5]);
    expect(await liveInvoices(world, one.orderId)).toHaveLength(2);
  });

  test('two runs at once make no third', async ({ world }) => {
    const one = await sellTwoProjects(world);
    await agree(world, one.orderId, PER_PROJECT);
    const proposals = await proposalsFor(world, one.orderId);
    const [first, second] = await Promise.all([
      draftProposals(world.drafting, proposals),
      draftProposals(world.drafting, proposals.toReversed()),
    ]);
    const made = [...first, ...second].flatMap((outcome) => ('invoice' in outcome ? [outcome.invoice.id] : []));
    expect(made).toHaveLength(4);
    expect(new Set(made).size).toBe(2);
    expect(await invoicedHours(world, one.lineIds)).toEqual([10.5]);
  });

  test('one of them cancelled comes again alone', async ({ world }) => {
    const one = await sellTwoProjects(world);
    await agree(world, one.orderId, PER_PROJECT);
    const [, second] = await drafted(world, one.orderId);
    await cancel(world.as('controller'), second?.id as number);
    expect(await drafted(world, one.orderId)).toMatchObject([{ proposal: { total: '250.00', supplementary: true } }]);
  });

  test('a down payment is deducted on one invoice of all projects', async ({ world }) => {
    const one = await sellTwoProjects(world);
    await agree(world, one.orderId, PER_PROJECT);
    await pressCreateInvoices(world.admin, one.orderId, { advance_payment_method: 'fixed', fixed_amount: 115 });
    const [invoice, ...others] = await drafted(world, one.orderId);
    expect(others).toEqual([]);
    expect(invoice?.proposal.findings.map(({ code }) => code)).toContain('format.one-invoice');
  });
});

async function reportOf(world: World, report: number, id: number): Promise<string> {
  const action = { name: 'Rendered', model_id: await world.xmlId('account.model_account_move'), state: 'code' };
  const code = `html, kind = env['ir.actions.report'].browse(${report})._render_qweb_html('account.report_invoice', [${id}])\naction = {'html': html.decode()}`;
  const made = await world.create('ir.actions.server', { ...action, code });
  const { html } = (await world.admin.call('ir.actions.server', 'run', [[made]])) as { html: string };
  return html;
}
