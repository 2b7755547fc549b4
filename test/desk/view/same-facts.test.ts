import { describe, expect, it } from 'vitest';
import { compose } from '../../../src/desk/mail/compose.ts';
import { invoicePage } from '../../../src/desk/page/invoice.ts';
import { message } from '../../../src/desk/slack/message.ts';
import type { StoredRequest } from '../../../src/desk/store/requests.ts';
import { card, linkCard } from '../../../src/desk/teams/card.ts';
import { viewOf } from '../../../src/desk/view/request.ts';
import { name, written } from '../../../src/desk/view/text.ts';
import type { InvoiceFacts } from '../../../src/billing/ports.ts';
import { invoice } from '../fake-odoo.ts';
import { askedBy } from './asked.ts';

const ann = { userId: 5, name: 'Ann Approver', email: 'ann@firm.test' };
const REF = '6a6c1e4e-3f55-4e5f-8c3c-333333333333';

function request(change: Partial<InvoiceFacts> = {}): StoredRequest {
  return {
    id: '6a6c1e4e-3f55-4e5f-8c3c-222222222222',
    invoiceId: 1,
    contentHash: 'x',
    facts: { ...invoice(1), ...change },
    note: 'Please look at the travel.',
    voidReason: null,
    requestedAt: new Date('2026-04-02T09:00:00Z'),
    ...askedBy([ann, { userId: 6, name: 'Bob Boss', email: 'bob@firm.test' }]),
    talk: [
      { kind: 'asked', what: 'Ann Approver asked Paul Preparer', ...said('Why by train?') },
      { kind: 'answered', what: 'Paul Preparer answered Ann Approver', ...said('No seat on the plane.') },
      { kind: 'delegated', what: 'Cleo Controller handed it on to Bob Boss', ...said('On leave until Monday') },
    ],
  };
}

const said = (reason: string) => {
  return { channel: 'slack' as const, reason, at: new Date('2026-04-02T11:00:00Z'), userId: 1 };
};

/** The same request wherever somebody meets it, as the text they read. */
function everywhere(asked: StoredRequest): [string, string][] {
  const view = viewOf(asked, 'https://desk.firm.test');
  const link = { host: 'desk.firm.test', link: 'https://desk.firm.test/a/x', expiresAt: new Date(0) };
  const mail = compose('ask', asked, view, ann, link);
  const plain = (text: string) => text.replaceAll('&amp;', '&').replaceAll('&lt;', '<').replace(/\s+/g, ' ');
  return [
    ['Slack', JSON.stringify(message(view, REF))],
    ['Teams', JSON.stringify(card(view, { ref: REF }))],
    ['Teams without a bot', JSON.stringify(linkCard(view))],
    ['a mail', mail.html],
    ['a mail as text', mail.text],
    ['the page', invoicePage({ request: asked, facts: asked.facts, fresh: true, you: ann })],
  ].map(([where = '', text = '']) => [where, plain(text)]);
}

const FACTS: [string, string | RegExp][] = [
  ['the customer', 'Brandt & Söhne Maschinenbau GmbH'],
  ['the total', /14,092\.58(<\/span> <span class="currency">| )EUR/],
  ['the amount before tax', '11,842.50'],
  ['the invoice', 'Draft #1'],
  ['the period', 'March 2026'],
  ['the order', 'S00042'],
  ['the customer’s reference', 'PO-7741'],
  ['the invoice date', '2 Apr 2026'],
  ['who prepared it', 'Paul Preparer'],
  ['everything unusual', /2\.4 times[\s\S]*A second invoice for March/],
  ['why it came', 'No approval policy is in force; whoever asked named you.'],
  ['who decides', 'Named to decide: Ann Approver, Bob Boss. One of them is enough.'],
  ['the note', 'Please look at the travel.'],
  ['a question', /Ann Approver asked Paul Preparer[\s\S]*in Slack, 2 Apr 2026[\s\S]*Why by train\?/],
  ['an answer', /Paul Preparer answered Ann Approver[\s\S]*No seat on the plane\./],
  ['who handed it on and why', /Cleo Controller handed it on to Bob Boss[\s\S]*On leave until Monday/],
  ['a line with how it was made', /Senior consulting[\s\S]*62\.5 Hours × 145\.00/],
  ['a discount', '18 Hours × 160.00 − 10 %'],
  ['whose work it was', 'Mia Torres'],
  ['the way to Odoo', 'http://odoo.test/odoo/customer-invoices/1'],
];

const edited = { code: 'line.edited', message: 'Edited by hand: Project management says 2592.00 EUR.', lineId: 3 };

describe.each(everywhere(request({ findings: [...invoice(1).findings, edited] })))('%s shows', (where, text) => {
  // Without a bot there is one thing to press, and it leads to the desk.
  const told = FACTS.filter(([what]) => where !== 'Teams without a bot' || what !== 'the way to Odoo');
  it.each(told)('%s', (_what, fact) => {
    expect(text).toMatch(fact instanceof RegExp ? fact : new RegExp(fact.replace(/[.*+?^${}()|[\]\\#]/g, '\\$&')));
  });

  it('the reason beside the unusual amount, besides on top', () => {
    expect(text.split(edited.message).length - 1).toBe(2);
  });
});

describe('the orders of a joint invoice', () => {
  const [product] = invoice(1).lines.filter(({ kind }) => kind === 'product');
  const section = (id: number, text: string) => ({ ...product, id, kind: 'section' as const, name: text });
  const line = (id: number, text: string) => ({ ...product, id, name: text });
  const joint = [
    ...[section(1, 'S00042, PO-7741'), line(2, 'Consulting'), line(3, 'Travel')],
    ...[section(4, 'S00043'), line(5, 'Support')],
  ] as InvoiceFacts['lines'];

  it.each(everywhere(request({ lines: joint, findings: [] })))('%s names, each above its lines', (_where, text) => {
    expect(text).toMatch(/S00042, PO-7741[\s\S]*Consulting[\s\S]*Travel[\s\S]*S00043[\s\S]*Support/);
    const below = text.slice(text.indexOf('Consulting'));
    expect([below.split('PO-7741').length, below.split('S00043').length]).toEqual([1, 2]);
  });
});

describe('amounts have the decimals of their currency', () => {
  it.each([
    ['JPY', '1200450', '1,200,450'],
    ['KWD', '1200.4', '1,200.4'],
    ['KWD', '1200.450', '1,200.450'],
    ['EUR', '-12.30', '-12.30'],
  ])('%s %s', (currency, total, shown) => {
    for (const [where, text] of everywhere(request({ currency, total })))
      expect([where, text.includes(shown)]).toEqual([where, true]);
  });
});

describe('what people write', () => {
  it('can’t turn the writing around it, and right-to-left text keeps its direction to itself', () => {
    expect(name('ACME \u202e00.1 RUE\u202c Ltd')).toBe('ACME 00.1 RUE Ltd');
    expect(name('חברת האור')).toBe('\u2068חברת האור\u2069');
    expect(written('one\r\n\ttwo\n\n\u2067three')).toBe('one\ntwo\nthree');
    expect(name('no\nbreak\tin a name')).toBe('no break in a name');
  });
});
