import type { OdooAccess } from '../../src/odoo/api.ts';
import { connectXmlRpc } from '../../src/odoo/xmlrpc.ts';
import type { OdooDatabase } from '../../stack/databases.ts';
import type { Odoo } from '../../stack/odoo.ts';
import { keyMaker } from '../../test/e2e/support/keys.ts';
import { enterWorld, makeWorld, PASSWORD } from '../../test/e2e/support/world.ts';
import { medianBy } from '../median.ts';
import { cpuSeconds } from '../processes.ts';
import { ask } from '../watch/asked.ts';
import type { Measured } from '../watch/measured.ts';
import type { Asked, Done } from './asked.ts';
import { sellMuch } from './seed.ts';

/** A way to do it: a file in a process of its own, and as whom. */
export interface Way {
  name: string;
  file: string;
  as: (place: OdooDatabase, key: string) => Omit<Asked, 'orderIds'>;
}

/** What it took, and the seconds of processor Odoo and PostgreSQL had for it. */
export type Taken = Measured<Done> & { serverSeconds: number };

export interface Size {
  orders: number;
  entries: number;
}

/** All the heap each has: given more, Node takes it before it gives anything back. */
const HEAP = ['--max-old-space-size=192', '--max-semi-space-size=8'];

const robot =
  (protocol: 'xml-rpc' | 'json-2', atOnce = 1): Way['as'] =>
  (place, key) => {
    const password = protocol === 'json-2' ? key : PASSWORD;
    return { access: { ...place, login: 'robot-drafter', password, protocol } satisfies OdooAccess, atOnce };
  };
/** Somebody else than the orders' salesperson, who is mailed by Odoo's button that an invoice is theirs. */
const clerk: Way['as'] = (place) => ({ access: { ...place, login: 'clerk', password: PASSWORD }, atOnce: 1 });
const odooAwait: Way['as'] = (place) => ({
  access: { ...place, login: 'robot-drafter', password: PASSWORD },
  atOnce: 1,
});

export const WIZARD: Way = { name: 'Odoo’s Create Invoices', file: 'run/wizard.ts', as: clerk };
/** Who sold the orders, and is not mailed about invoices of their own making: as many mails as our run sends, none. */
const seller: Way['as'] = (place) => ({ access: place, atOnce: 1 });
export const BY_SELLER: Way = { name: 'the same, pressed by who sold it', file: 'run/wizard.ts', as: seller };
export const BARE: Way = { name: 'bare account.move.create', file: 'run/bare.ts', as: clerk };
export const XML_RPC: Way = { name: 'billing run, XML-RPC', file: 'run/ours.ts', as: robot('xml-rpc') };
export const JSON_2: Way = { name: 'billing run, JSON-2', file: 'run/ours.ts', as: robot('json-2') };
export const TWO_AT_ONCE: Way = {
  name: 'billing run, JSON-2, two calls at once',
  file: 'run/ours.ts',
  as: robot('json-2', 2),
};
export const PEER: Way = { name: 'odoo-await, pages of 2,000', file: 'run/reading.ts', as: odooAwait };
export const READ_XML_RPC: Way = { name: 'our client, XML-RPC', file: 'run/reading.ts', as: robot('xml-rpc') };
export const READ_JSON_2: Way = { name: 'our client, JSON-2', file: 'run/reading.ts', as: robot('json-2') };
export const UNREAD: Way = { name: 'bare search_read by JSON-2, unparsed', file: 'run/unread.ts', as: robot('json-2') };

/** A database with as many orders to bill, which every measurement gets a fresh copy of. */
export interface Ground {
  /** How many timesheets it has in all. */
  time: number;
  /** Each way in turn, as often as asked, so that a busy moment of the machine falls on all of them. */
  inTurn(ways: Way[], times: number, expected: number): Promise<Map<Way, Taken[]>>;
  drop(): Promise<void>;
}

export async function prepare(odoo: Odoo, { orders, entries }: Size): Promise<Ground> {
  const source = await odoo.database(`bench_${orders}_${entries}`);
  await makeWorld(source);
  const world = await enterWorld(source);
  const orderIds = await sellMuch(world, orders, entries);
  const key = await (await keyMaker(world.admin))('robot-drafter', 'bench', 24);
  const time = await world.admin.searchCount('account.analytic.line', [['project_id', '!=', false]]);
  await odoo.freeze(source.database);

  async function once({ name, file, as }: Way, copy: string, expected: number): Promise<Taken> {
    const place = await odoo.copy(source.database, copy);
    await warm(place);
    const before = cpuSeconds(...odoo.pids());
    const one = await ask<Done>(file, { ...as(place, key), orderIds } satisfies Asked, HEAP);
    const serverSeconds = cpuSeconds(...odoo.pids()) - before;
    await odoo.drop(place.database);
    if (one.failed) throw new Error(`${name}: ${one.failed}`);
    if (one.answer?.done !== expected) throw new Error(`${name}: ${one.answer?.done} of ${expected}`);
    // It takes a while: what is known is told.
    console.error(`${name}: ${one.seconds.toFixed(2)} s, ${JSON.stringify(one.answer.steps)}`);
    return { ...one, serverSeconds };
  }

  return {
    time,
    async inTurn(ways, times, expected) {
      const taken = new Map(ways.map((way) => [way, [] as Taken[]]));
      for (let round = 0; round < times; round += 1)
        for (const way of ways) taken.get(way)?.push(await once(way, `${source.database}_${round}`, expected));
      return taken;
    },
    drop: () => odoo.drop(source.database),
  };
}

/** Each worker has loaded the database before the clock starts. */
async function warm(place: OdooDatabase): Promise<void> {
  const admin = connectXmlRpc(place);
  await Promise.all(
    Array.from({ length: 8 }, () => admin.searchRead('sale.order', [], { fields: ['invoice_status'], limit: 50 })),
  );
}

/** The run of the median time; what comes before and after its steps is not the work. */
export function median(all: Taken[]): Taken & { work: number } {
  const timed = all.map((taken) => {
    const steps = Object.values(taken.answer?.steps ?? {});
    return { ...taken, work: steps.length ? steps.reduce((sum, each) => sum + each, 0) : taken.seconds };
  });
  return medianBy(timed, ({ work }) => work);
}

export const stepsOf = ({ answer }: Taken): string =>
  Object.entries(answer?.steps ?? {})
    .map(([step, of]) => `${step} ${of.toFixed(1)}`)
    .join(', ');
