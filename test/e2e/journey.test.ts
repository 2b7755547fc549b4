import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { messOf } from '../../src/sandbox/firm.ts';
import { databases } from '../../stack/databases.ts';
import type { Posted } from '../desk/fake-slack.ts';
import { BROWSER } from './support/browser.ts';
import type { AtWork } from './support/firm.ts';
import { APPROVERS, eventually, itemsOf, slackId, startFirm } from './support/firm.ts';

/** One firm, one month: the tests of this file follow one another. */
let at: AtWork;
let billingRun: string;
const [carol = '', noor = '', pia = ''] = APPROVERS;

const counts = async () => {
  const admin = at.admin;
  return {
    invoices: await admin.searchCount('account.move', [['move_type', '=', 'out_invoice']]),
    keys: await admin.searchCount('account.move', [['x_billing_key', '!=', false]]),
  };
};
const controller = () => {
  const user = at.firm.users.find(({ role }) => role === 'controller');
  if (!user) throw new Error('no controller');
  return import('../../src/odoo/xmlrpc.ts').then(({ connectXmlRpc }) =>
    connectXmlRpc({ ...at.odoo, login: user.login, password: user.password }),
  );
};
const openCases = async (code: string) =>
  (await controller()).searchRead(
    'x_billing_case',
    [
      ['x_code', '=', code],
      ['x_state', '=', 'open'],
    ],
    {
      fields: ['x_key', 'x_name', 'x_detail', 'x_record', 'x_order_id', 'x_move_id', 'x_next_step', 'x_deadline'],
    },
  );
