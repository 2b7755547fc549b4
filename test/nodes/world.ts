import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeExecutionData, IRun } from 'n8n-workflow';
import { pino } from 'pino';

import { createRunner, withFields, type WorkflowFile } from '../../scripts/n8n-runner.ts';
import { createDesk } from '../../src/desk/app.ts';
import { createBillingOdoo } from '../../src/odoo/gateway.ts';
import { createApprovalOdoo } from '../../src/odoo/policy/gateway.ts';
import { connectXmlRpc } from '../../src/odoo/xmlrpc.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { openMailbox } from '../desk/mailbox.ts';

/** PGlite and n8n's engine take their time on a busy machine. */
export const SLOW_START_MS = 60_000;

export const TODAY = '2026-04-03';
export const LAST_MONTH = '2026-03-31';
export const APPROVER = 'noor.aziz@northlight.example';
export const PREPARER = 'pia.lindgren@northlight.example';

const TOKEN = 'a-token-of-the-desk-that-is-long-enough';

export function shipped(id: string): WorkflowFile {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../../workflows', `${id}.json`), 'utf8')) as WorkflowFile;
}

/** The sandbox's Odoo as the nodes' credential. */
export const odooCredential = ({ url, database, drafter }: Sandbox) => ({
  url,
  database,
  login: drafter.login,
  password: drafter.password,
});

/** What the failed node would show: what happened, and how to mend it. */
export function failure(run: IRun) {
  const error = run.data.resultData.error as
    { message: string; description?: string; node?: { name: string } } | undefined;
  return { node: error?.node?.name, message: error?.message, description: error?.description };
}

/** Sandbox, desk with PGlite, a real mail server, and n8n's engine with the shipped workflows. */
export async function startWorld() {
  const sandbox = await startSandbox({ today: TODAY });
  const mailbox = await openMailbox();
  const { url, database } = sandbox;
  const api = connectXmlRpc({ url, database, login: sandbox.desk.login, password: sandbox.desk.password });
  const desk = await createDesk({
    config: {
      mode: 'test',
      host: '127.0.0.1',
      port: 0,
      databaseUrl: 'pglite:memory',
      apiToken: TOKEN,
      linkHours: 72,
      mail: { url: mailbox.url, from: 'Billing desk <desk@northlight.example>' },
    },
    odoo: createBillingOdoo(api, url),
    approvals: createApprovalOdoo(api),
    reachOdoo: () => api.version(),
    log: pino({ level: 'silent' }),
  });
  const credentials = { odooBillingApi: odooCredential(sandbox), billingDeskApi: { url: desk.url, token: TOKEN } };
  const runner = createRunner({ credentials });
  const run = (id: string, settings: Record<string, unknown>, file = shipped(id)) =>
    runner.run(withFields(file, 'Settings', settings), 'Run Now');
  return {
    sandbox,
    mailbox,
    desk,
    credentials,
    billingRun: (settings: Record<string, unknown> = {}) =>
      run('billing-run', {
        approvers: APPROVER,
        preparedBy: PREPARER,
        billUpTo: LAST_MONTH,
        today: TODAY,
        ...settings,
      }),
    run,
    /** Runs a workflow from its trigger with what the trigger would have put out. */
    replay: (id: string, trigger: string, input: INodeExecutionData[]) => runner.run(shipped(id), trigger, input),
    async stop() {
      await desk.stop();
      await mailbox.close();
      await sandbox.stop();
    },
  };
}
export type World = Awaited<ReturnType<typeof startWorld>>;
