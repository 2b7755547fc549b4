import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, vi } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import { runWatch } from '../../src/billing/watch/run.ts';
import { staleWip } from '../../src/billing/watch/stale-wip.ts';
import type { ReadAlong } from '../../src/odoo/along.ts';
import type { Domain, OdooApi } from '../../src/odoo/api.ts';
import { createBillingOdoo } from '../../src/odoo/gateway.ts';
import { createRobots, importModule, installAddon } from '../../src/odoo/install.ts';
import { packAddon } from '../../src/odoo/pack.ts';
import { deviations } from '../../src/odoo/shipped.ts';
import { decide } from './support/decide.ts';
import { test as base } from './support/test.ts';
import { ALWAYS, openWorld, sellTime, WATCHER } from './support/world.ts';
import type { World } from './support/world.ts';

// An upgrade is a minute's work, where the machine has nothing else to do.
vi.setConfig({ testTimeout: 900_000 });

/** As it was released, packed by the code of its day. */
const EARLIER = new URL('support/earlier/billing_automation-19.0.0.1.0.zip', import.meta.url);

const test = base.extend('world', { scope: 'file' }, async ({ odoo }) => {
  const earlier = await readFile(EARLIER);
  return openWorld(odoo, (admin) => importModule(admin, earlier), ALWAYS);
});

const RECORDS = {
  x_billing_part: ['x_model', 'x_record_id', 'x_verdict', 'x_move_id', 'x_move_line_id', 'x_quantity_exact', 'x_value'],
  x_billing_case: ['x_key', 'x_code', 'x_state', 'x_order_id', 'x_owner_id'],
  x_billing_decision: ['x_key', 'x_move_id', 'x_outcome', 'x_person_id', 'x_content', 'x_fingerprint', 'x_at'],
  'account.analytic.line': ['x_billing_approved_by', 'x_billing_approved_on', 'x_billing_approved_facts'],
  'account.move': ['state', 'name', 'x_billing_key', 'x_billing_findings', 'x_billing_trace', 'x_billing_preparer'],
};

/** All the add-on keeps, as somebody reads it who may. */
async function kept({ admin, as }: World): Promise<Record<string, unknown>> {
  const read = Object.entries(RECORDS).map(async ([model, fields]) => {
    const reader = model.startsWith('x_') ? as('approver') : admin;
    const rows = await reader.searchRead(model, [], { fields, order: 'id' });
    if (!rows.length) throw new Error(`no ${model}`);
    return [model, rows];
  });
  return Object.fromEntries(await Promise.all(read)) as Record<string, unknown>;
}

/** As the package of that day spoke: what it gave an action was an object; it read the fields `known` only, no agreements and no adjustments, checked no orders; an invoice was of one order; the ledger kept no billed quantity, an invoice no record. */
function ofItsDay(api: OdooApi, known: ReadonlySet<string>, xmlId: World['xmlId']): OdooApi {
  const later = [
    'x_billed_exact',
    'x_counted_with',
    'x_drawn_exact',
    'x_link',
    'owner',
    'raise_days',
    'company',
    'x_run',
  ];
  const unread = ['x_billing_agreement', 'x_billing_adjustment', 'x_billing_case_rule'];
  const day: OdooApi = {
    ...api,
    searchRead: async (model, domain, { typed = (rows) => rows, ...options }) => {
      if (unread.includes(model) || options.fields.some((name) => later.includes(name))) return [];
      const isUnknown = (name: string) => name.startsWith('x_') && !known.has(`${model}.${name}`);
      const unknown = options.fields.filter(isUnknown);
      const fields = options.fields.filter((name) => !unknown.includes(name));
      // Of that day, nothing is in a field that came since.
      const inItsDay = domain.map((term): Domain[number] => {
        if (typeof term === 'string' || !isUnknown(term[0].split('.')[0] ?? '')) return term;
        const [, operator, value] = term;
        return ['id', (operator === '=') === (value === false) ? '!=' : '=', false];
      });
      const rows = await api.searchRead(model, inItsDay, { ...options, fields });
      const nothing = unknown.map((name) => [name, name.endsWith('_ids') ? [] : false]);
      return typed(rows.map((row) => ({ ...row, ...Object.fromEntries(nothing) })));
    },
    runAction: async (action, payload) => {
      if (action === 'action_check_orders') return { orders: [] };
      const then = JSON.parse(JSON.stringify(payload, (key, value) => (later.includes(key) ? undefined : value)));
      for (const proposal of then.proposals ?? []) {
        Object.assign(proposal, proposal.orders[0]);
        for (const line of proposal.lines) for (const part of line.parts) part.ledger = { ...line.row, ...part.row };
      }
      const id = await xmlId(`billing_automation.${action}`);
      const answer = await api.call('ir.actions.server', 'run', [[id]], { context: { billing: then } });
      // Rows were read by themselves.
      const { reads = [] } = payload as { reads?: ReadAlong[] };
      const rows = await Promise.all(
        reads.map(({ model, domain, load, ...read }) => day.searchRead(model, domain, { ...read, names: load !== '' })),
      );
      if (reads.length > 0) return { ...(answer as object), rows };
      return action === 'action_record_decision' ? { ...(answer as object), link: false } : answer;
    },
  };
  return day;
}

