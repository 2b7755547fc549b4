import { parseArgs } from 'node:util';
import { columns } from '../src/cli/columns.ts';
import { startOdoo } from '../stack/odoo.ts';
import { callsAllowed, callsByItem, type Counted, type Goal, GOALS, goalsTable } from './run/goals.ts';
import {
  BARE,
  BY_SELLER,
  JSON_2,
  median,
  PEER,
  prepare,
  READ_JSON_2,
  READ_XML_RPC,
  stepsOf,
  TWO_AT_ONCE,
  UNREAD,
  WIZARD,
  XML_RPC,
} from './run/ground.ts';
import type { Size, Taken, Way } from './run/ground.ts';
import { furthestOff, growth, type Grown } from './run/growth.ts';

const FASTER: Way[] = [WIZARD, BY_SELLER, XML_RPC, JSON_2, TWO_AT_ONCE, BARE];
const READING: Way[] = [PEER, READ_XML_RPC, READ_JSON_2, UNREAD];
/** Of the time of what each is compared with. */
const MOST: ReadonlyMap<Way, number> = new Map([
  [XML_RPC, 0.75],
  [JSON_2, 0.75],
  [TWO_AT_ONCE, 0.4],
  [READ_XML_RPC, 0.5],
  [READ_JSON_2, 0.08],
]);
const MOST_OF_A_MONTH: ReadonlyMap<Way, number> = new Map([
  [JSON_2, 1],
  [TWO_AT_ONCE, 1],
]);
/** Megabytes our process may hold in all. */
const MOST_RESIDENT_MB = 400;
/** How far off a straight line a size may be, in times of it: as far as a busy machine puts one. */
const MOST_OFF_THE_LINE = 1.25;

/**
 * A billing run (read, rules, traces, drafts, claims, cases) against Odoo's own Create Invoices, each on a fresh copy of
 * the same database, in turn, by processes of their own; Odoo's tracking and mail threads are on for all. Then reading all
 * its timesheets, against odoo-await; then the same run over more and more (`--sizes`), and over a large firm's month
 * (`--month`, nothing where empty). Last, what was to reach, and what was reached.
 */
export async function* bench(args: string[]): AsyncGenerator<string> {
  const option = (value: string) => ({ type: 'string', default: value }) as const;
  const { values } = parseArgs({
    args,
    options: {
      size: option('200x100'),
      times: option('5'),
      sizes: option('1x10,1x100,1x1000,10x10,10x100,10x1000,100x10,100x100,100x1000,1000x10,1000x100'),
      month: option('500x330'),
      'month-times': option('5'),
    },
  });
  const [size] = sizesOf(values.size) as [Size];
  const told: Told = { goals: [], counted: [] };
  yield* against(size, Number(values.times), told);
  yield* growing(sizesOf(values.sizes), Number(values.times), told);
  for (const month of sizesOf(values.month)) yield* largeMonth(month, Number(values['month-times']), told);
  yield GOALS;
  yield goalsTable([...told.goals, ...callGoals(told.counted)]);
}

/** What all parts of it come to. */
interface Told {
  goals: Goal[];
  /** Runs by JSON-2, one call at a time. */
  counted: Counted[];
}

const sizesOf = (text: string): Size[] =>
  text.split(',').flatMap((one) => {
    const [orders, entries] = one.split('x').map(Number);
    return orders && entries ? [{ orders, entries }] : [];
  });

const inWords = ({ orders, entries }: Size): string =>
  `${orders.toLocaleString('en')} order${orders === 1 ? '' : 's'} × ${entries.toLocaleString('en')} timesheets`;

async function* against(size: Size, times: number, { goals, counted }: Told): AsyncGenerator<string> {
  const odoo = await startOdoo({ workers: 2 });
  try {
    const ground = await prepare(odoo, size);
    const drafting = medians(await ground.inTurn(FASTER, times, size.orders));
    yield `${inWords(size)}, medians of ${times}`;
    yield compared(drafting, 'Odoo’s');
    yield howFar(drafting);
    goals.push(...ratios(drafting, inWords(size), MOST));
    counted.push({ ...size, time: ground.time, calls: drafting.get(JSON_2)?.calls ?? NaN });

    const all = `${ground.time.toLocaleString('en')} timesheets`;
    const reading = medians(await ground.inTurn(READING, times, ground.time));
    yield `Reading ${all} with what billing reads of each, medians of ${times}`;
    yield compared(reading, 'odoo-await’s');
    yield `The floor of reading by JSON-2 is Odoo’s own search_read of the same pages, three at a time, of answers nobody parses: ${ratio(reading, UNREAD, PEER)} of odoo-await’s time. Our client takes ${ratio(reading, READ_JSON_2, UNREAD)} times the floor, for typed rows on the cores Odoo computes on.`;
    goals.push(...ratios(reading, `reading ${all}`, MOST));
  } finally {
    await odoo.stop();
  }
}

