import { describe, expect } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import type { OdooApi, Row } from '../../src/odoo/api.ts';
import type { Evaluation } from '../../src/rules/verdict.ts';
import { rows } from '../contract/rows.ts';
import { agree } from './support/agree.ts';
import { TODAY } from './support/run.ts';
import { openScreen } from './support/screen.ts';
import { PASSWORD, sellTime } from './support/world.ts';
import type { World } from './support/world.ts';
import { test } from './support/with-keepers.ts';
import { cancel } from '../contract/acts.ts';

const AUTHORITY = {
  x_has_adjustments: true,
  x_adjustments_reasons: 'Goodwill\nRework',
  x_adjustment_ids: rows(
    { x_kind: 'write-down', x_authority: 'preparer', x_up_to_percent: 10 },
    { x_kind: 'write-down', x_authority: 'controller' },
    { x_kind: 'write-off', x_authority: 'approver', x_up_to_amount: 500 },
    { x_kind: 'write-off', x_authority: 'controller' },
    { x_kind: 'hold', x_authority: 'preparer' },
  ),
};

const DOWN = { x_kind: 'write-down', x_percent: 10, x_reason: 'Goodwill' };
const time = (id: number | undefined) => `account.analytic.line,${String(id)}`;
const one = (made: unknown): number => [made].flat()[0] as number;

const adjust = async (api: OdooApi, id: number | undefined, values: Row = DOWN): Promise<number> =>
  one(await api.call('x_billing_adjustment', 'create', [{ x_record: time(id), ...values }]));

async function run(world: World, api: OdooApi, action: string, model: string, ids: number[], context: Row = {}) {
  const id = await world.xmlId(`billing_automation.${action}`);
  return api.call('ir.actions.server', 'run', [[id]], {
    context: { active_model: model, active_ids: ids, active_id: ids[0], ...context },
  });
}

const withdraw = (world: World, api: OdooApi, id: number) =>
  run(world, api, 'action_withdraw_adjustment', 'x_billing_adjustment', [id]);

async function sold(world: World, hours: number[], terms: Row | null = AUTHORITY) {
  const order = await sellTime(world, [{ price: 100, hours }]);
  if (terms) await agree(world, order.orderId, terms);
  return order;
}

async function evaluation(world: World, orderId: number): Promise<Evaluation> {
  const works = await world.drafting.collectWork({ from: '2026-10-01', to: '2026-10-31', orderIds: [orderId] });
  const [found] = propose(works, TODAY);
  if (!found) throw new Error('no work');
  expect(found.identity.breaks).toEqual([]);
  return found;
}

const verdicts = ({ parts }: Evaluation) => parts.map(({ quantity, verdict }) => `${quantity} ${verdict}`).toSorted();

async function drafted(world: World, { proposal }: Evaluation): Promise<number> {
  if (!proposal) throw new Error('nothing to bill');
  const [outcome] = await draftProposals(world.drafting, [proposal]);
  if (outcome?.status !== 'drafted') throw new Error(JSON.stringify(outcome));
  expect(Number((await world.deciding.invoice(outcome.invoice.id)).untaxed)).toBe(Number(proposal.total));
  return outcome.invoice.id;
}

