import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

const cacheFolder = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'n8n-nodes-odoo-billing');

/**
 * The folder that `make` filled, made once for each recipe (the text that says how it is made) and kept between runs.
 * It gets its name only when it is complete, so an interrupted installation is never mistaken for a whole one.
 */
export async function cached(name: string, recipe: string, make: (folder: string) => Promise<void>): Promise<string> {
  const key = createHash('sha256').update(recipe).digest('hex').slice(0, 12);
  const folder = join(cacheFolder, `${name}-${key}`);
  if (existsSync(folder)) return folder;

  await mkdir(cacheFolder, { recursive: true });
  const unlock = await lock(join(cacheFolder, `${name}.lock`));
  try {
    if (existsSync(folder)) return folder;
    const started = Date.now();
    console.log(`Installing ${name} into ${cacheFolder} (once) …`);
    const partial = `${folder}.partial`;
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial);
    await make(partial);
    await rename(partial, folder);
    console.log(`Installed ${name} in ${Math.round((Date.now() - started) / 1000)} s.`);
    return folder;
  } finally {
    unlock();
  }
}

/** Waits for the lock; it is freed by the answer, or by this process's end, whichever way that comes. */
async function lock(file: string): Promise<() => void> {
  const holder = spawn('flock', [file, 'sh', '-c', 'echo held; cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
  await Promise.race([
    once(holder.stdout, 'data'),
    once(holder, 'exit').then(() => {
      throw new Error(`Could not lock ${file}.`);
    }),
  ]);
  return () => holder.stdin.end();
}
