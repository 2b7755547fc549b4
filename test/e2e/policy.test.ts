import { describe, expect } from 'vitest';
import { loadPolicy } from '../../src/approvals/policy/file.ts';
import { inForce } from '../../src/approvals/policy/in-force.ts';
import { remarks } from '../../src/desk/jobs/remarks.ts';
import type { Domain } from '../../src/odoo/api.ts';
import { preparePolicy, writeDraft } from '../../src/odoo/policy/import.ts';
import { readPolicies } from '../../src/odoo/policy/read.ts';
import { rows } from '../contract/rows.ts';
import { hireControllers, press, write } from './support/decree.ts';
import { openScreen } from './support/screen.ts';
import { inWorld as base } from './support/test.ts';
import { enterWorld } from './support/world.ts';
import type { World } from './support/world.ts';

const test = base.extend('world', { scope: 'file' }, async ({ odoo }) => {
  const world = await enterWorld(odoo);
  await hireControllers(world);
  return world;
});

/** Each test has a company of its own, and so a policy of its own. */
async function draftOf(world: World, name: string, values: object = {}) {
  const company = await world.create('res.company', { name });
  const people = await world.admin.searchRead(
    'res.users',
    [['login', 'in', ['clara', 'carl', 'robot-desk', 'robot-drafter', 'admin']]],
    { fields: ['id'] },
  );
  await world.admin.call('res.users', 'write', [people.map(({ id }) => id), { company_ids: [[4, company]] }]);
  const group = await world.xmlId('account.group_account_manager');
  const [carl] = await world.admin.searchRead('res.users', [['login', '=', 'carl']], { fields: ['id'] });
  const policy = await write(world, {
    x_name: `Policy of ${name}`,
    x_company_id: company,
    x_currency_id: await world.xmlId('base.EUR'),
    x_effective_from: '2026-01-01',
    x_row_ids: rows(
      { x_sequence: 1, x_name: 'Small', x_when_amount_up_to: 500, x_straight_through: true },
      {
        x_sequence: 2,
        x_name: 'The rest',
        x_step_ids: rows(
          { x_sequence: 1, x_name: 'Finance', x_approvers_groups_ids: [[6, 0, [group]]], x_need: 'all' },
          {
            x_sequence: 2,
            x_name: 'Carl',
            x_approvers_people_ids: [[6, 0, [carl?.id]]],
            x_fallback_roles_controller: true,
          },
        ),
      },
    ),
    x_limit_ids: rows({ x_group_id: group, x_unlimited: true }, { x_role: 'controller', x_up_to: 9000.5 }),
    ...values,
  });
  return { company, policy };
}

const statusOf = async (world: World, id: number) => {
  const fields = ['x_status', 'x_version', 'x_intact', 'x_row_ids', 'x_limit_ids'];
  const [row] = await world.desk.searchRead('x_billing_policy', [['id', '=', id]], { fields });
  return row as Record<string, unknown> & { x_row_ids: number[]; x_limit_ids: number[] };
};

const read = async (world: World, company: number) => {
  const { policies, unreadable } = await readPolicies(world.desk);
  return {
    policies: policies.filter((one) => one.company?.id === company),
    unreadable: unreadable.filter(({ companyId }) => companyId === company),
  };
};

