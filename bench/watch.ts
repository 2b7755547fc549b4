import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { columns } from '../src/cli/columns.ts';
import { WATCHES } from '../src/billing/watch/watches.ts';
import { startOdoo, type Odoo } from '../stack/odoo.ts';
import { postgresUrl } from '../stack/postgres.ts';
import { run } from '../stack/process.ts';
import { openFirm } from '../test/e2e/firm/open.ts';
import { plantAll } from '../test/e2e/firm/plant.ts';
import { keyMaker } from '../test/e2e/support/keys.ts';
import { openWorld } from '../test/e2e/support/world.ts';
import { ask, type Asked } from './watch/asked.ts';
import { BRANCH, seedBranch } from './watch/branch.ts';
import { copyAll, watermark } from './watch/copies.ts';
import type { Measured } from './watch/measured.ts';
import type { Looked } from './watch/ours.ts';

const DATABASE = 'bench';
const ENTRIES = '500000';
/** Megabytes a watch may hold above the start of its process, however large the firm. */
const TARGET_MB = 400;

/**
 * All watches, or those `--watch` names, over a firm of 2,500 people with 500,000 entries in three months, or as many as
 * `--entries` says, on a real Odoo: calls, time and memory of each, whether it finds what was planted and nothing else, and
 * the same reads by n8n's built-in Odoo node. `--entries 50000,100000` lets the firm grow from one to the other: that memory
 * does not.
 */
export async function* bench(args: string[]): AsyncGenerator<string> {
  const string = { type: 'string' } as const;
  const { values } = parseArgs({ args, options: { entries: { ...string, default: ENTRIES }, watch: string } });
  const sizes = values.entries.split(',').map((entries) => Math.max(1, Math.round(Number(entries) / BRANCH.entries)));
  const watches = WATCHES.filter(({ id }) => values.watch?.split(',').includes(id) ?? true);
  await run(process.execPath, ['scripts/build.ts']);
  const odoo = await startOdoo();
  try {
    const { firm, grow, seconds } = await openLargeFirm(odoo);
    yield `A branch of ${BRANCH.people} people and ${BRANCH.entries.toLocaleString('en')} entries in three months, and the problems of a firm that were planted; made in ${seconds.toFixed(0)} s`;
    for (const copies of sizes) {
      await grow(copies);
      yield `${(copies * BRANCH.people).toLocaleString('en')} people, ${(copies * BRANCH.entries).toLocaleString('en')} entries`;
      yield* table(firm, watches);
    }
    yield `Load of the machine ${loadavg()[0]?.toFixed(1)}. MB: above the start of a process of its own, ${TARGET_MB} at most; resident MB: all it held.`;
  } finally {
    await odoo.stop();
  }
}

type LargeFirm = Awaited<ReturnType<typeof openLargeFirm>>['firm'];

async function* table(firm: LargeFirm, watches: typeof WATCHES): AsyncGenerator<string> {
  const rows: string[][] = [];
  for (const { id } of watches) {
    const asked: Asked = { ...firm.asked, watch: id };
    const own = await ask<Looked>('watch/ours.ts', asked);
    // The robot that watches may not read contracts: Odoo's own action does.
    const login = id === 'missing-timesheets' ? firm.admin : asked.access;
    const read = own.answer?.read ?? {};
    // What an action of ours reads in Odoo, n8n’s node can’t ask for.
    const peer =
      Object.keys(read).length || id === 'missing-timesheets'
        ? await ask<number>('watch/peer.ts', { ...asked, access: login, read })
        : undefined;
    const beside = peer ? [...told(peer), ratio(peer, own)] : ['–', '', '', '', '', ''];
    const row = [id, ...told(own), foundOf(own, firm.planted.get(id) ?? []), ...beside];
    rows.push(row);
    // It takes a while: what is known is told.
    console.error(row.join('  '));
    for (const [whose, one] of Object.entries({ [id]: own, [`n8n’s node for ${id}`]: peer }))
      if (one?.failed) yield `${whose}: ${one.failed}`;
    yield* astray(own, firm.planted.get(id) ?? []);
    if (own.peakMb > TARGET_MB) yield `${id}: ${own.peakMb.toFixed(0)} MB, ${TARGET_MB} at most`;
  }
  const measures = ['s', 'MB', 'live MB', 'resident MB'];
  const head = ['watch', 'calls', ...measures, 'found', 'node: calls', ...measures, 'times as long'];
  yield columns(head, rows, [1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12]);
}

async function openLargeFirm(odoo: Odoo) {
  const began = performance.now();
  const access = await odoo.database(DATABASE);
  const firm = await openFirm(await openWorld(access));
  const planted = new Map<string, string[]>();
  for (const { problem, own } of await plantAll(firm))
    for (const { watch, key } of problem.found(own, firm)) planted.set(watch, [...(planted.get(watch) ?? []), key]);
  const url = postgresUrl(odoo.postgresPort, DATABASE);
  const before = await watermark(url);
  await seedBranch(firm);
  let there = 1;
  async function grow(copies: number): Promise<void> {
    // Odoo keeps what it read: it must not know the database from before.
    await odoo.stopServer();
    await copyAll(url, before, there, copies - 1);
    there = copies;
    await odoo.startServer();
  }
  const login = 'robot-watch';
  const key = await (await keyMaker(firm.world.admin))(login, 'Bench', 24);
  const robot = { url: access.url, database: access.database, login, password: key };
  return {
    firm: { asked: { access: robot, today: firm.today }, admin: access, planted },
    grow,
    seconds: (performance.now() - began) / 1000,
  };
}

const told = ({ calls, seconds, peakMb, liveMb, residentMb, failed }: Measured<unknown>): string[] =>
  failed
    ? ['fails', '', '', '', '']
    : [String(calls), ...[seconds, peakMb, liveMb, residentMb].map((number) => number.toFixed(0))];

const ratio = (peer: Measured<unknown>, own: Measured<unknown>): string =>
  peer.failed || own.failed ? '' : (peer.seconds / own.seconds).toFixed(1);

function foundOf({ answer }: Measured<Looked>, planted: string[]): string {
  const found = new Set(answer?.found);
  const [all, hit] = [new Set(planted), [...new Set(planted)].filter((key) => found.has(key))];
  return `${hit.length} of ${all.size}`;
}

/** What should not be: found and not planted, or planted and not found. */
function* astray({ answer, failed }: Measured<Looked>, planted: string[]): Generator<string> {
  if (failed) return;
  const [found, wanted] = [new Set(answer?.found), new Set(planted)];
  const strange = [...found].filter((key) => !wanted.has(key));
  const missed = [...wanted].filter((key) => !found.has(key));
  if (strange.length) yield `found and never planted: ${strange.length}, ${strange.slice(0, 3).join('; ')}`;
  if (missed.length) yield `planted and not found: ${missed.join('; ')}`;
}
