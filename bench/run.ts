import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { columns } from '../src/cli/columns.ts';
import type { OdooAccess } from '../src/odoo/api.ts';
import { connectXmlRpc } from '../src/odoo/xmlrpc.ts';
import type { OdooDatabase } from '../stack/databases.ts';
import { type Odoo, startOdoo } from '../stack/odoo.ts';
import { keyMaker } from '../test/e2e/support/keys.ts';
import { enterWorld, makeWorld, PASSWORD } from '../test/e2e/support/world.ts';
import type { Asked, Done } from './run/asked.ts';
import { sellMuch } from './run/seed.ts';
import { ask } from './watch/asked.ts';
import type { Measured } from './watch/measured.ts';

type Taken = Measured<Done>;

/** A way to do it: a file in a process of its own, and as whom. */
interface Way {
  name: string;
  file: string;
  as: (place: OdooDatabase) => Omit<Asked, 'orderIds'>;
}

/**
 * A billing run (read, rules, traces, drafts, claims) against Odoo's own Create Invoices, each on a fresh copy of the same
 * database, in turn, by processes of their own; Odoo's tracking and mail threads are on for all. Then reading all its
 * timesheets, against odoo-await.
 */
export async function* bench(args: string[]): AsyncGenerator<string> {
  const { values } = parseArgs({
    args,
    options: {
      orders: { type: 'string', default: '200' },
      entries: { type: 'string', default: '100' },
      times: { type: 'string', default: '5' },
    },
  });
  const [orders, entries, times] = [values.orders, values.entries, values.times].map(Number) as [
    number,
    number,
    number,
  ];
  const odoo = await startOdoo({ workers: 2 });
  try {
    const source = await odoo.database('bench_run');
    await makeWorld(source);
    const world = await enterWorld(source);
    const orderIds = await sellMuch(world, orders, entries);
    const key = await (await keyMaker(world.admin))('robot-drafter', 'bench', 24);
    await odoo.freeze(source.database);

    const { drafting, reading } = ways(key);
    const run = await inTurn(odoo, source, orderIds, drafting, times, orders);
    yield `${orders} orders × ${entries} timesheets, medians of ${times}; load of the machine ${loadavg()[0]?.toFixed(1)}\n`;
    yield table(run, 'Odoo’s');
    const rows = await inTurn(odoo, source, orderIds, reading, times, orders * entries);
    yield `Reading ${orders * entries} timesheets with what billing reads of each\n`;
    yield table(rows, 'odoo-await’s');
  } finally {
    await odoo.stop();
  }
}

function ways(key: string): Record<'drafting' | 'reading', Way[]> {
  const robot = (protocol: 'xml-rpc' | 'json-2', atOnce: number) => (place: OdooDatabase) => {
    const password = protocol === 'json-2' ? key : PASSWORD;
    return { access: { ...place, login: 'robot-drafter', password, protocol } satisfies OdooAccess, atOnce };
  };
  const admin = (access: OdooDatabase) => ({ access, atOnce: 1 });
  const drafts = { file: 'run/ours.ts' };
  const reads = { file: 'run/reading.ts' };
  return {
    drafting: [
      { name: 'Odoo’s Create Invoices', file: 'run/wizard.ts', as: admin },
      { name: 'billing run, XML-RPC', ...drafts, as: robot('xml-rpc', 1) },
      { name: 'billing run, JSON-2', ...drafts, as: robot('json-2', 1) },
      { name: 'billing run, JSON-2, two at once', ...drafts, as: robot('json-2', 2) },
      { name: 'bare account.move.create', file: 'run/bare.ts', as: admin },
    ],
    reading: [
      {
        name: 'odoo-await, pages of 2,000',
        ...reads,
        as: (place) => ({ access: { ...place, login: 'robot-drafter', password: PASSWORD }, atOnce: 1 }),
      },
      { name: 'our client, XML-RPC', ...reads, as: robot('xml-rpc', 1) },
      { name: 'our client, JSON-2', ...reads, as: robot('json-2', 1) },
    ],
  };
}

/** The ways in turn, so that a busy moment of the machine falls on all of them. */
async function inTurn(
  odoo: Odoo,
  source: OdooDatabase,
  orderIds: number[],
  all: Way[],
  times: number,
  expected: number,
): Promise<Map<string, Taken[]>> {
  const taken = new Map(all.map(({ name }) => [name, [] as Taken[]]));
  for (let round = 0; round < times; round += 1) {
    for (const { name, file, as } of all) {
      const place = await odoo.copy(source.database, `bench_run_${round}`);
      await warm(place);
      const one = await ask<Done>(file, { ...as(place), orderIds } satisfies Asked);
      if (one.failed) throw new Error(`${name}: ${one.failed}`);
      if (one.answer?.done !== expected) throw new Error(`${name}: ${one.answer?.done} of ${expected}`);
      taken.get(name)?.push(one);
      // It takes a while: what is known is told.
      console.error(`${name}: ${one.seconds.toFixed(2)} s, ${JSON.stringify(one.answer.steps)}`);
      await odoo.drop(place.database);
    }
  }
  return taken;
}

/** Each worker has loaded the database before the clock starts. */
async function warm(place: OdooDatabase): Promise<void> {
  const admin = connectXmlRpc(place);
  await Promise.all(
    Array.from({ length: 8 }, () => admin.searchRead('sale.order', [], { fields: ['invoice_status'], limit: 50 })),
  );
}

/** Seconds are of the work itself; MB above the start of the process. */
function table(taken: Map<string, Taken[]>, peer: string): string {
  const rows = [...taken].map(([name, all]) => {
    const middle = all.toSorted((a, b) => secondsOf(a) - secondsOf(b))[Math.floor(all.length / 2)] as Taken;
    return { name, middle, seconds: secondsOf(middle) };
  });
  const [first] = rows;
  return columns(
    ['', 'seconds', `of ${peer}`, 'calls', 'MB', 'where the time goes'],
    rows.map(({ name, middle, seconds }) => [
      name,
      seconds.toFixed(2),
      (seconds / (first?.seconds ?? NaN)).toFixed(2),
      String(middle.calls),
      middle.peakMb.toFixed(0),
      Object.entries(middle.answer?.steps ?? {})
        .map(([step, of]) => `${step} ${of.toFixed(1)}`)
        .join(', '),
    ]),
    [1, 2, 3, 4],
  );
}

/** What comes before and after the steps is not the work. */
const secondsOf = ({ seconds, answer }: Taken): number => {
  const steps = Object.values(answer?.steps ?? {});
  return steps.length ? steps.reduce((sum, each) => sum + each, 0) : seconds;
};
