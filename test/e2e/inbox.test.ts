import { mkdir } from 'node:fs/promises';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import { openDatabase } from '../../src/desk/database.ts';
import { startDesk } from '../../stack/desk.ts';
import { openMailbox } from '../desk/mailbox.ts';
import { startProvider } from '../desk/provider.ts';
import { BROWSER } from './support/browser.ts';
import { deskSettings, TOKEN } from './support/desk-settings.ts';
import { eventually } from './support/firm.ts';
import { inWorld as base } from './support/test.ts';
import { enterWorld, sellTime, type SoldLine } from './support/world.ts';

const TODAY = '2026-11-02';
const APPROVER = 'approver@firm.test';
const CONTROLLER = 'controller@firm.test';
const VIEWPORTS = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };
/** Where pictures go, if anywhere: `SHOTS=folder npm run test:e2e -- inbox`. Those in docs/images/inbox*.png are from here. */
const SHOTS = process.env.SHOTS;

const WORK: [customer: string, lines: SoldLine[]][] = [
  [
    'Brandt & Söhne Maschinenbau GmbH',
    [
      { price: 145, hours: [8, 7.5, 8, 6] },
      { price: 180, hours: [4] },
    ],
  ],
  ['Osprey Offshore Wind Ltd', [{ price: 160, hours: [8, 8, 8, 8, 8, 8] }]],
  ['Kantonsspital Baden', [{ price: 132, hours: [3.25, 2] }]],
  ['Lindqvist Logistik AB', [{ price: 120, hours: [8, 4] }]],
  ['Maison Beaulieu SARL', [{ price: 150, hours: [6.5], discount: 10 }]],
  ['Nordhavn Energi A/S', [{ price: 138, hours: [8, 8] }]],
  ['Quillon Biotech plc', [{ price: 175, hours: [5, 5, 2.5] }]],
  ['Tessera Versicherungen AG', [{ price: 155, hours: [8, 8, 8] }]],
];

/** A real Odoo with drafts that wait, a desk of its own process on PostgreSQL, a provider, a mail server, a browser. */
const test = base
  .extend('world', { scope: 'file' }, ({ odoo }) => enterWorld(odoo))
  .extend('at', { scope: 'file' }, async ({ world, databases, odoo }, { onCleanup }) => {
    await world.admin.call('res.users', 'write', [
      [await userId('controller')],
      { group_ids: [[4, await world.xmlId('billing_automation.group_approver')]] },
    ]);
    async function userId(login: string): Promise<number> {
      const [row] = await world.admin.searchRead('res.users', [['login', '=', login]], { fields: ['id'] });
      return row?.id as number;
    }
    const provider = await startProvider({ approver: { email: APPROVER, email_verified: true } });
    const mailbox = await openMailbox();
    const postgres = await databases.postgresUrl(`${odoo.database}_inbox`);
    const desk = await startDesk({
      ...deskSettings(odoo, postgres, mailbox),
      DESK_SIGN_IN_LINK: 'on',
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: provider.config.clientId,
      OIDC_CLIENT_SECRET: provider.config.clientSecret,
      OIDC_NAME: 'Northlight ID',
    });
    provider.serve(desk.url);
    const database = await openDatabase(postgres);
    const browser: Browser = await chromium.launch(BROWSER);
    if (SHOTS) await mkdir(SHOTS, { recursive: true });
    onCleanup(async () => {
      await browser.close();
      await desk.stop();
      await database.close();
      await mailbox.close();
      await provider.stop();
      await databases.drop(`${odoo.database}_inbox`);
    });

    async function ask(invoiceId: number, approvers = [APPROVER, CONTROLLER]): Promise<string> {
      const response = await fetch(`${desk.url}/api/requests`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify({ invoiceId, approvers }),
      });
      const body = (await response.json()) as { id: string };
      if (!response.ok) throw new Error(JSON.stringify(body));
      return body.id;
    }
    async function draft([customer, lines]: (typeof WORK)[number]): Promise<number> {
      const { orderId } = await sellTime(world, lines, { customer });
      const works = await world.drafting.collectWork({ to: '2026-10-31', orderIds: [orderId] });
      const proposals = propose(works, TODAY).flatMap((evaluation) => evaluation.proposal ?? []);
      const [outcome] = await draftProposals(world.drafting, proposals);
      if (!outcome || outcome.status === 'refused') throw new Error(JSON.stringify(outcome));
      return outcome.invoice.id;
    }
    /** Drafts this work and asks about it, some days ago. */
    async function waiting(work: (typeof WORK)[number], days = 0, approvers?: string[]) {
      const invoiceId = await draft(work);
      if (days > 3) await raisePrice(invoiceId);
      const id = await ask(invoiceId, approvers);
      const back = `requested_at - make_interval(days => $2)`;
      await database.query(`update desk.requests set requested_at = ${back} where id = $1`, [id, days]);
      return { id, invoiceId };
    }
    /** As somebody corrects a draft by hand: the lines say something else than the work by now. */
    async function raisePrice(invoiceId: number): Promise<void> {
      const [line] = await world.admin.searchRead(
        'account.move.line',
        [
          ['move_id', '=', invoiceId],
          ['display_type', '=', 'product'],
        ],
        { fields: ['price_unit'], limit: 1 },
      );
      const price = (line?.price_unit as number) + 10;
      const controller = world.as('controller');
      await controller.call('account.move', 'write', [[invoiceId], { x_billing_reason: 'Agreed on the phone' }]);
      await controller.call('account.move.line', 'write', [[line?.id], { price_unit: price }]);
    }
    const invoiceState = async (invoiceId: number) => (await world.deciding.invoice(invoiceId)).decisions;
    const requestState = async (id: string) =>
      (await database.query<{ state: string }>('select state from desk.requests where id = $1', [id]))[0]?.state;
    const open = (viewport: { width: number; height: number }, colorScheme: 'light' | 'dark' = 'light') =>
      browser.newContext({ viewport, colorScheme, deviceScaleFactor: 2 });
    return { url: desk.url, provider, mailbox, draft, ask, waiting, raisePrice, invoiceState, requestState, open };
  });
