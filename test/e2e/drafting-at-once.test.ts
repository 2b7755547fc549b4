import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { describe, expect, inject } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { createBillingOdoo } from '../../src/odoo/gateway.ts';
import { connectXmlRpc } from '../../src/odoo/xmlrpc.ts';
import { startOdoo } from '../../stack/odoo.ts';
import { postgresUrl } from '../../stack/postgres.ts';
import { holders, invoicedHours, liveParts } from './support/billed.ts';
import { billingRun, proposals } from './support/run.ts';
import { inWorld as base } from './support/test.ts';
import { addTime, approveTime, enterWorld, openWorld, PASSWORD, sellTime } from './support/world.ts';
import type { SoldWork, World } from './support/world.ts';

const test = base.extend('world', { scope: 'file' }, ({ odoo }) => enterWorld(odoo));

/** A run's own connection: one of them does not wait for another. */
const drafterOf = ({ odoo }: World) =>
  createBillingOdoo(connectXmlRpc({ ...odoo, login: 'robot-drafter', password: PASSWORD }), odoo.url);

/** Every hour there is on one live invoice, by the ledger and by Odoo's own count. */
async function billedOnce(world: World, { lineIds }: SoldWork): Promise<void> {
  const time = await world.admin.searchRead('account.analytic.line', [['so_line', 'in', lineIds]], {
    fields: ['unit_amount'],
    order: 'id',
  });
  const ids = time.map(({ id }) => id as number);
  expect(await holders(world, ids)).toEqual(ids.map(() => 1));
  const parts = await liveParts(world, ids);
  expect(parts.map(({ x_record_id: id, x_quantity: hours }) => [id, hours])).toEqual(
    time.map(({ id, unit_amount: hours }) => [id, hours]),
  );
  expect(await invoicedHours(world, lineIds)).toEqual([time.reduce((all, row) => all + Number(row.unit_amount), 0)]);
}

/** Holds what drafting an order locks and changes first, until it is let go of with a change of its own. */
async function grip(postgresPort: number, database: string, orderId: number) {
  const client = new Client({ connectionString: postgresUrl(postgresPort, database) });
  await client.connect();
  await client.query('begin');
  await client.query('update sale_order set write_date = write_date where id = $1', [orderId]);
  return {
    someoneWaits: () =>
      expect
        .poll(
          async () => {
            const waiting =
              'select from pg_stat_activity where datname = $1 and cardinality(pg_blocking_pids(pid)) > 0';
            return (await client.query(waiting, [database])).rowCount;
          },
          { timeout: 30_000 },
        )
        .toBe(1),
    letGo: async () => {
      await client.query('commit');
      await client.end();
    },
  };
}

