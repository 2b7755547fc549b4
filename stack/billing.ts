import { randomBytes } from 'node:crypto';
import type { OdooAccess } from '../src/odoo/api.ts';
import { createRobots, installAddon } from '../src/odoo/install.ts';
import { connectXmlRpc } from '../src/odoo/xmlrpc.ts';
import type { Databases, OdooDatabase } from './databases.ts';
import { startDesk } from './desk.ts';
import type { Desk } from './desk.ts';
import { startN8n } from './n8n.ts';
import type { N8n } from './n8n.ts';
import { shippedWorkflow, shippedWorkflows } from './shipped.ts';
import type { WorkflowSettings } from './shipped.ts';

export interface Robots {
  drafter: OdooAccess;
  desk: OdooAccess;
  watch: OdooAccess;
}

export interface Billing {
  desk: Desk;
  /** What n8n shows the desk as DESK_API_TOKEN. */
  deskToken: string;
  n8n: N8n;
  /** Ids in n8n of the shipped workflows, by file name: `billing-run`, … None is published yet. */
  workflows: Record<string, string>;
  stop(): Promise<void>;
}

const secret = () => randomBytes(32).toString('hex');

/** Puts the add-on into Odoo and makes the robots, with passwords of their own. */
export async function installBilling(odoo: OdooDatabase): Promise<Robots> {
  const admin = connectXmlRpc(odoo);
  await installAddon(admin);
  const drafter = { login: 'robot-drafter', password: secret() };
  const desk = { login: 'robot-desk', password: secret() };
  const watch = { login: 'robot-watch', password: secret() };
  await createRobots(admin, { drafter, desk, watch });
  const access = { url: odoo.url, database: odoo.database };
  return { drafter: { ...access, ...drafter }, desk: { ...access, ...desk }, watch: { ...access, ...watch } };
}

/**
 * Starts the desk and n8n beside an Odoo that has the add-on: the package installed, credentials and workflows in place.
 * `settings` are more of the desk's environment variables, e.g. SLACK_* or SMTP_URL; `workflowSettings` go by workflow.
 */
export async function startBilling(
  databases: Databases,
  robots: Pick<Robots, 'drafter' | 'desk'>,
  settings: Readonly<Record<string, string>> = {},
  workflowSettings: Readonly<Record<string, WorkflowSettings>> = {},
): Promise<Billing> {
  const names = { desk: `${robots.desk.database}_desk`, n8n: `${robots.drafter.database}_n8n` };
  const deskToken = secret();
  const desk = await startDesk({
    DESK_MODE: 'test',
    DESK_DATABASE_URL: await databases.postgresUrl(names.desk),
    DESK_API_TOKEN: deskToken,
    ODOO_URL: robots.desk.url,
    ODOO_DATABASE: robots.desk.database,
    ODOO_LOGIN: robots.desk.login,
    ODOO_PASSWORD: robots.desk.password,
    ...settings,
  });
  const n8n = await startN8n({ postgres: await databases.postgresUrl(names.n8n) });
  await n8n.importCredentials([
    { name: 'Odoo Billing', type: 'odooBillingApi', data: { ...robots.drafter } },
    { name: 'Billing Desk', type: 'billingDeskApi', data: { url: desk.url, token: deskToken } },
  ]);
  const workflows: Record<string, string> = {};
  for (const name of await shippedWorkflows())
    workflows[name] = await n8n.importWorkflow(await shippedWorkflow(name, workflowSettings[name]));
  return {
    desk,
    deskToken,
    n8n,
    workflows,
    stop: async () => {
      await Promise.all([desk.stop(), n8n.stop()]);
      await Promise.all([databases.drop(names.desk), databases.drop(names.n8n)]);
    },
  };
}
