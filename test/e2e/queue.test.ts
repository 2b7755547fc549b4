import { expect } from 'vitest';
import type { Row } from '../../src/odoo/api.ts';
import { uninstallAddon } from '../../src/odoo/install.ts';
import type { CaseDraft } from '../../src/rules/verdict.ts';
import { openScreen, type Screen } from './support/screen.ts';
import { inWorld as base } from './support/test.ts';
import { enterWorld, sellTime, type World } from './support/world.ts';

const DAY = 24 * 3600 * 1000;
const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);

const test = base.extend('world', { scope: 'file' }, ({ odoo }) => enterWorld(odoo));

const draft = (more: Partial<CaseDraft> & { key: string }): CaseDraft => ({
  kind: 'policy',
  code: 'test.cause',
  title: 'Something is odd',
  detail: 'It is odd.',
  nextStep: 'Look at it.',
  severity: 'low',
  amount: '0',
  currency: 'USD',
  deadline: inDays(3),
  ...more,
});
const userId = async ({ admin }: World, login: string) =>
  (await admin.searchRead('res.users', [['login', '=', login]], { fields: ['id'] }))[0]?.id as number;
const caseOf = async (world: World, key: string) => {
  const [row] = await world
    .as('controller')
    .searchRead('x_billing_case', [['x_key', '=', key]], { fields: ['x_owner_id', 'x_state', 'x_closed_by_id'] });
  return row as Row & { id: number };
};
const activitiesOf = (world: World, id: number) =>
  world.as('controller').searchRead(
    'mail.activity',
    [
      ['res_model', '=', 'x_billing_case'],
      ['res_id', '=', id],
    ],
    { fields: ['user_id', 'date_deadline', 'summary'] },
  );
const change = (world: World, id: number, values: Row) =>
  world.as('controller').call('x_billing_case', 'write', [[id], values]);
const close = ({ drafting }: World, key: string) => drafting.closeCases(['test.cause'], [], 'Solved.', { keys: [key] });

test('an open case is one activity of its owner: made, moved, gone and back with it', async ({ world }) => {
  const { drafting } = world;
  const [preparer, approver] = [await userId(world, 'preparer'), await userId(world, 'approver')];
  const one = draft({ key: 'test:activity', ownerId: preparer });
  await drafting.openCases([one]);
  const { id } = await caseOf(world, one.key);
  const told = { summary: 'Something is odd', date_deadline: one.deadline };
  expect(await activitiesOf(world, id)).toMatchObject([{ user_id: preparer, ...told }]);
  await drafting.openCases([{ ...one, detail: 'It is odder.' }]);
  expect(await activitiesOf(world, id)).toHaveLength(1);

  await change(world, id, { x_owner_id: approver, x_deadline: inDays(9) });
  expect(await activitiesOf(world, id)).toMatchObject([{ user_id: approver, date_deadline: inDays(9) }]);
  await close(world, one.key);
  expect(await activitiesOf(world, id)).toEqual([]);
  await drafting.openCases([one]);
  expect(await activitiesOf(world, id)).toMatchObject([{ user_id: approver, ...told }]);

  // Ticked off while the cause is there: the next run asks again.
  const [activity] = await activitiesOf(world, id);
  await world.as('approver').call('mail.activity', 'action_feedback', [[activity?.id]]);
  expect(await activitiesOf(world, id)).toEqual([]);
  await drafting.openCases([one]);
  expect(await activitiesOf(world, id)).toHaveLength(1);
  expect(await world.admin.searchCount('mail.mail', [['model', '=', 'x_billing_case']])).toBe(0);
});

test('closed by hand while the cause is there, it is back and says who closed it', async ({ world }) => {
  const one = draft({ key: 'test:by-hand' });
  await world.drafting.openCases([one]);
  const { id } = await caseOf(world, one.key);
  await change(world, id, { x_note: 'Done with it.', x_state: 'closed' });
  expect(await caseOf(world, one.key)).toMatchObject({ x_closed_by_id: await userId(world, 'controller') });
  await world.drafting.openCases([one]);
  const said = async () => {
    const messages = await world.as('controller').searchRead(
      'mail.message',
      [
        ['model', '=', 'x_billing_case'],
        ['res_id', '=', id],
        ['body', 'ilike', 'Opened again'],
      ],
      { fields: ['body'], order: 'id desc' },
    );
    return messages.map(({ body }) => String(body));
  };
  const [message] = await said();
  expect(message).toMatch(/Controller closed it on \d{4}-\d\d-\d\d \(“Done with it\.”\), and the cause is there\./);
  await close(world, one.key);
  await world.drafting.openCases([one]);
  expect((await said())[0]).toMatch(/Opened again: the cause is back\./);
});

