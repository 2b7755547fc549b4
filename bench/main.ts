import { bench as desk } from './desk.ts';
import { bench as entryChecks } from './entry-checks.ts';
import { bench as run } from './run.ts';
import { bench as rules } from './rules.ts';

/** Measurements, one file each. They print tables; nothing passes or fails by the clock. */
const BENCHES: Readonly<Record<string, () => Iterable<string> | AsyncIterable<string>>> = {
  rules,
  'entry-checks': entryChecks,
  desk,
  run,
};
/** Those that need a real Odoo or PostgreSQL are asked for by name. */
const QUICK = ['rules'];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in BENCHES));
if (unknown.length) {
  console.error(`No bench named ${unknown.join(', ')}; there is ${Object.keys(BENCHES).join(', ')}.`);
  process.exitCode = 1;
} else {
  for (const name of asked.length ? asked : QUICK) {
    for await (const part of BENCHES[name]?.() ?? []) console.log(`\n${part}`);
  }
}
