import { columns } from '../../src/cli/columns.ts';
import type { Size } from './ground.ts';

/** A number, and what it was to be at most; nothing where it is only measured. */
export interface Goal {
  what: string;
  against: string;
  measured: number;
  most?: number;
  /** Digits behind the point; 2 where left out. */
  digits?: number;
}

export const GOALS = 'What was to reach, and what was reached';

export function goalsTable(goals: Goal[]): string {
  const rows = goals.map(({ what, against, measured, most, digits = 2 }) => {
    const told = (value: number) =>
      value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
    const judged = most === undefined ? ['', ''] : [`≤ ${told(most)}`, measured <= most ? 'yes' : 'no'];
    return [what, against, told(measured), ...judged];
  });
  return columns(['what', 'against', 'measured', 'to reach', 'reached'], rows, [2, 3]);
}

/** Calls of a run, and the timesheets there were to read. */
export type Counted = Size & { time: number; calls: number };

const READ_A_CALL = 2_000;
const DRAFTED_A_CALL = 50;

const pages = ({ orders, time }: Counted): number => Math.ceil(time / READ_A_CALL) + Math.ceil(orders / DRAFTED_A_CALL);

/**
 * What a run may take: a constant, one call per 2,000 entries read and one per 50 invoices. The constant is what the
 * smallest run took beside these.
 */
export function callsAllowed(all: Counted[]): (run: Counted) => number {
  const smallest = all.toSorted((a, b) => a.calls - b.calls)[0] as Counted;
  const constant = smallest.calls - pages(smallest);
  return (run) => constant + pages(run);
}

/** One call for each entry read and each invoice made: as a node does that makes one call an item. */
export const callsByItem = ({ orders, time }: Counted): number => orders + time;
