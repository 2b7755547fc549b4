import { afterAll, beforeAll, expect, test, vi } from 'vitest';

import { createRunner, itemsOf, withFields } from '../../scripts/n8n-runner.ts';
import type { DelayedApproval } from '../../src/rules/watch/delayed-approvals.ts';
import type { LateMilestone } from '../../src/rules/watch/milestones.ts';
import type { MissingTimesheet } from '../../src/rules/watch/missing-timesheets.ts';
import type { RunningOut } from '../../src/rules/watch/running-out.ts';
import type { StaleWip } from '../../src/rules/watch/stale-wip.ts';
import { messOf } from '../../src/sandbox/firm.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { runSingle, singleNode } from './single.ts';
import { failure, odooCredential, shipped, TODAY } from './world.ts';

// Each judges a whole firm's work.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ today: TODAY });
});
afterAll(() => sandbox.stop());

async function watch<T>(id: string, node: string, settings: Record<string, unknown>) {
  const runner = createRunner({ credentials: { odooBillingApi: odooCredential(sandbox) } });
  const run = await runner.run(withFields(shipped(id), 'Settings', { today: TODAY, ...settings }), 'Run Now');
  expect(failure(run)).toEqual({});
  return itemsOf(run, node) as unknown as (T & { caseStatus?: string })[];
}
/** As simplified: a record is its name. */
type Row<T extends { employee: unknown }> = Omit<T, 'employee'> & { employee: string };
const week = { from: '2026-03-23', to: '2026-03-29' };
const missing = (settings: Record<string, unknown> = {}) =>
  watch<Row<MissingTimesheet>>('missing-timesheets', 'Missing Timesheets', { ...week, remind: false, ...settings });
const stale = (settings: Record<string, unknown> = {}) => watch<StaleWip>('stale-wip', 'Stale WIP', settings);
const cases = () => sandbox.store.all('x_billing_case').length;

test('finds the people whose week is missing, and not those on leave; keeps no cases where told so', async () => {
  const found = await missing({ keepCases: false });
  expect(found.map(({ employee }) => employee)).toEqual(messOf('week without timesheet'));
  expect(cases()).toBe(0);
});

test('opens one case per person and week, and none twice', async () => {
  expect((await missing()).map(({ caseStatus }) => caseStatus)).toEqual(['opened']);
  const opened = cases();
  expect((await missing()).map(({ caseStatus }) => caseStatus)).toEqual(['unchanged']);
  expect(cases()).toBe(opened);
});

test('a tolerance lets a short week pass', async () => {
  expect(await missing({ toleranceHours: 40, keepCases: false })).toEqual([]);
});

test('finds work that has waited too long, and none that has not', async () => {
  const found = await stale({ olderThanDays: 60, keepCases: false });
  expect(found.length).toBeGreaterThan(0);
  expect(found.every(({ ageDays }) => ageDays > 60)).toBe(true);
  expect(await stale({ olderThanDays: 400, keepCases: false })).toEqual([]);
});

test('finds who waits for approval, and says what, since when, how much and whose', async () => {
  const found = await watch<DelayedApproval>('delayed-approvals', 'Delayed Approvals', { keepCases: false });
  expect(found.filter(({ of }) => of === 'milestone')).toMatchObject([
    { what: expect.stringContaining('Content migrated, Castlegate Museum'), amount: '12000', whose: 'Sam Okafor' },
  ]);
  const waited = { timeDays: 400, expenseDays: 400, milestoneDays: 400, invoiceDays: 400, keepCases: false };
  expect(await watch('delayed-approvals', 'Delayed Approvals', waited)).toEqual([]);
});

test('finds milestones that should be on an invoice, and keeps a case for each', async () => {
  const found = await watch<LateMilestone>('late-milestones', 'Late Milestones', {});
  expect(found.map(({ milestone, amount, caseStatus }) => [milestone, amount, caseStatus])).toEqual([
    ['Concept approved', '12000', 'opened'],
    ['Design accepted', '12000', 'opened'],
    ['Pilot store', '12000', 'opened'],
  ]);
});

test('finds what runs out, by the burn', async () => {
  const found = await watch<RunningOut>('running-out', 'Running Out', { withinDays: 3650, keepCases: false });
  expect(found.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['purchase order', 'prepaid hours']));
  expect(await watch('running-out', 'Running Out', { withinDays: 0, burnDays: 1, keepCases: false })).toEqual(
    expect.not.arrayContaining([expect.objectContaining({ kind: 'purchase order' })]),
  );
});

test('its cases are opened once', async () => {
  // What waits for an approval belongs to the case of that.
  const own = async () => (await stale({ olderThanDays: 60 })).filter(({ caseKey }) => caseKey.startsWith('wip.stale'));
  const statuses = async () => new Set((await own()).map(({ caseStatus }) => caseStatus));
  expect(await statuses()).toEqual(new Set(['opened']));
  const opened = cases();
  expect(await statuses()).toEqual(new Set(['unchanged']));
  expect(cases()).toBe(opened);
});

test('a company is picked as elsewhere; one that Odoo has not is refused, and no case is touched', async () => {
  const [company] = sandbox.store.all('res.company');
  const look = (mode: string, value: string) =>
    runSingle(
      singleNode('billingWatch', {
        resource: 'milestone',
        operation: 'findLate',
        today: TODAY,
        reachedDays: 7,
        graceDays: 0,
        keepCases: true,
        simplify: true,
        filters: { company: [{ record: { __rl: true, mode, value } }] },
      }),
      { odooBillingApi: odooCredential(sandbox) },
    );
  const all = await watch<LateMilestone>('late-milestones', 'Late Milestones', {});
  const own = await look('name', company?.name ?? '');
  expect(failure(own)).toEqual({});
  expect(itemsOf(own, 'Node').map(({ caseKey }) => caseKey)).toEqual(all.map(({ caseKey }) => caseKey));
  const before = sandbox.store.all('x_billing_case').filter(({ x_state }) => x_state === 'open').length;
  expect(failure(await look('id', '4711'))).toMatchObject({
    message: expect.stringContaining('no company with id 4711'),
  });
  expect(sandbox.store.all('x_billing_case').filter(({ x_state }) => x_state === 'open')).toHaveLength(before);
});