describe('the approval policy in Odoo', () => {
  test('one controller proposes it, another who wrote nothing in it puts it in force', async ({ world }) => {
    const { company, policy } = await draftOf(world, 'Alpha');
    expect((await read(world, company)).policies).toEqual([]);
    await press(world, 'clara', 'propose', policy);
    await expect(press(world, 'clara', 'agree', policy)).rejects.toThrow(/clara had a hand in/);
    await press(world, 'carl', 'agree', policy);
    expect(await statusOf(world, policy)).toMatchObject({ x_status: 'in-force', x_version: 1, x_intact: true });
    expect(await read(world, company)).toMatchObject({
      unreadable: [],
      policies: [
        {
          name: 'Policy of Alpha',
          currency: 'EUR',
          effectiveFrom: '2026-01-01',
          rows: [
            { name: 'Small', when: { amountUpTo: '500' }, straightThrough: 'yes' },
            {
              name: 'The rest',
              steps: [
                {
                  name: 'Finance',
                  starts: 'after',
                  need: 'all',
                  approvers: { groups: ['account.group_account_manager'] },
                },
                {
                  name: 'Carl',
                  need: 'any',
                  approvers: { people: ['carl@firm.test'] },
                  fallback: { roles: ['controller'] },
                },
              ],
            },
          ],
          limits: [
            { group: 'account.group_account_manager', unlimited: 'yes' },
            { role: 'controller', upTo: '9000.5' },
          ],
        },
      ],
    });
  });

  test('who wrote one row of it had a hand in it', async ({ world }) => {
    const { policy } = await draftOf(world, 'Beta');
    const { x_limit_ids: limits } = await statusOf(world, policy);
    await world.as('carl').call('x_billing_policy_limit', 'write', [[limits[1]], { x_up_to: 8000 }]);
    await press(world, 'clara', 'propose', policy);
    await expect(press(world, 'carl', 'agree', policy)).rejects.toThrow(/carl had a hand in/);
  });

  test('in force, nothing of it changes, on no screen and over no API', async ({ world }) => {
    const { company } = await draftOf(world, 'Gamma');
    const { policy } = await draftOf(world, 'Gamma Two');
    await press(world, 'clara', 'propose', policy);
    await press(world, 'carl', 'agree', policy);
    const { x_row_ids: all, x_limit_ids: limits } = await statusOf(world, policy);
    const steps = await world.desk.searchRead('x_billing_policy_step', [['x_row_id', 'in', all]], { fields: ['id'] });
    const carl = world.as('carl');
    const attempts: [string, string, unknown[]][] = [
      ['x_billing_policy', 'write', [[policy], { x_name: 'Mine' }]],
      ['x_billing_policy', 'write', [[policy], { x_status: 'draft' }]],
      ['x_billing_policy', 'write', [[policy], { x_company_id: company }]],
      ['x_billing_policy', 'write', [[policy], { x_author_ids: [[5, 0, 0]] }]],
      [
        'x_billing_policy',
        'write',
        [[policy], { x_limit_ids: rows({ x_role: 'project-manager', x_unlimited: true }) }],
      ],
      ['x_billing_policy', 'unlink', [[policy]]],
      ['x_billing_policy_row', 'write', [[all[0]], { x_when_amount_up_to: 99999 }]],
      ['x_billing_policy_row', 'unlink', [[all[0]]]],
      ['x_billing_policy_step', 'write', [[steps[0]?.id], { x_approvers_groups_ids: [[5, 0, 0]] }]],
      ['x_billing_policy_step', 'unlink', [[steps[0]?.id]]],
      ['x_billing_policy_limit', 'write', [[limits[1]], { x_unlimited: true, x_up_to: 0 }]],
      ['x_billing_policy_limit', 'create', [{ x_policy_id: policy, x_role: 'account-manager', x_unlimited: true }]],
    ];
    for (const [model, method, values] of attempts)
      await expect(carl.call(model, method, values), `${model} ${method}`).rejects.toThrow(/can.t be|is recorded|stay/);
    expect(await statusOf(world, policy)).toMatchObject({ x_status: 'in-force', x_intact: true });
  });

  test('a draft can’t be put in force past its proposal, or its authors taken off the record', async ({ world }) => {
    const { policy } = await draftOf(world, 'Delta');
    const clara = world.as('clara');
    for (const values of [
      { x_status: 'in-force' },
      { x_status: 'proposed' },
      { x_agreed_by: 1 },
      { x_content: 'nothing' },
      { x_author_ids: [[5, 0, 0]] },
      { x_version: 7 },
    ])
      await expect(clara.call('x_billing_policy', 'write', [[policy], values])).rejects.toThrow();
    expect(await statusOf(world, policy)).toMatchObject({ x_status: 'draft', x_version: 1 });
  });

  test('the robots write nothing in it, not even as controllers', async ({ world }) => {
    const { policy } = await draftOf(world, 'Epsilon');
    for (const robot of [world.desk, world.drafter]) {
      await expect(robot.call('x_billing_policy', 'create', [{ x_name: 'Robots' }])).rejects.toThrow();
      await expect(robot.call('x_billing_policy', 'write', [[policy], { x_name: 'Robots' }])).rejects.toThrow();
    }
    const [robot] = await world.admin.searchRead('res.users', [['login', '=', 'robot-desk']], { fields: ['id'] });
    const group = await world.xmlId('billing_automation.group_controller');
    await world.admin.call('res.users', 'write', [[robot?.id], { group_ids: [[4, group]] }]);
    try {
      const written = world.desk.call('x_billing_policy', 'write', [[policy], { x_name: 'Robots' }]);
      await expect(written).rejects.toThrow(/never by a robot/);
    } finally {
      await world.admin.call('res.users', 'write', [[robot?.id], { group_ids: [[3, group]] }]);
    }
  });

  test('a new version begins as a copy, and takes the place of the old one from its first day', async ({ world }) => {
    const { company, policy } = await draftOf(world, 'Zeta');
    await press(world, 'clara', 'propose', policy);
    await press(world, 'carl', 'agree', policy);
    const { res_id: next } = (await press(world, 'carl', 'new_version', policy)) as { res_id: number };
    await world.as('carl').call('x_billing_policy', 'write', [[next], { x_effective_from: '2026-07-01' }]);
    await press(world, 'carl', 'propose', next);
    await press(world, 'clara', 'agree', next);
    expect(await statusOf(world, policy)).toMatchObject({ x_status: 'superseded', x_intact: true });
    expect(await statusOf(world, next)).toMatchObject({ x_status: 'in-force', x_version: 2 });
    const { policies } = await read(world, company);
    const [old, young] = policies;
    expect(young).toEqual({ ...old, version: 2, effectiveFrom: '2026-07-01' });
    const on = (day: string) => {
      const found = inForce(policies, { id: company, name: 'Zeta' }, day);
      return 'policy' in found ? found.policy.version : undefined;
    };
    expect([on('2025-12-31'), on('2026-06-30'), on('2026-07-01')]).toEqual([undefined, 1, 2]);
  });

  test('changed behind the screens, it decides nothing and says so', async ({ world }) => {
    const { company, policy } = await draftOf(world, 'Eta');
    await press(world, 'clara', 'propose', policy);
    await press(world, 'carl', 'agree', policy);
    const { x_row_ids: all } = await statusOf(world, policy);
    const sql = await world.create('ir.actions.server', {
      name: 'Behind the screens',
      model_id: await world.xmlId('base.model_res_partner'),
      state: 'code',
      code: `env.cr.execute('UPDATE x_billing_policy_row SET x_when_amount_up_to = 99999 WHERE id = ${all[0]}')`,
    });
    await world.admin.call('ir.actions.server', 'run', [[sql]]);
    expect(await statusOf(world, policy)).toMatchObject({ x_intact: false });
    const { policies, unreadable } = await read(world, company);
    expect(unreadable[0]?.problems).toEqual(['It is not what was put in force: it was changed since.']);
    expect(inForce(policies, { id: company, name: 'Eta' }, '2026-11-21', unreadable)).toHaveProperty('unclear');
  });

  test('a file comes in as a draft of the controller who brings it, and goes the way of any draft', async ({
    world,
  }) => {
    const file = (within: number) =>
      loadPolicy(`policy:
  name: Policy from a file
  version: 1
  effectiveFrom: 2026-01-01
  company: Iota
  currency: USD
  within: ${within}
  rows:
    - name: Small
      when: { amountUpTo: 500 }
      straightThrough: yes
    - name: The rest
      steps:
        - { name: Finance, approvers: { groups: [account.group_account_manager], people: [CARL@firm.test, clara@firm.test] } }
        - { name: Controller, approvers: { roles: [controller] }, fallback: { people: [clara@firm.test] } }
  limits:
    - { group: account.group_account_manager, unlimited: yes }
    - { person: clara@firm.test, upTo: 9000.5 }
    - { role: controller, upTo: 9000.5 }
`);
    const { company, policy } = await draftOf(world, 'Iota');
    await world.as('clara').call('x_billing_policy', 'unlink', [[policy]]);
    const prepare = async (within: number) => {
      const prepared = await preparePolicy(world.desk, file(within));
      if (!prepared.draft) throw new Error(JSON.stringify(prepared));
      return prepared.draft;
    };
    const [first, second] = [await prepare(16), await prepare(16)];
    await expect(writeDraft(world.desk, world.desk, first)).rejects.toThrow();
    const both = await Promise.allSettled([first, second].map((one) => writeDraft(world.desk, world.as('clara'), one)));
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const [draft, ...others] = await world.desk.searchRead('x_billing_policy', [['x_company_id', '=', company]], {
      fields: ['x_status', 'x_version'],
    });
    expect([draft, others]).toMatchObject([{ x_status: 'draft', x_version: 1 }, []]);
    expect(await preparePolicy(world.desk, file(16))).toHaveProperty('same');
    await press(world, 'clara', 'propose', draft?.id as number);
    await expect(press(world, 'clara', 'agree', draft?.id as number)).rejects.toThrow(/clara had a hand in/);
    await press(world, 'carl', 'agree', draft?.id as number);
    const { policies, unreadable } = await read(world, company);
    expect(unreadable).toEqual([]);
    expect(policies).toMatchObject([
      { version: 1, rows: [{}, { steps: [{}, { fallback: { people: ['clara@firm.test'] } }] }] },
    ]);
    await writeDraft(world.desk, world.as('carl'), await prepare(8));
    expect((await read(world, company)).policies).toEqual(policies);
  });

  test('somebody archived is still somebody named', async ({ world }) => {
    const leaver = await world.create('res.users', { name: 'Leah', login: 'leah', email: 'leah@firm.test' });
    const { company, policy } = await draftOf(world, 'Theta', {
      x_row_ids: rows({
        x_name: 'All',
        x_step_ids: rows({ x_name: 'Leah', x_approvers_people_ids: [[6, 0, [leaver]]] }),
      }),
    });
    await press(world, 'clara', 'propose', policy);
    await press(world, 'carl', 'agree', policy);
    await world.admin.call('res.users', 'write', [[leaver], { active: false }]);
    expect(await read(world, company)).toMatchObject({
      unreadable: [],
      policies: [{ rows: [{ steps: [{ approvers: { people: ['leah@firm.test'] } }] }] }],
    });
  });

  test('a controller reads and fills in its form', { timeout: 300_000 }, async ({ odoo, world }) => {
    const asked = (name: string, fields: object) => ({ x_name: name, ...fields });
    const project = { x_approvers_roles_project_manager: true };
    const group = await world.xmlId('account.group_account_manager');
    const { policy } = await draftOf(world, 'Northlight', {
      x_name: 'Services',
      x_company_id: false,
      x_within: 16,
      x_remind_every: 8,
      x_sign_in_above: 25000,
      x_row_ids: rows(
        {
          x_sequence: 1,
          x_name: 'Routine',
          x_when_amount_up_to: 2000,
          x_when_new_customer: 'no',
          x_when_only_contract_types_time_and_materials: true,
          x_when_only_contract_types_expenses: true,
          x_straight_through: true,
        },
        {
          x_sequence: 2,
          x_name: 'Thin margin',
          x_when_margin_below: 20,
          x_step_ids: rows(
            asked('Project manager', { x_sequence: 1, x_review_only: true, ...project }),
            asked('Controller', { x_sequence: 2, x_approvers_roles_controller: true, x_within: 8 }),
          ),
        },
        {
          x_sequence: 3,
          x_name: 'Large',
          x_when_amount_above: 10000,
          x_step_ids: rows(
            asked('Project manager', { x_sequence: 1, x_review_only: true, ...project }),
            asked('Finance', { x_sequence: 2, x_approvers_groups_ids: [[6, 0, [group]]], x_need: 'all' }),
          ),
        },
        { x_sequence: 4, x_name: 'Everything else', x_step_ids: rows(asked('Project manager', project)) },
      ),
    });
    const screen = await openScreen(odoo, 'clara');
    try {
      const { page } = screen;
      await screen.open('billing_automation.window_policy');
      await screen.shoot('policy-list');
      await page.locator('.o_data_row', { hasText: 'Services' }).first().click();
      await page.locator('.o_form_view').waitFor();
      await page.locator('.o_data_row', { hasText: 'Thin margin' }).waitFor();
      await screen.shoot('policy');
      await page.getByRole('tab', { name: 'Limits' }).click();
      await screen.shoot('policy-limits');
      await page.getByRole('tab', { name: 'Who decides' }).click();
      await page.locator('.o_data_row', { hasText: 'Large' }).click();
      const dialog = page.locator('.modal-content');
      await dialog.locator('.o_data_row', { hasText: 'Finance' }).waitFor();
      await screen.shoot('policy-row');
      const amount = dialog.locator('[name=x_when_amount_above] input');
      await amount.fill('12000');
      await dialog.getByRole('button', { name: /^Save/ }).first().click();
      await dialog.waitFor({ state: 'detached' });
      await page.locator('.o_form_button_save').click();
      await page.locator('.o_form_button_save').waitFor({ state: 'hidden' });
      await page.locator('.o_data_row', { hasText: 'Large' }).click();
      await dialog.locator('.o_data_row', { hasText: 'Finance' }).click();
      await page.locator('.modal-content').nth(1).waitFor();
      await screen.shoot('policy-step');
    } finally {
      await screen.close();
    }
    const [row] = await world.desk.searchRead(
      'x_billing_policy_row',
      [
        ['x_policy_id', '=', policy],
        ['x_name', '=', 'Large'],
      ],
      { fields: ['x_when_amount_above'] },
    );
    expect(row?.x_when_amount_above).toBe(12000);
  });

  test(
    'what there is to look at in a draft is on its form, once the desk has looked',
    { timeout: 600_000 },
    async ({ odoo, world }) => {
      const group = await world.xmlId('account.group_account_manager');
      const { policy } = await draftOf(world, 'Remarked <AG>', {
        x_name: 'Remarked <AG>',
        x_company_id: false,
        x_row_ids: rows(
          {
            x_sequence: 1,
            x_name: 'All & <sundry>',
            x_step_ids: rows({ x_name: 'Finance', x_approvers_groups_ids: [[6, 0, [group]]] }),
          },
          { x_sequence: 2, x_name: 'Never', x_when_amount_up_to: 500, x_straight_through: true },
        ),
      });
      const shown = async () => {
        const [row] = await world
          .as('clara')
          .searchRead('x_billing_policy', [['id', '=', policy]], { fields: ['x_remarks'] });
        return String(row?.x_remarks);
      };
      const look = () => remarks({ approvals: world.approving });
      expect(await shown()).toContain('has not looked at it');
      await look();
      expect(await shown()).toContain('“Never”: It never decides: “All &amp; &lt;sundry&gt;” stands before it');

      const screen = await openScreen(odoo, 'clara');
      try {
        const { page } = screen;
        const form = `${odoo.url}/odoo/action-billing_automation.window_policy/${policy}`;
        await page.goto(form);
        await page.locator('[name=x_remarks] .alert-warning', { hasText: 'It never decides' }).waitFor();
        await screen.shoot('policy-remarks');
        await page.setViewportSize({ width: 390, height: 844 });
        await page.goto(form);
        await page.locator('[name=x_remarks] .alert-warning', { hasText: 'It never decides' }).waitFor();
        await screen.shoot('policy-remarks-phone');
      } finally {
        await screen.close();
      }

      const never: Domain = [
        ['x_policy_id', '=', policy],
        ['x_name', '=', 'Never'],
      ];
      const [row] = await world.desk.searchRead('x_billing_policy_row', never, { fields: ['id'] });
      await world.as('clara').call('x_billing_policy_row', 'unlink', [[row?.id]]);
      expect(await shown()).toContain('has not looked at it');
      await look();
      expect(await shown()).toContain('Every row can decide');
      await press(world, 'clara', 'propose', policy);
      expect(await shown()).toContain('Every row can decide');
      for (const api of [world.as('clara'), world.desk, world.drafter])
        await expect(api.call('x_billing_remark', 'create', [{ x_policy_id: policy, x_said: 'Fine' }])).rejects.toThrow(
          /not allowed|access/i,
        );
    },
  );
});
