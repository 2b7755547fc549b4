import type { OdooApi } from '../src/odoo/api.ts';
import { startOdoo } from '../stack/odoo.ts';
import { agree, hireKeepers } from '../test/e2e/support/agree.ts';
import { openWorld, sellTime } from '../test/e2e/support/world.ts';
import type { World } from '../test/e2e/support/world.ts';
import { columns } from '../src/cli/columns.ts';
import { cpuSeconds } from './processes.ts';

const ENTRIES = 20_000;

const CHECKS = {
  x_has_entry_checks: true,
  x_entry_checks_cutoff_period: 'month',
  x_entry_checks_cutoff_days: 30,
  x_entry_checks_cutoff_reaction: 'stop',
  x_entry_checks_closed_task: 'stop',
  x_entry_checks_missing_category: 'warn',
  x_entry_checks_no_terms: 'stop',
};

/** What the checks cost where time is entered: 20,000 entries created in one call on a real Odoo, with and without them. */
export async function* bench(): AsyncGenerator<string> {
  const odoo = await startOdoo({ workers: 0 });
  try {
    const world = await openWorld(await odoo.database('bench'));
    await hireKeepers(world);
    const { create, orderId } = await creation(world);
    const setChecks = await checksOf(world.admin);
    const cpu = () => cpuSeconds(...odoo.pids());
    await create(200);
    const [bare, plain] = await bothWays(setChecks, () => create(ENTRIES), cpu);
    await agree(world, orderId, CHECKS);
    const [again, checked] = await bothWays(setChecks, () => create(ENTRIES), cpu);
    const row = (what: string, taken: Taken, to: Taken) => [
      what,
      taken.wall.toFixed(1),
      taken.cpu.toFixed(1),
      `${(taken.cpu / to.cpu).toFixed(2)} ×`,
    ];
    yield `${ENTRIES.toLocaleString('en')} timesheets created in one call\n`;
    yield columns(
      ['', 'wall s', 'CPU s', 'of unchecked'],
      [
        row('no checks', bare as Taken, bare as Taken),
        row('checks, no terms agreed', plain as Taken, bare as Taken),
        row('no checks, terms agreed', again as Taken, again as Taken),
        row('all checks by agreed terms', checked as Taken, again as Taken),
      ],
    );
  } finally {
    await odoo.stop();
  }
}

interface Taken {
  wall: number;
  cpu: number;
}

/** Without the checks, then with them. */
async function bothWays(
  setChecks: (on: boolean) => Promise<unknown>,
  work: () => Promise<unknown>,
  cpu: () => number,
): Promise<Taken[]> {
  const runs: Taken[] = [];
  for (const on of [false, true]) {
    await setChecks(on);
    const [wall, busy] = [performance.now(), cpu()];
    await work();
    runs.push({ wall: (performance.now() - wall) / 1000, cpu: cpu() - busy });
  }
  return runs;
}

/** A server action that creates entries on open work of today, as many as asked. */
async function creation(world: World): Promise<{ orderId: number; create: (entries: number) => Promise<unknown> }> {
  const today = new Date().toISOString().slice(0, 10);
  const { orderId, timesheetIds } = await sellTime(world, [{ price: 100, hours: [1] }], { date: today });
  const [row] = await world.admin.searchRead('account.analytic.line', [['id', '=', timesheetIds[0]]], {
    fields: ['project_id', 'task_id'],
  });
  const values = `{'name': 'Work', 'project_id': ${String(row?.project_id)}, 'task_id': ${String(row?.task_id)}, 'employee_id': ${world.engineer}, 'unit_amount': 1.5, 'date': '${today}'}`;
  const code = `env['account.analytic.line'].create([dict(${values}) for number in range(env.context['entries'])])`;
  const model_id = await world.xmlId('base.model_res_partner');
  const action = await world.create('ir.actions.server', { name: 'Enter time', model_id, state: 'code', code });
  const context = { active_model: 'res.partner', active_ids: [1], active_id: 1 };
  const create = (entries: number) =>
    world.admin.call('ir.actions.server', 'run', [[action]], { context: { ...context, entries } });
  return { orderId, create };
}

/** Switches the checks on and off: what the field that checks does, and that it does nothing. */
async function checksOf(admin: OdooApi): Promise<(on: boolean) => Promise<unknown>> {
  const [field] = await admin.searchRead(
    'ir.model.fields',
    [
      ['model', '=', 'account.analytic.line'],
      ['name', '=', 'x_billing_check'],
    ],
    { fields: ['compute'] },
  );
  const nothing = "for one in self:\n    one['x_billing_check'] = False";
  return (on) => admin.call('ir.model.fields', 'write', [[field?.id], { compute: on ? field?.compute : nothing }]);
}
