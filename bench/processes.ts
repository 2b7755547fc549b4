import { readdirSync, readFileSync } from 'node:fs';

const TICKS = 100;

/** Seconds of processor these processes had, with all they started, ended ones included; by Linux's `/proc`. */
export function cpuSeconds(...roots: number[]): number {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [, after = ''] = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ');
        const fields = after.split(' ').map(Number);
        const [parent = 0, ticks] = [fields[1], fields.slice(11, 15).reduce((all, each) => all + each, 0)];
        return [{ pid: Number(name), parent, ticks }];
      } catch {
        return [];
      }
    });
  const children = Map.groupBy(stats, ({ parent }) => parent);
  const below = (pid: number): number =>
    (children.get(pid) ?? []).reduce((all, child) => all + child.ticks + below(child.pid), 0);
  return roots.reduce((all, pid) => all + (stats.find((one) => one.pid === pid)?.ticks ?? 0) + below(pid), 0) / TICKS;
}

/** Megabytes a process holds in memory. */
export function residentMb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}
