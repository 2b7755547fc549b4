import { expect } from 'vitest';
import { ledgerHolds, nothingIsLost } from './support/lifecycle.ts';
import { attempt, chanceOf, draw, OPERATIONS } from './support/random-operations.ts';
import type { Operation, Outcome } from './support/random-operations.ts';
import { sellTime } from './support/world.ts';
import type { SoldWork } from './support/world.ts';
import { test } from './support/with-keepers.ts';

/** How many, and which; `npm run ledger -- --operations 1000 --seed 7` sets both. */
const WANTED = Number(process.env.LIFECYCLE_OPERATIONS ?? 40);
const SEED = Number(process.env.LIFECYCLE_SEED ?? 20_261_122);

/** As many on one order, and no more: each is read whole after every one. */
const AN_ORDER = 100;

/** So many, and each operation has been done: one that is only ever refused, or has nothing to do, shows nothing. */
const LONG = 500;

test(
  `after each of ${String(WANTED)} operations of people, the API and our flows the ledger holds, and no hour is lost`,
  { timeout: 120_000 + WANTED * 15_000 },
  async ({ world }) => {
    const again = `npm run ledger -- --operations ${String(WANTED)} --seed ${String(SEED)}`;
    console.info(`Again: ${again}`);
    const orders: SoldWork[] = [];
    for (let count = 0; count < Math.max(2, Math.ceil(WANTED / AN_ORDER)); count += 1)
      orders.push(
        await sellTime(
          world,
          [
            { price: 100, hours: [6, 2.5, 1.25] },
            { price: 133.37, hours: [3, 1 / 3] },
          ],
          { customer: `Ledger ${String(count + 1)}` },
        ),
      );
    const said: Said[] = [];
    const trail = () =>
      said.slice(-25).map(({ at, sold, what, as, said: words }) => `${String(at)} ${sold} ${what}: ${as} ${words}`);
    const holds = async (sold: SoldWork) => {
      try {
        await ledgerHolds(world, sold);
        await nothingIsLost(world, sold);
      } catch (cause) {
        throw new Error(`After ${String(said.length)} operations. Again: ${again}\n${trail().join('\n')}`, { cause });
      }
    };
    const began = performance.now();
    for (const drawn of draw(SEED, WANTED)) {
      const sold = orders[Math.floor(drawn.order * orders.length)] as SoldWork;
      const operation = OPERATIONS[Math.floor(drawn.operation * OPERATIONS.length)] as Operation;
      const what = nameOf(operation);
      const outcome = await attempt(operation, world, sold, chanceOf(drawn)).catch((error: unknown) => {
        throw new Error(`${what}, on ${sold.name}, after these. Again: ${again}\n${trail().join('\n')}`, {
          cause: error,
        });
      });
      said.push({ at: said.length + 1, sold: sold.name, what, ...outcome });
      if (outcome.as !== 'nothing to do') await holds(sold);
      if (said.length % 50 === 0) {
        for (const each of orders) await holds(each);
        console.info(`${String(said.length)} of ${String(WANTED)}`);
      }
    }
    for (const sold of orders) await holds(sold);
    console.info(
      `${tally(said)}\n${((performance.now() - began) / 1000 / WANTED).toFixed(2)} s an operation. Again: ${again}`,
    );
    const done = new Set(said.filter(({ as }) => as === 'done').map(({ what }) => what));
    const never = [...new Set(OPERATIONS.map(nameOf))].filter((what) => !done.has(what));
    if (never.length > 0) console.info(`Never done: ${never.join('; ')}`);
    if (WANTED >= LONG) expect(never, `never done. Again: ${again}`).toEqual([]);
  },
);

const nameOf = ({ by, name }: Operation): string => `${by}: ${name}`;

interface Said extends Outcome {
  at: number;
  sold: string;
  what: string;
}

/** How often what was done and refused. */
function tally(all: Said[]): string {
  return [...Map.groupBy(all, ({ what, as }) => `${what}, ${as}`)]
    .map(([kind, own]) => `${kind}: ${String(own.length)}`)
    .toSorted()
    .join('\n');
}
