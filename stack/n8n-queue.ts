import { randomBytes } from 'node:crypto';
import { n8nApi } from './n8n-api.ts';
import { type N8n, type N8nProcess, startProcess } from './n8n.ts';

export interface N8nQueue {
  main: N8n;
  workers: N8nProcess[];
  /** Takes the webhooks, among them those that wake an execution that waits. */
  webhook: N8nProcess;
  stop(): Promise<void>;
}

/**
 * Starts n8n in queue mode: the main process, workers and a webhook process, each with a home and this package of its own,
 * as on machines of their own; they share the database, Redis and the key of the credentials.
 *
 * @param publicUrl where Odoo and the desk reach n8n: something that hands /webhook… to the webhook process
 */
export async function startN8nQueue(options: {
  postgres: string;
  redis: number;
  publicUrl: string;
  workers: number;
}): Promise<N8nQueue> {
  const env = {
    EXECUTIONS_MODE: 'queue',
    QUEUE_BULL_REDIS_HOST: '127.0.0.1',
    QUEUE_BULL_REDIS_PORT: String(options.redis),
    N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
    WEBHOOK_URL: options.publicUrl,
    OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
    N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
    // A job of a worker that was killed is another's after this, instead of after a minute and a half.
    QUEUE_WORKER_LOCK_DURATION: '10000',
    QUEUE_WORKER_LOCK_RENEW_TIME: '3000',
    QUEUE_WORKER_STALLED_INTERVAL: '5000',
  };
  const one = { postgres: options.postgres, env };
  // The main process makes the tables the others want to find.
  const main = await startProcess('start', one);
  const [webhook, ...workers] = await Promise.all([
    startProcess('webhook', one),
    ...Array.from({ length: options.workers }, () => startProcess('worker', one)),
  ]);
  return {
    main: { ...main, ...(await n8nApi(main.url)) },
    workers,
    webhook,
    stop: async () => {
      await Promise.all([main, webhook, ...workers].map((each) => each.stop()));
    },
  };
}