type At = { url: string; mailbox: Awaited<ReturnType<typeof openMailbox>> };

async function shoot(page: Page, name: string, fullPage = false): Promise<void> {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage });
}

async function fits(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
}

async function signInAtProvider(page: Page, at: At): Promise<void> {
  await page.goto(`${at.url}/inbox`);
  await page.getByRole('link', { name: 'Continue with Northlight ID' }).click();
  await page.getByPlaceholder('Enter any login').fill('approver');
  await page.getByPlaceholder('and password').fill('whatever');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(`${at.url}/inbox`);
}

async function signInByLink(page: Page, at: At, email: string, name = ''): Promise<void> {
  const mails = () => at.mailbox.to(email).filter(({ subject }) => subject.includes('sign in'));
  const before = mails().length;
  await page.goto(`${at.url}/inbox`);
  if (name) await shoot(page, `signin-${name}`);
  await fits(page);
  await page.getByLabel('Your e-mail address in Odoo').fill(email);
  await page.getByRole('button', { name: 'Mail me a link' }).click();
  await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();
  if (name) await shoot(page, `signin-sent-${name}`);
  const mail = await eventually(() => mails()[before]);
  await page.goto(mail.link ?? '');
  if (name) await shoot(page, `signin-enter-${name}`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`${at.url}/inbox`);
}

describe('signed in at the provider, on a desktop', () => {
  test(
    'five are approved together; the one changed in Odoo meanwhile comes back',
    { timeout: 600_000 },
    async ({ at }) => {
      const requests = [];
      for (const [index, work] of WORK.entries())
        requests.push(await at.waiting(work, [5, 3, 1, 2, 0, 1, 0, 0][index]));
      await at.waiting(['Harbour & Vale LLP', [{ price: 150, hours: [2] }]], 1, [CONTROLLER]);

      const context = await at.open(VIEWPORTS.desktop);
      const page = await context.newPage();
      await signInAtProvider(page, at);
      await page.getByRole('heading', { name: '8 invoices wait for you' }).waitFor();
      await page.getByText('Edited by hand').first().waitFor();
      await fits(page);
      await shoot(page, 'inbox-desktop', true);

      const boxes = page.getByRole('checkbox');
      expect(await boxes.count()).toBe(7);
      for (const which of [0, 1, 2, 3, 4]) await boxes.nth(which).check();
      await shoot(page, 'inbox-desktop-picked');
      await page.getByRole('button', { name: 'Review selected' }).click();
      await page.getByRole('heading', { name: 'Decide on 5 invoices' }).waitFor();
      await fits(page);
      await shoot(page, 'review-desktop', true);

      const listed = await page.locator('.card .what').allTextContents();
      const picked = requests.filter(({ invoiceId }) => listed.some((text) => text.includes(`#${invoiceId} `)));
      expect(picked).toHaveLength(5);
      const [changed, ...others] = picked;
      if (!changed) throw new Error('nothing was listed');
      await at.raisePrice(changed.invoiceId);

      await page.getByRole('button', { name: 'Approve all 5' }).click();
      await page.getByRole('heading', { name: 'You approved 4 invoices' }).waitFor();
      await page.getByText('The invoice was edited after it was sent for approval.').waitFor();
      await shoot(page, 'result-desktop', true);
      for (const { id, invoiceId } of others) {
        await eventually(async () => (await at.requestState(id)) === 'approved');
        expect(await at.invoiceState(invoiceId)).toMatchObject([
          { outcome: 'approved', by: 'Approver', channel: 'page', current: true },
        ]);
      }
      expect(await at.requestState(changed.id)).toBe('void');
      expect(await at.invoiceState(changed.invoiceId)).toEqual([]);

      await page.getByRole('link', { name: /^Next: Brandt/ }).click();
      await page.getByText('Edited by hand').first().waitFor();
      await shoot(page, 'invoice-desktop');
      await page.getByRole('button', { name: 'Approve' }).click();
      await page.getByRole('heading', { name: 'You approved this invoice' }).waitFor();
      await shoot(page, 'taken-desktop');
      await context.close();
    },
  );
});

