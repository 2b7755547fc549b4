import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { N8n } from '../stack/n8n.ts';

/** The panel of this node. */
const PANEL = { workflow: 'delayed-approvals', node: 'Delayed Approvals' };

/**
 * The canvas of each shipped workflow, and the panel of a watch.
 *
 * @param page signed in to n8n
 * @param workflows ids by name
 */
export async function shootWorkflows(
  page: Page,
  n8n: N8n,
  workflows: Record<string, string>,
  folder: string,
): Promise<void> {
  for (const [name, id] of Object.entries(workflows)) {
    await page.goto(`${n8n.url}/workflow/${id}`);
    await page.locator('[data-test-id="canvas-node"]').first().waitFor();
    await page.waitForTimeout(2_500);
    await page.keyboard.press('Escape');
    await page.keyboard.press('1');
    await page.waitForTimeout(1_500);
    await page.screenshot({ path: join(folder, `workflow-${name}.png`) });
    if (name !== PANEL.workflow) continue;
    await page.locator('[data-test-id="canvas-node"]', { hasText: PANEL.node }).first().dblclick();
    await page.waitForTimeout(3_000);
    await page.screenshot({ path: join(folder, 'billing-watch.png') });
    await page.keyboard.press('Escape');
  }
}
