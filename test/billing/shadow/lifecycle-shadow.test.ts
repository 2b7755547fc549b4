import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ByHand, HandLine } from '../../../src/billing/shadow/by-hand.ts';
import { shadowRows } from '../../../src/billing/shadow/rows.ts';
import { shadow } from '../../../src/billing/shadow/shadow.ts';
import { exact, sum } from '../../../src/money/decimal.ts';
import { BILLING_MODELS, isOfModels, modelsOf } from '../../../src/rules/billing-model.ts';
import type { Entry, Work } from '../../../src/rules/entry.ts';
import { asPage } from '../../../src/cli/shadow/page.ts';
import { asTable } from '../../../src/cli/shadow/table.ts';
import { expense, expenseLine, line, milestone, milestoneLine, time, TODAY, work } from '../../rules/work.ts';

const MARCH = { from: '2026-03-01', to: '2026-03-31' };
const HOW = { today: TODAY, dated: '2026-03-31' };
const INVOICE = { id: 90, name: 'INV/0090' };

/** The line finance has on its invoice. */
const billed = (fields: Partial<HandLine> = {}): HandLine => ({
  id: 900,
  name: 'Consulting',
  invoice: INVOICE,
  isCredit: false,
  invoiceDate: '2026-03-31',
  currency: 'EUR',
  orderLineId: 11,
  downPayment: false,
  quantity: '8',
  priceUnit: '120',
  discount: '0',
  untaxed: '960',
  taxes: [],
  ...fields,
});
const hand = (lines: HandLine[], rest: Partial<ByHand> = {}): ByHand => ({
  lines,
  time: [],
  later: [],
  taxes: new Map(),
  ...rest,
});

/** Time that Odoo links to the invoice as a whole. */
const linked = (id: number, quantity: string, fields: Partial<Entry> = {}): Entry =>
  time(id, quantity, {
    claims: [{ quantity, invoice: INVOICE, invoiceState: 'posted', outside: true }],
    linkedInvoice: INVOICE.id,
    ...fields,
  });

const found = (works: Work[], byHand: ByHand) => shadow(works, byHand, MARCH, HOW);