test('whoever owns a case works it, and sees no other', async ({ world }) => {
  const clerk = await userId(world, 'clerk');
  await world.drafting.openCases([draft({ key: 'test:clerk', ownerId: clerk }), draft({ key: 'test:not-clerk' })]);
  const mine = await world.as('clerk').searchRead('x_billing_case', [], { fields: ['x_key', 'x_name'] });
  expect(mine.map(({ x_key }) => x_key)).toEqual(['test:clerk']);
  await world.as('clerk').call('x_billing_case', 'write', [[mine[0]?.id], { x_note: 'Asked the customer.' }]);
  const other = await caseOf(world, 'test:not-clerk');
  await expect(world.as('clerk').call('x_billing_case', 'write', [[other.id], { x_note: 'Mine.' }])).rejects.toThrow();
});

test('only a controller says who owns what', async ({ world }) => {
  const rule = { x_name: 'All mine', x_owner: 'controller' };
  for (const login of ['preparer', 'approver', 'robot-drafter', 'clerk'])
    await expect(world.as(login).call('x_billing_case_rule', 'create', [rule]), login).rejects.toThrow();
});

test('the queue as an Odoo user sees it', async ({ world, odoo }) => {
  const { admin, drafting } = world;
  const { orderId } = await sellTime(world, [{ price: 120, hours: [8, 4] }], { customer: 'Harbour Robotics' });
  const preparer = await userId(world, 'preparer');
  const approver = await userId(world, 'approver');
  const controller = await userId(world, 'controller');
  for (const [id, name] of [
    [preparer, 'Pia Lindgren'],
    [approver, 'Noor Aziz'],
    [controller, 'Carol Mendes'],
  ])
    await admin.call('res.users', 'write', [[id], { name }]);
  const sales = await world.xmlId('sales_team.group_sale_salesman_all_leads');
  await admin.call('res.users', 'write', [[controller], { group_ids: [[4, sales]] }]);
  const stale = (await admin.searchRead('sale.order', [['id', '=', orderId]], { fields: ['name'] }))[0]?.name;
  await drafting.closeCases(['test.cause'], [], 'Tidied up.');
  const found: Partial<CaseDraft>[] = [
    {
      title: `${String(stale)}: 12 h wait since September`,
      code: 'wip.stale',
      detail: '12 h of Eva Engineer are approved and on no invoice since 14 Sep 2026.',
      nextStep: 'Bill them, or write them off.',
      record: `sale.order,${String(orderId)}`,
      amount: '1440',
      deadline: inDays(-4),
      ownerId: preparer,
      orderId,
    },
    {
      title: 'Receipt missing: taxi to the airport',
      kind: 'data-quality',
      code: 'expense.receipt-missing',
      amount: '64.5',
      deadline: inDays(2),
      ownerId: preparer,
      orderId,
    },
    {
      title: 'Go-live reached, acceptance missing',
      kind: 'data-quality',
      code: 'milestone.evidence-missing',
      amount: '24000',
      deadline: inDays(1),
      ownerId: approver,
    },
    {
      title: 'Eva Engineer: no time in week 41',
      kind: 'data-quality',
      code: 'timesheet.missing',
      deadline: inDays(0),
      ownerId: approver,
    },
    {
      title: 'PO exceeded by 600.00',
      code: 'po.exceeded',
      amount: '600',
      severity: 'medium',
      deadline: inDays(5),
      ownerId: controller,
    },
    {
      title: 'Billing Run is blocked at Draft Invoices: mend it',
      kind: 'technical',
      code: 'workflow.failed',
      severity: 'high',
      deadline: inDays(-1),
      detail: 'Odoo refuses the login robot-drafter.\nNode: Draft Invoices, item 4.\nRun 231 of Billing Run.',
      nextStep:
        'Give the node another key. Then open the run and press Retry, or wait for the next one: nothing is done twice. Close this case when a run has succeeded.',
      link: 'https://n8n.firm.test/workflow/w1/executions/231',
    },
  ];
  await drafting.openCases(found.map((each, index) => draft({ key: `test:queue-${String(index)}`, ...each })));
  const [failed, staleCase] = [await caseOf(world, 'test:queue-5'), await caseOf(world, 'test:queue-0')];
  await change(world, staleCase.id, { x_state: 'closed', x_note: 'Will bill it later.' });
  await drafting.openCases([draft({ key: 'test:queue-0', ...found[0] })]);

  const screen = await openScreen(odoo, 'controller');
  try {
    for (const [where, width, height] of [
      ['desktop', 1440, 900],
      ['phone', 390, 844],
    ] as const) {
      await screen.page.setViewportSize({ width, height });
      await look(screen, odoo.url, where, { failed: failed.id, stale: staleCase.id, orderId });
    }
    await screen.page.setViewportSize({ width: 1440, height: 900 });
    await screen.page.goto(`${odoo.url}/odoo/action-billing_automation.window_case_rule`);
    await screen.page.locator('.o_view_nocontent, .o_list_view').first().waitFor();
    await screen.page.locator('.o_list_button_add').click();
    await screen.page.locator('.o_form_view').waitFor();
    await screen.shoot('rule-form');
  } finally {
    await screen.close();
  }
}, 480_000);

