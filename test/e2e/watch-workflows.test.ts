import { describe, expect } from 'vitest';
import type { Domain } from '../../src/odoo/api.ts';
import { startN8n } from '../../stack/n8n.ts';
import type { WorkflowFile } from '../../stack/n8n-api.ts';
import { shippedWorkflow } from '../../stack/shipped.ts';
import { faultyLine } from './support/faulty-line.ts';
import { eventually, itemsOf } from './support/firm.ts';
import { openGate } from './support/gate.ts';
import { inWorld as base } from './support/test.ts';
import { enterWorld, PASSWORD, sellTime } from './support/world.ts';
import { openFirm } from './firm/open.ts';
import { plantAll } from './firm/plant.ts';
import { PLANTED } from './firm/planted.ts';
import type { Firm } from './firm/problem.ts';

const SLOW = 900_000;
const RUN_SECONDS = 300;
/** In the midst of what stale work reads, and what it sends where it opens cases. */
const READING = 'project.sale.line.employee.map';
const OPENING = 'raise_days';

/** Each shipped workflow with its watch, and the kinds of problems it is to find, one of each. */
const WATCHED = {
  'stale-wip': ['stale-wip', ['stale, approved']],
  'delayed-approvals': ['delayed-approvals', ['time not approved', 'invoices not decided on']],
  'stuck-invoices': ['stuck-invoices', ['approved, not posted', 'posted, not sent']],
  'late-milestones': ['milestones', ['milestones reached, not invoiced']],
  'running-out': ['running-out', ['caps running out']],
  reconciliation: ['reconcile', ['billed, then deleted']],
  'rule-drift': ['rule-drift', ['billed under superseded terms']],
} as const;
const KINDS = Object.values(WATCHED).flatMap(([, kinds]) => [...kinds]);

const test = base
  .extend('firm', { scope: 'file' }, async ({ odoo }) => openFirm(await enterWorld(odoo)))
  .extend('planted', { scope: 'file' }, ({ firm }) =>
    plantAll(firm, Object.fromEntries(KINDS.map((kind) => [kind, PLANTED[kind].slice(0, 1)]))),
  )
  .extend('gate', { scope: 'file' }, async ({ odoo }, { onCleanup }) => {
    const gate = await openGate({ port: Number(new URL(odoo.url).port) });
    onCleanup(() => gate.close());
    return gate;
  })
  .extend('line', { scope: 'file' }, async ({ gate }, { onCleanup }) => {
    const line = await faultyLine(`http://127.0.0.1:${gate.port}`);
    onCleanup(() => line.close());
    return line;
  })
  .extend('n8n', { scope: 'file' }, async ({ databases, odoo, line }, { onCleanup }) => {
    const n8n = await startN8n({ postgres: await databases.postgresUrl(`${odoo.database}_n8n`) });
    onCleanup(() => n8n.stop());
    const data = { url: line.url, database: odoo.database, login: 'robot-drafter', password: PASSWORD };
    await n8n.importCredentials([{ name: 'Odoo Billing', type: 'odooBillingApi', data }]);
    return n8n;
  });

const cents = (money: number): number => Math.round(money * 100) / 100;
const watchIn = ({ nodes }: WorkflowFile) => nodes.find(({ type }) => type.endsWith('.billingWatch'))?.name ?? '';

async function casesOf({ world }: Firm, domain: Domain = []) {
  const fields = [
    'x_key',
    'x_state',
    'x_came_back',
    'x_kind',
    'x_severity',
    'x_name',
    'x_note',
    'x_link',
    'x_owner_id',
  ];
  return world.as('controller').searchRead('x_billing_case', domain, { fields, order: 'id' });
}
const standing = async (firm: Firm, domain?: Domain) =>
  (await casesOf(firm, domain)).map(({ x_key: key, x_state: state, x_came_back: back }) => [key, state, back]);

/** Stale work of a new order, and the condition its case meets. */
async function goStale({ world, ago }: Firm): Promise<Domain> {
  const { orderId } = await sellTime(world, [{ price: 90, hours: [4] }], { date: ago(60) });
  return [
    ['x_order_id', '=', orderId],
    ['x_code', '=', 'wip.stale'],
  ];
}

describe('each shipped workflow, as it is imported', () => {
  test.for(Object.entries(WATCHED))(
    '%s finds what is wrong to the cent, says whose it is and what to do, and a second run opens nothing',
    { timeout: SLOW },
    async ([name, [watch]], { n8n, firm, planted }) => {
      const file = await shippedWorkflow(name, { today: firm.today });
      const workflow = await n8n.importWorkflow(file);
      const first = await n8n.run(workflow, 'Run Now', RUN_SECONDS);
      expect(first.status).toBe('success');
      const expected = planted
        .flatMap(({ problem, own }) => problem.found(own, firm))
        .filter((each) => each.watch === watch);
      const found = itemsOf(first, watchIn(file));
      expect(Object.fromEntries(found.map(({ caseKey, amount }) => [caseKey, cents(Number(amount))]))).toEqual(
        Object.fromEntries(expected.map(({ key, money }) => [key, cents(money)])),
      );
      for (const item of found) {
        const [what, since, nextStep] = [/\S/, /^\d{4}-\d{2}-\d{2}$/, /\.$/].map((each) => expect.stringMatching(each));
        expect(item).toMatchObject({ caseStatus: 'opened', what, since, nextStep });
      }
      expect(itemsOf(first, 'Findings')).toEqual(found);
      expect(itemsOf(first, 'Close Failed Runs')).toEqual([{ closed: 0 }]);

      const opened = await standing(firm);
      const second = await n8n.run(workflow, 'Run Now', RUN_SECONDS);
      expect(itemsOf(second, watchIn(file)).map(({ caseStatus }) => caseStatus)).toEqual(found.map(() => 'unchanged'));
      expect(await standing(firm)).toEqual(opened);
    },
  );
});

