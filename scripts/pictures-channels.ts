// `node scripts/pictures-channels.ts [folder]`: how a request reads in Slack, Teams and mail, on a screen and a phone, light
// and dark. Without a folder the two that the docs show are made anew.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { compose } from '../src/desk/mail/compose.ts';
import { message } from '../src/desk/slack/message.ts';
import type { StoredRequest } from '../src/desk/store/requests.ts';
import { card, decidedCard, linkCard } from '../src/desk/teams/card.ts';
import { viewOf } from '../src/desk/view/request.ts';
import { invoice } from '../test/desk/fake-odoo.ts';
import { askedBy } from '../test/desk/view/asked.ts';
import type { Posted } from '../test/desk/fake-slack.ts';
import { BROWSER } from '../test/e2e/support/browser.ts';
import { cardPage } from './card-page.ts';
import { slackPage } from './slack-page.ts';

const DESK = 'https://billing-desk.example.com';
const ann = { userId: 5, name: 'Ann Approver', email: 'ann@firm.test' };
const bob = { userId: 6, name: 'Bob Boss', email: 'bob@firm.test' };
const link = { host: 'billing-desk.example.com', link: `${DESK}/a/x`, expiresAt: new Date('2026-04-05T09:00:00Z') };

function request(change: Partial<StoredRequest> = {}): StoredRequest {
  const facts = invoice(42);
  const edited = { code: 'line.edited', message: 'Edited by hand: it says 2,592.00 EUR, the work is worth 2,880.00.' };
  return {
    id: '6a6c1e4e-3f55-4e5f-8c3c-222222222222',
    invoiceId: 42,
    contentHash: '',
    facts: { ...facts, findings: [...facts.findings, { ...edited, lineId: 3 }] },
    note: '',
    voidReason: null,
    requestedAt: new Date('2026-04-02T09:00:00Z'),
    ...askedBy([ann, bob]),
    ...change,
  };
}

const decided: StoredRequest = request(
  askedBy([ann, bob], 'rejected', {
    id: '',
    requestId: '',
    userId: 6,
    step: 0,
    seat: 6,
    by: bob,
    outcome: 'rejected',
    channel: 'teams',
    reason: 'The customer moved two days to the other purchase order.',
    decidedAt: new Date('2026-04-02T10:15:00Z'),
    state: 'recorded',
    sentAt: null,
    odooId: 1,
    settles: true,
  }),
);

/** Three hundred lines, right to left, three decimals, names nobody would type. */
function hard(): StoredRequest {
  const { facts } = request();
  const [, , first = facts.lines[0]] = facts.lines;
  if (!first) throw new Error('There is no line.');
  const lines = Array.from({ length: 300 }, (_, id) => ({
    ...first,
    id,
    name: id % 2 ? 'تطوير البرمجيات وخدمات الاستشارات' : `Consulting ${'very long '.repeat(30)}name ${id}`,
    priceUnit: '12.500',
    subtotal: '1234.125',
  }));
  const findings = Array.from({ length: 14 }, (_, lineId) => ({
    code: 'x',
    message: `Finding ${lineId + 1}: ${'the work of this line is worth less than it says, '.repeat(4)}look at it.`,
    lineId: lineId * 20,
  }));
  const customer = { id: 1, name: 'شركة النور للتجارة والمقاولات ذ.م.م' };
  return request({
    facts: {
      ...facts,
      customer,
      currency: 'KWD',
      total: '370237.500',
      untaxed: '370237.500',
      tax: '0.000',
      lines,
      findings,
    },
  });
}

async function shoot(browser: Browser, file: string, content: string, width: number, dark = false): Promise<void> {
  const context = await browser.newContext({
    viewport: { width, height: 600 },
    deviceScaleFactor: 2,
    colorScheme: dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  await page.setContent(content);
  await page.screenshot({ path: file, fullPage: true });
  await context.close();
}

const folder = process.argv[2];
const docs = join(import.meta.dirname, '../docs/images');
const browser = await chromium.launch(BROWSER);
const open = viewOf(request(), DESK);
const ref = 'x';
const slack = (view: typeof open) => ({ channel: '', ts: '', ...message(view, ref) }) as unknown as Posted;
const cards = [{ card: card(open, { ref }), opened: 'Reject …' }, { card: card(viewOf(decided, DESK)) }];
const { html } = compose('ask', request(), open, ann, link);
if (folder) {
  await mkdir(folder, { recursive: true });
  const large = viewOf(hard(), DESK);
  const others = [
    { card: card(open, { ref }), opened: 'Why these amounts' },
    { card: card(open, { ref, notice: 'You were not asked to decide on this invoice.' }) },
    { card: linkCard(open) },
    { card: decidedCard(viewOf(decided, DESK)) },
  ];
  const shot = (name: string, content: string, width: number, dark = false) =>
    shoot(browser, join(folder, `${name}.png`), content, width, dark);
  await shot('slack', slackPage([slack(open), slack(viewOf(decided, DESK))]), 720);
  await shot('slack-hard', slackPage([slack(large)]), 720);
  for (const dark of [false, true]) {
    const as = dark ? '-dark' : '';
    await shot(`teams${as}`, cardPage(cards, dark), 700, dark);
    await shot(`teams-others${as}`, cardPage(others, dark), 700, dark);
    await shot(`teams-phone${as}`, cardPage(cards.slice(0, 1), dark), 390, dark);
    await shot(`mail${as}`, html, 800, dark);
    await shot(`mail-phone${as}`, html, 390, dark);
  }
  await shot('teams-hard', cardPage([{ card: card(large, { ref }) }]), 390);
  await shot('mail-hard', compose('ask', hard(), large, ann, link).html, 390);
} else {
  await shoot(browser, join(docs, 'teams.png'), cardPage(cards.slice(0, 1)), 700);
  await shoot(browser, join(docs, 'mail.png'), html, 700);
}
await browser.close();
