import { expect } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import type { Domain, Row } from '../../src/odoo/api.ts';
import { creditDraft, ledgerHolds, linesOf, open, post, press } from './support/lifecycle.ts';
import { proposals } from './support/run.ts';
import { addTime, approveTime, sellTime } from './support/world.ts';
import type { SoldWork, World } from './support/world.ts';
import { test } from './support/with-keepers.ts';

/** How many, and which: `LIFECYCLE_OPERATIONS=1000 LIFECYCLE_SEED=7 npm run test:e2e -- lifecycle-ledger`. */
const OPERATIONS = Number(process.env.LIFECYCLE_OPERATIONS ?? 40);
const SEED = Number(process.env.LIFECYCLE_SEED ?? 20_261_122);

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

test(
  `after each of ${String(OPERATIONS)} operations of people and flows the ledger holds, and no hour is lost`,
  { timeout: 120_000 + OPERATIONS * 15_000 },
  async ({ world }) => {
    const random = randomFrom(SEED);
    const one = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];
    const orders: SoldWork[] = [];
    for (const customer of ['First', 'Second'])
      orders.push(
        await sellTime(
          world,
          [
            { price: 100, hours: [6, 2.5, 1.25] },
            { price: 133.37, hours: [3, 1 / 3] },
          ],
          { customer },
        ),
      );
    const said: string[] = [];
    for (let count = 0; count < OPERATIONS; count += 1) {
      const sold = one(orders) as SoldWork;
      const [name, act] = one(operations(world, sold, random)) as Operation;
      const outcome = await act().catch((error: unknown) => {
        if (!(error instanceof Error) || !REFUSED.test(error.message)) throw error;
        return `refused: ${error.message.split('\n')[0] ?? ''}`;
      });
      said.push(`${String(count)} ${sold.name} ${name}: ${outcome}`);
      await ledgerHolds(world, sold).catch((error: unknown) => {
        throw new Error(`Seed ${String(SEED)}:\n${said.slice(-25).join('\n')}`, { cause: error });
      });
    }
    for (const sold of orders) await nothingIsLost(world, sold, said);
    console.info(tally(said));
  },
);

/** What people, and the rules, may say no to. Anything else is a bug. */
const REFUSED =
  /can.t be posted|can.t be cancelled|can.t be deleted|meanwhile\. Cancel or credit|gives back work of it|left of what was billed|credited before|nothing to|Another model is using the record/;

type Operation = [name: string, act: () => Promise<string>];

function operations(world: World, sold: SoldWork, random: () => number): Operation[] {
  const pick = (all: Row[]): number | undefined => all[Math.floor(random() * all.length)]?.id as number | undefined;
  const some = async (type: string, ...states: string[]) => pick(await movesOf(world, sold, type, states));
  const on = async (id: number | undefined, act: (id: number) => Promise<unknown>): Promise<string> => {
    if (id === undefined) return 'nothing to do';
    return String((await act(id)) ?? id);
  };
  const run = async () => {
    const outcomes = await draftProposals(world.drafting, await proposals(world, [sold]));
    return outcomes.map(({ status }) => status).join();
  };
  return [
    ['run', run],
    ['run', run],
    [
      'run twice at once',
      async () => {
        const wanted = await proposals(world, [sold]);
        const both = await Promise.all([1, 2].map(() => draftProposals(world.drafting, wanted)));
        return both.flatMap((each) => each.map(({ status }) => status)).join();
      },
    ],
    [
      'more time',
      async () => {
        const id = await addTime(world, sold, Math.ceil(random() * 16) / 4);
        await approveTime(world, [id]);
        sold.timesheetIds.push(id);
        return String(id);
      },
    ],
    ['approve and post', async () => on(await some('out_invoice', 'draft'), (id) => post(world, id))],
    ['approve and post', async () => on(await some('out_invoice', 'draft'), (id) => post(world, id))],
    ['credit in full', async () => on(await some('out_invoice', 'posted'), (id) => creditDraft(world, id))],
    [
      'credit by line',
      async () =>
        on(await some('out_invoice', 'posted'), async (id) => {
          const lines = await linesOf(world, id);
          const kept = Math.floor(random() * lines.length);
          return creditDraft(
            world,
            id,
            lines.map(({ quantity }, at) => (at === kept ? Number(quantity) : undefined)),
          );
        }),
    ],
    ['credit by hours', async () => on(await some('out_invoice', 'posted'), (id) => byHours(world, id, random))],
    ['post the credit note', async () => on(await some('out_refund', 'draft'), (id) => post(world, id))],
    ['post the credit note', async () => on(await some('out_refund', 'draft'), (id) => post(world, id))],
    [
      'open a credit note again',
      async () => on(await some('out_refund', 'posted'), (id) => press(world, 'button_draft', id)),
    ],
    ['delete a credit note', async () => on(await some('out_refund', 'draft'), (id) => press(world, 'unlink', id))],
    [
      'cancel a credit note',
      async () => on(await some('out_refund', 'draft'), (id) => press(world, 'button_cancel', id)),
    ],
    [
      'open an invoice again',
      async () => on(await some('out_invoice', 'posted', 'cancel'), (id) => press(world, 'button_draft', id)),
    ],
    [
      'cancel an invoice',
      async () => on(await some('out_invoice', 'draft'), (id) => press(world, 'button_cancel', id)),
    ],
    ['delete an invoice', async () => on(await some('out_invoice', 'draft'), (id) => press(world, 'unlink', id))],
  ];
}

