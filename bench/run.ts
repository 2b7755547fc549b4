import { loadavg } from 'node:os';
import { draftProposals } from '../src/billing/draft.ts';
import { propose } from '../src/billing/propose.ts';
import { columns } from '../src/cli/columns.ts';
import type { OdooAccess } from '../src/odoo/api.ts';
import { connectOdoo } from '../src/odoo/connect.ts';
import { createBillingOdoo } from '../src/odoo/gateway.ts';
import { connectXmlRpc } from '../src/odoo/xmlrpc.ts';
import { proposalsOf } from '../src/rules/proposal/of.ts';
import type { OdooDatabase } from '../stack/databases.ts';
import { startOdoo } from '../stack/odoo.ts';
import { keyMaker } from '../test/e2e/support/keys.ts';
import { enterWorld, makeWorld, PASSWORD } from '../test/e2e/support/world.ts';
import { sellMuch } from './run/seed.ts';

const ORDERS = Number(process.env['BENCH_ORDERS'] ?? 200);
const ENTRIES = 100;
const TIMES = Number(process.env['BENCH_TIMES'] ?? 5);
const TODAY = '2026-11-02';

/**
 * A billing run (read, rules, traces, drafts, claims) against Odoo's own Create Invoices, each on a fresh copy of the same
 * database, in turn. Odoo's tracking and mail threads are on for both.
 */
export async function* bench(): AsyncGenerator<string> {
  const odoo = await startOdoo({ workers: 2 });
  try {
    const source = await odoo.database('bench_run');
    await makeWorld(source);
    const world = await enterWorld(source);
    const orderIds = await sellMuch(world, ORDERS, ENTRIES);
    const key = await (await keyMaker(world.admin))('robot-drafter', 'bench', 24);
    await odoo.freeze(source.database);

    const drafter = (place: OdooDatabase, password: string): OdooAccess => ({
      ...place,
      login: 'robot-drafter',
      password,
    });
    const ways: Record<string, (place: OdooDatabase) => Promise<number>> = {
      "Odoo's Create Invoices": (place) => press(place, orderIds),
      'billing run, XML-RPC': (place) => run(drafter(place, PASSWORD)),
      'billing run, JSON-2': (place) => run(drafter(place, key)),
    };
    const taken = new Map(Object.keys(ways).map((name) => [name, [] as number[]]));
    for (let round = 0; round < TIMES; round += 1) {
      for (const [name, way] of Object.entries(ways)) {
        const place = await odoo.copy(source.database, `bench_run_${round}`);
        await warm(place);
        const before = performance.now();
        const invoices = await way(place);
        taken.get(name)?.push((performance.now() - before) / 1000);
        if (invoices !== ORDERS) throw new Error(`${name}: ${invoices} invoices of ${ORDERS}`);
        await odoo.drop(place.database);
      }
    }
    const median = (name: string) => {
      const sorted = (taken.get(name) ?? []).toSorted((a, b) => a - b);
      return sorted[Math.floor(sorted.length / 2)] as number;
    };
    const [peer = ''] = taken.keys();
    yield `${ORDERS} orders × ${ENTRIES} timesheets, medians of ${TIMES}; load of the machine ${loadavg()[0]?.toFixed(1)}\n`;
    yield columns(
      ['', 'seconds', 'of Odoo’s'],
      [...taken.keys()].map((name) => [name, median(name).toFixed(2), (median(name) / median(peer)).toFixed(2)]),
      [1, 2],
    );
  } finally {
    await odoo.stop();
  }
}

/** Each worker has loaded the database before the clock starts. */
async function warm(place: OdooDatabase): Promise<void> {
  const admin = connectXmlRpc(place);
  await Promise.all(
    Array.from({ length: 8 }, () => admin.searchRead('sale.order', [], { fields: ['invoice_status'], limit: 50 })),
  );
}

/** As a salesperson with all orders selected: one invoice each. */
async function press(place: OdooDatabase, orderIds: number[]): Promise<number> {
  const admin = connectXmlRpc(place);
  const context = { active_model: 'sale.order', active_ids: orderIds, active_id: orderIds[0] };
  const wizard = await admin.call(
    'sale.advance.payment.inv',
    'create',
    [{ advance_payment_method: 'delivered', sale_order_ids: [[6, 0, orderIds]] }],
    { context },
  );
  await admin.call('sale.advance.payment.inv', 'create_invoices', [[wizard].flat()], { context });
  return orderIds.length;
}

async function run(access: OdooAccess): Promise<number> {
  const odoo = createBillingOdoo(connectOdoo(access), access.url);
  const mark = process.env['BENCH_PARTS'] ? (name: string) => console.error(name, performance.now() | 0) : () => {};
  mark('start');
  const works = await odoo.collectWork({ to: '2026-10-31' });
  mark('collected');
  const evaluations = propose(works, TODAY);
  mark('proposed');
  await odoo.openCases(evaluations.flatMap(({ cases }) => cases));
  await odoo.recordVerdicts(evaluations.flatMap(({ parts }) => parts.filter(({ verdict }) => verdict !== 'bill')));
  mark('recorded');
  const outcomes = await draftProposals(odoo, evaluations.flatMap(proposalsOf));
  mark('drafted');
  return outcomes.filter(({ status }) => status === 'drafted').length;
}
