import { rmSync } from 'node:fs';

/** Process groups and folders that must not outlive this process. */
const groups = new Set<number>();
const folders = new Set<string>();
let watching = false;

function watch(): void {
  if (watching) return;
  watching = true;
  process.on('exit', () => {
    for (const pid of groups) killGroup(pid);
    for (const folder of folders) remove(folder);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
}

/** Sends SIGKILL to every process of the group; a group that is gone is fine. */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** However this process ends (SIGKILL excepted), the group is killed. Returns the way to forget it. */
export function killAtEnd(pid: number): () => void {
  watch();
  groups.add(pid);
  return () => groups.delete(pid);
}

/** However this process ends (SIGKILL excepted), the folder is removed. Returns the way to remove it now. */
export function removeAtEnd(folder: string): () => void {
  watch();
  folders.add(folder);
  return () => {
    remove(folder);
    folders.delete(folder);
  };
}

/** Tries again for five seconds: a process that was just killed may still be writing. */
function remove(folder: string): void {
  for (let tries = 1; ; tries += 1) {
    try {
      rmSync(folder, { recursive: true, force: true });
      return;
    } catch (error) {
      if (tries === 50) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  }
}
