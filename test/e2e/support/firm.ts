import type { OdooApi } from '../../../src/odoo/api.ts';
import { connectXmlRpc } from '../../../src/odoo/xmlrpc.ts';
import type { Firm } from '../../../src/sandbox/firm.ts';
import { northlight } from '../../../src/sandbox/firm.ts';
import type { Refs } from '../../../src/sandbox/refs.ts';
import { installBilling, startBilling } from '../../../stack/billing.ts';
import type { Billing, Robots } from '../../../stack/billing.ts';
import type { Databases, OdooDatabase } from '../../../stack/databases.ts';
import type { Execution } from '../../../stack/n8n-api.ts';
import { shippedWorkflow } from '../../../stack/shipped.ts';
import type { WorkflowSettings } from '../../../stack/shipped.ts';
import { FakeSlack } from '../../desk/fake-slack.ts';
import { openMailbox } from '../../desk/mailbox.ts';
import type { Mailbox } from '../../desk/mailbox.ts';
import { sendMailTo } from './mail.ts';
import { seedFirm } from './seed.ts';

/** The whole product at work: a seeded firm in a real Odoo, the desk on PostgreSQL, a real n8n, mail, and Slack faked. */
export interface AtWork extends Billing {
  odoo: OdooDatabase;
  firm: Firm;
  refs: Refs;
  robots: Robots;
  admin: OdooApi;
  slack: FakeSlack;
  mailbox: Mailbox;
  /** Imports a shipped workflow with values of its Settings node changed, as a designer would. */
  importWith(file: string, settings: WorkflowSettings): Promise<string>;
}

export const APPROVERS = ['carol.mendes', 'noor.aziz', 'pia.lindgren'].map((name) => `${name}@northlight.example`);
export const slackId = (email: string): string => `U${email.split('.')[0]?.toUpperCase() ?? ''}`;

export async function startFirm(databases: Databases, odoo: OdooDatabase): Promise<AtWork> {
  const robots = await installBilling(odoo);
  const firm = northlight(new Date().toISOString().slice(0, 10));
  const refs = await seedFirm(odoo, firm);
  const mailbox = await openMailbox();
  await sendMailTo(connectXmlRpc(odoo), mailbox.url);
  const slack = await FakeSlack.start([
    ...[...APPROVERS, 'sam.okafor@northlight.example'].map((email) => ({ id: slackId(email), email })),
    { id: 'USTRANGER', email: 'stranger@elsewhere.example' },
  ]);
  const billing = await startBilling(databases, robots, {
    SMTP_URL: mailbox.url,
    MAIL_FROM: 'Billing desk <desk@northlight.example>',
    ODOO_WATCH_LOGIN: robots.watch.login,
    ODOO_WATCH_PASSWORD: robots.watch.password,
    ...slack.settings,
  });
  return {
    ...billing,
    odoo,
    firm,
    refs,
    robots,
    admin: connectXmlRpc(odoo),
    slack,
    mailbox,
    importWith: async (file, settings) => billing.n8n.importWorkflow(await shippedWorkflow(file, settings)),
    stop: async () => {
      await billing.stop();
      await slack.stop();
      await mailbox.close();
    },
  };
}

/** What a node of an execution put out, all runs and outputs together. */
export function itemsOf(execution: Execution, node: string): Record<string, unknown>[] {
  const runs = execution.data.resultData.runData[node] ?? [];
  return runs.flatMap((run) => (run.data?.main ?? []).flatMap((items) => (items ?? []).map(({ json }) => json)));
}

/** What an execution failed on. */
export function errorOf(execution: Execution): { message: string; description?: string | null } | undefined {
  return execution.data.resultData.error as { message: string; description?: string | null } | undefined;
}

/** Asks until there is an answer; the last failure is told when time is up. */
export async function eventually<T>(
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  seconds = 150,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`Not within ${seconds} s: ${ask.toString()}`);
    await new Promise((done) => setTimeout(done, 200));
  }
}