async function* growing(sizes: Size[], times: number, { goals, counted }: Told): AsyncGenerator<string> {
  if (!sizes.length) return;
  const odoo = await startOdoo({ workers: 2 });
  try {
    const all: (Grown & { taken: Middle })[] = [];
    for (const size of sizes) {
      const ground = await prepare(odoo, size);
      const taken = median((await ground.inTurn([JSON_2], times, size.orders)).get(JSON_2) ?? []);
      await ground.drop();
      all.push({ ...size, seconds: taken.work, taken });
      counted.push({ ...size, time: ground.time, calls: taken.calls });
    }
    const places = growth(all);
    const rows = all.map(({ orders, entries, seconds, taken }, at) => {
      const { byOrders, byEntries } = places[at] ?? {};
      return [
        orders.toLocaleString('en'),
        entries.toLocaleString('en'),
        seconds.toFixed(2),
        byOrders?.furtherMs.toFixed(1) ?? '',
        byOrders?.ofLine.toFixed(2) ?? '',
        byEntries?.furtherMs.toFixed(2) ?? '',
        byEntries?.ofLine.toFixed(2) ?? '',
        String(taken.calls),
        taken.peakMb.toFixed(0),
        taken.residentMb.toFixed(0),
        stepsOf(taken),
      ];
    });
    yield `The same run over more and more, JSON-2, medians of ${times}`;
    yield columns(
      [
        ...['orders', 'entries each', 'seconds', 'ms a further order', 'of its line', 'ms a further entry'],
        ...['of its line', 'calls', 'MB', 'resident MB', 'where'],
      ],
      rows,
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
    yield 'A further order comes with its entries; both are told against the smallest size with as many of the other. A line goes from the smallest of these to the largest: 1 is on it, and a step or a curve is off it. A million entries, 1,000 orders of 1,000, take too long to make in Odoo and are left out.';
    goals.push({
      what: 'the same at all sizes: linear, no step',
      against: 'times off its straight line, at most',
      measured: furthestOff(all),
      most: MOST_OFF_THE_LINE,
    });
  } finally {
    await odoo.stop();
  }
}

async function* largeMonth(size: Size, times: number, { goals, counted }: Told): AsyncGenerator<string> {
  const odoo = await startOdoo({ workers: 2 });
  try {
    const ground = await prepare(odoo, size);
    const entries = (size.orders * size.entries).toLocaleString('en');
    const month = `month of a firm of 2,500 people: ${entries} entries, ${size.orders} invoices`;
    const taken = medians(await ground.inTurn([WIZARD, JSON_2, TWO_AT_ONCE], times, size.orders));
    yield `A ${month}, medians of ${times}`;
    yield compared(taken, 'Odoo’s');
    goals.push(...ratios(taken, month, MOST_OF_A_MONTH));
    goals.push({
      what: `${month}; our process at its largest`,
      against: 'MB resident, of all it holds',
      measured: Math.max(...[JSON_2, TWO_AT_ONCE].map((way) => taken.get(way)?.residentMb ?? NaN)),
      most: MOST_RESIDENT_MB,
      digits: 0,
    });
    counted.push({ ...size, time: ground.time, calls: taken.get(JSON_2)?.calls ?? NaN });
  } finally {
    await odoo.stop();
  }
}

type Middle = ReturnType<typeof median>;

const medians = (taken: Map<Way, Taken[]>): Map<Way, Middle> =>
  new Map([...taken].map(([way, all]) => [way, median(all)]));

/** Of the first's time, each of the others. */
function ratios(taken: Map<Way, Middle>, what: string, most: ReadonlyMap<Way, number>): Goal[] {
  const [[first, { work }], ...others] = [...taken] as [[Way, Middle], ...[Way, Middle][]];
  return others.map(([way, middle]) => ({
    what: `${way.name}, ${what}`,
    against: first.name,
    measured: middle.work / work,
    ...(most.has(way) && { most: most.get(way) ?? NaN }),
  }));
}

const ratio = (taken: Map<Way, Middle>, way: Way, peer: Way): string =>
  ((taken.get(way)?.work ?? NaN) / (taken.get(peer)?.work ?? NaN)).toFixed(2);

/** What a run takes beside what it must: the invoices themselves, made by nobody's button and of no work. */
function howFar(taken: Map<Way, Middle>): string {
  const times = (way: Way) => `${way.name} ${ratio(taken, way, BARE)} times`;
  return `Odoo’s own button mails whoever sells an order that a draft is theirs, ours tells them once it is to be approved or sent: without these mails it takes ${ratio(taken, BY_SELLER, WIZARD)} of its time. The floor is a bare account.move.create of as many invoices of one line each: ${ratio(taken, BARE, WIZARD)} of what Odoo’s own button takes. Of the floor, ${WIZARD.name} takes ${ratio(taken, WIZARD, BARE)} times its time, ${[XML_RPC, JSON_2, TWO_AT_ONCE].map(times).join('; ')}.`;
}

/** The largest size of all, and what calls by item would come to. With one size nothing could be told from another. */
function callGoals(counted: Counted[]): Goal[] {
  if (counted.length < 2) return [];
  const allowed = callsAllowed(counted);
  return counted
    .toSorted((a, b) => a.time - b.time || a.orders - b.orders)
    .slice(-3)
    .map((run) => ({
      what: `calls of a run, ${inWords(run)}`,
      against: `a constant, 1 per 2,000 entries, 1 per 50 invoices; one an item: ${callsByItem(run).toLocaleString('en')}`,
      measured: run.calls,
      most: allowed(run),
      digits: 0,
    }));
}

/** Seconds are of the work itself; MB above the start of our process, and all it held; the processor's are of Odoo and PostgreSQL. */
function compared(taken: Map<Way, Middle>, peer: string): string {
  const [first] = taken.values();
  return columns(
    ['', 'seconds', `of ${peer}`, 'server’s processor', 'calls', 'MB', 'resident MB', 'where the time goes'],
    [...taken].map(([{ name }, middle]) => [
      name,
      middle.work.toFixed(2),
      (middle.work / (first?.work ?? NaN)).toFixed(2),
      middle.serverSeconds.toFixed(2),
      String(middle.calls),
      middle.peakMb.toFixed(0),
      middle.residentMb.toFixed(0),
      stepsOf(middle),
    ]),
    [1, 2, 3, 4, 5, 6],
  );
}
