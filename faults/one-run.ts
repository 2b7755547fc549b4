import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { OdooAccess, ProtocolName } from '../src/odoo/api.ts';
import type { OdooDatabase } from '../stack/databases.ts';
import { type Fault, FAULTS, faultyLine } from '../test/e2e/support/faulty-line.ts';
import { type Month, runMonth } from './month.ts';
import type { Slice } from './slices.ts';

/** `kill`: the process that makes the run is killed as it makes the call. */
export const MISHAPS = [...FAULTS, 'kill'] as const;
export type Mishap = (typeof MISHAPS)[number];
/** What goes wrong, by the number of the call, 1 being the first. */
export type Plan = ReadonlyMap<number, Mishap>;

/** How long a run waits for an answer; a late answer comes after that. */
const [PATIENCE_MS, LATE_MS] = [3000, 4500];

export interface Place extends OdooDatabase {
  secrets: Record<ProtocolName, { drafter: string; desk: string }>;
}

export function monthOf(place: Place, protocol: ProtocolName, slice: Slice, url = place.url): Month {
  const access = (login: string, password: string): OdooAccess => ({
    url,
    database: place.database,
    login,
    password,
    protocol,
  });
  const secrets = place.secrets[protocol];
  return {
    drafter: access('robot-drafter', secrets.drafter),
    desk: access('robot-desk', secrets.desk),
    orderIds: slice.orderIds,
    approver: 'approver@firm.test',
    // Each way by a protocol of its own: what either leaves is held against the other.
    inOneStep: protocol === 'json-2',
  };
}

export interface Call {
  /** Whether it may have changed something. */
  writes: boolean;
}

export interface Outcome {
  calls: Call[];
  /** Mishaps that came to pass. */
  met: number;
  /** What ended it, where it did not end well. */
  failed?: string;
}

/** A run on a line of its own, on which goes wrong what the plan says; ends when nothing of it is on its way any more. */
export async function runOn(place: Place, protocol: ProtocolName, slice: Slice, plan: Plan): Promise<Outcome> {
  const line = await faultyLine(place.url, { lateMs: LATE_MS });
  const own: Month = { ...monthOf(place, protocol, slice, line.url), client: { timeoutMs: PATIENCE_MS } };
  const killed = [...plan.values()].includes('kill');
  const child = killed
    ? fork(new URL('month-process.ts', import.meta.url), [JSON.stringify(own)], { stdio: 'ignore' })
    : undefined;
  const calls: Call[] = [];
  let met = 0;
  line.lose = (body, path): Fault | undefined => {
    calls.push({
      writes: path.endsWith('/ir.actions.server/run') || body.includes('<string>ir.actions.server</string>'),
    });
    const mishap = plan.get(calls.length);
    if (mishap) met += 1;
    if (mishap !== 'kill') return mishap;
    child?.kill('SIGKILL');
    return undefined;
  };
  try {
    const failed = await (child ? ended(child) : runMonth(own).then(() => undefined, messageOf));
    await line.quiet();
    return { calls, met, ...(failed !== undefined && { failed }) };
  } finally {
    await line.close();
  }
}

async function ended(child: ReturnType<typeof fork>): Promise<string | undefined> {
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return code === 0 ? undefined : `ended by ${signal ?? `code ${code}`}`;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
