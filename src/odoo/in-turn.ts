import { setTimeout as pause } from 'node:timers/promises';
import { OdooError } from './errors.ts';
import { queues } from './queues.ts';

/** Odoo sends one invoice after the other, a few seconds each; a month's hundreds may stand in line at once. */
const SOONEST_MS = 500;
const LATEST_MS = 5000;
const PATIENCE_MS = 3_600_000;

/** How long to wait before each time of asking again: the longer it took so far, the less often. */
export function* pauses(): Generator<number> {
  for (let waited = 0; waited < PATIENCE_MS;) {
    const next = Math.min(Math.max(SOONEST_MS, waited / 8), LATEST_MS);
    yield next;
    waited += next;
  }
}

/** What an action answers in which it would have to wait. */
interface Busy {
  status: 'busy';
}

/** Asks again and again while Odoo sends an invoice. */
export async function whenFree<T extends object>(ask: () => Promise<T | Busy>): Promise<Exclude<T, Busy>> {
  for (const next of pauses()) {
    const answer = await ask();
    if (!('status' in answer && answer.status === 'busy')) return answer as Exclude<T, Busy>;
    await pause(next);
  }
  const mend = 'Do it again later: what was posted is not posted again, and what left is not sent again.';
  throw new OdooError('unreachable', 'Odoo has been sending other invoices for an hour.', mend);
}

const line = queues(1);

/** The same for what waits for every invoice that is sent: one of this process asks, the others stand in line. */
export const inTurn = <T extends object>(server: string, ask: () => Promise<T | Busy>): Promise<Exclude<T, Busy>> =>
  line(server)(() => whenFree(ask));