/** The world as the package of that day sees it. */
async function then(world: World): Promise<World> {
  const ours = await world.admin.searchRead('ir.model.fields', [['name', '=like', 'x_%']], {
    fields: ['model', 'name'],
  });
  const known = new Set(ours.map(({ model, name }) => `${model}.${name}`));
  const billing = (api: OdooApi) => createBillingOdoo(ofItsDay(api, known, world.xmlId), world.odoo.url);
  const [drafting, deciding] = [billing(world.drafter), billing(world.desk)];
  const approver = async () => (await deciding.personByEmail('approver@firm.test')) ?? world.approver();
  return { ...world, drafting, deciding, approver };
}

async function draftOne(world: World): Promise<{ id: number; orderId: number }> {
  const { orderId } = await sellTime(world, [{ price: 120, hours: [8, 4] }]);
  const { drafting } = world;
  const works = await drafting.collectWork({ to: '2026-10-31', orderIds: [orderId] });
  const [outcome] = await draftProposals(
    drafting,
    propose(works, '2026-11-02').flatMap((evaluation) => evaluation.proposal ?? []),
  );
  if (outcome?.status !== 'drafted') throw new Error(JSON.stringify(outcome));
  return { id: outcome.invoice.id, orderId };
}

test('what an earlier add-on kept is kept through an upgrade, and people go on', async ({ world }) => {
  const { admin } = world;
  const earlier = await then(world);
  const [posted, approved, pending] = [await draftOne(earlier), await draftOne(earlier), await draftOne(earlier)];
  await decide(earlier, posted.id);
  await earlier.drafting.post([posted.id]);
  await decide(earlier, approved.id);
  await earlier.drafting.openCases([
    {
      key: `order:${approved.orderId}:missing-hours`,
      kind: 'data-quality',
      code: 'missing-hours',
      title: 'No time in week 41',
      detail: 'Eva has none.',
      nextStep: 'Ask Eva.',
      severity: 'low',
      amount: '0',
      deadline: '2026-11-09',
      orderId: approved.orderId,
    },
  ]);
  const before = await kept(world);
  const tooNew = world.drafter.runAction('action_post', { id: pending.id });
  await expect(tooNew).rejects.toMatchObject({ code: 'addon', mend: expect.stringContaining('setup') as string });

  const upgrade = installAddon(admin);
  const upgraded = upgrade.then(() => true);
  while (!(await Promise.race([upgraded, sleep(300, false)])))
    await world
      .as('clerk')
      .searchCount('account.move', [])
      .catch(() => {});
  const { version } = await packAddon();
  expect(await upgrade).toEqual({ installed: version, was: '19.0.0.1.0', changed: true });

  for (const login of ['approver', 'preparer', 'controller', 'clerk', 'robot-drafter', 'robot-desk'])
    expect(await world.as(login).searchCount('res.users', [['login', '=', login]]), login).toBe(1);
  expect(await kept(world)).toEqual(before);
  expect(await deviations(admin)).toEqual([]);

  await expect(admin.call('account.move', 'action_post', [[pending.id]])).rejects.toThrow(/can't be posted/);
  // Of that day, an approval did not cover the bank account's number and the receipts: it is asked for again.
  expect(await world.drafting.post([approved.id])).toMatchObject([{ status: 'refused' }]);
  await decide(world, approved.id);
  expect(await world.drafting.post([approved.id])).toMatchObject([{ status: 'posted' }]);
  await decide(world, pending.id);
  expect(await world.drafting.post([pending.id])).toMatchObject([{ status: 'posted' }]);
});

test('a second upgrade changes nothing, and what was changed comes back', async ({ world }) => {
  const { admin } = world;
  const written = async () => ({
    fields: await admin.searchRead('ir.model.fields', [['model', '=like', 'x_billing%']], {
      fields: ['model', 'name', 'write_date'],
      order: 'id',
    }),
    kept: await kept(world),
  });
  const before = await written();
  expect(await installAddon(admin)).toMatchObject({ changed: false });
  expect(await installAddon(admin, { restore: true })).toMatchObject({ changed: true });
  expect(await written()).toEqual(before);

  const [field] = await admin.searchRead(
    'ir.model.fields',
    [
      ['model', '=', 'x_billing_case'],
      ['name', '=', 'x_detail'],
    ],
    { fields: ['field_description'] },
  );
  await admin.call('ir.model.fields', 'write', [[field?.id], { field_description: 'Something else' }]);
  await installAddon(admin, { restore: true });
  const [restored] = await admin.searchRead('ir.model.fields', [['id', '=', field?.id]], {
    fields: ['field_description'],
  });
  expect(restored).toEqual(field);
});

test('whoever watched as the drafting robot goes on, or as the robot that came since', async ({ world }) => {
  await createRobots(world.admin, { ...ALWAYS, ...WATCHER });
  const found = [];
  for (const login of ['robot-drafter', 'robot-watch']) {
    const odoo = createBillingOdoo(world.as(login), world.odoo.url);
    found.push((await runWatch(odoo, staleWip, {}, { today: '2026-12-31', keepCases: true })).findings.length);
  }
  expect(found[0]).toBe(found[1]);
});
