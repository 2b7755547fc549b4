// `node scripts/pictures-channels.ts [folder]`: how a request reads in Slack, Teams and mail, on a screen and a phone, light
// and dark. Without a folder the ones that
// the docs show are made anew, the desk's page among them.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { loadPolicy } from '../src/approvals/policy/file.ts';
import { compose } from '../src/desk/mail/compose.ts';
import { noticeMail } from '../src/desk/mail/notice.ts';
import { callText } from '../src/desk/slack/call.ts';
import { message } from '../src/desk/slack/message.ts';
import { noticeMessage } from '../src/desk/slack/notice.ts';
import type { StoredRequest } from '../src/desk/store/requests.ts';
import { calling } from '../src/desk/teams/call.ts';
import { card, decidedCard, linkCard, saidCard } from '../src/desk/teams/card.ts';
import { noticeCard } from '../src/desk/teams/notice.ts';
import type { NoticeView } from '../src/desk/view/notice.ts';
import { viewOf } from '../src/desk/view/request.ts';
import { invoice } from '../test/desk/fake-odoo.ts';
import { askedBy } from '../test/desk/view/asked.ts';
import type { Posted } from '../test/desk/fake-slack.ts';
import { BROWSER } from '../test/e2e/support/browser.ts';
import { cardPage } from './card-page.ts';
import { openDeskPage } from './desk-page.ts';
import { NOTICES } from './notices.ts';
import { kpiPage } from './kpi-page.ts';
import { sheet } from './sheet.ts';
import { slackPage } from './slack-page.ts';

const DESK = 'https://billing-desk.example.com';
const ann = { userId: 5, name: 'Ann Approver', email: 'ann@firm.test' };
const bob = { userId: 6, name: 'Bob Boss', email: 'bob@firm.test' };
const link = { host: 'billing-desk.example.com', link: `${DESK}/a/x`, expiresAt: new Date('2026-04-05T09:00:00Z') };

const policy = loadPolicy(`policy:
  name: Services
  version: 3
  effectiveFrom: 2026-01-01
  currency: EUR
  rows:
    - name: Large
      when: { amountAbove: 10000 }
      steps: [{ name: Finance, approvers: { people: [ann@firm.test, bob@firm.test] } }]
  limits: [{ person: ann@firm.test, unlimited: yes }, { person: bob@firm.test, unlimited: yes }]
`);
const routed: Pick<StoredRequest, 'route'> = {
  route: {
    is: 'steps',
    policy: { name: policy.name, version: policy.version },
    row: 'Large',
    why: ['The amount, 11,842.50 EUR, is above 10,000.00 EUR.'],
    signIn: false,
    steps: policy.rows[0]?.steps ?? [],
  },
};

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
    ...routed,
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
    lineId: lineId * 20 + (lineId % 2),
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

/** Two orders on one invoice, as drafted for a customer who wants one. */
function joint(): StoredRequest {
  const { facts } = request();
  const [first, ...more] = facts.lines.filter(({ kind }) => kind === 'product');
  if (!first) throw new Error('There is no line.');
  const order = (id: number, name: string) => ({ ...first, id, kind: 'section' as const, name, parts: [] });
  const lines = [order(101, 'S00042, PO-7741'), first, order(102, 'S00057, Werk Nord'), ...more];
  return request({ facts: { ...facts, origin: 'S00042, S00057', lines } });
}

/** One line of one entry, in three decimals. */
function small(): StoredRequest {
  const { facts } = request();
  const lines = facts.lines.filter(({ kind }) => kind === 'product').slice(0, 1);
  const amounts = { currency: 'KWD', total: '1234.125', untaxed: '1234.125', tax: '0.000', findings: [] };
  const one = lines.map((line) => ({ ...line, quantity: '98.73', priceUnit: '12.500', subtotal: '1234.125' }));
  return request({ facts: { ...facts, ...amounts, lines: one } });
}

/** The second of two steps begins; one of those asked is nobody the chat knows. */
const calls = [ann, { ...bob, name: 'Robert “Bob” Boss-Hintermeister' }].map((one, at) => ({
  ...one,
  about: `step.${at}`,
  for: at ? ('decision' as const) : ('reminder' as const),
}));
const id = async (email: string) => (email === ann.email ? 'Ann Approver' : undefined);

interface Look {
  width: number;
  dark?: boolean;
  /** Of what to show; the whole page where left out. */
  height?: number;
}

/** Of a page's text, or of what is at an address. */
async function take(browser: Browser, content: string, { width, height = 600, dark = false }: Look, whole = true) {
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: 2,
    colorScheme: dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  if (content.startsWith('http')) await page.goto(content);
  else await page.setContent(content);
  const png = await page.screenshot({ fullPage: whole });
  await context.close();
  return png;
}

const folder = process.argv[2];
const docs = join(import.meta.dirname, '../docs/images');
const browser = await chromium.launch(BROWSER);
const open = viewOf(request(), DESK);
const ref = 'x';
const slack = (view: typeof open) => ({ channel: '', ts: '', ...message(view, ref) }) as unknown as Posted;
const asSlack = (says: NoticeView, inDark = false) =>
  slackPage([{ channel: '', ts: '', ...noticeMessage(says) } as unknown as Posted], inDark);
const asMail = (says: NoticeView) =>
  noticeMail(says, { id: 'x', email: ann.email, to: ann.name, host: link.host }).html;
