import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { z } from 'zod/v4';
import type { Span } from '../../billing/backtest/as-unbilled.ts';
import type { Work } from '../../rules/entry.ts';

const FORM = 'odoo-billing work 1';
const head = z.object({ form: z.literal(FORM), from: z.iso.date(), to: z.iso.date(), read: z.iso.datetime() });
const foot = z.object({ orders: z.int(), sha256: z.string() });

export interface SavedWork extends Span {
  /** ISO instant it was read from Odoo, UTC. */
  read: string;
  works: Work[];
}

export class WorkFileError extends Error {
  override readonly name = 'WorkFileError';
  readonly mend = 'Save the work again: odoo-billing backtest … --save <file>';
}

/** Writes work as JSON Lines: what it is, an order a line, and a checksum. It holds people's work: mode 0600. */
export async function saveWork(file: string, { works, ...span }: SavedWork): Promise<void> {
  const hash = createHash('sha256');
  const handle = await open(file, 'w', 0o600);
  const write = async (value: unknown): Promise<void> => {
    const line = `${JSON.stringify(value)}\n`;
    hash.update(line);
    await handle.write(line);
  };
  try {
    // Of a file that exists the mode given above is not taken.
    await handle.chmod(0o600);
    await write({ form: FORM, ...span });
    for (const work of works) await write(work);
    await handle.write(`${JSON.stringify({ orders: works.length, sha256: hash.digest('hex') })}\n`);
  } finally {
    await handle.close();
  }
}

/**
 * Reads what `saveWork` wrote, whole or not at all.
 *
 * @throws WorkFileError where it is cut short, changed by hand, or no such file at all
 */
export async function loadWork(file: string): Promise<SavedWork> {
  const refuse = (why: string, cause?: unknown) => new WorkFileError(`${file} ${why}.`, { cause });
  const hash = createHash('sha256');
  const lines: string[] = [];
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) lines.push(line);
  const last = lines.pop() ?? '';
  for (const line of lines) hash.update(`${line}\n`);
  const parsed = (line: string | undefined): unknown => {
    try {
      return JSON.parse(line ?? '');
    } catch (error) {
      throw refuse('is no work that was saved', error);
    }
  };
  const about = head.safeParse(parsed(lines.shift()));
  if (!about.success) throw refuse('is no work that was saved, or of another version of this program');
  const end = foot.safeParse(parsed(last));
  if (!end.success) throw refuse('is cut short');
  if (end.data.sha256 !== hash.digest('hex') || end.data.orders !== lines.length)
    throw refuse('is not what was saved: its checksum differs');
  const { from, to, read } = about.data;
  return { from, to, read, works: lines.map((line) => parsed(line) as Work) };
}
