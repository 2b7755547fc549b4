// `npm run pictures`: the real stack with a firm in it, photographed for the docs; then how a
// request reads in each channel. Look at every picture before keeping it.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';
import { connectXmlRpc } from '../src/odoo/xmlrpc.ts';
import { needDebian } from '../stack/debian.ts';
import { owner } from '../stack/n8n-api.ts';
import { startOdoo } from '../stack/odoo.ts';
import { BROWSER } from '../test/e2e/support/browser.ts';
import { APPROVERS, eventually, slackId, startFirm } from '../test/e2e/support/firm.ts';
import { shootCases } from './pictures-cases.ts';
import { shootNodes } from './pictures-nodes.ts';
import { shootPolicy } from './pictures-policy.ts';
import { shootWorkflows } from './pictures-workflows.ts';

const folder = join(import.meta.dirname, '../docs/images');
const pause = (page: Page, ms = 1_500) => page.waitForTimeout(ms);
const shoot = (page: Page, name: string) => page.screenshot({ path: join(folder, `${name}.png`) });

needDebian('debootstrap', 'chromium');
await mkdir(folder, { recursive: true });
const odoo = await startOdoo();
const at = await startFirm(odoo, await odoo.database('pictures'));
const [carol = '', noor = ''] = APPROVERS;
const run = await at.importWith('billing-run', { approvers: APPROVERS.join(', '), preparedBy: APPROVERS[2] ?? '' });
await at.n8n.activate(at.workflows['on-decision'] ?? '');
await at.n8n.run(run, 'Run Now', 300);
const messages = await eventually(() => at.slack.messages.length > 4 && at.slack.messages);
const [approved, rejected] = messages;
if (!approved || !rejected) throw new Error('Nothing was asked');
await at.slack.click(at.desk.url, approved, 'approve', slackId(carol));
await at.slack.click(at.desk.url, rejected, 'reject', slackId(noor));
await eventually(() => at.slack.openedView(slackId(noor)));
await at.slack.submit(at.desk.url, slackId(noor), 'The customer moved two days to the other purchase order.');
await eventually(() => JSON.stringify([approved, rejected]).includes('Rejected by Noor'));
const decided = Number(/customer-invoices\/(\d+)/.exec(JSON.stringify(approved))?.[1]);
await eventually(async () => {
  const [row] = await at.admin.searchRead('account.move', [['id', '=', decided]], { fields: ['state'] });
  return row?.state === 'posted';
});

const browser = await chromium.launch(BROWSER);
const open = async (width: number, height: number) =>
  (await browser.newContext({ viewport: { width, height } })).newPage();

const web = await open(1440, 1000);
const person = at.firm.users.find(({ role }) => role === 'controller');
await web.goto(`${at.odoo.url}/web/login?db=${at.odoo.database}`);
await web.fill('input[name=login]', person?.login ?? '');
await web.fill('input[name=password]', person?.password ?? '');
await web.click('button[type=submit]');
await web.waitForURL('**/odoo**');
await web.goto(`${at.odoo.url}/odoo/customer-invoices/${decided}`);
await web.getByRole('tab', { name: 'Billing' }).click();
// So wide that the record is read whole, and not so wide that Odoo shows the PDF beside it.
await web.setViewportSize({ width: 1280, height: 1000 });
await pause(web);
await shoot(web, 'invoice-tab');
await web.setViewportSize({ width: 1440, height: 1000 });
for (const name of ['stale-wip', 'delayed-approvals', 'late-milestones', 'stuck-invoices', 'reconciliation'])
  await at.n8n.run(at.workflows[name] ?? '', 'Run Now', 300);
const { login = '', password = '' } = person ?? {};
const controller = connectXmlRpc({ ...at.odoo, login, password });
await shootPolicy(web, { admin: at.admin, controller }, at.odoo.url, folder);
await shootCases(browser, { ...at.odoo, login, password }, folder);

const canvas = await open(1600, 1000);
await canvas.goto(`${at.n8n.url}/signin`);
await canvas.locator('input[type=email], input[name=emailOrLdapLoginId]').first().fill(owner.email);
await canvas.locator('input[type=password]').fill(owner.password);
await canvas.keyboard.press('Enter');
await canvas.waitForURL(/home|workflow/);
await canvas.goto(`${at.n8n.url}/workflow/${run}`);
await canvas.getByText('Collect Work').first().waitFor();
await pause(canvas, 3_000);
await canvas.keyboard.press('Escape');
await canvas.keyboard.press('1');
await pause(canvas);
await shoot(canvas, 'billing-run');
await shootNodes(canvas, at.n8n, folder);
const others = Object.entries(at.workflows).filter(([name]) => name !== 'billing-run');
await shootWorkflows(canvas, at.n8n, Object.fromEntries(others), folder);

await browser.close();
await at.stop();
await odoo.stop();
console.log(`Pictures are in ${folder}`);
