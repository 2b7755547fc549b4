import { mkdir } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { openMailbox } from '../../desk/mailbox.ts';
import { eventually } from './firm.ts';

const DESKTOP = { width: 1000, height: 860 };
const PHONE = { width: 390, height: 844 };
/** Where pictures go, if anywhere. */
const SHOTS = process.env.SHOTS;

/** Somebody of the firm signs in on a phone by the mailed link, and comes to the page they wanted. */
export async function signedIn(
  browser: Browser,
  mailbox: Awaited<ReturnType<typeof openMailbox>>,
  url: string,
  login: string,
): Promise<Page> {
  const email = `${login}@firm.test`;
  const page = await (await browser.newContext({ viewport: PHONE })).newPage();
  const mails = () => mailbox.to(email).filter(({ subject }) => subject.includes('sign in'));
  const before = mails().length;
  await page.goto(url);
  await page.getByLabel('Your e-mail address in Odoo').fill(email);
  await page.getByRole('button', { name: 'Mail me a link' }).click();
  const mail = await eventually(() => mails()[before]);
  await page.goto(mail.link ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(url);
  return page;
}

/** The page as it stands, on a desktop and on the phone it is opened on. */
export async function shoot(page: Page, name: string): Promise<void> {
  if (!SHOTS) return;
  await mkdir(SHOTS, { recursive: true });
  for (const [where, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    await page.setViewportSize(viewport);
    await page.screenshot({ path: `${SHOTS}/${name}-${where}.png`, fullPage: true });
  }
}

/** Nothing is wider than the screen. */
export async function fits(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}