test('taken out, it leaves no case, activity or rule behind', async ({ world }) => {
  const { admin } = world;
  await uninstallAddon(admin);
  const left = {
    models: await admin.searchCount('ir.model', [['model', '=like', 'x_billing%']]),
    fields: await admin.searchCount('ir.model.fields', [['name', '=like', 'x_billing%']]),
    activities: await admin.searchCount('mail.activity', [['res_model', '=like', 'x_billing%']]),
    automations: await admin.searchCount('base.automation', [['name', 'ilike', 'billing']]),
    rules: await admin.searchCount('ir.rule', [['name', 'ilike', 'billing cases']]),
  };
  expect(left).toEqual({ models: 0, fields: 0, activities: 0, automations: 0, rules: 0 });
  await admin.searchRead('sale.order', [], { fields: ['name'], limit: 1 });
}, 480_000);

async function look(
  { page, shoot }: Screen,
  url: string,
  where: string,
  { failed, stale, orderId }: { failed: number; stale: number; orderId: number },
): Promise<void> {
  const queue = `${url}/odoo/action-billing_automation.window_case`;
  await page.goto(queue);
  await page.locator('.o_kanban_record:not(.o_kanban_ghost)').first().waitFor();
  if (where === 'desktop') {
    const columns = await page.locator('.o_kanban_group .o_column_title').allInnerTexts();
    expect(columns.map((text) => text.split('\n')[0]?.replace(/\s*\(\d+\)$/, ''))).toEqual(
      expect.arrayContaining(['Pia Lindgren', 'Noor Aziz', 'Carol Mendes']),
    );
    // Odoo's own field for what is past its day.
    const overdue = page.locator('.o_kanban_record', { hasText: '12 h wait' });
    expect(await overdue.innerText()).toMatch(/4 days ago/);
    expect(await overdue.innerText()).toMatch(/1,440\.00/);
  }
  await shoot(`kanban-${where}`);
  // On a phone Odoo itself shows cards instead.
  for (const view of where === 'desktop' ? ['list', 'pivot', 'graph', 'activity'] : []) {
    await page.goto(`${queue}?view_type=${view}`);
    await page.locator(`.o_${view}_view`).first().waitFor();
    await shoot(`${view}-${where}`);
  }
  await page.goto(`${queue}/${String(failed)}`);
  await page.locator('.o_form_view').waitFor();
  await page.getByText('executions/231').first().waitFor();
  await shoot(`form-failed-${where}`);
  await page.goto(`${queue}/${String(stale)}`);
  await page.getByText('Will bill it later.').first().waitFor();
  await shoot(`form-back-${where}`);
  await page.goto(`${url}/odoo/action-sale.action_orders/${String(orderId)}`);
  await page.locator('.o_form_view').waitFor();
  if (where === 'desktop') await page.locator('.oe_stat_button', { hasText: 'Cases' }).waitFor();
  await shoot(`order-${where}`);
}
