import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { alive, withDescendants } from './support/processes.ts';

const root = join(import.meta.dirname, '../..');

/** `npm run stack`, as a person has it: it comes up, can be opened, and Ctrl-C leaves nothing behind. */
test('npm run stack brings everything up, says how to get in, and ends with Ctrl-C', { timeout: 600_000 }, async () => {
  const stack = spawn('npm', ['run', 'stack'], { cwd: root, detached: true });
  let said = '';
  for (const stream of [stack.stdout, stack.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  try {
    await expect.poll(() => said, { timeout: 540_000, interval: 500 }).toContain('Press Ctrl-C');
    const address = (name: string) => new RegExp(`^${name} +(http\\S+)`, 'm').exec(said)?.[1] ?? '';
    for (const [name, path] of [
      ['Odoo', ''],
      ['n8n', '/healthz/readiness'],
      ['Desk', '/readyz'],
    ] as const) {
      const { status } = await fetch(address(name) + path, { redirect: 'manual' });
      expect(status, name).toBeLessThan(400);
    }
    const all = withDescendants([stack.pid ?? 0]);
    expect(all.length).toBeGreaterThan(5);
    process.kill(-(stack.pid ?? 0), 'SIGINT');
    await once(stack, 'exit');
    await expect.poll(() => alive(all), { timeout: 30_000 }).toEqual([]);
  } finally {
    if (stack.exitCode === null && stack.signalCode === null) process.kill(-(stack.pid ?? 0), 'SIGINT');
  }
});
