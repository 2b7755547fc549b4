import { writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { bench as desk } from './desk.ts';
import { bench as entryChecks } from './entry-checks.ts';
import { bench as footprint } from './footprint.ts';
import { bench as run } from './run.ts';
import { bench as rules } from './rules.ts';
import { bench as watch } from './watch.ts';

/** Measurements, one file each. They print tables; nothing passes or fails by the clock. */
const BENCHES: Readonly<Record<string, (args: string[]) => Iterable<string> | AsyncIterable<string>>> = {
  run,
  footprint,
  rules,
  'entry-checks': entryChecks,
  desk,
  watch,
};
/** What docs/benchmarks.md tells of: measured anew, and written there, where none is named. */
const TOLD = ['run', 'footprint'];
const FILE = join(import.meta.dirname, '..', 'docs', 'benchmarks.md');

const all = process.argv.slice(2);
const options = all.findIndex((arg) => arg.startsWith('--'));
const [asked, args] = options < 0 ? [all, []] : [all.slice(0, options), all.slice(options)];
const unknown = asked.filter((name) => !(name in BENCHES));
if (unknown.length) {
  console.error(`No bench named ${unknown.join(', ')}; there is ${Object.keys(BENCHES).join(', ')}.`);
  process.exitCode = 1;
} else {
  const printed: string[] = [];
  const before = loadavg()[0] ?? 0;
  for (const name of asked.length ? asked : TOLD) {
    for await (const part of BENCHES[name]?.(args) ?? []) {
      console.log(`\n${part}`);
      printed.push(part);
    }
  }
  if (!asked.length) await writeDocument(printed, before);
}

/** A table is what has a line break. */
async function writeDocument(printed: string[], before: number): Promise<void> {
  const [{ model = 'unknown processor' } = {}] = cpus();
  const machine = `${cpus().length} × ${model.trim()}, ${Math.round(totalmem() / 1024 ** 3)} GiB, Node ${process.versions.node}, Odoo 19, PostgreSQL with two Odoo workers; load of the machine ${before.toFixed(1)} before it began, ${(loadavg()[0] ?? 0).toFixed(1)} at its end`;
  const parts = printed.map((part) => (part.includes('\n') ? `\`\`\`text\n${part}\n\`\`\`` : `## ${part}`));
  const text = [
    '# Benchmarks',
    'Written by `npm run bench`, on Debian as root, with a real Odoo. Only the ratios mean anything elsewhere: each pair ran in turn in one run, on copies of one database.',
    `Here: ${machine}.`,
    ...parts,
  ].join('\n\n');
  const style = await resolveConfig(FILE);
  await writeFile(FILE, await format(text, { ...style, parser: 'markdown' }));
}
