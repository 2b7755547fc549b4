import { expect } from 'vitest';
import { ledgerHolds, open, press } from './support/lifecycle.ts';
import { chanceOf, draw, movesOf, OPERATIONS, REFUSED } from './support/random-operations.ts';
import { evaluations } from './support/run.ts';
import { sellTime } from './support/world.ts';
import type { SoldWork, World } from './support/world.ts';
import { test } from './support/with-keepers.ts';

/** How many, and which; `npm run ledger -- --operations 1000 --seed 7` sets both. */
const WANTED = Number(process.env.LIFECYCLE_OPERATIONS ?? 40);
const SEED = Number(process.env.LIFECYCLE_SEED ?? 20_261_122);

/** As many on one order, and no more: each is read whole after every one. */
const AN_ORDER = 100;

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
      said.slice(-25).map(({ at, sold, what, outcome }) => `${String(at)} ${sold} ${what}: ${outcome}`);
    const holds = (sold: SoldWork) =>
      ledgerHolds(world, sold).catch((error: unknown) => {
        throw new Error(`After ${String(said.length)} operations. Again: ${again}\n${trail().join('\n')}`, {
          cause: error,
        });
      });
    for (const drawn of draw(SEED, WANTED)) {
      const sold = orders[Math.floor(drawn.order * orders.length)] as SoldWork;
      const { by, name, act } = OPERATIONS[Math.floor(drawn.operation * OPERATIONS.length)] as (typeof OPERATIONS)[0];
      const outcome = await act(world, sold, chanceOf(drawn)).catch((error: unknown) => {
        if (error instanceof Error && REFUSED.test(error.message))
          return `refused: ${error.message.split('\n')[0] ?? ''}`;
        throw new Error(`${name}, after these. Again: ${again}\n${trail().join('\n')}`, { cause: error });
      });
      said.push({ at: said.length + 1, sold: sold.name, what: `${by}: ${name}`, outcome: String(outcome) });
      await holds(sold);
      if (said.length % 50 === 0) {
        for (const each of orders) await holds(each);
        console.info(`${String(said.length)} of ${String(WANTED)}`);
      }
    }
    for (const sold of orders) await nothingIsLost(world, sold, trail().join('\n'));
    console.info(tally(said));
  },
);

interface Said {
  at: number;
  sold: string;
  what: string;
  outcome: string;
}

/** What is billed, open, held and written off comes to what was worked, once no credit note waits. */
async function nothingIsLost(world: World, sold: SoldWork, trail: string): Promise<void> {
  for (const { id } of await movesOf(world, sold, 'out_refund', ['draft']))
    await press(world, 'button_cancel', id as number);
  await ledgerHolds(world, sold);
  const works = await world.drafting.collectWork({ orderIds: [sold.orderId], to: '2026-10-31' });
  const entries = works.flatMap((work) => work.entries).filter(({ kind }) => kind === 'time');
  const billed = entries.flatMap(({ claims }) => claims.map(({ quantity }) => Number(quantity)));
  const off = (await evaluations(world, [sold]))
    .flatMap(({ parts }) => parts)
    .filter(({ verdict }) => verdict === 'hold' || verdict === 'write-off')
    .map(({ quantity }) => Number(quantity));
  const sum = (all: number[]): number => all.reduce((total, each) => total + each, 0);
  const worked = sum(entries.map(({ quantity }) => Number(quantity)));
  expect(sum(billed) + sum(off) + sum(await open(world, sold)), trail).toBeCloseTo(worked, 1);
}

/** How often what was done and refused. */
function tally(said: Said[]): string {
  const ended = (outcome: string): string => /^(refused|nothing to do)/.exec(outcome)?.[1] ?? 'done';
  const kinds = Map.groupBy(said, ({ what, outcome }) => `${what}, ${ended(outcome)}`);
  return [...kinds]
    .map(([kind, all]) => `${kind}: ${String(all.length)}`)
    .toSorted()
    .join('\n');
}
