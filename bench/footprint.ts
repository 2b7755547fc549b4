import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { columns } from '../src/cli/columns.ts';
import { startCluster } from '../stack/cluster.ts';
import { startProcess } from '../stack/n8n.ts';
import { run } from '../stack/process.ts';
import { openWorld } from './desk/world.ts';
import { medianBy } from './median.ts';
import { residentMb } from './processes.ts';

const TIMES = 5;
const repository = join(import.meta.dirname, '..');

/** What having us costs where nothing is billed: the package, the start of its nodes, n8n's start, the desk at rest. */
export async function* bench(): AsyncGenerator<string> {
  await run(process.execPath, ['scripts/build.ts']);
  const { packed, unpacked, files } = packedSize();
  const load = await loadOfNodes();
  const n8n = await startOfN8n();
  const rows = [
    ['package, packed and unpacked', `${packed} MB, ${unpacked} MB in ${files} files`],
    ['all nodes and credentials loaded into an empty Node', `${load.ms} ms, ${load.mb} MB`],
    ['n8n’s start until it is ready, without us', `${n8n.without} s`],
    ['the same with us', `${n8n.with} s`],
    ['the desk a minute after its start, one invoice waiting', `${await deskAtRest()} MB resident`],
  ];
  yield `Footprint, medians of ${TIMES}; the package and the desk once`;
  yield columns(['', ''], rows);
}

const mb = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);
const median = (all: number[]): number => medianBy(all, Number);

function packedSize() {
  const told = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: repository });
  const [{ size, unpackedSize, entryCount }] = JSON.parse(String(told)) as [
    { size: number; unpackedSize: number; entryCount: number },
  ];
  return { packed: mb(size), unpacked: mb(unpackedSize), files: entryCount };
}

/** What n8n loads of us, by its own list, in a process that has n8n-workflow loaded already. */
async function loadOfNodes() {
  const { n8n } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
    n8n: { nodes: string[]; credentials: string[] };
  };
  const files = [...n8n.nodes, ...n8n.credentials].map((file) => join(repository, file));
  const program = `
    require('n8n-workflow'); gc();
    const [start, before] = [performance.now(), process.memoryUsage.rss()];
    for (const file of ${JSON.stringify(files)}) require(file);
    console.log(JSON.stringify([performance.now() - start, process.memoryUsage.rss() - before]));`;
  const all = Array.from({ length: TIMES }, () => {
    const told = execFileSync(process.execPath, ['--expose-gc', '-e', program], { cwd: repository });
    return JSON.parse(String(told)) as [number, number];
  });
  return { ms: median(all.map(([ms]) => ms)).toFixed(0), mb: mb(median(all.map(([, bytes]) => bytes))) };
}

/** Of an n8n that has made its database before. */
async function startOfN8n() {
  const cluster = await startCluster();
  try {
    const all = { with: [] as number[], without: [] as number[] };
    const [ours, bare] = [
      await startProcess('start', { postgres: await cluster.database('n8n_with') }),
      await startProcess('start', { postgres: await cluster.database('n8n_without'), packageDir: false }),
    ];
    await Promise.all([ours.stopServer(), bare.stopServer()]);
    for (let time = 0; time < TIMES; time += 1)
      for (const [which, n8n] of [
        ['without', bare],
        ['with', ours],
      ] as const) {
        const before = performance.now();
        await n8n.startServer();
        all[which].push((performance.now() - before) / 1000);
        await n8n.stopServer();
      }
    await Promise.all([ours.stop(), bare.stop()]);
    return { with: median(all.with).toFixed(1), without: median(all.without).toFixed(1) };
  } finally {
    await cluster.stop();
  }
}

async function deskAtRest(): Promise<string> {
  const world = await openWorld(1);
  try {
    await sleep(60_000);
    return residentMb(world.pid).toFixed(0);
  } finally {
    await world.stop();
  }
}
