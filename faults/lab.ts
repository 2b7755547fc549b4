import pLimit from 'p-limit';
import type { OdooApi, ProtocolName } from '../src/odoo/api.ts';
import type { OdooDatabase } from '../stack/databases.ts';
import { keyMaker } from '../test/e2e/support/keys.ts';
import { enterWorld, PASSWORD, type World } from '../test/e2e/support/world.ts';
import { runMonth } from './month.ts';
import { type Call, monthOf, type Place, type Plan, runOn } from './one-run.ts';
import { type Slice, sliceMaker } from './slices.ts';
import { compare, type Comparison, type State, stateReader } from './state.ts';

export const PROTOCOLS: ProtocolName[] = ['xml-rpc', 'json-2'];
/** Most of a month with trouble is waiting for what will not come. */
const AT_ONCE = 6;

/** A month in which things go wrong as planned. */
export interface Trial {
  kind: string;
  protocol: ProtocolName;
  plan: Plan;
  /** Runs over the same orders at the same time, the plan being each one's; 1 where left out. */
  runs?: number;
}

/** Several runs over the same orders at the same time, and nothing else that goes wrong. */
export const inRush = (runs: number, protocol: ProtocolName): Trial => ({
  kind: `${runs} at once`,
  protocol,
  plan: new Map(),
  runs,
});

/** What became of it, after one more month in which nothing went wrong. */
export interface Result extends Comparison {
  trial: Trial;
  /** Mishaps that came to pass. */
  met: number;
  /** What ended it, where it did not end well. */
  failed?: string;
}

/** What is known of a month without trouble, and how to try one with trouble. */
export interface Lab {
  /** The calls of a month without trouble. */
  calls: Record<ProtocolName, Call[]>;
  /** Each trial on a slice of its own; all of them again where a day ended meanwhile. */
  attempt(trials: Trial[]): Promise<Result[]>;
}

/**
 * Opens a laboratory in a database that has the add-on, its robots and people.
 *
 * @throws Error where two months without trouble leave different things in Odoo: then nothing could be compared
 */
export async function openLab(database: OdooDatabase): Promise<Lab> {
  const world = await enterWorld(database);
  const makeKey = await keyMaker(world.admin);
  const keys = {
    drafter: await makeKey('robot-drafter', 'faults', 48),
    desk: await makeKey('robot-desk', 'faults', 48),
  };
  const passwords = { drafter: PASSWORD, desk: PASSWORD };
  const place: Place = { ...database, secrets: { 'xml-rpc': passwords, 'json-2': keys } };
  const slices = await sliceMaker(world);
  const read = stateReader(await witness(world));
  const reference = async () => withoutTrouble(place, await slices(PROTOCOLS.length + 1), read);
  let of = { day: today(), ...(await reference()) };
  const { calls } = of;

  /** Invoices are due, and cases open, from the day they are made: what happens on one day is held against that day. */
  async function expectedToday(): Promise<State> {
    if (of.day !== today()) of = { day: today(), ...(await reference()) };
    return of.expected;
  }

  async function attemptOne(trial: Trial, slice: Slice, expected: State): Promise<Result> {
    const runs = Array.from({ length: trial.runs ?? 1 }, () => runOn(place, trial.protocol, slice, trial.plan));
    const outcomes = await Promise.all(runs);
    await runMonth(monthOf(place, trial.protocol, slice));
    const met = outcomes.reduce((sum, each) => sum + each.met, 0);
    const failed = outcomes.flatMap((each) => each.failed ?? []);
    return { trial, met, ...(failed.length && { failed: failed.join('; ') }), ...compare(expected, await read(slice)) };
  }

  return {
    calls,
    async attempt(trials) {
      const atOnce = pLimit(AT_ONCE);
      for (;;) {
        const day = today();
        const expected = await expectedToday();
        const own = await slices(trials.length);
        const all = trials.map((trial, at) => atOnce(() => attemptOne(trial, own[at] as Slice, expected)));
        const results = await Promise.all(all);
        if (day === today()) return results;
      }
    },
  };
}

/** By Odoo's clock. */
const today = (): string => new Date().toISOString().slice(0, 10);

/** Somebody who may see all there is, and has no hand in it. */
async function witness({ create, xmlId, as }: World): Promise<OdooApi> {
  const groups = await Promise.all(
    ['base.group_system', 'billing_automation.group_controller', 'account.group_account_manager'].map(xmlId),
  );
  const person = { name: 'Witness', login: 'witness', password: PASSWORD };
  await create('res.users', { ...person, group_ids: [[6, 0, groups]] });
  return as('witness');
}

/** What a month leaves where nothing goes wrong, and that it leaves the same by either protocol, and run twice. */
async function withoutTrouble(place: Place, slices: Slice[], read: (slice: Slice) => Promise<State>) {
  const calls = {} as Record<ProtocolName, Call[]>;
  const states: State[] = [];
  for (const [at, protocol] of PROTOCOLS.entries()) {
    const slice = slices[at] as Slice;
    const outcome = await runOn(place, protocol, slice, new Map());
    if (outcome.failed !== undefined) throw new Error(`A month without trouble failed: ${outcome.failed}`);
    calls[protocol] = outcome.calls;
    states.push(await read(slice));
  }
  const twice = slices[PROTOCOLS.length] as Slice;
  for (const protocol of PROTOCOLS) await runMonth(monthOf(place, protocol, twice));
  states.push(await read(twice));
  const [expected, ...others] = states as [State, ...State[]];
  const unlike = others.flatMap((other) => compare(expected, other).unlike);
  if (unlike.length) throw new Error(`Two months without trouble differ:\n${unlike.join('\n')}`);
  return { calls, expected };
}
