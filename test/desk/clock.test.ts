import { createTask, getTasks, type ScheduledTask } from 'node-cron';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { lastDue, startClock } from '../../src/desk/clock.ts';
import type { Database } from '../../src/desk/database.ts';
import { migrate } from '../../src/desk/migrate.ts';
import { freshDatabase } from './fresh-database.ts';

const AT = '0 5 * * 1-5';
const MINUTE_MS = 60_000;

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
  await migrate(database);
});
afterAll(() => database.close());

let now = new Date('2026-11-16T06:00:10Z');
const kept: string[] = [];
const queue = {
  down: false,
  tick: async (name: string, slot: number) => {
    if (name !== 'digest') return;
    if (queue.down) throw new Error('down');
    kept.push(new Date(slot * MINUTE_MS).toISOString());
  },
};
const start = () => startClock(queue, database, pino({ level: 'silent' }), { digest: AT }, () => now);
const ofPattern = (pattern: string): ScheduledTask => {
  const task = [...getTasks().values()].find((each) => each.getPattern() === pattern);
  if (!task) throw new Error(`no task ${pattern}`);
  return task;
};
/** What the clock does at a minute. */
async function look(at: string): Promise<void> {
  now = new Date(at);
  await ofPattern('* * * * *').execute();
}

it('leaves nothing behind, minute by minute and when it stops', async () => {
  const before = getTasks().size;
  const stop = await start();
  const running = getTasks().size;
  await look('2026-11-16T06:01:00Z');
  await look('2026-11-16T06:02:00Z');
  expect(getTasks().size).toBe(running);
  await stop();
  expect(getTasks().size).toBe(before);
});

it('looks at each minute once, keeps what was missed on start, of several the last, and what the queue did not take', async () => {
  now = new Date('2026-11-19T09:00:00Z');
  const stop = await start();
  expect(kept).toEqual(['2026-11-19T05:00:00.000Z']);
  const match = vi.spyOn(ofPattern(AT), 'match');
  await look('2026-11-19T09:01:00Z');
  await look('2026-11-19T09:02:00Z');
  expect(match).toHaveBeenCalledTimes(2);
  queue.down = true;
  await look('2026-11-20T05:00:00Z');
  queue.down = false;
  await look('2026-11-20T05:01:00Z');
  await look('2026-11-20T05:02:00Z');
  expect(kept).toEqual(['2026-11-19T05:00:00.000Z', '2026-11-20T05:00:00.000Z']);
  await stop();
});

describe('an appointment of the clock', () => {
  it.each([
    ['is due at its minute', '0 5 * * 1-5', '2026-11-20T04:59:30Z', '2026-11-20T05:00:20Z', '2026-11-20T05:00:00.000Z'],
    [
      'is caught up where no desk was up',
      '0 5 * * 1-5',
      '2026-11-20T04:00:00Z',
      '2026-11-20T09:12:00Z',
      '2026-11-20T05:00:00.000Z',
    ],
    [
      'of several days only the last',
      '0 5 * * 1-5',
      '2026-11-16T04:00:00Z',
      '2026-11-19T09:12:00Z',
      '2026-11-19T05:00:00.000Z',
    ],
    ['is kept once', '0 5 * * 1-5', '2026-11-20T05:00:00Z', '2026-11-20T09:12:00Z', undefined],
    ['is not due before', '0 5 * * 1', '2026-11-17T05:00:00Z', '2026-11-20T09:12:00Z', undefined],
  ])('%s', async (_, at, from, to, due) => {
    const task = createTask(at, () => undefined, { timezone: 'UTC' });
    expect(lastDue(task, new Date(from), new Date(to))?.toISOString()).toBe(due);
    await task.destroy();
  });
});
