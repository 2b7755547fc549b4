import { describe, expect, vi } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import { runWatch } from '../../src/billing/watch/run.ts';
import { WATCHES } from '../../src/billing/watch/watches.ts';
import type { OdooError } from '../../src/odoo/errors.ts';
import { createBillingOdoo } from '../../src/odoo/gateway.ts';
import { robotFaults } from '../../src/odoo/robots.ts';
import { shippedRecords } from '../../src/odoo/shipped.ts';
import { checkWatcher } from '../../src/odoo/watcher.ts';
import { agree, hireKeepers } from './support/agree.ts';
import { inWorld as base } from './support/test.ts';
import { enterWorld, sellTime } from './support/world.ts';
import type { World } from './support/world.ts';

// All watches, and every model: a minute, where the machine has nothing else to do.
vi.setConfig({ testTimeout: 600_000 });

const TODAY = '2026-11-02';
/** Buttons of whoever works at the firm: who may press them is said of the record they write, which no robot may. */
const EVERYONES = ['action_stop_release', 'action_lift_stop'];
const ITS_OWN = [
  'action_open_cases',
  'action_close_cases',
  'action_check_orders',
  'action_attendance',
  'action_read',
  'action_receivables',
  'action_staff',
  'action_workdays',
];
const denied = expect.objectContaining({ code: 'access' });

const test = base
  .extend('world', { scope: 'file' }, ({ odoo }) => enterWorld(odoo))
  /** An order with old time on it and agreed terms, another that is drafted. */
  .extend('firm', { scope: 'file' }, async ({ world }) => {
    const old = await sellTime(world, [{ price: 120, hours: [8, 4] }], { date: '2026-08-03', approve: false });
    await hireKeepers(world);
    const caps = [[0, 0, { x_name: 'In all', x_scope: 'agreement', x_overflow: 'blocked', x_amount: 9000 }]];
    await agree(world, old.orderId, { x_has_caps: true, x_cap_ids: caps });
    const { orderId } = await sellTime(world, [{ price: 150, hours: [6] }], { date: '2026-09-01' });
    const works = await world.drafting.collectWork({ to: '2026-10-31', orderIds: [orderId] });
    const [drafted] = await draftProposals(
      world.drafting,
      propose(works, TODAY).flatMap(({ proposal }) => proposal ?? []),
    );
    if (drafted?.status !== 'drafted') throw new Error(JSON.stringify(drafted));
    return { invoiceId: drafted.invoice.id };
  });

const watcher = (world: World) => createBillingOdoo(world.as('robot-watch'), world.odoo.url);

