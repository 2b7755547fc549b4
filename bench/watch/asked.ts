import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { OdooAccess } from '../../src/odoo/api.ts';
import type { Day } from '../../src/rules/entry.ts';
import { MARK, type Measured } from './measured.ts';

/** What a process of its own is asked to measure. */
export interface Asked {
  access: OdooAccess;
  today: Day;
  watch: string;
}

/** A heap as n8n and the desk have it where nobody gave them more. */
const HEAP = ['--max-old-space-size=4096'];

/** Runs a file in a process of its own, so that nothing of another measurement is in its memory. */
export async function ask<T>(file: string, asked: object, heap = HEAP): Promise<Measured<T>> {
  const own = ['--expose-gc', ...heap, join(import.meta.dirname, '..', file)];
  const child = spawn(process.execPath, [...own, JSON.stringify(asked)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [said, wrong, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  const told = said.split('\n').find((line) => line.startsWith(MARK));
  if (told !== undefined) return JSON.parse(told.slice(MARK.length)) as Measured<T>;
  const why = wrong.split('\n').find((line) => /out of memory|Error/.test(line)) ?? `ended with ${String(code)}`;
  return { calls: 0, seconds: NaN, peakMb: NaN, liveMb: NaN, residentMb: NaN, failed: why.trim() };
}