describe('by the links in mails', () => {
  test('a question is answered, and the decision handed on', { timeout: 600_000 }, async ({ at, world }) => {
    const QUESTION = 'Why is the second day of the rehearsal on this invoice?';
    const ANSWER = 'The line was closed by snow, and the customer wanted the rehearsal finished.';
    const invoiceId = await at.draft(['Ziegler Präzisionsteile AG', [{ price: 165, hours: [8, 7.5] }]]);
    await world.as('preparer').call('account.move', 'write', [[invoiceId], { ref: 'PO-7741' }]);
    const id = await at.ask(invoiceId, [APPROVER]);
    const mailed = async (email: string, kind: string) =>
      (await eventually(() => at.mailbox.to(email).find(({ raw }) => raw.includes(`<${kind}`) && raw.includes(id))))
        .link ?? '';
    /** On a phone and a desktop, light and dark. */
    const picture = async (page: Page, name: string) => {
      for (const [where, viewport] of Object.entries(VIEWPORTS)) {
        await page.setViewportSize(viewport);
        await fits(page);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          await shoot(page, `${name}-${where}-${colorScheme}`, true);
        }
      }
      await page.setViewportSize(VIEWPORTS.phone);
    };

    const page = await (await at.open(VIEWPORTS.phone)).newPage();
    const link = await mailed(APPROVER, 'ask.');
    await page.goto(link);
    await page.getByRole('link', { name: 'Ask a question' }).click();
    await page.getByText('It goes to Preparer').waitFor();
    await picture(page, 'ask');
    await page.getByLabel('What do you want to know?').fill(QUESTION);
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.getByRole('heading', { name: 'Your question is on its way' }).waitFor();
    await picture(page, 'asked');
    await page.getByRole('link', { name: 'Back to the invoice' }).click();
    await page.getByText('No answer yet.').waitFor();

    const answering = await (await at.open(VIEWPORTS.phone)).newPage();
    const mail = await eventually(() =>
      at.mailbox.to('preparer@firm.test').find(({ raw }) => raw.includes('<question.')),
    );
    await answering.goto(mail.link ?? '');
    await answering.getByRole('heading', { name: 'Approver asks' }).waitFor();
    await answering.getByText(QUESTION).waitFor();
    await picture(answering, 'answer');
    await answering.getByLabel('Your answer').fill(ANSWER);
    await answering.getByRole('button', { name: 'Answer' }).click();
    await answering.getByRole('heading', { name: 'Your answer is on its way' }).waitFor();
    await picture(answering, 'answered');
    await answering.context().close();

    await page.goto(await mailed(APPROVER, 'answered.'));
    await page.getByText('Preparer answered Approver').waitFor();
    await page.getByText(ANSWER).waitFor();
    expect(await page.getByText('No answer yet.').count()).toBe(0);
    await picture(page, 'talk');
    await page.getByRole('link', { name: 'Hand it on' }).click();
    await page.getByLabel('Who decides?').selectOption({ label: 'Controller · controller@firm.test' });
    await page.getByLabel('Why?').fill('I know these people too well.');
    await picture(page, 'hand-on');
    await page.getByRole('button', { name: 'Hand it on' }).click();
    await page.getByRole('heading', { name: 'Controller decides instead of you' }).waitFor();
    await picture(page, 'handed-on');
    await page.goto(link);
    await page.getByText('It waits for Controller.').waitFor();
    await picture(page, 'no-longer');

    await page.goto(await mailed(CONTROLLER, 'ask.'));
    await page.getByText('I know these people too well.').waitFor();
    await page.getByText(ANSWER).waitFor();
    await picture(page, 'taken-over');
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('heading', { name: 'You approved this invoice' }).waitFor();
    await eventually(async () => (await at.requestState(id)) === 'approved');
    expect(await at.invoiceState(invoiceId)).toMatchObject([{ outcome: 'approved', by: 'Controller', current: true }]);
    await page.context().close();
  });
});

