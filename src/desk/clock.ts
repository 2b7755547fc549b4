import { createTask, schedule, type ScheduledTask } from 'node-cron';
import type { Logger } from 'pino';
import type { Sql } from './database.ts';
import type { ClockJob, Queue } from './queue.ts';
import { handedOn, handedOnUntil } from './store/clock.ts';

const MINUTE_MS = 60_000;
/** What is done at all times; watches and digests have their own. */
export const TICKS = [
  { name: 'sweep', minutes: 5 },
  { name: 'rewake', minutes: 2 },
  { name: 'anchor', minutes: 5 },
  { name: 'submissions', minutes: 1 },
  { name: 'remarks', minutes: 1 },
  { name: 'reminders', minutes: 2 },
  { name: 'events', minutes: 1 },
] as const;

/** What is done at times of the firm's own: cron expressions in UTC. */
export type Appointments = Partial<Record<ClockJob, string>>;

/** A desk that was down for longer begins anew. */
const CATCH_UP_MS = 8 * 24 * 60 * MINUTE_MS;

/**
 * Ticks only: however many desks tick, their clocks seconds apart, the queue does the job once. An appointment nobody kept,
 * because no desk was up at that minute, is kept as soon as one is; of several only the last. Returns how to stop.
 */
export async function startClock(
  queue: Pick<Queue, 'tick'>,
  sql: Sql,
  log: Logger,
  appointments: Appointments,
  now: () => Date = () => new Date(),
): Promise<() => Promise<void>> {
  const failed = (tick: string) => (error: Error) => log.error({ err: error, tick }, 'clock');
  const every = (name: ClockJob, minutes: number): ScheduledTask =>
    schedule(
      `*/${minutes} * * * *`,
      () => queue.tick(name, Math.round(Date.now() / (minutes * MINUTE_MS))).catch(failed(name)),
      { timezone: 'UTC' },
    );
  const kept = (Object.entries(appointments) as [ClockJob, string][]).map(([name, at]) => {
    return { name, task: createTask(at, () => undefined, { timezone: 'UTC' }), looked: new Date(0) };
  });
  const keepAppointments = async (): Promise<void> => {
    for (const appointment of kept) {
      await keepAppointment(queue, sql, appointment, now()).catch(failed(appointment.name));
    }
  };
  await keepAppointments();
  const tasks = [
    ...kept.map(({ task }) => task),
    ...TICKS.map(({ name, minutes }) => every(name, minutes)),
    schedule('* * * * *', keepAppointments, { timezone: 'UTC', noOverlap: true }),
  ];
  return async () => {
    for (const task of tasks) await task.destroy();
  };
}

interface Appointment {
  name: ClockJob;
  /** Tells its minutes; it never runs. */
  task: ScheduledTask;
  /** Up to when this desk looked. */
  looked: Date;
}

async function keepAppointment(
  queue: Pick<Queue, 'tick'>,
  sql: Sql,
  appointment: Appointment,
  now: Date,
): Promise<void> {
  const { name, task, looked } = appointment;
  const until = await handedOnUntil(sql, name, now);
  const due = lastDue(task, looked > until ? looked : until, now);
  // The minute is the same for every desk: the queue takes it once.
  if (due) await queue.tick(name, due.getTime() / MINUTE_MS);
  if (due) await handedOn(sql, name, due);
  appointment.looked = now;
}

/** The last minute the expression names after `from` and up to `to`. */
export function lastDue(at: Pick<ScheduledTask, 'match'>, from: Date, to: Date): Date | undefined {
  const last = Math.floor(to.getTime() / MINUTE_MS) * MINUTE_MS;
  const first = Math.max(from.getTime(), last - CATCH_UP_MS);
  for (let minute = last; minute > first; minute -= MINUTE_MS) {
    const due = new Date(minute);
    if (at.match(due)) return due;
  }
  return undefined;
}