describe('what is adjusted is what is billed', () => {
  test('written down within authority, in the name of whoever did it, whatever they write', async ({ world }) => {
    const { orderId, timesheetIds } = await sold(world, [6, 2]);
    const preparer = world.as('preparer');
    const id = await adjust(preparer, timesheetIds[0], {
      ...DOWN,
      x_authority: 'controller',
      create_uid: 1,
      x_name: 'X',
    });
    const [row] = await preparer.searchRead('x_billing_adjustment', [['id', '=', id]], {
      fields: ['create_uid', 'x_authority', 'x_name', 'x_order_id', 'x_date', 'x_currency_id'],
      names: true,
    });
    expect(row).toMatchObject({
      create_uid: [expect.any(Number), 'Preparer'],
      x_authority: 'preparer',
      x_name: '2026-10-05 Eva Engineer, 6.0 h: Work',
      x_date: '2026-10-05',
    });
    const found = await evaluation(world, orderId);
    expect(found.proposal).toMatchObject({ total: '740.00', findings: [{ code: 'adjusted' }] });
    const invoice = await drafted(world, found);
    const facts = await world.deciding.invoice(invoice);
    expect(facts.preparers.map(({ name }) => name)).toContain('Preparer');
    const [move] = await world.admin.searchRead('account.move', [['id', '=', invoice]], {
      fields: ['x_billing_trace'],
    });
    expect(move?.x_billing_trace).toContain('written down 10 % by Preparer, Goodwill: −60.00 USD');

    await expect(withdraw(world, preparer, id)).rejects.toThrow(/Cancel or credit that first/);
    await expect(adjust(preparer, timesheetIds[1])).rejects.toThrow(/already. Cancel or credit/);
    await cancel(world.as('controller'), invoice).catch(() => undefined);
    await withdraw(world, preparer, id);
    expect((await evaluation(world, orderId)).proposal).toMatchObject({ total: '800.00' });
  });

  test('who takes an adjustment back has a hand in the invoice, too', async ({ world }) => {
    const { orderId, timesheetIds } = await sold(world, [3]);
    const id = await adjust(world.as('preparer'), timesheetIds[0], { x_kind: 'hold', x_reason: 'Rework' });
    await withdraw(world, world.as('controller'), id);
    const invoice = await drafted(world, await evaluation(world, orderId));
    const { preparers } = await world.deciding.invoice(invoice);
    expect(preparers.map(({ name }) => name)).toEqual(expect.arrayContaining(['Controller', 'Preparer']));
  });

  test('an amount that is no price in full cents comes to that amount in Odoo', async ({ world }) => {
    const { orderId, timesheetIds } = await sold(world, [7]);
    await adjust(world.as('controller'), timesheetIds[0], { x_kind: 'write-down', x_amount: 10, x_reason: 'Rework' });
    const found = await evaluation(world, orderId);
    expect(found.proposal).toMatchObject({ total: '690.00' });
    await drafted(world, found);
  });

  test('adjusted, withdrawn or held since it was read: the draft is refused', async ({ world }) => {
    const { orderId, timesheetIds } = await sold(world, [4, 4]);
    const preparer = world.as('preparer');
    const changes: (() => Promise<unknown>)[] = [];
    let id = 0;
    changes.push(
      async () => (id = await adjust(preparer, timesheetIds[0])),
      () => withdraw(world, preparer, id),
      () => adjust(preparer, timesheetIds[1], { x_kind: 'hold', x_reason: 'Rework' }),
    );
    for (const change of changes) {
      const { proposal } = await evaluation(world, orderId);
      await change();
      expect(proposal && (await draftProposals(world.drafting, [proposal]))).toMatchObject([
        { status: 'refused', code: 'changed', message: expect.stringMatching(/adjustments changed/) },
      ]);
    }
    const found = await evaluation(world, orderId);
    expect(verdicts(found)).toEqual(['4 bill', '4 hold']);
    await drafted(world, found);
  });

  test('what Odoo can not price is priced by the run: over the limit it waits in a case until it is mended', async ({
    world,
  }) => {
    const { orderId, timesheetIds } = await sold(world, [8, 1]);
    const id = await adjust(world.as('approver'), timesheetIds[0], { x_kind: 'write-off', x_reason: 'Rework' });
    const held = await evaluation(world, orderId);
    expect(verdicts(held)).toEqual(['1 bill', '8 hold']);
    expect(held.cases).toMatchObject([
      { code: 'adjustment.not-allowed', detail: expect.stringMatching(/up to 500.00 USD .* 800.00 USD of 800.00 USD/) },
    ]);
    await expect(withdraw(world, world.as('preparer'), id)).rejects.toThrow(/they or a billing controller/);
    await withdraw(world, world.as('controller'), id);
    await adjust(world.as('controller'), timesheetIds[0], { x_kind: 'write-off', x_reason: 'Rework' });
    const found = await evaluation(world, orderId);
    expect(verdicts(found)).toEqual(['1 bill', '8 write-off']);
    await drafted(world, found);
  });

  test('several entries at once from their list: all of them or none', async ({ world }) => {
    const { orderId, timesheetIds } = await sold(world, [1, 2, 3]);
    const preparer = world.as('preparer');
    const asked = (await run(world, preparer, 'action_ask_hold', 'account.analytic.line', timesheetIds)) as {
      res_model: string;
      context: { default_x_kind: string; default_x_records: string; default_x_summary: string };
    };
    expect(asked).toMatchObject({ res_model: 'x_billing_adjust', context: { default_x_summary: '3 entries, 6 h' } });
    const { default_x_records: x_records, default_x_kind: x_kind } = asked.context;
    const answer = async (values: Row) => {
      const id = one(await preparer.call('x_billing_adjust', 'create', [{ x_records, x_kind, ...values }]));
      return run(world, preparer, 'action_adjust', 'x_billing_adjust', [id]);
    };
    await expect(answer({ x_reason: 'Because' })).rejects.toThrow(/not one of the reasons/);
    expect(verdicts(await evaluation(world, orderId))).toEqual(['1 bill', '2 bill', '3 bill']);
    await answer({ x_reason: 'Rework' });
    const held = await evaluation(world, orderId);
    expect(verdicts(held)).toEqual(['1 hold', '2 hold', '3 hold']);
    expect(held.cases).toHaveLength(1);
    expect(held.cases[0]).toMatchObject({
      code: 'adjustment.hold',
      detail: expect.stringMatching(/Held by Preparer, Rework/),
    });
  });

  test('without terms a controller adjusts, nobody else', async ({ world }) => {
    const { orderId, timesheetIds } = await sold(world, [2], null);
    for (const login of ['preparer', 'approver'])
      await expect(adjust(world.as(login), timesheetIds[0]), login).rejects.toThrow(/only a billing controller/);
    await adjust(world.as('controller'), timesheetIds[0], { ...DOWN, x_percent: 25, x_reason: 'Any text' });
    const found = await evaluation(world, orderId);
    expect(found.proposal).toMatchObject({ total: '150.00' });
    await drafted(world, found);
  });
});