describe('signed in by a link, on a phone', () => {
  test(
    'the whole way, and after signing out nothing is left behind the back button',
    { timeout: 600_000 },
    async ({ at }) => {
      const mine = await at.waiting(['Aurelia Verlag', [{ price: 110, hours: [4] }]]);
      await at.waiting(['Fjordline Ferries AS', [{ price: 125, hours: [7, 7] }]], 2);
      const context = await at.open(VIEWPORTS.phone);
      const page = await context.newPage();
      await signInByLink(page, at, APPROVER, 'phone');
      await page.getByText('Aurelia Verlag').waitFor();
      await fits(page);
      await shoot(page, 'inbox-phone');
      await shoot(page, 'inbox-phone-whole', true);

      await page.getByRole('checkbox').first().check();
      const review = page.getByRole('button', { name: 'Review selected' });
      const box = await review.boundingBox();
      expect(box?.height).toBeGreaterThanOrEqual(48);
      expect(box?.y).toBeLessThan(VIEWPORTS.phone.height - (box?.height ?? 0));
      await shoot(page, 'inbox-phone-picked');
      await review.click();
      await page.getByRole('heading', { name: 'Decide on 1 invoice' }).waitFor();
      await fits(page);
      await shoot(page, 'review-phone');
      await page.getByText('Reject …').click();
      await shoot(page, 'review-phone-reject');
      await page.goto(`${at.url}/inbox/${mine.id}`);
      await fits(page);
      await shoot(page, 'invoice-phone');
      await page.getByRole('button', { name: 'Approve' }).click();
      await page.getByRole('heading', { name: 'You approved this invoice' }).waitFor();
      await shoot(page, 'taken-phone');
      await page.getByRole('link', { name: /^Inbox/ }).click();
      await page.getByText('Decided lately').waitFor();

      const cookies = await context.cookies();
      await page.getByText('Approver', { exact: true }).click();
      await shoot(page, 'menu-phone');
      await page.getByRole('button', { name: 'Sign out', exact: true }).click();
      await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
      await shoot(page, 'signedout-phone');
      await page.goBack();
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      expect(await page.content()).not.toContain('Aurelia');
      await context.addCookies(cookies);
      await page.goto(`${at.url}/inbox`);
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await context.close();
    },
  );

  test('an empty inbox says so, in the dark', async ({ at, world }) => {
    await world.create('res.users', {
      name: 'Nadia Neu',
      login: 'nadia',
      email: 'nadia@firm.test',
      group_ids: [
        [6, 0, [await world.xmlId('base.group_user'), await world.xmlId('billing_automation.group_approver')]],
      ],
    });
    const context = await at.open(VIEWPORTS.phone, 'dark');
    const page = await context.newPage();
    await signInByLink(page, at, 'nadia@firm.test');
    await page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor();
    await shoot(page, 'inbox-empty', true);
    await context.close();
  });

  test('somebody archived in Odoo is out at the next click', async ({ at, world }) => {
    const { id } = await at.waiting(['Last Orders Ltd', [{ price: 100, hours: [1] }]]);
    const context: BrowserContext = await at.open(VIEWPORTS.phone);
    const page = await context.newPage();
    await signInByLink(page, at, CONTROLLER);
    await page.goto(`${at.url}/inbox/${id}`);
    await page.getByText('Last Orders Ltd').first().waitFor();
    const users = await world.admin.searchRead('res.users', [['login', '=', 'controller']], { fields: ['id'] });
    await world.admin.call('res.users', 'write', [users.map((user) => user.id), { active: false }]);
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    expect(await at.requestState(id)).toBe('open');
    await context.close();
  });
});

test('the mail with the link, as a mail program shows it', async ({ at }) => {
  const mail = at.mailbox.to(APPROVER).find(({ subject }) => subject.includes('sign in'));
  const html = /<!doctype html>[\s\S]*<\/html>/i.exec((mail?.raw ?? '').replace(/=\r\n/g, '').replace(/=3D/g, '='));
  const context = await at.open(VIEWPORTS.phone);
  const page = await context.newPage();
  await page.setContent(html?.[0] ?? '');
  await page.getByRole('link', { name: 'Sign in' }).waitFor();
  await shoot(page, 'mail');
  await context.close();
});
