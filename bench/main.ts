import { writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { bench as desk } from './desk.ts';
import { bench as entryChecks } from './entry-checks.ts';
import { bench as footprint } from './footprint.ts';
import { bench as run } from './run.ts';
import { GOALS } from './run/goals.ts';
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
/** Where numbers don't say why. */
const HELD_BY =
  'What holds the rest, where a target is not reached: the largest part of a run, and nearly all that Odoo’s own button does, is Odoo making invoices by its own methods, with its tracking, followers and automations on, which we do not go round; our reading, rules and ledger come on top. [Decision 0063](decisions/0063-drafting-beside-odoos-own-button.md) has both sides’ profiles, how they are taken, and what the floor is made of. Each 3,000 entries read take a call, and each 20,000 one more, for what invoices hold of them; adjustments take one for 10,000, or two in all where few are in force.';
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

/** A table is what has a line break, a sentence what ends in a full stop; all else heads a section. What was to reach comes first. */
async function writeDocument(printed: string[], before: number): Promise<void> {
  const [{ model = 'unknown processor' } = {}] = cpus();
  const machine = `${cpus().length} × ${model.trim()}, ${Math.round(totalmem() / 1024 ** 3)} GiB, Node ${process.versions.node}, Odoo 19, PostgreSQL with two Odoo workers; load of the machine ${before.toFixed(1)} before it began, ${(loadavg()[0] ?? 0).toFixed(1)} at its end`;
  const sections: string[][] = [];
  for (const part of printed) {
    if (part.includes('\n')) sections.at(-1)?.push(`\`\`\`text\n${part}\n\`\`\``);
    else if (part.endsWith('.')) sections.at(-1)?.push(part);
    else sections.push([`## ${part}`]);
  }
  const isFirst = ([heading]: string[]) => heading === `## ${GOALS}`;
  const [first, others] = [sections.filter(isFirst), sections.filter((section) => !isFirst(section))];
  const text = [
    '# Benchmarks',
    'Written by `npm run bench`, on Debian as root, with a real Odoo. Only the ratios mean anything elsewhere: each pair ran in turn in one run, on copies of one database.',
    `Here: ${machine}.`,
    ...first.flat(),
    HELD_BY,
    ...others.flat(),
  ].join('\n\n');
  const style = await resolveConfig(FILE);
  await writeFile(FILE, await format(text, { ...style, parser: 'markdown' }));
}
