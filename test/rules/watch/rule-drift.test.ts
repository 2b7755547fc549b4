import { describe, expect, it } from 'vitest';
import { billedAnew } from '../../../src/billing/backtest/backtest.ts';
import type { Work } from '../../../src/rules/entry.ts';
import { agreement } from '../../../src/rules/terms/schema.ts';
import type { Agreement } from '../../../src/rules/terms/schema.ts';
import { ruleDrift } from '../../../src/rules/watch/rule-drift.ts';
import type { BookedInvoice, HeldPart } from '../../../src/rules/watch/reconcile/books.ts';
import type { Draft } from '../terms/terms.ts';
import { signed, superseded } from '../terms/terms.ts';
import { order, time, totalsOf } from '../work.ts';
import { invoice, invoiceLine, part, source } from './books.ts';

const TODAY = '2026-04-20';

const agreed = (...versions: Draft[]): Agreement =>
  agreement.parse({ id: 'acme', name: 'Acme', currency: 'EUR', customer: 'Northwind', versions });

/** 8 h and 2.5 h of March, billed on invoice 100 at 120.00 under version 1. */
const HELD = [part(1, '8', { terms: 'acme@1' }), part(2, '2.5', { terms: 'acme@1' })];

interface Story {
  agreements: Agreement[];
  held?: HeldPart[];
  fields?: Partial<BookedInvoice>;
  approval?: 'approved' | 'pending';
}

function drifted({ agreements, held = HELD, fields = {}, approval = 'approved' }: Story) {
  const entries = [time(1, '8'), time(2, '2.5')].map((entry) => ({
    ...entry,
    approval: { ...entry.approval, state: approval },
  }));
  const work: Work = { period: { to: TODAY }, order: order(), entries, totals: totalsOf(entries), agreements };
  const books = {
    invoices: new Map([[100, invoice(100, [invoiceLine(1000, '10.5')], fields)]]),
    parts: held,
    sources: new Map([source(1, '8'), source(2, '2.5')].map((one) => [one.entry, one])),
    orders: new Map([[1, order()]]),
    explained: new Set<string>(),
  };
  const today = billedAnew([work], { from: '2026-03-01', to: '2026-03-31' }, TODAY).flatMap(({ parts }) => parts);
  return ruleDrift({ books, agreements, today }, {}, TODAY);
}

const rate = (amount: number): Draft => ({ rates: [{ rate: amount }] });
const discount = (percent: number): Draft => ({ ...rate(120), discounts: [{ name: 'Volume', percent }] });
const V1 = superseded(1, '2026-01-01', rate(120));

describe('rule drift', () => {
  it.each<[string, Draft, was: string, is: string, difference: string, words: string]>([
    ['another rate: 10.5 h × (130 − 120)', rate(130), '1260', '1365', '105', '105.00 EUR too little'],
    ['a lower rate: 10.5 h × (110 − 120)', rate(110), '1260', '1155', '-105', '105.00 EUR too much'],
    ['a discount of 10 %: 10 % of 1,260.00', discount(10), '1260', '1134', '-126', '126.00 EUR too much'],
    [
      'a cap of 8 h, the rest written off: 2.5 h × 120',
      { ...rate(120), caps: [{ name: 'Month', scope: 'agreement', hours: 8, overflow: 'write-off' }] },
      '1260',
      '960',
      '-300',
      '300.00 EUR too much',
    ],
  ])('tells the difference of %s', (_, terms, was, is, difference, words) => {
    const { findings, cases } = drifted({ agreements: [agreed(V1, signed(2, '2026-03-01', terms))] });
    expect(findings).toMatchObject([
      {
        what: expect.stringContaining(words),
        was,
        is,
        difference,
        amount: difference.replace('-', ''),
        currency: 'EUR',
        billedUnder: 'acme@1',
        inForce: 'acme@2',
        entries: 2,
        whose: 'Sal Person',
        since: '2026-04-01',
        caseKey: 'terms.drift:account.move,100:acme@1',
      },
    ]);
    expect(cases).toMatchObject([{ key: 'terms.drift:account.move,100:acme@1', invoiceId: 100, ownerId: 42 }]);
  });

  it('is found where an agreement was signed for work billed at the order’s own price: 10.5 h × (100 − 120)', () => {
    const held = HELD.map((one) => ({ ...one, terms: 'odoo' }));
    const { findings } = drifted({ agreements: [agreed(signed(1, '2026-03-01', rate(100)))], held });
    expect(findings).toMatchObject([{ billedUnder: 'odoo', inForce: 'acme@1', difference: '-210' }]);
  });

  it('is told of the drifted entries alone', () => {
    const held = [HELD[0], part(2, '2.5', { terms: 'acme@2', value: '325' })] as HeldPart[];
    const { findings } = drifted({ agreements: [agreed(V1, signed(2, '2026-03-01', rate(130)))], held });
    expect(findings).toMatchObject([{ entries: 1, was: '960', is: '1040', difference: '80' }]);
  });

  const later = [agreed(V1, signed(2, '2026-03-01', rate(110)))];
  it.each<[string, Story]>([
    ['the version it was billed under', { agreements: [agreed(signed(1, '2026-01-01', rate(130)))] }],
    ['a later version that begins after the work', { agreements: [agreed(V1, signed(2, '2026-04-01', rate(130)))] }],
    ['a later version that comes to the same', { agreements: [agreed(V1, signed(2, '2026-03-01', rate(120)))] }],
    ['a cancelled invoice', { agreements: later, fields: { state: 'cancel' } }],
    ['an invoice that was credited in full', { agreements: later, fields: { reversed: true } }],
    ['work that waits for approval again', { agreements: later, approval: 'pending' }],
    [
      'what a credit note gave back: 105.00',
      {
        agreements: later,
        fields: {
          credits: [{ id: 9, name: 'RINV/1', day: '2026-04-08', lines: [{ orderLineId: 11, amount: '105' }] }],
        },
      },
    ],
  ])('is not found of %s', (_, story) => {
    expect(drifted(story)).toEqual({ findings: [], cases: [] });
  });
});
