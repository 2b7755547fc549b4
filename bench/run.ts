import { parseArgs } from 'node:util';
import { columns } from '../src/cli/columns.ts';
import { startOdoo } from '../stack/odoo.ts';
import { BARE, JSON_2, median, prepare, READING, stepsOf, TWO_AT_ONCE, WIZARD, XML_RPC } from './run/ground.ts';
import type { Size, Taken, Way } from './run/ground.ts';

const FASTER: Way[] = [WIZARD, XML_RPC, JSON_2, TWO_AT_ONCE, BARE];

/**
 * A billing run (read, rules, traces, drafts, claims, cases) against Odoo's own Create Invoices, each on a fresh copy of
 * the same database, in turn, by processes of their own; Odoo's tracking and mail threads are on for all. Then reading all
 * its timesheets, against odoo-await; then the same run over more and more (`--sizes`), and over a large firm's month
 * (`--month`, nothing where empty).
 */
export async function* bench(args: string[]): AsyncGenerator<string> {
  const option = (value: string) => ({ type: 'string', default: value }) as const;
  const { values } = parseArgs({
    args,
    options: {
      size: option('200x100'),
      times: option('5'),
      sizes: option('1x100,10x10,10x100,10x1000,100x100,1000x10'),
      month: option('500x330'),
    },
  });
  const [size] = sizesOf(values.size) as [Size];
  yield* against(size, Number(values.times));
  yield* growing(sizesOf(values.sizes));
  for (const month of sizesOf(values.month)) yield* largeMonth(month);
}

const sizesOf = (text: string): Size[] =>
  text.split(',').flatMap((one) => {
    const [orders, entries] = one.split('x').map(Number);
    return orders && entries ? [{ orders, entries }] : [];
  });

async function* against(size: Size, times: number): AsyncGenerator<string> {
  const odoo = await startOdoo({ workers: 2 });
  try {
    const ground = await prepare(odoo, size);
    const drafting = await ground.inTurn(FASTER, times, size.orders);
    yield `${size.orders} orders × ${size.entries} timesheets, medians of ${times}`;
    yield compared(drafting, 'Odoo’s');
    const reading = await ground.inTurn(READING, times, ground.time);
    yield `Reading ${ground.time.toLocaleString('en')} timesheets with what billing reads of each, medians of ${times}`;
    yield compared(reading, 'odoo-await’s');
  } finally {
    await odoo.stop();
  }
}

async function* growing(sizes: Size[]): AsyncGenerator<string> {
  if (!sizes.length) return;
  const odoo = await startOdoo({ workers: 2 });
  try {
    const rows: string[][] = [];
    for (const size of sizes) {
      const ground = await prepare(odoo, size);
      const taken = median((await ground.inTurn([JSON_2], 3, size.orders)).get(JSON_2.name) ?? []);
      await ground.drop();
      const each = size.orders * size.entries;
      rows.push([
        size.orders.toLocaleString('en'),
        size.entries.toLocaleString('en'),
        taken.work.toFixed(2),
        ((1000 * taken.work) / size.orders).toFixed(0),
        ((1000 * taken.work) / each).toFixed(1),
        String(taken.calls),
        taken.peakMb.toFixed(0),
        stepsOf(taken),
      ]);
    }
    yield 'The same run over more and more, JSON-2, medians of 3';
    const head = ['orders', 'entries each', 'seconds', 'ms an invoice', 'ms an entry', 'calls', 'MB', 'where'];
    yield columns(head, rows, [0, 1, 2, 3, 4, 5, 6]);
  } finally {
    await odoo.stop();
  }
}

async function* largeMonth(size: Size): AsyncGenerator<string> {
  const odoo = await startOdoo({ workers: 2 });
  try {
    const ground = await prepare(odoo, size);
    const entries = (size.orders * size.entries).toLocaleString('en');
    yield `A month of a firm of 2,500 people: ${entries} entries, ${size.orders} invoices, once each`;
    yield compared(await ground.inTurn([WIZARD, JSON_2, TWO_AT_ONCE], 1, size.orders), 'Odoo’s');
  } finally {
    await odoo.stop();
  }
}

/** Seconds are of the work itself; MB above the start of our process; the processor's are of Odoo and PostgreSQL. */
function compared(taken: Map<string, Taken[]>, peer: string): string {
  const rows = [...taken].map(([name, all]) => ({ name, middle: median(all) }));
  const [first] = rows;
  return columns(
    ['', 'seconds', `of ${peer}`, 'server’s processor', 'calls', 'MB', 'where the time goes'],
    rows.map(({ name, middle }) => [
      name,
      middle.work.toFixed(2),
      (middle.work / (first?.middle.work ?? NaN)).toFixed(2),
      middle.serverSeconds.toFixed(2),
      String(middle.calls),
      middle.peakMb.toFixed(0),
      stepsOf(middle),
    ]),
    [1, 2, 3, 4, 5],
  );
}