describe('nobody adjusts beyond their authority or in another name', () => {
  const ways: [what: string, way: (world: World, id: number | undefined) => Promise<unknown>, said: RegExp][] = [
    ['over the percentage', (w, id) => adjust(w.as('preparer'), id, { ...DOWN, x_percent: 10.5 }), /up to 10 %/],
    [
      'over it in two steps',
      async (w, id) => {
        await adjust(w.as('preparer'), id, { ...DOWN, x_percent: 6 });
        return adjust(w.as('preparer'), id, { ...DOWN, x_percent: 5 });
      },
      /up to 10 % of one entry/,
    ],
    [
      'another authority’s kind',
      (w, id) => adjust(w.as('preparer'), id, { x_kind: 'write-off', x_reason: 'Rework' }),
      /approver or controller may write off; you are preparer/,
    ],
    [
      'a kind nobody has',
      (w, id) => adjust(w.as('controller'), id, { ...DOWN, x_kind: 'write-up' }),
      /lets nobody write up/,
    ],
    [
      'an unlisted reason',
      (w, id) => adjust(w.as('preparer'), id, { ...DOWN, x_reason: 'Because' }),
      /Goodwill, Rework/,
    ],
    ['no reason', (w, id) => adjust(w.as('preparer'), id, { ...DOWN, x_reason: ' ' }), /Give a reason/],
    ['amount and percent', (w, id) => adjust(w.as('controller'), id, { ...DOWN, x_amount: 5 }), /not both/],
    [
      'neither',
      (w, id) => adjust(w.as('controller'), id, { ...DOWN, x_percent: 0 }),
      /by an amount or by a percentage/,
    ],
    [
      'below zero',
      (w, id) => adjust(w.as('controller'), id, { ...DOWN, x_percent: -5 }),
      /by an amount or by a percentage/,
    ],
    ['nothing', (w) => adjust(w.as('controller'), 0), /Choose work/],
    [
      'withdrawn in advance',
      (w, id) => adjust(w.as('preparer'), id, { ...DOWN, x_withdrawn_on: '2026-10-10 10:00:00' }),
      /first, and withdrawn later/,
    ],
    [
      'by importing',
      async (w, id) => {
        const answer = (await w
          .as('preparer')
          .call('x_billing_adjustment', 'load', [
            ['x_record', 'x_kind', 'x_percent', 'x_reason'],
            [[time(id), 'write-down', '50', 'Goodwill']],
          ])) as { ids: unknown; messages: { message: string }[] };
        if (answer.ids) return answer;
        throw new Error(answer.messages.map(({ message }) => message).join());
      },
      /up to 10 %/,
    ],
    [
      'with a context that pretends the rules have run',
      (w, id) =>
        w.as('preparer').call('x_billing_adjustment', 'create', [{ x_record: time(id), ...DOWN, x_percent: 50 }], {
          context: { old_values: {}, __action_done: {}, __action_feedback: true },
        }),
      /up to 10 %/,
    ],
    [
      'by changing it afterwards',
      async (w, id) => {
        const made = await adjust(w.as('preparer'), id, { ...DOWN, x_percent: 5 });
        return w.as('preparer').call('x_billing_adjustment', 'write', [[made], { x_percent: 50 }]);
      },
      /stays as it was made/,
    ],
    [
      'by taking it back in the controller’s name',
      async (w, id) => {
        const made = await adjust(w.as('preparer'), id, { ...DOWN, x_percent: 5 });
        const [user] = await w.admin.searchRead('res.users', [['login', '=', 'controller']], { fields: ['id'] });
        return w.as('preparer').call('x_billing_adjustment', 'write', [[made], { x_withdrawn_by: user?.id }]);
      },
      /your own name/,
    ],
    [
      'by deleting it',
      async (w, id) => w.as('preparer').call('x_billing_adjustment', 'unlink', [[await adjust(w.as('preparer'), id)]]),
      /can't be deleted|not allowed/,
    ],
    [
      'by a server action of the administrator',
      async (w, id) => {
        const model_id = await w.xmlId('base.model_res_partner');
        const code = `env["x_billing_adjustment"].sudo().create({"x_record": "${time(id)}", "x_kind": "hold", "x_reason": "Rework"})`;
        const action = await w.create('ir.actions.server', { name: 'Cheat', model_id, state: 'code', code });
        return w.admin.call('ir.actions.server', 'run', [[action]], {
          context: { active_model: 'res.partner', active_ids: [1], active_id: 1 },
        });
      },
      /by a billing preparer, approver or controller/,
    ],
  ];
  test.for(ways)('%s', async ([, way, said], { world }) => {
    const { timesheetIds } = await sold(world, [3]);
    await expect(way(world, timesheetIds[0])).rejects.toThrow(said);
  });

  test('nobody learns of work they may not read by adjusting it', async ({ world }) => {
    const groups = await Promise.all(['base.group_user', 'billing_automation.group_controller'].map(world.xmlId));
    const stranger = { name: 'Stranger', login: 'stranger', password: PASSWORD, group_ids: [[6, 0, groups]] };
    await world.create('res.users', stranger);
    const { orderId } = await sold(world, [1], null);
    const product_id = await world.create('product.product', {
      name: 'Hotel',
      type: 'service',
      can_be_expensed: true,
      expense_policy: 'cost',
    });
    const expense = { name: 'Secret', employee_id: world.engineer, total_amount_currency: 90, sale_order_id: orderId };
    const id = await world.create('hr.expense', { ...expense, product_id });
    const hold = { x_record: `hr.expense,${String(id)}`, x_kind: 'hold', x_reason: 'Rework' };
    const made = (login: string) => world.as(login).call('x_billing_adjustment', 'create', [hold]);
    await made('stranger');
    const told = () =>
      world.as('controller').searchRead('x_billing_adjustment', [['x_record', '=', hold.x_record]], {
        fields: ['x_name'],
      });
    expect(await told()).toEqual([{ id: expect.any(Number), x_name: expect.stringMatching(/^Work of S\d+ on /) }]);
    const refused = await made('stranger').catch((error: Error) => error.message);
    expect(refused).toMatch(/somebody did this before/);
    expect(refused).not.toContain('Secret');
  });

  test('clerks, robots and the administrator adjust nothing', async ({ world }) => {
    const { timesheetIds } = await sold(world, [3], null);
    const nobodies: [string, OdooApi][] = [
      ['admin', world.admin],
      ...['clerk', 'robot-drafter', 'robot-desk', 'ann'].map((login): [string, OdooApi] => [login, world.as(login)]),
    ];
    for (const [who, api] of nobodies) await expect(adjust(api, timesheetIds[0]), who).rejects.toThrow();
  });
});