const shown = (message: Posted) => JSON.stringify(message.blocks);
const invoiceOf = async (message: Posted) => {
  const id = Number(/Draft #(\d+)|customer-invoices\/(\d+)/.exec(shown(message))?.slice(1).find(Boolean));
  const [row] = await at.admin.searchRead('account.move', [['id', '=', id]], { fields: ['state', 'name'] });
  return { id, state: row?.state };
};

beforeAll(async () => {
  const { url, port, postgresPort, work } = inject('odoo');
  const own = databases({ url, port, postgresPort, work });
  at = await startFirm(own, await own.database('journey'));
  billingRun = await at.importWith('billing-run', { approvers: [carol, noor, pia].join(', '), preparedBy: pia });
  await at.n8n.activate(at.workflows['on-decision'] ?? '');
}, 600_000);
afterAll(async () => {
  await at.stop();
}, 120_000);

describe('the scheduled checks', () => {
  test('missing timesheets: exactly who left a week out, and nobody on leave; a second run doubles nothing', async () => {
    const workflow = at.workflows['missing-timesheets'] ?? '';
    const first = await at.n8n.run(workflow, 'Run Now');
    expect(first.status).toBe('success');
    const people = at.firm.employees.map(({ name }) => name);
    const found = itemsOf(first, 'Missing Timesheets').map((item) => String(item.employee));
    expect(found.filter((name) => people.includes(name))).toEqual(messOf('week without timesheet'));
    const cases = await openCases('timesheet.missing');
    expect(cases.filter((row) => people.some((name) => String(row.x_name).includes(name)))).toHaveLength(1);
    await at.n8n.run(workflow, 'Run Now');
    expect(await openCases('timesheet.missing')).toEqual(cases);
  });

  test('stale WIP: exactly the work left behind; a second run doubles nothing', async () => {
    const workflow = await at.importWith('stale-wip', { olderThanDays: 60 });
    const first = await at.n8n.run(workflow, 'Run Now');
    expect(first.status).toBe('success');
    const ours = new Set(at.firm.orders.map(({ ref }) => at.refs.id('order', ref)));
    const found = itemsOf(first, 'Stale WIP').filter((item) => ours.has(item.orderId as number));
    const stale = at.refs.ids('time', messOf('work older than 60 days'));
    const rows = await at.admin.searchRead('account.analytic.line', [['id', 'in', stale]], {
      fields: ['unit_amount', 'order_id', 'employee_id'],
    });
    expect(found.reduce((hours, item) => hours + Number(item.quantity), 0)).toBe(
      rows.reduce((hours, row) => hours + (row.unit_amount as number), 0),
    );
    expect(new Set(found.map((item) => item.orderId))).toEqual(new Set(rows.map((row) => row.order_id)));
    const cases = await openCases('wip.stale');
    await at.n8n.run(workflow, 'Run Now');
    expect(await openCases('wip.stale')).toEqual(cases);
  });

  test('what waits, is late or runs out is found by the shipped workflows; a second run doubles nothing', async () => {
    const watched: [workflow: string, node: string, code: string, cause: string][] = [
      ['delayed-approvals', 'Delayed Approvals', 'approval.milestone-late', 'Content migrated'],
      ['late-milestones', 'Late Milestones', 'milestone.not-invoiced', 'Pilot store'],
      ['running-out', 'Running Out', 'po.running-out', 'PO-NL-110'],
    ];
    for (const [name, node, code, cause] of watched) {
      const farAhead = name === 'running-out' ? { withinDays: 3650 } : {};
      const workflow = await at.importWith(name, farAhead);
      const first = await at.n8n.run(workflow, 'Run Now');
      expect(first.status, name).toBe('success');
      const found = itemsOf(first, node).find((item) => String(item.what).includes(cause));
      expect(found, name).toMatchObject({ caseStatus: 'opened', whose: 'Sam Okafor' });
      const cases = await openCases(code);
      await at.n8n.run(workflow, 'Run Now');
      expect(await openCases(code)).toEqual(cases);
    }
  });
});

describe('the billing run', () => {
  test('collects, drafts, records why not, opens cases and asks, and a second run does nothing twice', async () => {
    const before = await counts();
    const first = await at.n8n.run(billingRun, 'Run Now', 300);
    expect(first.data.resultData.error).toBeUndefined();
    expect(first.status).toBe('success');
    const outcomes = itemsOf(first, 'Draft Invoices');
    expect(outcomes.length).toBeGreaterThan(3);
    expect(outcomes.map((item) => item.status)).toEqual(outcomes.map(() => 'drafted'));
    const after = await counts();
    expect(after.invoices - before.invoices).toBe(outcomes.length);

    expect(itemsOf(first, 'Request Approval')).toHaveLength(outcomes.length);
    await eventually(() => at.slack.messages.length === outcomes.length);
    await eventually(() => at.mailbox.to(carol).length === outcomes.length);
    // Pia prepared the drafts, so nobody asks her, although she was named.
    expect(at.mailbox.to(pia)).toEqual([]);

    for (const [code, mess, kind, model] of [
      ['expense.receipt-missing', 'expense without receipt', 'expense', 'hr.expense'],
      ['milestone.evidence-missing', 'milestone reached without acceptance', 'milestone', 'project.milestone'],
      ['time.closed-task', 'time on a closed task', 'time', 'account.analytic.line'],
      ['time.changed-after-approval', 'time edited after approval', 'time', 'account.analytic.line'],
    ] as const) {
      const own = at.refs.ids(kind, messOf(mess)).map((id) => `${model},${id}`);
      const cases = await openCases(code);
      expect(
        cases.map((row) => row.x_record).filter((record) => own.includes(String(record))),
        code,
      ).toEqual(own);
      for (const row of cases)
        expect(row).toMatchObject({ x_next_step: expect.any(String), x_deadline: expect.any(String) });
    }

    const ledger = await (await controller()).searchCount('x_billing_part', []);
    const second = await at.n8n.run(billingRun, 'Run Now', 300);
    expect(second.status).toBe('success');
    expect(itemsOf(second, 'Draft Invoices')).toEqual([]);
    expect(await counts()).toEqual(after);
    expect(await (await controller()).searchCount('x_billing_part', [])).toBe(ledger);
    expect(itemsOf(second, 'Request Approval').every((item) => item.existing === true)).toBe(true);
    expect(at.slack.messages).toHaveLength(outcomes.length);
  });
});

describe('Slack', () => {
  test('a forged or stale signature, a stranger, a clerk and the preparer are refused; nothing changes', async () => {
    const [message] = at.slack.messages;
    if (!message) throw new Error('no message');
    const now = Math.floor(Date.now() / 1000);
    for (const how of [{ secret: 'forged' }, { at: now - 600 }, { at: now + 3600 }, { tamper: '&x=1' }]) {
      expect((await at.slack.click(at.desk.url, message, 'approve', slackId(carol), {}, how)).status).toBe(401);
    }
    for (const user of ['USTRANGER', 'USAM', slackId(pia)]) {
      const before = at.slack.called('chat.postEphemeral').length;
      await at.slack.click(at.desk.url, message, 'approve', user);
      await eventually(() => at.slack.called('chat.postEphemeral').length > before);
    }
    expect((await invoiceOf(message)).state).toBe('draft');
    expect(await at.admin.searchCount('account.move', [['x_billing_decision_ids', '!=', false]])).toBe(0);
  });

  test('approve: the decision is in Odoo, n8n posts the invoice, the message says by whom', async () => {
    const [message] = at.slack.messages;
    if (!message) throw new Error('no message');
    const { id } = await invoiceOf(message);
    await at.slack.click(at.desk.url, message, 'approve', slackId(carol));
    await eventually(async () => (await invoiceOf(message)).state === 'posted');
    await eventually(() => shown(message).includes('Approved by Carol Mendes'));
    expect(shown(message)).not.toContain('"action_id":"approve"');
    const decisions = await (
      await controller()
    ).searchRead('x_billing_decision', [['x_move_id', '=', id]], {
      fields: ['x_outcome', 'x_channel', 'x_email'],
    });
    expect(decisions).toMatchObject([{ x_outcome: 'approved', x_channel: 'slack', x_email: carol }]);
    // The run goes on to send the invoice: it is over when that is.
    const runs = await eventually(async () => {
      const all = await at.n8n.executions(at.workflows['on-decision'] ?? '');
      return all.some((run) => itemsOf(run, 'Release Invoice').length > 0) && all;
    });
    expect(runs.filter((run) => itemsOf(run, 'Post Invoice').some((item) => item.invoiceId === id))).toHaveLength(1);
    const mailed = () => at.mailbox.mails.filter(({ raw }) => raw.includes('Timesheet detail - '));
    await eventually(() => mailed().length > 0);
  });

  test('reject: needs a reason, opens a case, posts nothing and frees nothing', async () => {
    const message = at.slack.messages[1];
    if (!message) throw new Error('no message');
    const { id } = await invoiceOf(message);
    await at.slack.click(at.desk.url, message, 'reject', slackId(noor));
    await eventually(() => at.slack.openedView(slackId(noor)));
    const refused = await at.slack.submit(at.desk.url, slackId(noor), ' ');
    expect(await refused.json()).toMatchObject({ response_action: 'errors' });
    await at.slack.submit(at.desk.url, slackId(noor), 'The customer changed the purchase order');
    await eventually(() => shown(message).includes('Rejected by Noor Aziz'));
    const rejected = await eventually(async () =>
      (await openCases('invoice.rejected')).find((row) => row.x_move_id === id),
    );
    expect(rejected.x_detail).toContain('The customer changed the purchase order');
    expect((await invoiceOf(message)).state).toBe('draft');
    const again = await at.n8n.run(billingRun, 'Run Now', 300);
    expect(itemsOf(again, 'Draft Invoices')).toEqual([]);
  });
});

describe('the page, in a browser on a phone', () => {
  test('looking changes nothing, approving posts, and the link is spent', async () => {
    const mail = at.mailbox
      .to(carol)
      .find((each) => each.link && each.raw.includes(`Draft #`) && at.slack.messages[2] !== undefined);
    const third = at.slack.messages[2];
    if (!mail || !third) throw new Error('nothing to decide');
    const { id } = await invoiceOf(third);
    const link = at.mailbox.to(carol).find((each) => each.raw.includes(`Draft #${id} for`))?.link ?? '';
    for (let look = 0; look < 3; look += 1) await fetch(link);
    expect((await invoiceOf(third)).state).toBe('draft');

    const browser = await chromium.launch(BROWSER);
    try {
      const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
      await page.goto(link);
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect(width).toBeLessThanOrEqual(390);
      await page.getByRole('button', { name: /approve/i }).click();
      await page
        .getByText(/approved/i)
        .first()
        .waitFor();
      await eventually(async () => (await invoiceOf(third)).state === 'posted');
      const again = await fetch(link, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }) });
      expect(again.status).toBe(410);
    } finally {
      await browser.close();
    }
  });
});
