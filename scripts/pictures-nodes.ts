import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { N8n } from '../stack/n8n.ts';

const node = (name: string, type: string, x: number, y: number, parameters: object = {}) => ({
  id: name,
  name,
  type,
  typeVersion: 1,
  position: [x, y],
  parameters,
});
const to = (...names: string[]) => ({ main: names.map((name) => [{ node: name, type: 'main', index: 0 }]) });
const trigger = { events: ['invoice.posted', 'invoice.paid'], start: 'each', everyMinutes: 1 };
const ask = {
  resource: 'request',
  operation: 'createAndWait',
  invoiceId: '={{ $json.invoice.id }}',
  approvers: 'carol.mendes@northlight.example',
};

/** A flow with the billing trigger and one that waits: their panels, for the docs. */
const workflow = {
  name: 'Events and a single invoice',
  nodes: [
    node('Odoo Billing Trigger', 'n8n-nodes-odoo-billing.odooBillingTrigger', 0, 0, trigger),
    node('Tell the Account Team', 'n8n-nodes-base.noOp', 280, 0),
    node('Start', 'n8n-nodes-base.manualTrigger', 0, 260),
    node('Ask and Wait', 'n8n-nodes-odoo-billing.billingApproval', 280, 260, ask),
    node('Say Why Not', 'n8n-nodes-base.noOp', 580, 180),
    node('Post Invoice', 'n8n-nodes-odoo-billing.odooBilling', 580, 340, { resource: 'invoice', operation: 'post' }),
  ],
  connections: {
    'Odoo Billing Trigger': to('Tell the Account Team'),
    Start: to('Ask and Wait'),
    'Ask and Wait': to('Say Why Not', 'Post Invoice'),
  },
};

/** @param page signed in to n8n */
export async function shootNodes(page: Page, n8n: N8n, folder: string): Promise<void> {
  const id = await n8n.importWorkflow(workflow);
  await page.goto(`${n8n.url}/workflow/${id}`);
  await page.getByText('Ask and Wait').first().waitFor();
  await page.waitForTimeout(2_500);
  await page.keyboard.press('Escape');
  await page.keyboard.press('1');
  await page.waitForTimeout(1_500);
  await page.screenshot({ path: join(folder, 'single-invoice.png') });
  for (const [name, file] of [
    ['Odoo Billing Trigger', 'odoo-billing-trigger'],
    ['Ask and Wait', 'create-and-wait'],
  ] as const) {
    await page.locator('[data-test-id="canvas-node"]', { hasText: name }).first().dblclick();
    await page.waitForTimeout(2_500);
    await page.screenshot({ path: join(folder, `${file}.png`) });
    await page.keyboard.press('Escape');
    await page.waitForTimeout(800);
  }
}
