import { bench as desk } from './desk.ts';
import { bench as entryChecks } from './entry-checks.ts';
import { bench as run } from './run.ts';
import { bench as rules } from './rules.ts';
import { bench as watch } from './watch.ts';

/** Measurements, one file each. They print tables; nothing passes or fails by the clock. */
const BENCHES: Readonly<Record<string, (args: string[]) => Iterable<string> | AsyncIterable<string>>> = {
  rules,
  'entry-checks': entryChecks,
  desk,
  run,
  watch,
};
/** Those that need a real Odoo or PostgreSQL are asked for by name. */
const QUICK = ['rules'];

const all = process.argv.slice(2);
const options = all.findIndex((arg) => arg.startsWith('--'));
const [asked, args] = options < 0 ? [all, []] : [all.slice(0, options), all.slice(options)];
const unknown = asked.filter((name) => !(name in BENCHES));
if (unknown.length) {
  console.error(`No bench named ${unknown.join(', ')}; there is ${Object.keys(BENCHES).join(', ')}.`);
  process.exitCode = 1;
} else {
  for (const name of asked.length ? asked : QUICK) {
    for await (const part of BENCHES[name]?.(args) ?? []) console.log(`\n${part}`);
  }
}
