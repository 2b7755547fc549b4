import { mkdir } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';
import type { OdooDatabase } from '../../../stack/databases.ts';
import { BROWSER } from './browser.ts';
import { PASSWORD } from './world.ts';

/** Where pictures go, if anywhere: `SHOTS=folder npx vitest run --project e2e test/e2e/adjust.test.ts`. */
const SHOTS = process.env.SHOTS;

export interface Screen {
  page: Page;
  /** Opens a window of Odoo: `billing_automation.window_adjustment`, or the id of an action. */
  open(action: string | number): Promise<void>;
  shoot(name: string): Promise<void>;
  close(): Promise<void>;
}

/** What is no page of a server, as a mail program shows it on a phone. */
export async function shootMail(html: string, name: string): Promise<void> {
  if (!SHOTS) return;
  await mkdir(SHOTS, { recursive: true });
  const browser = await chromium.launch(BROWSER);
  const page = await browser.newPage({ viewport: { width: 390, height: 600 } });
  await page.setContent(html);
  await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
  await browser.close();
}

/** Odoo's own screen, as somebody of the firm sees it. */
export async function openScreen({ url, database }: OdooDatabase, login: string): Promise<Screen> {
  const browser = await chromium.launch(BROWSER);
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  page.setDefaultTimeout(90_000);
  await page.goto(`${url}/web/login?db=${database}`, { timeout: 120_000 });
  await page.fill('input[name=login]', login);
  await page.fill('input[name=password]', PASSWORD);
  await page.click('button[type=submit]');
  await page.waitForURL('**/odoo**', { timeout: 120_000 });
  return {
    page,
    async open(action) {
      await page.goto(`${url}/odoo/action-${String(action)}`);
      await page.locator('.o_list_view').waitFor();
    },
    async shoot(name) {
      if (!SHOTS) return;
      await mkdir(SHOTS, { recursive: true });
      await page.waitForTimeout(800);
      await page.screenshot({ path: `${SHOTS}/${name}.png` });
    },
    close: () => browser.close(),
  };
}
