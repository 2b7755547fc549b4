import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';

interface Login {
  url: string;
  database: string;
  login: string;
  password: string;
}

const WINDOW = 'action-billing_automation.window_case';
const DESKTOP = { width: 1440, height: 1000 };
const PHONE = { width: 390, height: 844 };

/** The exception queue in every view of Odoo, and on a phone. */
export async function shootCases(browser: Browser, login: Login, folder: string): Promise<void> {
  const shoot = (page: Page, name: string) => page.screenshot({ path: join(folder, `${name}.png`) });
  const page = await signIn(browser, login, DESKTOP);
  await page.goto(`${login.url}/odoo/${WINDOW}`);
  await page.locator('.o_kanban_view').waitFor();
  await page.waitForTimeout(1_500);
  await shoot(page, 'cases');
  for (const [view, shown] of [
    ['list', '.o_list_view'],
    ['pivot', '.o_pivot table'],
    ['graph', '.o_graph_canvas_container canvas'],
  ] as const) {
    await page.locator(`.o_switch_view.o_${view}`).click();
    await page.locator(shown).waitFor();
    await page.mouse.move(700, 900);
    await page.waitForTimeout(1_500);
    await shoot(page, `cases-${view}`);
  }
  const phone = await signIn(browser, login, PHONE);
  await phone.goto(`${login.url}/odoo/${WINDOW}`);
  await phone.locator('.o_kanban_view').waitFor();
  await phone.locator('.o_kanban_group').last().scrollIntoViewIfNeeded();
  await phone.waitForTimeout(1_500);
  await shoot(phone, 'cases-phone');
  await phone.locator('.o_kanban_group').last().locator('.o_kanban_record').first().click();
  await phone.locator('.o_form_view').waitFor();
  await phone.waitForTimeout(1_500);
  await shoot(phone, 'case-phone');
}

async function signIn(
  browser: Browser,
  { url, database, login, password }: Login,
  viewport: typeof PHONE,
): Promise<Page> {
  const phone = viewport === PHONE;
  const page = await (await browser.newContext({ viewport, isMobile: phone, hasTouch: phone })).newPage();
  page.setDefaultTimeout(90_000);
  await page.goto(`${url}/web/login?db=${database}`);
  await page.fill('input[name=login]', login);
  await page.fill('input[name=password]', password);
  await page.click('button[type=submit]');
  await page.waitForURL('**/odoo**');
  return page;
}