/** Some hours of a line, of an entry somebody names; half of the time nobody does. */
async function byHours(world: World, id: number, random: () => number): Promise<number> {
  const lines = await linesOf(world, id);
  const at = Math.floor(random() * lines.length);
  const parts = await world.drafter.searchRead(
    'x_billing_part',
    [
      ['x_move_line_id', '=', lines[at]?.id],
      ['x_verdict', '=', 'bill'],
    ],
    { fields: ['x_quantity'], order: 'id' },
  );
  const part = parts[Math.floor(random() * parts.length)];
  const quantity = Math.max(0.25, Math.round(Number(part?.x_quantity ?? 1) * random() * 4) / 4);
  const named = random() < 0.5 ? {} : { x_billing_credited_ids: [[6, 0, part ? [part.id] : []]] };
  return creditDraft(
    world,
    id,
    lines.map((_, index) => (index === at ? { quantity, ...named } : undefined)),
  );
}

function movesOf({ admin }: World, sold: SoldWork, type: string, states: string[]): Promise<Row[]> {
  const domain: Domain = [
    ['move_type', '=', type],
    ['state', 'in', states],
    ['invoice_line_ids.sale_line_ids', 'in', sold.lineIds],
  ];
  return admin.searchRead('account.move', domain, { fields: ['name'], order: 'id' });
}

/** What is held and what is open come to what was worked, once no credit note waits. */
async function nothingIsLost(world: World, sold: SoldWork, said: string[]): Promise<void> {
  for (const { id } of await movesOf(world, sold, 'out_refund', ['draft']))
    await press(world, 'button_cancel', id as number);
  await ledgerHolds(world, sold);
  const works = await world.drafting.collectWork({ orderIds: [sold.orderId], to: '2026-10-31' });
  const entries = works.flatMap((work) => work.entries).filter(({ kind }) => kind === 'time');
  const held = entries.flatMap(({ claims }) => claims.map(({ quantity }) => Number(quantity)));
  const sum = (all: number[]): number => all.reduce((total, each) => total + each, 0);
  const worked = sum(entries.map(({ quantity }) => Number(quantity)));
  expect(sum(held) + sum(await open(world, sold)), said.join('\n')).toBeCloseTo(worked, 1);
}

/** How often what was done and refused. */
function tally(said: string[]): string {
  const kinds = Map.groupBy(said, (line) => {
    const [, name = '', outcome = ''] = /^\d+ \S+ ([^:]+): (.*)$/.exec(line) ?? [];
    return `${name}${outcome.startsWith('refused') ? ', refused' : outcome.startsWith('nothing') ? ', nothing to do' : ''}`;
  });
  return [...kinds]
    .map(([kind, all]) => `${String(all.length)} × ${kind}`)
    .toSorted()
    .join('\n');
}
