import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../src/desk/database.ts';
import { createMetrics } from '../../src/desk/metrics/metrics.ts';
import { migrate } from '../../src/desk/migrate.ts';
import { type Handlers, openQueue, type Queue } from '../../src/desk/queue.ts';
import { freshDatabase } from './fresh-database.ts';
import { eventually } from './start.ts';

let database: Database;
let queue: Queue;
const done: string[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  queue = await openQueue(database, pino({ level: 'silent' }), createMetrics());
  const note = (name: string) => async (data: object) => {
    done.push(`${name}:${Object.values(data).join(':')}`);
    await new Promise((resume) => setTimeout(resume, 100));
  };
  const names = ['record', 'slack', 'mail', 'wake', 'sweep', 'rewake', 'deadLetter'];
  const lost = async (data: object) => {
    await note('watches')(data);
    if (count('watches:') === 1) throw new Error('lost');
  };
  const handlers = { ...Object.fromEntries(names.map((name) => [name, note(name)])), watches: lost };
  await queue.work(handlers as unknown as Handlers);
});
afterAll(async () => {
  await queue.stop();
  await database.close();
});

const count = (what: string) => done.filter((each) => each === what).length;

describe('the queue', () => {
  it('forgets what was sent in a transaction that failed', async () => {
    const failed = queue.outbox(async (_tx, send) => {
      await send('record', { decisionId: 'never' });
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    await queue.outbox((_tx, send) => send('record', { decisionId: 'yes' }));
    await eventually(() => count('record:yes') === 1);
    expect(count('record:never')).toBe(0);
  });

  it('has one job per decision, however often it is sent while one is waiting', async () => {
    await queue.outbox(async (_tx, send) => {
      for (let time = 0; time < 3; time++) await send('record', { decisionId: 'thrice' });
    });
    await eventually(() => count('record:thrice') > 0);
    await queue.outbox((_tx, send) => send('record', { decisionId: 'after' }));
    await eventually(() => count('record:after') === 1);
    expect(count('record:thrice')).toBe(1);
  });

  it("does a clock's job once per tick, whichever desk ticked", async () => {
    await Promise.all([queue.tick('sweep', 7), queue.tick('sweep', 7)]);
    await eventually(() => count('sweep:') === 1);
    await queue.tick('sweep', 7);
    await queue.tick('sweep', 8);
    await eventually(() => count('sweep:') === 2);
    await queue.outbox((_tx, send) => send('mail', { requestId: 'last', userId: 1, kind: 'ask' }));
    await eventually(() => done.filter((each) => each.startsWith('mail:')).length === 1);
    expect(count('sweep:')).toBe(2);
  });

  it("does a day's watches again where the desk was lost while it handed them out", async () => {
    await queue.tick('watches', 7);
    await eventually(() => count('watches:') === 2);
  });

  it('takes patience a desk of before had not, for what it made', async () => {
    const before = await freshDatabase();
    const open = () => openQueue(before, pino({ level: 'silent' }), createMetrics());
    await (await open()).stop();
    await before.query("update desk_jobs.queue set retry_limit = 0 where name = 'watches'");
    await (await open()).stop();
    const [made] = await before.query("select retry_limit > 0 as patient from desk_jobs.queue where name = 'watches'");
    expect(made).toEqual({ patient: true });
    await before.close();
  });

  it('keeps the same Slack message from being written by two at once, and loses no update', async () => {
    await queue.outbox(async (_tx, send) => {
      await send('slack', { requestId: 'm' });
      await send('slack', { requestId: 'm' });
    });
    await eventually(() => count('slack:m') === 2);
  });
});

describe('the database', () => {
  it('is brought up to date once, by several desks at the same time too', async () => {
    await Promise.all([migrate(database), migrate(database)]);
    await migrate(database);
    const files = await readdir(new URL('../../src/desk/migrations/', import.meta.url));
    const applied = await database.query('select file from desk.migrations order by file');
    expect(applied).toEqual(files.toSorted().map((file) => ({ file })));
  });

  it('in a folder is open to its owner only, and to one process at a time', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'desk-'));
    const path = join(folder, 'db');
    const first = await openDatabase(`pglite:${path}`);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    await expect(openDatabase(`pglite:${path}`)).rejects.toThrow(`Process ${process.pid} already uses the database`);
    await first.query('create table t (n int)');
    await first.close();
    const second = await openDatabase(`pglite:${path}`);
    expect(await second.query('select count(*)::int as n from t')).toEqual([{ n: 0 }]);
    await second.close();
    await rm(folder, { recursive: true });
  });
});
