import { createHash } from 'node:crypto';
import { PgBoss, type JobWithMetadata, type Queue as QueueOptions } from 'pg-boss';
import type { Logger } from 'pino';
import type { Database, Sql } from './database.ts';
import type { Metrics } from './metrics/metrics.ts';

export type MailKind = 'ask' | 'remind' | 'answered' | 'decided' | 'changed' | 'refused' | 'recorded';

/** Every kind of job and what it carries: ids only, so that a job sees the state at the time it runs. */
export interface Jobs {
  /** Bring a decision to Odoo. */
  record: { decisionId: string };
  /** Bring the Slack message in line with its request. */
  slack: { requestId: string };
  /** The same for Teams. */
  teams: { requestId: string };
  /** The same for Odoo's own form. */
  odoo: { requestId: string };
  /** Take what was submitted there. */
  submissions: Record<string, never>;
  /** Look at versions of the approval policy. */
  remarks: Record<string, never>;
  mail: { requestId: string; userId: number; kind: MailKind };
  /** Mail a question to somebody it goes to. */
  question: { requestId: string; questionId: string; userId: number };
  /** Mail a sign-in link to whoever has this address, if anybody. */
  signInLink: { email: string; browserHash: string; returnTo: string; askedAt: string };
  /** Tell n8n. */
  wake: { decisionId: string; subscriptionId: string };
  /** Call the executions in n8n that wait for this request. */
  resume: { requestId: string };
  /** Put what happened on the invoice's record: `id` of the request, of the refusal, or of what happened to a chain. */
  audit: { kind: 'requested' | 'voided' | 'refused' | 'happened'; id: string };
  /** Look what time has brought to a request. */
  advance: { requestId: string };
  sweep: Record<string, never>;
  /** Have every watch run that the settings name. */
  watches: Record<string, never>;
  watch: { watch: string };
  /** Send a reminder or a digest. */
  notice: { noticeId: string };
  /** Tell whoever is to be told of missing hours by now. */
  reminders: Record<string, never>;
  /** Tell what is open. */
  digest: Record<string, never>;
  /** Keep what the records in Odoo look like. */
  anchor: Record<string, never>;
  rewake: Record<string, never>;
  /** Take what happened to invoices from Odoo. */
  events: Record<string, never>;
  /** Tell a webhook what it was not told of an invoice. */
  deliver: { webhook: string; invoiceId: number };
}
export type JobName = keyof Jobs;
/** Jobs that carry nothing. */
export type ClockJob = { [Name in JobName]: Jobs[Name] extends Record<string, never> ? Name : never }[JobName];
export type Handlers = { [Name in JobName]: (data: Jobs[Name]) => Promise<unknown> } & {
  /** A job that failed for good. */
  deadLetter: (letter: DeadLetter) => Promise<unknown>;
};
export interface DeadLetter {
  job: string;
  data: {
    requestId?: string;
    decisionId?: string;
    watch?: string;
    noticeId?: string;
    webhook?: string;
    invoiceId?: number;
  };
  error: string;
}
export type Send = <Name extends JobName>(name: Name, data: Jobs[Name]) => Promise<void>;
/** Does work and enqueues jobs in one transaction: both happen or neither. */
export type Outbox = <T>(work: (tx: Sql, send: Send) => Promise<T>) => Promise<T>;

/** Jobs of one kind that are not done yet. */
export interface Queued {
  job: string;
  waiting: number;
  running: number;
  oldestSeconds: number;
}

export interface Queue {
  outbox: Outbox;
  /** Begins to do jobs. */
  work(handlers: Handlers): Promise<void>;
  /** Enqueues a clock's job unless some desk already did for this `slot`. */
  tick(name: ClockJob, slot: number): Promise<void>;
  /** A job that waits to be tried again is tried now. */
  hurry: <Name extends JobName>(name: Name, data: Jobs[Name]) => Promise<void>;
  /** What is not done yet, of every kind of job. */
  queued(): Promise<Queued[]>;
  /** Finishes what is being done, takes up nothing new. */
  stop(): Promise<void>;
}

const DEAD_LETTER = 'dead-letter';
/** A job whose desk gave no sign of life for so long is done again: whoever decided waits to be told. */
const HEARTBEAT_SECONDS = 20;
const SUPERVISE_SECONDS = 10;
const DAY = 86_400;
const patient = {
  retryLimit: 10_000,
  retryDelay: 2,
  retryBackoff: true,
  retryDelayMax: 300,
  retentionSeconds: 30 * DAY,
};
const persistent = { retryLimit: 12, retryDelay: 2, retryBackoff: true, retryDelayMax: 1800, deadLetter: DEAD_LETTER };

/**
 * `exclusive`: one job per key, waiting or running; `singleton`: any number may wait, one per key runs; `stately`: one per
 * key waits and one runs.
 */