describe('every hour is billed once', () => {
  for (const runs of [2, 4, 8]) {
    test(`by ${runs} runs at once, whose orders and periods overlap`, { timeout: 300_000 }, async ({ world }) => {
      const sold: SoldWork[] = [];
      for (let order = 0; order < 4; order += 1) {
        const one = await sellTime(world, [{ price: 100, hours: [8, 7.5] }]);
        await approveTime(world, [await addTime(world, one, 3, '2026-10-20')]);
        sold.push(one);
      }
      await Promise.all(
        Array.from({ length: runs }, (_, run) =>
          billingRun(drafterOf(world), {
            orderIds: sold.filter((_one, at) => at !== run % 5).map(({ orderId }) => orderId),
            to: run % 2 ? '2026-10-31' : '2026-10-15',
          }),
        ),
      );
      await billingRun(world.drafting, { orderIds: sold.map(({ orderId }) => orderId) });
      for (const one of sold) await billedOnce(world, one);
    });
  }

  test('a case somebody found since a run began to read is not closed by that run', async ({ world }) => {
    const { orderId } = await sellTime(world, [{ price: 100, hours: [8] }]);
    const words = { title: 'Odd', detail: 'It is odd.', nextStep: 'Look.', deadline: '2026-11-03', amount: '0' };
    const about = { ...words, kind: 'policy', severity: 'low', orderId, workTo: '2026-10-31' } as const;
    const record = `sale.order,${String(orderId)}`;
    const found = { ...about, record, code: 'test.since', key: `test.since:${record}` };
    await world.drafting.openCases([found]);
    const [before] = (await world.drafting.casesOfRuns()).filter(({ key }) => key.startsWith('test.since'));
    if (!before) throw new Error('No case');
    await pause(1000);
    await world.drafting.openCases([{ ...found, detail: 'It is odder.' }]);
    expect(await world.drafting.closeSolved([before], 'Solved.')).toBe(0);
    const [now] = (await world.drafting.casesOfRuns()).filter(({ key }) => key.startsWith('test.since'));
    expect(await world.drafting.closeSolved(now ? [now] : [], 'Solved.')).toBe(1);
  });

  test('while a person changes the time that is drafted', { timeout: 300_000 }, async ({ world }) => {
    const seen = new Set<string>();
    // Milliseconds until the time is changed, from the moment drafting begins; last, once it has ended.
    for (const delay of [0, 100, 200, 400, 800, 1600, Infinity]) {
      const one = await sellTime(world, [{ price: 100, hours: [8, 7] }]);
      const wanted = await proposals(world, [one]);
      const [id] = one.timesheetIds as [number];
      const drafting = draftProposals(world.drafting, wanted);
      const change = async () => {
        await (delay === Infinity ? drafting : pause(delay));
        await world.admin.call('account.analytic.line', 'write', [[id], { unit_amount: 5 }]);
      };
      const [changed, drafted] = await Promise.allSettled([change(), drafting]);
      if (drafted.status === 'rejected') throw drafted.reason;
      seen.add(`${changed.status}, ${drafted.value.map(({ status }) => status).join()}`);
      // Whoever changes approved time asks for its approval again.
      if (changed.status === 'fulfilled') await approveTime(world, [id]);
      await billingRun(world.drafting, { orderIds: [one.orderId] });
      await billedOnce(world, one);
    }
    // Never both of them: time that is on an invoice does not change, and what has changed is not drafted as it was.
    expect(seen).toEqual(new Set(['fulfilled, refused', 'rejected, drafted']));
  });

  test('where PostgreSQL ends a call because another changed the same order', async ({ world }) => {
    const { work, postgresPort } = inject('odoo');
    const log = async () => (await readFile(join(work, 'odoo.log'), 'utf8')).split('\n');
    const failures = async () =>
      (await log()).filter(
        (line) => line.includes(` ${world.odoo.database} `) && line.includes('SERIALIZATION_FAILURE'),
      ).length;
    const one = await sellTime(world, [{ price: 100, hours: [8, 7] }]);
    const wanted = await proposals(world, [one]);
    const before = await failures();
    const order = await grip(postgresPort, world.odoo.database, one.orderId);
    const drafting = draftProposals(world.drafting, wanted);
    await order.someoneWaits();
    await order.letGo();
    expect(await drafting).toMatchObject([{ status: 'drafted' }]);
    expect(await failures()).toBeGreaterThan(before);
    await billedOnce(world, one);
  });
});

test('Odoo is ended in the midst of drafting, with its transaction open, and started again', async () => {
  const odoo = await startOdoo({ workers: 2 });
  try {
    const world = await openWorld(await odoo.database('ended'));
    const sold: SoldWork[] = [];
    for (let order = 0; order < 3; order += 1) sold.push(await sellTime(world, [{ price: 100, hours: [8, 4] }]));
    const wanted = await proposals(world, sold);
    const order = await grip(odoo.postgresPort, world.odoo.database, sold[1]?.orderId ?? 0);
    const drafting = draftProposals(drafterOf(world), wanted);
    const ended = expect(drafting).rejects.toThrow('Drafting stopped after 0 of 3 proposals');
    await order.someoneWaits();
    await odoo.stopServer();
    await order.letGo();
    await ended;
    await odoo.startServer();
    expect(
      await holders(
        world,
        sold.flatMap(({ timesheetIds }) => timesheetIds),
      ),
    ).toEqual([0, 0, 0, 0, 0, 0]);
    await billingRun(drafterOf(world), { orderIds: sold.map(({ orderId }) => orderId) });
    for (const one of sold) await billedOnce(world, one);
  } finally {
    await odoo.stop();
  }
});