describe('on the screen', () => {
  test('two entries are held from their list, shown with who and why, and released', async ({ world }) => {
    const { orderId, timesheetIds } = await sold(world, [4, 3.5, 2]);
    const [list, form] = await Promise.all(
      ['hr_timesheet.hr_timesheet_line_tree', 'hr_timesheet.hr_timesheet_line_form'].map(world.xmlId),
    );
    const timesheets = await world.create('ir.actions.act_window', {
      name: 'Timesheets',
      res_model: 'account.analytic.line',
      domain: `[('id', 'in', ${JSON.stringify(timesheetIds.slice(0, 2))})]`,
      view_ids: [
        [0, 0, { sequence: 1, view_mode: 'list', view_id: list }],
        [0, 0, { sequence: 2, view_mode: 'form', view_id: form }],
      ],
    });
    const { page, open, shoot, close } = await openScreen(world.odoo, 'preparer');
    try {
      await open(timesheets);
      await page.locator('thead .o_list_record_selector input').check();
      await page.getByRole('button', { name: 'Actions' }).click();
      await shoot('actions');
      await page.getByRole('menuitem', { name: 'Hold …' }).click();
      const dialog = page.locator('.modal');
      await dialog.getByRole('button', { name: 'Hold', exact: true }).waitFor();
      await shoot('hold-window');
      const answer = async (reason: string) => {
        await dialog.locator('[name=x_reason] input').fill(reason);
        await dialog.getByRole('button', { name: 'Hold', exact: true }).click();
      };
      await answer('Because');
      const refused = page.locator('.modal', { hasText: 'not one of the reasons' });
      await refused.waitFor();
      await shoot('hold-refused');
      await refused.locator('footer button').click();
      await answer('Rework');
      await dialog.waitFor({ state: 'detached' });
      expect(verdicts(await evaluation(world, orderId))).toEqual(['2 bill', '3.5 hold', '4 hold']);

      await open('billing_automation.window_adjustment');
      await page.locator('tr.o_data_row', { hasText: '3.5 h: Work' }).first().waitFor();
      await shoot('adjustments');
      await page.locator('tr.o_data_row', { hasText: '3.5 h: Work' }).first().locator('td[name=x_name]').click();
      await page.locator('.o_form_view').waitFor();
      await shoot('hold');
      await page.getByRole('button', { name: 'Release' }).click();
      await page.getByText('Taken back by').waitFor();
      await shoot('released');
      expect(verdicts(await evaluation(world, orderId))).toEqual(['2 bill', '3.5 bill', '4 hold']);
      await page.getByRole('button', { name: 'New' }).first().click();
      await page.getByText('Write down').click();
      await shoot('new-adjustment');
    } finally {
      await close();
    }
    await drafted(world, await evaluation(world, orderId));
  });
});
