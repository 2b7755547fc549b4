import { describe, expect } from 'vitest';
import { runWatch } from '../../src/billing/watch/run.ts';
import { WATCHES } from '../../src/billing/watch/watches.ts';
import type { Domain } from '../../src/odoo/api.ts';
import { given } from '../../src/rules/given.ts';
import { createBillingOdoo } from '../../src/odoo/gateway.ts';
import { connectXmlRpc } from '../../src/odoo/xmlrpc.ts';
import { seedHealthy } from './firm/healthy.ts';
import { openFirm } from './firm/open.ts';
import { breakAgain, mendAll, plantAll } from './firm/plant.ts';
import type { Planted } from './firm/plant.ts';
import { PLANTED } from './firm/planted.ts';
import type { Firm } from './firm/problem.ts';
import { inWorld as base } from './support/test.ts';
import { enterWorld, PASSWORD } from './support/world.ts';

const test = base.extend('at', { scope: 'file' }, async ({ odoo }) => {
  const firm = await openFirm(await enterWorld(odoo));
  const healthy = await seedHealthy(firm);
  const nothing = await watched(firm);
  const planted = await plantAll(firm);
  return { firm, healthy, nothing, planted };
});

/**
 * Every watch as n8n, the desk and the command line run it; a client of its own each time, as another process has.
 *
 * @param slice records at once; of this firm, all of them where left out
 */
async function watched({ world, today }: Firm, slice?: number) {
  const odoo = createBillingOdoo(
    connectXmlRpc({ ...world.odoo, login: 'robot-drafter', password: PASSWORD }),
    world.odoo.url,
  );
  const found = new Map<string, number>();
  let closed = 0;
  for (const watch of WATCHES) {
    const run = await runWatch(odoo, watch, {}, { today, keepCases: true, ...given({ slice }) });
    closed += run.closed;
    for (const { caseKey, amount, ...each } of run.findings) {
      const key = `${watch.id} ${caseKey}`;
      const { missing } = each as { missing?: string };
      found.set(key, cents((found.get(key) ?? 0) + Number(missing ?? amount)));
    }
  }
  return { found: Object.fromEntries([...found].toSorted()), closed };
}

const cents = (money: number): number => Math.round(money * 100) / 100;

const allOf = (planted: Planted[], firm: Firm) => planted.flatMap(({ problem, own }) => problem.found(own, firm));

const expectedOf = (planted: Planted[], firm: Firm) =>
  Object.fromEntries(
    allOf(planted, firm)
      .map(({ watch, key, money }) => [`${watch} ${key}`, cents(money)] as const)
      .toSorted(),
  );

const keysOf = (planted: Planted[], firm: Firm) => [...new Set(allOf(planted, firm).map(({ key }) => key))].toSorted();

const casesOf = async ({ world }: Firm, domain: Domain) =>
  world.as('controller').searchRead('x_billing_case', domain, { fields: ['x_key', 'x_owner_id', 'x_came_back'] });

const openKeys = async (firm: Firm) =>
  (await casesOf(firm, [['x_state', '=', 'open']])).map(({ x_key: key }) => String(key)).toSorted();

const userOf = async ({ world }: Firm, employeeId: number) =>
  (await world.admin.searchRead('hr.employee', [['id', '=', employeeId]], { fields: ['user_id'] }))[0]?.user_id;

describe('a firm where 60 things slip, amid thousands that don’t', { timeout: 900_000 }, () => {
  test('at least three of every kind', ({ at }) => {
    expect(at.planted.length).toBeGreaterThanOrEqual(60);
    for (const [kind, problems] of Object.entries(PLANTED)) expect(problems.length, kind).toBeGreaterThanOrEqual(3);
    expect(at.healthy).toBeGreaterThan(2000);
  });

  test('nothing healthy is reported', ({ at }) => {
    expect(at.nothing).toEqual({ found: {}, closed: 0 });
  });

  test('all of it is found and nothing else; two runs at once open each case once, and a third, in slices, none', async ({
    at,
  }) => {
    const { firm, planted } = at;
    const [one, other] = await Promise.all([watched(firm), watched(firm)]);
    expect(one).toEqual({ found: expectedOf(planted, firm), closed: 0 });
    expect(other).toEqual(one);
    expect(await openKeys(firm)).toEqual(keysOf(planted, firm));
    expect(await watched(firm, 1000)).toEqual(one);
    expect(await openKeys(firm)).toEqual(keysOf(planted, firm));
  });

  test('each is its owner’s by the firm’s rule, else whose next step it is', async ({ at }) => {
    const { firm, planted } = at;
    const owners = new Map((await casesOf(firm, [])).map((row) => [row.x_key, row.x_owner_id]));
    const [controller] = await firm.world.admin.searchRead('res.users', [['login', '=', 'controller']], {
      fields: ['id'],
    });
    const expected = new Map<unknown, unknown>();
    for (const { problem, own } of planted)
      for (const { key, owner } of problem.found(own, firm)) {
        const whose = {
          salesperson: firm.salesperson,
          'project manager': firm.projectManager,
          'the person': owner === 'the person' ? await userOf(firm, own.employeeId) : 0,
          'a controller': controller?.id,
        }[owner ?? 'salesperson'];
        expected.set(key, whose);
      }
    expect(new Map([...owners].filter(([key]) => expected.has(key)))).toEqual(expected);
  });

  test('mended at its source, each case closes itself; broken again, it is back with its history', async ({ at }) => {
    const { firm, planted } = at;
    const keys = keysOf(planted, firm);
    await mendAll(planted, firm);
    const closed = keysOf(
      planted.filter(({ problem }) => !problem.closedByOdoo),
      firm,
    ).length;
    const mended = await watched(firm);
    expect(mended.found, JSON.stringify(mended.found)).toEqual({});
    expect(mended.closed).toBe(closed);
    expect(await openKeys(firm)).toEqual([]);

    const broken = planted.filter(({ problem }) => problem.again);
    await breakAgain(broken, firm);
    const { found } = await watched(firm);
    const back = keysOf(broken, firm);
    expect([...new Set(Object.keys(found).map((key) => key.replace(/^\S+ /, '')))].toSorted()).toEqual(back);
    const cases = await casesOf(firm, [['x_state', '=', 'open']]);
    expect(cases.map(({ x_key: key }) => String(key)).toSorted()).toEqual(back);
    expect(new Set(cases.map(({ x_came_back: times }) => times))).toEqual(new Set([1]));
    expect(await casesOf(firm, [])).toHaveLength(keys.length);
  });
});