describe('a shadow month', () => {
  it('finds nothing where finance billed what the rules bill', () => {
    const same = found([work([linked(1, '5'), linked(2, '3')])], hand([billed()]));
    expect(same).toMatchObject({ entries: 2, invoices: 1, differences: [], notCompared: [], doubts: [] });
    expect(same.totals).toEqual([
      { currency: 'EUR', byHand: '960.00', byRules: '960.00', difference: '0.00', kinds: [], rounding: '0' },
    ]);
    expect(asTable(same)).toContain('0 differences.');
  });

  const PENDING = { approval: { state: 'pending', source: 'validated' } } as const;
  it.each([
    [
      'late work nobody invoiced',
      [linked(1, '8'), time(2, '2.5')],
      {},
      { kind: 'not-billed', amount: '300', entry: { key: 'account.analytic.line,2' }, byRules: '2.5 h' },
    ],
    [
      'work nobody approved',
      [linked(1, '5'), linked(2, '3', PENDING)],
      {},
      { kind: 'held', amount: '-360', byHand: '3 h', byRules: 'pending', rule: 'time.approved-only' },
    ],
    [
      'a quantity edited on the invoice',
      [linked(1, '8')],
      { quantity: '6', untaxed: '720' },
      { kind: 'quantity', amount: '240', byHand: '6 Hours', byRules: '8 Hours' },
    ],
    [
      'a price typed on the invoice',
      [linked(1, '8')],
      { priceUnit: '100', untaxed: '800' },
      { kind: 'rate', amount: '160', byHand: '100.00 EUR each', byRules: '120.00 EUR each' },
    ],
    [
      'a discount given on the invoice',
      [linked(1, '8')],
      { discount: '10', untaxed: '864' },
      { kind: 'rate', amount: '96', byHand: '108.00 EUR each' },
    ],
    [
      'another day on the invoice',
      [linked(1, '8')],
      { invoiceDate: '2026-05-04' },
      { kind: 'date', amount: '960', byHand: '4 May 2026', byRules: '31 Mar 2026' },
    ],
  ])('%s: that difference, its money, and nothing else', (_, entries, fields, expected) => {
    const { differences, totals } = found([work(entries as Entry[])], hand([billed(fields)]));
    expect(differences).toMatchObject([expected]);
    expect(totals[0]?.rounding).toBe('0');
    if (expected.kind !== 'date') expect(exact(totals[0]?.difference ?? '').eq(expected.amount)).toBe(true);
  });

  it('another tax: what it is on the same amount', () => {
    const taxes = new Map([
      [1, { name: '21 %', percent: '21' }],
      [2, { name: '0 %', percent: '0' }],
    ]);
    const taxed = work([linked(1, '8')], { lines: [line({ taxes: [1] })] });
    const { differences, totals } = found([taxed], hand([billed({ taxes: [2] })], { taxes }));
    expect(differences).toMatchObject([{ kind: 'tax', amount: '201.60', byHand: '0 %', byRules: '21 %' }]);
    expect(totals[0]).toMatchObject({ difference: '0.00', kinds: [{ kind: 'tax', count: 1 }] });
    const fixed: ByHand['taxes'] = new Map([
      [1, { name: '21 %', percent: '21' }],
      [2, { name: 'Stamp' }],
    ]);
    const untold = found([taxed], hand([billed({ taxes: [2] })], { taxes: fixed }));
    expect(untold.differences).toMatchObject([
      { kind: 'tax', amount: '0', reason: expect.stringContaining('can’t be told') },
    ]);
  });

  it('a milestone reached and billed after the month is no other one’s that nobody has reached', () => {
    const unreached = milestone(2, '0.4', { date: '2026-03-31', approval: { state: 'pending', source: 'milestone' } });
    const works = [work([unreached], { lines: [milestoneLine({ toInvoice: '0.2', invoiced: '0.4' })] })];
    const april = { orderLineId: 12, quantity: '0.4', priceUnit: '10000', untaxed: '4000', invoiceDate: '2026-04-06' };
    const reached = { later: [{ orderLineId: 12, quantity: '0.4' }] };
    expect(found(works, hand([billed(april)], reached)).differences).toEqual([]);
    // Billed, and reached by nobody: that is one.
    expect(found(works, hand([billed(april)])).differences).toMatchObject([{ kind: 'held' }, { kind: 'date' }]);
  });

  it('milestones and expenses, which Odoo links to no invoice, are told by their order line, a share too', () => {
    const works = [
      work([milestone(1, '0.4'), milestone(2, '0.3', { date: '2026-02-10' }), expense(3)], {
        lines: [milestoneLine({ toInvoice: '0.1', invoiced: '0.6' }), expenseLine()],
      }),
    ];
    // February's 30 % on February's invoice; of March's 40 % finance billed 30.
    const lines = [
      billed({
        orderLineId: 12,
        name: 'Rollout',
        quantity: '0.3',
        priceUnit: '20000',
        untaxed: '6000',
        invoice: { id: 80, name: 'INV/0080' },
        invoiceDate: '2026-02-28',
      }),
      billed({ id: 901, orderLineId: 12, name: 'Rollout', quantity: '0.3', priceUnit: '20000', untaxed: '6000' }),
    ];
    const { differences, totals, invoices } = found(works, hand(lines));
    expect(differences).toMatchObject([
      { kind: 'quantity', amount: '2000', byHand: '0.3 Units', byRules: '0.4 Units', invoices: [INVOICE] },
      { kind: 'not-billed', amount: '64.2', entry: { key: 'hr.expense,3' } },
    ]);
    expect([totals[0]?.byHand, totals[0]?.byRules, invoices]).toEqual(['6000.00', '8064.20', 1]);
  });

  it('what finance added beside the work is told, a down payment is put aside, a credit note counts with its invoice', () => {
    const lines = [
      billed({ quantity: '10', untaxed: '1200' }),
      billed({
        id: 901,
        quantity: '-2',
        untaxed: '-240',
        invoice: { id: 91, name: 'RINV/0091' },
        isCredit: true,
        credits: 90,
        invoiceDate: '2026-04-20',
      }),
      {
        ...billed({ id: 902, name: 'Goodwill', quantity: '1', priceUnit: '50', untaxed: '50' }),
        orderLineId: undefined as never,
      },
      {
        ...billed({ id: 903, name: 'Paid ahead', untaxed: '-500', downPayment: true }),
        orderLineId: undefined as never,
      },
    ];
    const { differences, notCompared, totals } = found([work([linked(1, '8')])], hand(lines));
    expect(differences).toMatchObject([{ kind: 'no-work', what: 'Goodwill', amount: '-50' }]);
    expect(notCompared).toMatchObject([{ what: 'Paid ahead', amount: '-500' }]);
    expect(totals).toMatchObject([{ byHand: '1010.00', byRules: '960.00', difference: '-50.00' }]);
  });

  it('a credit note that names no invoice is told, not compared; one of before the month is none of it', () => {
    const loose = (invoiceDate: string, more: Partial<HandLine> = {}): HandLine =>
      billed({
        id: 901,
        invoice: { id: 91, name: 'RINV/0091' },
        isCredit: true,
        quantity: '-8',
        untaxed: '-960',
        invoiceDate,
        ...more,
      });
    const withLines = (...lines: HandLine[]) => found([work([linked(1, '8')])], hand(lines));
    const told = withLines(billed(), loose('2026-04-20'));
    expect(told.doubts).toEqual([
      'RINV/0091 gives back 8 Hours of “Consulting” (960.00 EUR) and names no invoice: it is not compared.',
    ]);
    expect(told).toMatchObject({ differences: [], totals: [{ byHand: '960.00', difference: '0.00' }] });
    expect(withLines(billed(), loose('2026-02-27')).doubts).toEqual([]);
    expect(withLines(billed(), loose('2026-04-20', { orderLineId: 14 })).doubts).toEqual([]);
    const { doubts } = withLines(billed({ quantity: '16', untaxed: '1920' }), loose('2026-04-20', { credits: 90 }));
    expect(doubts).toEqual([]);
  });

  it('hours of other days on the same invoice are left out, and it says so', () => {
    const lines = [billed({ quantity: '14', untaxed: '1680' })];
    const others = [{ invoiceId: 90, orderLineId: 11, date: '2026-02-27', hours: '6' }];
    const { differences, doubts, totals } = found([work([linked(1, '8')])], hand(lines, { time: others }));
    expect(differences).toEqual([]);
    expect(doubts).toEqual(['INV/0090 also holds 6 Hours of other days on “Consulting”; they are left out.']);
    expect(totals[0]?.byHand).toBe('960.00');
  });

  const DOLLARS = { id: 91, name: 'INV/0091' };
  const inDollars = billed({ id: 901, invoice: DOLLARS, currency: 'USD', untaxed: '1100', priceUnit: '137.5' });
  const onDollars = (id: number, quantity: string, fields: Partial<Entry> = {}): Entry =>
    linked(id, quantity, {
      claims: [{ quantity, invoice: DOLLARS, invoiceState: 'posted', outside: true }],
      linkedInvoice: DOLLARS.id,
      ...fields,
    });
  const NOT_COMPARED = 'INV/0091 is in USD, order S0001 in EUR: neither it nor the work on it is compared.';

  it('an invoice in another currency than the order: neither it nor its work is in any number, and it says so', () => {
    const alone = found([work([onDollars(1, '8')])], hand([inDollars]));
    expect(alone).toMatchObject({ entries: 0, invoices: 0, differences: [], doubts: [NOT_COMPARED] });
    expect(alone.totals).toEqual([
      { currency: 'EUR', byHand: '0.00', byRules: '0.00', difference: '0.00', kinds: [], rounding: '0' },
    ]);
    const beside = found([work([onDollars(1, '8'), linked(2, '8')])], hand([inDollars, billed({ quantity: '6' })]));
    expect(beside).toMatchObject({ entries: 1, invoices: 1, doubts: [NOT_COMPARED] });
    expect(beside.differences).toMatchObject([{ kind: 'quantity', amount: '240', invoices: [INVOICE] }]);
    expect(beside.totals).toMatchObject([{ byHand: '720.00', byRules: '960.00', rounding: '0' }]);
  });

  it('a milestone of which half is on an invoice in another currency: the other half is compared', () => {
    const half = { orderLineId: 12, name: 'Rollout', quantity: '0.2', priceUnit: '20000', untaxed: '4000' };
    const lines = [billed(half), billed({ ...half, id: 901, invoice: DOLLARS, currency: 'USD', untaxed: '4600' })];
    const works = [work([milestone(1, '0.4')], { lines: [milestoneLine({ toInvoice: '0', invoiced: '0.4' })] })];
    const { differences, doubts, totals } = found(works, hand(lines));
    expect({ differences, doubts }).toEqual({ differences: [], doubts: [NOT_COMPARED] });
    expect(totals).toMatchObject([{ byHand: '4000.00', byRules: '4000.00', rounding: '0' }]);
  });

  it('whatever finance billed, the differences and rounding add up to the difference, and rounding is small', () => {
    const amount = fc.integer({ min: 1, max: 2_000 }).map((cents) => (cents / 100).toFixed(2));
    const anEntry = fc.record({ quantity: amount, isLinked: fc.boolean(), isApproved: fc.boolean() });
    fc.assert(
      fc.property(fc.array(anEntry, { maxLength: 6 }), amount, amount, (drawn, quantity, price) => {
        const entries = drawn.map(({ quantity: hours, isLinked, isApproved }, at) =>
          (isLinked ? linked : time)(at + 1, exact(hours).toFixed(), isApproved ? {} : PENDING),
        );
        const untaxed = exact(quantity).times(price).toFixed(2);
        const isBilled = drawn.some(({ isLinked }) => isLinked);
        const lines = isBilled ? [billed({ quantity, priceUnit: price, untaxed })] : [];
        const month = found([work(entries)], hand(lines));
        const { totals } = month;
        const rows = shadowRows(month);
        const [summary] = rows.filter(({ row }) => row === 'summary') as { rounding: string; difference: string }[];
        const shown = rows.flatMap((each) => (each.row === 'difference' ? [each.difference] : []));
        expect(sum([...shown, summary?.rounding ?? '']).eq(summary?.difference ?? '')).toBe(true);
        for (const { byHand, byRules, difference, kinds, rounding } of totals) {
          expect(exact(byRules).minus(byHand).eq(difference)).toBe(true);
          expect(sum([...kinds.map((each) => each.amount), rounding]).eq(difference)).toBe(true);
          expect(
            exact(rounding)
              .abs()
              .lte(exact('0.02').times(exact(price).plus('121'))),
          ).toBe(true);
        }
      }),
    );
  });

  it('as a page: what people typed is text in it, and nothing comes from elsewhere', () => {
    const evil = '<script>alert("x")</script>';
    const page = asPage(
      found([work([linked(1, '8'), time(2, '1', { description: evil })])], hand([billed({ name: evil })])),
    );
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).not.toContain('<script');
    expect(page).not.toMatch(/https?:\/\/|<link|<img|src=/);
    expect(page).toContain('Not billed by hand');
  });
});

describe('a pilot of billing models', () => {
  const sold = (...bases: ('time' | 'milestones' | 'ordered' | 'expense' | 'down payment')[]): Work =>
    work([], { lines: bases.map((basis, at) => line({ id: at + 1, basis })) });

  it('takes an order whole: where all it is sold by is named, expenses with it', () => {
    expect([...modelsOf(sold('time', 'expense', 'down payment'))]).toEqual(['time-and-materials']);
    expect(isOfModels(sold('time', 'expense'), ['time-and-materials'])).toBe(true);
    expect(isOfModels(sold('time', 'milestones'), ['time-and-materials'])).toBe(false);
    expect(isOfModels(sold('time', 'milestones'), ['time-and-materials', 'milestone'])).toBe(true);
    expect(isOfModels(sold('ordered'), ['fixed-price'])).toBe(true);
    expect(isOfModels(sold('expense'), BILLING_MODELS)).toBe(false);
    expect(isOfModels({}, BILLING_MODELS)).toBe(false);
  });
});
