import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { columns } from '../src/cli/columns.ts';
import { startOdoo } from '../stack/odoo.ts';
import { makeWorld } from '../test/e2e/support/world.ts';
import { inRush, type Lab, openLab, PROTOCOLS, type Result, type Trial } from './lab.ts';
import { type Mishap, MISHAPS } from './one-run.ts';
import { COMPARED_AS, LEFT_OUT } from './state.ts';

const SLICES_AT_ONCE = 100;

const { values: options } = parseArgs({
  options: {
    mishaps: { type: 'string', default: MISHAPS.join() },
    runs: { type: 'string', default: '500' },
    rush: { type: 'string', default: '2,4,8' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
    from: { type: 'string', default: '0' },
    to: { type: 'string', default: 'Infinity' },
    help: { type: 'boolean', default: false },
  },
});

const HELP = `A month of billing on a real Odoo in which something goes wrong, then once more in which nothing does.
What is in Odoo afterwards must be what a month without trouble leaves, field by field.

  --mishaps a,b   those tried at every call; all of ${MISHAPS.join(', ')} where left out
  --runs 500      random months, of up to six mishaps each; a third of them run twice at the same time
  --rush 2,4,8    months run so many times at once, nothing else going wrong
  --seed N        the random months of an earlier time again
  --from N --to M a part of all these months, for more than one night; with the --seed of the first`;

const numberOf = (option: 'from' | 'to'): number => {
  const number = Number(options[option]);
  if (!(number >= 0)) throw new Error(`--${option} is the number of a month, not ${options[option]}.`);
  return number;
};

/** Every mishap at every call by either protocol, months run several times at once, then random ones. */
function trials({ calls }: Lab): Trial[] {
  const mishaps = options.mishaps.split(',') as Mishap[];
  const systematic = PROTOCOLS.flatMap((protocol) =>
    mishaps.flatMap((mishap) =>
      calls[protocol].map((_, at) => ({ kind: mishap, protocol, plan: new Map([[at + 1, mishap]]) })),
    ),
  );
  const most = Math.max(...PROTOCOLS.map((protocol) => calls[protocol].length));
  const mishap = fc.tuple(fc.integer({ min: 1, max: most }), fc.constantFrom(...MISHAPS));
  const several = fc.record({
    protocol: fc.constantFrom(...PROTOCOLS),
    plan: fc.array(mishap, { minLength: 1, maxLength: 6 }),
    runs: fc.constantFrom(1, 1, 2),
  });
  const drawn = fc.sample(several, { seed: Number(options.seed), numRuns: Number(options.runs) });
  const rush = options.rush.split(',').flatMap((runs) => PROTOCOLS.map((protocol) => inRush(Number(runs), protocol)));
  return [
    ...systematic,
    ...rush,
    ...drawn.map(({ plan, ...rest }) => ({ ...rest, kind: 'random', plan: new Map(plan) })),
  ];
}

async function main(): Promise<boolean> {
  const [from, to] = [numberOf('from'), numberOf('to')];
  const odoo = await startOdoo({ workers: 2 });
  try {
    const database = await odoo.database('faults');
    await makeWorld(database);
    const lab = await openLab(database);
    const all = trials(lab);
    const wanted = all.slice(from, to);
    console.log(
      `${PROTOCOLS.map((each) => `${lab.calls[each].length} (${each})`).join(', ')} calls in a month without trouble`,
    );
    if (wanted.length === 0) throw new Error(`There is nothing from ${from} to ${to}, of ${all.length}.`);
    console.log(`${wanted.length} of ${all.length} months with trouble; --seed ${options.seed}`);
    const results: Result[] = [];
    for (let start = 0; start < wanted.length; start += SLICES_AT_ONCE) {
      const some = await lab.attempt(wanted.slice(start, start + SLICES_AT_ONCE));
      results.push(...some);
      console.log(`${results.length} done`);
      for (const { trial, unlike } of some.filter(isBad))
        console.log(
          `\n${trial.kind}, ${trial.protocol}, ${JSON.stringify([...trial.plan])}:\n  ${unlike.join('\n  ')}`,
        );
    }
    return summary(results);
  } finally {
    await odoo.stop();
  }
}

const isBad = ({ unlike, twice, lost }: Result): boolean => unlike.length > 0 || twice > 0 || lost > 0;

function summary(results: Result[]): boolean {
  const sum = (of: Result[], each: (result: Result) => number) => of.reduce((all, result) => all + each(result), 0);
  const row = (name: string, of: Result[]) => [
    name,
    ...[
      of.length,
      sum(of, ({ met }) => met),
      sum(of, ({ failed }) => Number(failed !== undefined)),
      sum(of, ({ unlike }) => Number(unlike.length > 0)),
      sum(of, ({ twice }) => twice),
      sum(of, ({ lost }) => lost),
    ].map(String),
  ];
  const kinds = Map.groupBy(results, ({ trial }) => `${trial.kind}, ${trial.protocol}`);
  console.log(
    columns(
      ['', 'months', 'mishaps', 'stopped', 'unlike', 'billed twice', 'lost'],
      [...[...kinds].map(([name, of]) => row(name, of)), row('all', results)],
      [1, 2, 3, 4, 5, 6],
    ),
  );
  const leftOut = Object.entries(LEFT_OUT).flatMap(([model, fields]) =>
    Object.entries(fields).map(([field, why]) => [`${model}.${field}`, why]),
  );
  console.log(`\nNot compared:\n${columns(['field', 'why'], leftOut)}`);
  console.log(`\nCompared by something else:\n${columns(['what', 'as'], Object.entries(COMPARED_AS))}`);
  return !results.some(isBad);
}

if (options.help) console.log(HELP);
else process.exitCode = (await main()) ? 0 : 1;
