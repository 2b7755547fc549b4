/** What a piece of work took: on the clock, and on all cores together (the machine may have other things to do). */
export interface Taken {
  wallMs: number;
  cpuMs: number;
  /** Bytes of the heap its answer holds. */
  heldBytes: number;
}

const collect = (): void => {
  if (!globalThis.gc) throw new Error('Run with --expose-gc, or memory can’t be told: npm run bench');
  globalThis.gc();
};

/** Runs `work` once and weighs what it answers. */
export function take<T>(work: () => T): Taken & { answer: T } {
  collect();
  const heapBefore = process.memoryUsage().heapUsed;
  const cpuBefore = process.cpuUsage();
  const before = performance.now();
  const answer = work();
  const wallMs = performance.now() - before;
  const { user, system } = process.cpuUsage(cpuBefore);
  collect();
  const heldBytes = process.memoryUsage().heapUsed - heapBefore;
  return { answer, wallMs, cpuMs: (user + system) / 1000, heldBytes };
}

/** The quickest of `times` runs: what the work takes where nothing else disturbs it. */
export function best<T>(times: number, work: () => T): Taken {
  const runs = Array.from({ length: times }, () => {
    const { wallMs, cpuMs, heldBytes } = take(work);
    return { wallMs, cpuMs, heldBytes };
  });
  return runs.toSorted((a, b) => a.wallMs - b.wallMs)[0] as Taken;
}