test(
  'Odoo gone in the midst of a scheduled run: a technical case, no case touched; the next good run closes it, or its retry',
  { timeout: SLOW },
  async ({ n8n, firm, line }) => {
    const failed = await shippedWorkflow('failed-run');
    const errorWorkflow = await n8n.importWorkflow(failed);
    await n8n.activate(errorWorkflow);
    const file = await shippedWorkflow('stale-wip', { today: firm.today });
    const often = file.nodes.map((node) =>
      node.name === 'Every Weekday'
        ? { ...node, parameters: { rule: { interval: [{ field: 'seconds', secondsInterval: 20 }] } } }
        : node,
    );
    const workflow = await n8n.importWorkflow({ ...file, nodes: often, settings: { ...file.settings, errorWorkflow } });
    const [before, stale] = [await standing(firm), await goStale(firm)];
    const own: Domain = [['x_key', 'like', `workflow.failed:${workflow}:`]];

    // The case of it tells what was not answered, and is not lost.
    const lostWhileReading = (body: string) => (body.includes(READING) && !body.includes(OPENING) ? 'call' : undefined);
    line.lose = lostWhileReading;
    await n8n.activate(workflow);
    const [told] = await eventually(async () => {
      const cases = await casesOf(firm, own);
      return cases.length > 0 && cases;
    }, RUN_SECONDS);
    expect(told).toMatchObject({
      x_key: `workflow.failed:${workflow}:Stale WIP`,
      x_state: 'open',
      x_kind: 'technical',
      x_severity: expect.stringMatching(/[12]/),
      x_name: 'Stale WIP failed in passing at Stale WIP',
      x_link: expect.stringContaining(`/workflow/${workflow}/executions/`),
      x_owner_id: expect.any(Number),
    });
    expect((await standing(firm)).filter(([key]) => key !== told?.x_key)).toEqual(before);

    line.lose = () => undefined;
    await eventually(async () => (await casesOf(firm, stale)).length === 1, RUN_SECONDS);
    await eventually(
      async () => (await casesOf(firm, own)).every(({ x_state: state }) => state === 'closed'),
      RUN_SECONDS,
    );
    expect(await casesOf(firm, own)).toMatchObject([{ x_note: 'Solved: a later run has succeeded.' }]);
    expect(await standing(firm, stale)).toEqual([[expect.any(String), 'open', 0]]);

    line.lose = lostWhileReading;
    const [back] = await eventually(async () => {
      const cases = await casesOf(firm, [...own, ['x_state', '=', 'open']]);
      return cases.length > 0 && cases;
    }, RUN_SECONDS);
    expect(back).toMatchObject({ x_key: told?.x_key, x_came_back: 1 });
    await n8n.deactivate(workflow);
    line.lose = () => undefined;
    const failedRun = String(back?.x_link).split('/').at(-1) ?? '';
    // A run still under way would be found crashed by the next start of n8n, and told.
    for (const each of [workflow, errorWorkflow])
      await eventually(async () => (await n8n.running(each)) === 0, RUN_SECONDS);
    expect((await n8n.retry(failedRun, RUN_SECONDS)).status).toBe('success');
    expect(await casesOf(firm, own)).toMatchObject([{ x_state: 'closed' }]);
  },
);

test.for([
  ['reads', READING, 'there'],
  ['has opened cases, and does not know it', OPENING, 'back'],
] as const)(
  'n8n killed while a watch %s: run again, each cause is one case, and none was closed or opened falsely',
  { timeout: SLOW },
  async ([, mark, way], { n8n, firm, gate, line }) => {
    line.lose = () => undefined;
    const workflow = await n8n.importWorkflow(await shippedWorkflow('stale-wip', { today: firm.today }));
    const [before, stale] = [await standing(firm), await goStale(firm)];
    const held = gate.hold(way, mark);
    const killed = n8n.run(workflow, 'Run Now', RUN_SECONDS).catch(() => 'killed');
    await held.reached;
    await n8n.stopServer();
    held.drop();
    expect(await killed).toBe('killed');
    if (mark === READING) expect(await standing(firm)).toEqual(before);
    await n8n.startServer();
    expect((await n8n.run(workflow, 'Run Now', RUN_SECONDS)).status).toBe('success');
    expect(await standing(firm, stale)).toEqual([[expect.any(String), 'open', 0]]);
    const after = await standing(firm);
    expect(after).toHaveLength(before.length + 1);
    expect(after).toEqual(expect.arrayContaining(before));
  },
);