const QUEUES: Record<JobName | typeof DEAD_LETTER, Omit<QueueOptions, 'name'>> = {
  [DEAD_LETTER]: patient,
  record: { ...patient, policy: 'exclusive' },
  slack: { ...persistent, policy: 'singleton' },
  teams: { ...persistent, policy: 'singleton' },
  odoo: { ...patient, policy: 'singleton' },
  submissions: { retryLimit: 0, policy: 'stately' },
  remarks: { retryLimit: 0, policy: 'stately' },
  mail: persistent,
  question: persistent,
  // Asked again rather than had late.
  signInLink: { retryLimit: 5, retryDelay: 2, retryBackoff: true, deleteAfterSeconds: 3600 },
  wake: { ...persistent, policy: 'exclusive' },
  resume: { ...persistent, policy: 'singleton' },
  audit: { ...patient, policy: 'exclusive' },
  advance: { ...patient, policy: 'stately' },
  sweep: { retryLimit: 0 },
  watches: patient,
  watch: { ...persistent, policy: 'exclusive' },
  notice: { ...persistent, policy: 'exclusive' },
  reminders: { retryLimit: 0, policy: 'stately' },
  digest: { ...persistent, policy: 'exclusive' },
  anchor: { retryLimit: 0 },
  rewake: { retryLimit: 0 },
  events: { retryLimit: 0, policy: 'stately' },
  deliver: { ...persistent, policy: 'exclusive' },
};

/** Every kind of job, those that failed for good among them. */
export const JOBS: readonly string[] = Object.keys(QUEUES);

/** So many at once, as they mostly wait for Odoo or n8n and don't depend on one another's order; of others, one. */
const AT_ONCE: Partial<Record<string, number>> = { record: 4, odoo: 2, advance: 2, wake: 4, deliver: 4 };

export async function openQueue(
  database: Database,
  log: Logger,
  metrics: Pick<Metrics, 'tried' | 'done'>,
): Promise<Queue> {
  const boss = new PgBoss({
    ...database.boss,
    schema: 'desk_jobs',
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
  });
  boss.on('error', (error) => log.error({ err: error }, 'queue'));
  boss.on('warning', (warning) => log.warn({ warning }, 'queue'));
  await boss.start();
  const known = new Set((await boss.getQueues()).map(({ name }) => name));
  for (const [name, { policy, ...patience }] of Object.entries(QUEUES)) {
    const options = { ...patience, heartbeatSeconds: HEARTBEAT_SECONDS };
    // What a desk of before made may have had less.
    if (known.has(name)) await boss.updateQueue(name, options);
    else await boss.createQueue(name, { ...options, ...(policy && { policy }) });
    // Makes pg-boss remember the queue: it would look it up on a second connection in the midst of a transaction,
    // and PGlite has only the one.
    await boss.findJobs(name, { key: '-' });
  }
  const workers = new Map<string, string[]>();
  const nudge = (name: string) => workers.get(name)?.forEach((worker) => boss.notifyWorker(worker));

  return {
    outbox: async (work) => {
      const sent = new Set<JobName>();
      const result = await database.transaction((tx) => {
        const db = { executeSql: async (text: string, values?: unknown[]) => ({ rows: await tx.query(text, values) }) };
        return work(tx, async (name, data) => {
          await boss.send(name, data, { db, singletonKey: keyOf(data) });
          sent.add(name);
        });
      });
      sent.forEach(nudge);
      return result;
    },
    work: async (handlers) => {
      for (const name of JOBS) {
        const worker = () =>
          boss.work(name, { pollingIntervalSeconds: 1, includeMetadata: true }, async ([job]) => {
            if (!job) return;
            // Otherwise the next one waits for the next poll.
            nudge(name);
            await run(job as JobWithMetadata<object>, handlers, log, metrics);
          });
        workers.set(name, await Promise.all(Array.from({ length: AT_ONCE[name] ?? 1 }, worker)));
      }
    },
    tick: async (name, slot) => {
      await boss.send(name, {}, { id: idOf(`${name}:${slot}`) });
      nudge(name);
    },
    hurry: async (name, data) => {
      await database.query(HURRY, [name, keyOf(data)]);
      nudge(name);
    },
    queued: async () => {
      const found = await database.query<Queued>(UNDONE);
      const none = { waiting: 0, running: 0, oldestSeconds: 0 };
      return Object.keys(QUEUES).map((job) => found.find((each) => each.job === job) ?? { job, ...none });
    },
    stop: () => boss.stop({ graceful: true, timeout: 20_000, close: false }),
  };
}

const keyOf = (data: object): string => Object.values(data).join(':');

const HURRY = "update desk_jobs.job set start_after = now() where name = $1 and singleton_key = $2 and state = 'retry'";

/** As pg-boss keeps its jobs: active is in work, created and retry wait. */
const UNDONE = `
  select name as job,
    (count(*) filter (where state <> 'active'))::int as waiting,
    (count(*) filter (where state = 'active'))::int as running,
    extract(epoch from max(now() - created_on))::float as "oldestSeconds"
  from desk_jobs.job where state in ('created', 'retry', 'active') group by name`;

/** The same text gives the same UUID, and a queue takes an id once. */
function idOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

async function run(
  job: JobWithMetadata<object>,
  handlers: Handlers,
  log: Logger,
  metrics: Pick<Metrics, 'tried' | 'done'>,
): Promise<void> {
  const from = performance.now();
  const ended = (outcome: 'done' | 'failed') => metrics.tried(job.name, (performance.now() - from) / 1000, outcome);
  try {
    if (job.name === DEAD_LETTER) await handlers.deadLetter(letterOf(job));
    else await (handlers[job.name as JobName] as (data: object) => Promise<unknown>)(job.data);
  } catch (error) {
    ended('failed');
    log.warn({ err: error, job: job.name, attempt: job.retryCount + 1 }, 'job failed');
    throw error;
  }
  ended('done');
  metrics.done(job.name, (Date.now() - job.createdOn.getTime()) / 1000);
}

function letterOf(job: JobWithMetadata<object>): DeadLetter {
  const { message } = { message: 'no reason given', ...job.sourceOutput };
  return { job: job.sourceName ?? 'unknown', data: job.data, error: message };
}
