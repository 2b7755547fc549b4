import { mkdir } from 'node:fs/promises';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type Started, startDesk } from '../desk/start.ts';
import { BROWSER } from './support/browser.ts';

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 900 };
/** Where pictures go, if anywhere: `SHOTS=folder npx vitest run --project e2e test/e2e/page.test.ts`. */
const SHOTS = process.env.SHOTS;

let desk: Started;
let browser: Browser;
let context: BrowserContext;
let next = 1;

beforeAll(async () => {
  [desk, browser] = await Promise.all([startDesk(), chromium.launch(BROWSER)]);
  if (SHOTS) await mkdir(SHOTS, { recursive: true });
});
afterAll(async () => {
  await browser.close();
  await desk.stop();
});

async function asked(change: Parameters<Started['odoo']['add']>[1] = {}) {
  const invoiceId = next++;
  desk.odoo.add(invoiceId, change);
  const { id } = await desk.ask(invoiceId);
  return { id, invoiceId, link: await desk.linkFor('ann@firm.test', id) };
}

async function open(link: string, viewport = PHONE, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  await context?.close();
  context = await browser.newContext({ viewport, colorScheme, deviceScaleFactor: 2 });
  const page = await context.newPage();
  await page.goto(link);
  return page;
}

async function shoot(page: Page, name: string, fullPage = false): Promise<void> {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage });
}

describe.each([
  ['a phone', PHONE, 'phone'],
  ['a desktop', DESKTOP, 'desktop'],
])('on %s', (_what, viewport, name) => {
  it('everything fits, the total is the biggest thing, and both buttons are in reach at once', async () => {
    const { link } = await asked();
    const page = await open(link, viewport);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await expect(sizeOf(page, '.total .number')).resolves.toBeGreaterThan(await sizeOf(page, 'h1'));
    for (const button of [
      page.getByRole('button', { name: 'Approve' }),
      page.locator('summary', { hasText: 'Reject …' }),
    ]) {
      const box = await button.boundingBox();
      expect(box?.y).toBeLessThan(viewport.height - (box?.height ?? 0));
      expect(box?.height).toBeGreaterThanOrEqual(48);
    }
    await shoot(page, `desk-${name}`);
    await page.locator('.evidence summary').first().click();
    await page.getByText('Cutover rehearsal').scrollIntoViewIfNeeded();
    await shoot(page, `desk-${name}-whole`, true);
  });

  it('rejects only with a reason, and says what happened', async () => {
    const { id, link } = await asked();
    const page = await open(link, viewport);
    await page.getByText('Reject …').click();
    await page.getByRole('button', { name: 'Reject invoice' }).click();
    expect(await page.getByLabel('What is wrong with it?').evaluate((field) => field.matches(':invalid'))).toBe(true);
    expect(await desk.state(id)).toBe('open');
    await shoot(page, `desk-${name}-reject`);

    await page.getByLabel('What is wrong with it?').fill('The discount we agreed is missing.');
    await page.getByRole('button', { name: 'Reject invoice' }).click();
    await page.getByRole('heading', { name: 'You rejected this invoice' }).waitFor();
    await shoot(page, `desk-${name}-rejected`);
    await eventually(async () => (await desk.state(id)) === 'rejected');
  });

  it('approves once, however often the button is pressed or the page reloaded', async () => {
    const { id, link } = await asked({ findings: [] });
    const page = await open(link, viewport);
    const second = await context.newPage();
    await second.goto(link);
    await page.getByRole('button', { name: 'Approve' }).dblclick();
    await page
      .getByRole('heading', { level: 1 })
      .filter({ hasText: /You approved|already/ })
      .waitFor();
    await shoot(page, `desk-${name}-approved`);
    await second.getByRole('button', { name: 'Approve' }).click();
    await second.getByRole('heading', { name: 'This invoice was approved already' }).waitFor();
    await shoot(second, `desk-${name}-late`);
    await eventually(async () => (await desk.state(id)) === 'approved');
    expect(desk.odoo.decisions.filter((made) => made.requestId === id)).toHaveLength(1);
  });
});

it('a link that is only looked at, scripts and all, decides nothing', async () => {
  const { id, link } = await asked();
  const page = await open(link);
  await page.waitForLoadState('networkidle');
  await page.close();
  expect(await desk.state(id)).toBe('open');
});

it('in the dark, with an earlier decision, and Odoo away', async () => {
  const { link } = await asked({
    decisions: [
      {
        outcome: 'rejected',
        by: 'Bob Boss',
        at: '2026-04-01T09:30:00Z',
        channel: 'slack',
        reason: 'Wrong PO number',
        current: false,
      },
    ],
  });
  desk.odoo.down = true;
  const page = await open(link, PHONE, 'dark');
  await page.getByText("Odoo can't be reached").waitFor();
  await page.getByText('Wrong PO number').waitFor();
  desk.odoo.down = false;
  await shoot(page, 'desk-dark', true);
});

function sizeOf(page: Page, selector: string): Promise<number> {
  return page.locator(selector).evaluate((element) => parseFloat(getComputedStyle(element).fontSize));
}
