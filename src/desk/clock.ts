import { schedule, type ScheduledTask } from 'node-cron';
import type { Logger } from 'pino';
import type { ClockJob, Queue } from './queue.ts';

const MINUTE_MS = 60_000;
/** What is done at all times; watches have their own. */
export const TICKS = [
  { name: 'sweep', minutes: 5 },
  { name: 'rewake', minutes: 2 },
  { name: 'anchor', minutes: 5 },
  { name: 'submissions', minutes: 1 },
  { name: 'remarks', minutes: 1 },
] as const;

/**
 * Ticks only: however many desks tick, their clocks seconds apart, the queue does the job once. Returns how to stop.
 *
 * @param watchesAt when watches are run, as a cron expression in UTC
 */
export function startClock(queue: Queue, log: Logger, watchesAt?: string): () => Promise<void> {
  const every = (at: string, name: ClockJob, minutes: number): ScheduledTask =>
    schedule(
      at,
      async () => {
        const slot = Math.round(Date.now() / (minutes * MINUTE_MS));
        await queue.tick(name, slot).catch((error: Error) => log.error({ err: error, tick: name }, 'clock'));
      },
      { timezone: 'UTC' },
    );
  const tasks = [
    ...TICKS.map(({ name, minutes }) => every(`*/${minutes} * * * *`, name, minutes)),
    ...(watchesAt ? [every(watchesAt, 'watches', 1)] : []),
  ];
  return async () => {
    for (const task of tasks) await task.destroy();
  };
}
