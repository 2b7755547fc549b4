import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { createDesk } from '../../src/desk/app.ts';
import type { Mailer } from '../../src/desk/mail/mailer.ts';
import { createBillingOdoo } from '../../src/odoo/gateway.ts';
import { createApprovalOdoo } from '../../src/odoo/policy/gateway.ts';
import { connectOdoo } from '../../src/odoo/connect.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { createRunner, withFields, type RunnerOptions, type WorkflowFile } from '../n8n-runner.ts';
import { activate } from '../n8n-webhooks.ts';

export type World = Awaited<ReturnType<typeof openWorld>>;

const shipped = (id: string): WorkflowFile =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../workflows', `${id}.json`), 'utf8')) as WorkflowFile;

/** Keeps the approval link of every mail instead of sending it, by request. */
function linkKeeper(): { mailer: Mailer; links: Map<string, string> } {
  const links = new Map<string, string>();
  const mailer: Mailer = {
    send: async ({ messageId, text }) => {
      const request = /^<ask\.([\w-]+)\./.exec(messageId)?.[1];
      const link = /https?:\/\/\S+\/a\/[\w-]+/.exec(text)?.[0];
      if (request && link) links.set(request, link);
    },
    close: () => undefined,
  };
  return { mailer, links };
}

/** The sandbox with its firm, a desk that keeps everything in memory, and n8n's engine with the shipped workflows. */
export async function openWorld(today: string, onNode: RunnerOptions['onNode'] & object) {
  const sandbox = await startSandbox({ today });
  const { url, database } = sandbox;
  const api = connectOdoo({ url, database, ...sandbox.desk });
  const { mailer, links } = linkKeeper();
  const token = randomBytes(32).toString('hex');
  const desk = await createDesk({
    config: { mode: 'demo', host: '127.0.0.1', port: 0, databaseUrl: 'pglite:memory', apiToken: token, linkHours: 72 },
    odoo: createBillingOdoo(api, url),
    approvals: createApprovalOdoo(api),
    reachOdoo: () => api.version(),
    log: pino({ level: 'silent' }),
    mailer,
  });
  const options = {
    credentials: { odooBillingApi: { url, database, ...sandbox.drafter }, billingDeskApi: { url: desk.url, token } },
    onNode,
  };
  const runner = createRunner(options);
  let failed: Error | undefined;
  const decisions = await activate(shipped('on-decision'), 'Billing Decision Trigger', {
    ...options,
    onRun: ({ data }) => (failed ??= data.resultData.error),
  });
  return {
    sandbox,
    links,
    /** Runs a shipped workflow with values of its Settings node changed. @throws where a node failed */
    async run(id: string, settings: Record<string, unknown>) {
      const run = await runner.run(withFields(shipped(id), 'Settings', settings), 'Run Now');
      const { error } = run.data.resultData;
      if (error) throw error;
      return run;
    },
    /** @throws where a run that a decision started has failed */
    assertWell() {
      if (failed) throw failed;
    },
    async stop() {
      await decisions.close();
      await desk.stop();
      await sandbox.stop();
    },
  };
}