const cards = [{ card: card(open, { ref }), opened: 'Reject …' }, { card: card(viewOf(decided, DESK)) }];
const { html, text } = compose('ask', request(), open, ann, link);
if (folder) {
  await mkdir(folder, { recursive: true });
  const large = viewOf(hard(), DESK);
  const others = [
    { card: card(open, { ref }), opened: 'Why these amounts' },
    { card: card(open, { ref, notice: 'You were not asked to decide on this invoice.' }) },
    { card: linkCard(open) },
    { card: decidedCard(viewOf(decided, DESK)) },
  ];
  const shot = async (name: string, content: string, width: number, dark = false) =>
    writeFile(join(folder, `${name}.png`), await take(browser, content, { width, dark }));
  await shot('slack', slackPage([slack(open), slack(viewOf(decided, DESK))]), 720);
  await shot('slack-dark', slackPage([slack(open), slack(viewOf(decided, DESK))], true), 390, true);
  const below = [`${(await callText(calls, id)) ?? ''}\n<https://firm.slack.com/x|Brandt &amp; Söhne, 14,092.58 EUR>`];
  await shot('slack-called', slackPage([slack(open)], false, below), 720);
  const call = calling(calls, (email) => email);
  await shot('teams-called', cardPage([{ card: saidCard(open, 0, call) }, { card: saidCard(open, 0) }]), 390);
  for (const [name, each] of Object.entries({ joint: joint(), small: small() })) {
    const view = viewOf(each, DESK);
    await shot(`slack-${name}`, slackPage([slack(view)]), 720);
    await shot(`slack-${name}-dark`, slackPage([slack(view)], true), 390, true);
    await shot(`teams-${name}`, cardPage([{ card: card(view, { ref }) }]), 390);
    await shot(`mail-${name}`, compose('ask', each, view, ann, link).html, 390);
    await shot(`mail-${name}-dark`, compose('ask', each, view, ann, link).html, 800, true);
    await writeFile(join(folder, `mail-${name}.txt`), compose('ask', each, view, ann, link).text);
  }
  await shot('slack-hard-phone', slackPage([slack(large)], true), 390, true);
  await shot('teams-hard-dark', cardPage([{ card: card(large, { ref }) }], true), 700, true);
  await shot('mail-hard-dark', compose('ask', hard(), large, ann, link).html, 800, true);
  await shot('slack-hard', slackPage([slack(large)]), 720);
  for (const dark of [false, true]) {
    const as = dark ? '-dark' : '';
    await shot(`teams${as}`, cardPage(cards, dark), 700, dark);
    await shot(`teams-others${as}`, cardPage(others, dark), 700, dark);
    await shot(`teams-phone${as}`, cardPage(cards.slice(0, 1), dark), 390, dark);
    await shot(`mail${as}`, html, 800, dark);
    await shot(`mail-phone${as}`, html, 390, dark);
  }
  for (const [name, says] of Object.entries(NOTICES)) {
    for (const inDark of [false, true]) {
      const as = inDark ? '-dark' : '';
      await shot(`${name}-slack${as}`, asSlack(says, inDark), inDark ? 390 : 720, inDark);
      await shot(`${name}-teams${as}`, cardPage([{ card: noticeCard(says) }], inDark), inDark ? 390 : 700, inDark);
      await shot(`${name}-mail${as}`, asMail(says), inDark ? 800 : 390, inDark);
    }
  }
  await shot('teams-hard', cardPage([{ card: card(large, { ref }) }]), 390);
  await shot('mail-hard', compose('ask', hard(), large, ann, link).html, 390);
} else {
  const desktop = { title: 'Desktop', width: 700 };
  const phone = { title: 'Phone', width: 390 };
  const dark = { title: 'Phone, dark', width: 390, dark: true };
  const picture = async (name: string, of: (dark: boolean) => string, looks: (Look & { title: string })[]) =>
    sheet(
      browser,
      join(docs, `${name}.png`),
      await Promise.all(
        looks.map(async (look) => ({ ...look, png: await take(browser, of(look.dark ?? false), look) })),
      ),
    );
  await picture('slack', (inDark) => slackPage([slack(open), slack(viewOf(decided, DESK))], inDark), [desktop, dark]);
  await picture('teams', (inDark) => cardPage(cards.slice(0, 1), inDark), [desktop, dark]);
  const asText = `<!doctype html><pre style="font:13px/1.5 monospace;white-space:pre-wrap;margin:20px">${text.replaceAll('<', '&lt;')}</pre>`;
  const mails = [desktop, dark].map(async (look) => ({ ...look, png: await take(browser, html, look) }));
  const plain = { title: 'As plain text', width: 560, png: await take(browser, asText, { width: 560 }) };
  await sheet(browser, join(docs, 'mail.png'), [...(await Promise.all(mails)), plain]);
  for (const [name, says] of Object.entries({ reminder: NOTICES.reminder, digest: NOTICES.digest })) {
    const ways = [
      { title: 'Slack', width: 700, of: asSlack(says) },
      { title: 'Teams', width: 700, of: cardPage([{ card: noticeCard(says) }]) },
      { ...phone, title: 'Mail, phone', of: asMail(says) },
      { ...dark, title: 'Mail, phone, dark', of: asMail(says) },
    ];
    const looks = ways.map(async ({ of, ...look }) => ({ ...look, png: await take(browser, of, look) }));
    await sheet(browser, join(docs, `${name}.png`), await Promise.all(looks));
  }
  const desk = await openDeskPage(request().facts, policy);
  const screens = [
    { ...desktop, width: 1000, height: 860 },
    { ...phone, height: 844 },
    { ...dark, height: 844 },
  ];
  const kpis = await kpiPage();
  const months = screens.map(async (look) => ({ ...look, png: await take(browser, kpis, look, false) }));
  await sheet(browser, join(docs, 'kpis.png'), await Promise.all(months));
  const pages = screens.map(async (look) => ({ ...look, png: await take(browser, desk.link, look, false) }));
  await sheet(browser, join(docs, 'page.png'), await Promise.all(pages));
  await desk.stop();
}
await browser.close();