describe('the robot that watches', () => {
  test('runs every watch, and finds what the drafting robot finds', async ({ world, firm: _ }) => {
    const kept: string[] = [];
    for (const watch of WATCHES) {
      const how = { today: TODAY, keepCases: false };
      const asDrafter = await runWatch(world.drafting, watch, {}, how);
      const { findings } = await runWatch(watcher(world), watch, {}, { ...how, keepCases: true });
      expect(
        findings.map(({ what, amount }) => [what, amount]),
        watch.id,
      ).toEqual(asDrafter.findings.map(({ what, amount }) => [what, amount]));
      // What another watch's case tells of already has none here.
      kept.push(...findings.flatMap(({ caseStatus }) => caseStatus ?? []));
    }
    expect(new Set(kept)).toEqual(new Set(['opened']));
    expect(kept.length).toBeGreaterThan(1);
  });

  test('is what the desk takes for it, which takes no other', async ({ world }) => {
    await checkWatcher(world.as('robot-watch'), 'robot-watch');
    for (const login of ['robot-drafter', 'robot-desk', 'preparer', 'approver', 'clerk'])
      await expect(checkWatcher(world.as(login), login), login).rejects.toMatchObject({
        code: 'refused',
        message: expect.stringContaining('does more than watch'),
      });
    expect(await robotFaults(world.admin, 'watch', 'robot-watch')).toEqual([]);
  });

  test('runs no other action of the add-on', async ({ world }) => {
    const actions = (await shippedRecords()).filter(
      ({ id, model, fields }) => model === 'ir.actions.server' && /\.action_/.test(id) && 'group_ids' in fields,
    );
    const others = actions
      .map(({ id }) => id.replace(/^.*\./, ''))
      .filter((name) => ![...ITS_OWN, ...EVERYONES].includes(name));
    expect(others).toEqual(expect.arrayContaining(['action_draft', 'action_post', 'action_record_decision']));
    for (const action of others)
      await expect(world.as('robot-watch').runAction(action, {}), action).rejects.toEqual(denied);
  });

  test('reads by an action what it may read, and no more', async ({ world }) => {
    const asked = { domain: [], fields: ['id'], limit: 2, order: 'id', load: false, archived: false };
    const read = (login: string, model: string) => world.as(login).runAction('action_read', { model, ...asked });
    const { rows } = (await read('robot-watch', 'account.analytic.line')) as { rows: string };
    expect(JSON.parse(rows)).toHaveLength(2);
    await expect(read('robot-watch', 'ir.config_parameter')).rejects.toEqual(denied);
    for (const login of ['preparer', 'approver', 'clerk'])
      await expect(read(login, 'account.analytic.line'), login).rejects.toEqual(denied);
  });

  test('writes nothing over the API: no invoice, order, time, term, policy, decision or record', async ({
    world,
    firm: { invoiceId },
  }) => {
    const robot = world.as('robot-watch');
    const models = (
      await world.admin.searchRead('ir.model', [['model', '=like', 'x_billing_%']], { fields: ['model'] })
    )
      .map(({ model }) => String(model))
      .concat('account.move', 'account.move.line', 'sale.order', 'sale.order.line', 'account.analytic.line')
      .concat('project.milestone', 'product.template', 'res.users', 'ir.actions.server', 'ir.model.access');
    const notRefused: string[] = [];
    const attempt = async (model: string, method: string, args: unknown[]) => {
      const code = await robot.call(model, method, args).then(
        () => 'done',
        (error: OdooError) => error.code,
      );
      // By Odoo's rights, or by an append-only record's own guard, which comes first.
      if (!['access', 'refused'].includes(code)) notRefused.push(`${model}.${method}: ${code}`);
    };
    for (const model of models) {
      await attempt(model, 'create', [model === 'account.move.line' ? { move_id: invoiceId, name: 'Mine' } : {}]);
      const [row] = await world.admin
        .searchRead(model, [], { fields: ['id'], limit: 1, archived: true })
        .catch(() => []);
      const id = row?.id ?? 1;
      await attempt(model, 'write', [[id], { display_name: 'Mine' }]);
      await attempt(model, 'unlink', [[id]]);
    }
    for (const method of ['action_post', 'button_draft', 'button_cancel'])
      await attempt('account.move', method, [[invoiceId]]);
    expect(notRefused).toEqual([]);
    const [invoice] = await world.admin.searchRead('account.move', [['id', '=', invoiceId]], { fields: ['state'] });
    expect(invoice?.state).toBe('draft');
  });

  test('keeps cases by the actions for it, and by nothing else', async ({ world }) => {
    const odoo = watcher(world);
    const draft = {
      key: 'watch-robot:1',
      kind: 'technical',
      code: 'watch-robot.test',
      title: 'Something failed',
      detail: 'It did.',
      nextStep: 'Mend it.',
      severity: 'low',
      amount: '0',
      deadline: '2026-11-09',
    } as const;
    const [opened] = await odoo.openCases([draft]);
    expect(opened?.status).toBe('opened');
    for (const login of ['robot-watch', 'robot-drafter', 'robot-desk'])
      for (const values of [{ x_state: 'closed' }, { x_owner_id: 2 }, { x_amount: 0 }])
        await expect(world.as(login).call('x_billing_case', 'write', [[opened?.id], values]), login).rejects.toEqual(
          denied,
        );
    expect(await odoo.closeCases([draft.code], [], 'Solved.')).toBe(1);
    expect(await odoo.openCases([draft])).toMatchObject([{ id: opened?.id, status: 'reopened' }]);
  });
});
