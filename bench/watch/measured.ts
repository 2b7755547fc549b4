import { subscribe } from 'node:diagnostics_channel';
import { setTimeout as sleep } from 'node:timers/promises';
import { GCProfiler } from 'node:v8';

/** What a process took for a piece of work, and what it answered. */
export interface Measured<T> {
  /** Requests sent. */
  calls: number;
  seconds: number;
  /** Megabytes above the start: what the process held at most, and what of it the garbage collector found in use. */
  peakMb: number;
  liveMb: number;
  /** Megabytes it held at most in all, Node itself among them. */
  residentMb: number;
  answer?: T;
  /** Why there is no answer. */
  failed?: string;
}

const MB = 1024 * 1024;
const EVERY_MS = 50;

/** Runs the work alone in this process and weighs it. */
export async function measured<T>(work: () => Promise<T>): Promise<Measured<T>> {
  if (!globalThis.gc) throw new Error('Run with --expose-gc, or memory can’t be told.');
  let calls = 0;
  subscribe('http.client.request.start', () => (calls += 1));
  subscribe('undici:request:create', () => (calls += 1));
  globalThis.gc();
  const start = process.memoryUsage();
  let [peak, done] = [start.rss, false];
  const profiler = new GCProfiler();
  profiler.start();
  const watching = (async () => {
    for (; !done; await sleep(EVERY_MS)) peak = Math.max(peak, process.memoryUsage.rss());
  })();
  const began = performance.now();
  const ended = await work().then(
    (answer) => ({ answer }),
    (error: unknown) => ({ failed: error instanceof Error ? error.message : String(error) }),
  );
  const seconds = (performance.now() - began) / 1000;
  done = true;
  await watching;
  peak = Math.max(peak, process.memoryUsage.rss());
  const live = profiler
    .stop()
    .statistics.filter(({ gcType }) => gcType === 'MarkSweepCompact')
    .map(({ afterGC }) => afterGC.heapStatistics.usedHeapSize);
  return {
    calls,
    seconds,
    peakMb: (peak - start.rss) / MB,
    residentMb: peak / MB,
    liveMb: Math.max(0, ...live.map((used) => used - start.heapUsed)) / MB,
    ...ended,
  };
}

/** Told by the process that measures to the one that asked for it. */
export const tell = (answer: unknown): void => void process.stdout.write(`\n${MARK}${JSON.stringify(answer)}\n`);

/** Before what a process of its own told. */
export const MARK = 'measured ';
