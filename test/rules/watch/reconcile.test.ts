import { describe, expect, it } from 'vitest';
import { given } from '../../../src/rules/given.ts';
import type { BookedLine } from '../../../src/rules/watch/reconcile/books.ts';
import { time, work } from '../work.ts';
import type { Given } from './books.ts';
import { found, invoice, invoiceLine, part, sold, source } from './books.ts';

/** What each finding comes to: its code and record, and how much money. */
const told = (each: Given) =>
  found(each).findings.map(({ caseKey, amount, currency, since }) => [caseKey, amount, currency, since]);

/** Invoice 100 of 1 April bills 8 h and 2.5 h of March at 120.00: 1,260.00. */
const HEALTHY: Given = {
  invoices: [invoice(100, [invoiceLine(1000, '10.5')])],
  parts: [part(1, '8'), part(2, '2.5')],
  sources: [source(1, '8'), source(2, '2.5')],
  orders: [sold('10.5', '10.5')],
};
const TIME = 'account.analytic.line';
const CREDIT = { id: 900, name: 'RINV/1', day: '2026-04-08' };
const open = (quantity: string, fields = {}) => [work([time(1, quantity, fields)])];

const FREE_TEXT = (): BookedLine =>
  given({ ...invoiceLine(1005, '1', { name: 'Goodwill' }), orderLineId: undefined }) as BookedLine;

describe('reconciliation finds nothing', () => {
  const healthy: Record<string, Given> = {
    'where the invoice bills what was worked': HEALTHY,
    'of an entry split by a cap over two invoices': {
      ...HEALTHY,
      invoices: [invoice(100, [invoiceLine(1000, '5')]), invoice(101, [invoiceLine(1001, '3')])],
      parts: [part(1, '5'), part(1, '3', { invoiceId: 101, lineId: 1001 })],
      sources: [source(1, '8', { invoiceId: 101 })],
    },
    'of an entry whose rest is over a cap, in a retainer or written off': {
      ...HEALTHY,
      parts: [part(1, '5'), part(2, '5.5')],
      sources: [source(1, '8'), source(2, '5.5')],
    },
    'of hours billed in agreed increments': {
      ...HEALTHY,
      parts: [part(1, '7.9', { billed: '8', value: '960' }), part(2, '2.5')],
      sources: [source(1, '7.9'), source(2, '2.5')],
    },
    'of hours whose sum is rounded to the decimals of a quantity': {
      ...HEALTHY,
      invoices: [invoice(100, [invoiceLine(1000, '6.67')])],
      parts: [part(1, '6.666666666666667', { value: '800' })],
      sources: [source(1, '6.666666666666667')],
    },
    'of hours that grew and were approved again: the next run bills the rest': {
      ...HEALTHY,
      sources: [source(1, '9'), source(2, '2.5')],
      open: open('9', { claims: [{ quantity: '8', invoice: CREDIT, invoiceState: 'posted', outside: false }] }),
    },
    'of work that waits since its draft was cancelled five days ago': {
      ...HEALTHY,
      invoices: [invoice(100, [invoiceLine(1000, '10.5')], { state: 'cancel', changed: '2026-04-15T10:00:00Z' })],
      open: open('8'),
    },
    'of work billed anew after its invoice was cancelled': {
      ...HEALTHY,
      invoices: [
        invoice(99, [invoiceLine(999, '10.5')], { state: 'cancel', changed: '2026-03-31T10:00:00Z' }),
        invoice(100, [invoiceLine(1000, '10.5')]),
      ],
      parts: [part(1, '8', { invoiceId: 99, lineId: 999 }), part(1, '8'), part(2, '2.5')],
    },
    'of work billed anew after its invoice was credited in full': {
      ...HEALTHY,
      invoices: [
        invoice(99, [invoiceLine(999, '10.5')], { reversed: true, credits: [{ ...CREDIT, lines: [] }] }),
        invoice(100, [invoiceLine(1000, '10.5')]),
      ],
      parts: [part(1, '8', { invoiceId: 99, lineId: 999 }), part(1, '8'), part(2, '2.5')],
    },
    'where a part is credited and the time stays linked': {
      ...HEALTHY,
      invoices: [
        invoice(100, [invoiceLine(1000, '10.5')], {
          credits: [{ ...CREDIT, lines: [{ orderLineId: 11, amount: '240' }] }],
        }),
      ],
      orders: [sold('10.5', '8.5')],
    },
    'where a credit note gives back all of what it frees': {
      ...HEALTHY,
      invoices: [
        invoice(100, [invoiceLine(1000, '10.5')], {
          credits: [{ ...CREDIT, lines: [{ orderLineId: 11, amount: '1260' }] }],
        }),
      ],
      sources: [source(1, '8', { invoiceId: undefined }), source(2, '2.5', { invoiceId: undefined })],
    },
    'of a correction: hours credited, and the right ones billed by hand': {
      ...HEALTHY,
      invoices: [
        invoice(100, [invoiceLine(1000, '10.5')], {
          credits: [{ ...CREDIT, lines: [{ orderLineId: 11, amount: '240' }] }],
        }),
        invoice(101, [invoiceLine(1001, '2')]),
      ],
      orders: [sold('10.5', '10.5')],
    },
    'of a deleted record whose 2.5 h were credited': {
      ...HEALTHY,
      invoices: [
        invoice(100, [invoiceLine(1000, '10.5')], {
          credits: [{ ...CREDIT, lines: [{ orderLineId: 11, amount: '300' }] }],
        }),
      ],
      sources: [source(1, '8')],
      orders: [sold('8', '8')],
    },
    'of hours that were cut, and credited': {
      ...HEALTHY,
      invoices: [
        invoice(100, [invoiceLine(1000, '10.5')], {
          credits: [{ ...CREDIT, lines: [{ orderLineId: 11, amount: '240' }] }],
        }),
      ],
      sources: [source(1, '6'), source(2, '2.5')],
      orders: [sold('8.5', '8.5')],
    },
    'of a line by hand on no order line': {
      ...HEALTHY,
      invoices: [invoice(100, [invoiceLine(1000, '10.5'), { ...FREE_TEXT(), quantity: '40' }])],
    },
    'of a down payment, deducted': {
      ...HEALTHY,
      invoices: [
        invoice(100, [invoiceLine(1000, '10.5'), invoiceLine(1001, '-1', { downPayment: true, orderLineId: 77 })]),
      ],
    },
    'of earlier work that Odoo’s own button billed': {
      ...HEALTHY,
      invoices: [invoice(90, [invoiceLine(990, '20')]), invoice(100, [invoiceLine(1000, '10.5')])],
      orders: [sold('30.5', '30.5')],
    },
    'of another price a controller gave with a reason': {
      ...HEALTHY,
      invoices: [invoice(100, [invoiceLine(1000, '10.5', { priceUnit: '100', repriced: true })])],
    },
    'of a fee, which is no record of work': {
      ...HEALTHY,
      parts: [...HEALTHY.parts, part(5, '1', { entry: 'sale.order.line,5', kind: 'fee', lineId: 1002 })],
    },
    'of work approved after the invoice that passed it': {
      ...HEALTHY,
      sources: [...HEALTHY.sources, source(3, '4', { written: '2026-04-02T10:00:00Z', invoiceId: undefined })],
      open: [work([time(3, '4', { date: '2026-03-05' })])],
    },
    'of work the ledger says why it is on no invoice': {
      ...HEALTHY,
      sources: [...HEALTHY.sources, source(3, '4', { written: '2026-03-20T10:00:00Z', invoiceId: undefined })],
      open: [work([time(3, '4', { date: '2026-03-05' })])],
      explained: [`${TIME},3`],
    },
    'of work an adjustment took off its line, and which waits for the next run since': {
      ...HEALTHY,
      parts: [
        part(1, '8', { lineId: undefined, adjusted: { over: '2026-04-14' } }),
        part(2, '10.5', { value: '1260' }),
      ],
      sources: [source(1, '8', { invoiceId: undefined }), source(2, '10.5')],
      open: open('8'),
    },
    'of work of another project, which has invoices of its own': {
      ...HEALTHY,
      sources: [...HEALTHY.sources, source(3, '4', { written: '2026-03-20T10:00:00Z', invoiceId: undefined })],
      open: [work([time(3, '4', { date: '2026-03-05', project: { id: 8, name: 'Other' } })])],
    },
  };
  it.each(Object.entries(healthy))('%s', (_, each) => expect(told(each)).toEqual([]));
});

describe('reconciliation finds', () => {
  const odd: Record<string, [Given, [key: string, amount: string, since: string]]> = {
    'approved work that was passed over: 4 h × 120': [
      {
        ...HEALTHY,
        sources: [...HEALTHY.sources, source(3, '4', { written: '2026-03-20T10:00:00Z', invoiceId: undefined })],
        open: [work([time(3, '4', { date: '2026-03-05' })])],
      },
      ['reconcile.unbilled:sale.order.line,11', '480', '2026-04-01'],
    ],
    'work whose line was taken off: 8 h × 120': [
      {
        ...HEALTHY,
        parts: [part(1, '8', { lineId: undefined }), part(2, '10.5', { value: '1260' })],
        sources: [source(1, '8', { invoiceId: undefined }), source(2, '10.5')],
        open: open('8'),
      },
      ['reconcile.unbilled:account.move,100', '960', '2026-04-01'],
    ],
    'work an adjustment took off its line, which was over a week ago: 8 h × 120': [
      {
        ...HEALTHY,
        parts: [
          part(1, '8', { lineId: undefined, adjusted: { over: '2026-04-13' } }),
          part(2, '10.5', { value: '1260' }),
        ],
        sources: [source(1, '8', { invoiceId: undefined }), source(2, '10.5')],
        open: open('8'),
        explained: [`${TIME},1`],
      },
      ['reconcile.unbilled:account.move,100', '960', '2026-04-01'],
    ],
    'work of an invoice cancelled a week ago, billed by no other: 8 h × 120': [
      {
        ...HEALTHY,
        invoices: [invoice(100, [invoiceLine(1000, '10.5')], { state: 'cancel', changed: '2026-04-13T10:00:00Z' })],
        open: open('8'),
      },
      ['reconcile.cancelled:account.move,100', '960', '2026-04-13'],
    ],
    'billed time that is linked to a cancelled invoice it never was on: 8 h × 120': [
      {
        ...HEALTHY,
        invoices: [...HEALTHY.invoices, invoice(50, [], { state: 'cancel' })],
        sources: [source(1, '8', { invoiceId: 50, written: '2026-04-10T10:00:00Z' }), source(2, '2.5')],
      },
      [`reconcile.cancelled:${TIME},1`, '960', '2026-04-10'],
    ],
    'one record on two live invoices: 8 h × 120 once more': [
      {
        ...HEALTHY,
        invoices: [...HEALTHY.invoices, invoice(101, [invoiceLine(1001, '8')], { made: '2026-04-03T09:00:00Z' })],
        parts: [...HEALTHY.parts, part(1, '8', { invoiceId: 101, lineId: 1001 })],
        orders: [sold('10.5', '18.5')],
      },
      ['reconcile.billed-twice:account.move,101', '960', '2026-04-03'],
    ],
    'a record billed again with Odoo’s own button: 8 h × 130 less 10 %': [
      {
        ...HEALTHY,
        invoices: [
          ...HEALTHY.invoices,
          invoice(101, [invoiceLine(1001, '8', { priceUnit: '130', discount: '10' })], {
            made: '2026-04-03T09:00:00Z',
          }),
        ],
        sources: [source(1, '8', { invoiceId: 101 }), source(2, '2.5')],
        orders: [sold('10.5', '18.5')],
      },
      ['reconcile.billed-outside:account.move.line,1001', '936', '2026-04-03'],
    ],
    'three hours by hand on an order line of which all is billed: 3 h × 120': [
      {
        ...HEALTHY,
        invoices: [...HEALTHY.invoices, invoice(101, [invoiceLine(1001, '3')], { made: '2026-04-03T09:00:00Z' })],
        orders: [sold('10.5', '13.5')],
      },
      ['reconcile.billed-outside:account.move.line,1001', '360', '2026-04-03'],
    ],
    'hours that were cut since: 2 of 8 h at 120': [
      { ...HEALTHY, sources: [source(1, '6', { written: '2026-04-10T10:00:00Z' }), source(2, '2.5')] },
      [`reconcile.changed:${TIME},1`, '240', '2026-04-10'],
    ],
    'work moved to another day: all 8 h': [
      { ...HEALTHY, sources: [source(1, '8', { date: '2026-03-11' }), source(2, '2.5')] },
      [`reconcile.changed:${TIME},1`, '960', '2026-04-01'],
    ],
    'work moved to another order line: all 8 h': [
      { ...HEALTHY, sources: [source(1, '8', { orderLineId: 12 }), source(2, '2.5')] },
      [`reconcile.changed:${TIME},1`, '960', '2026-04-01'],
    ],
    'work whose approval was taken back: all 2.5 h': [
      { ...HEALTHY, sources: [source(1, '8'), source(2, '2.5', { approval: 'pending' })] },
      [`reconcile.changed:${TIME},2`, '300', '2026-04-01'],
    ],
    'more hours that nobody approved: all 8 h': [
      { ...HEALTHY, sources: [source(1, '9', { approval: 'changed' }), source(2, '2.5')] },
      [`reconcile.changed:${TIME},1`, '960', '2026-04-01'],
    ],
    'a split entry that was cut: 1 of 8 h at 120': [
      {
        ...HEALTHY,
        invoices: [invoice(100, [invoiceLine(1000, '4')]), invoice(101, [invoiceLine(1001, '4')])],
        parts: [part(1, '4'), part(1, '4', { invoiceId: 101, lineId: 1001 })],
        sources: [source(1, '7', { invoiceId: 101 })],
        orders: [sold('7', '8')],
      },
      [`reconcile.changed:${TIME},1`, '120', '2026-04-01'],
    ],
    'a correction below zero that grew: 1 h × 120': [
      {
        ...HEALTHY,
        invoices: [invoice(100, [invoiceLine(1000, '6')])],
        parts: [part(1, '8'), part(2, '-2')],
        sources: [source(1, '8'), source(2, '-1')],
      },
      [`reconcile.changed:${TIME},2`, '120', '2026-04-01'],
    ],
    'a deleted record: 2.5 h × 120': [
      { ...HEALTHY, sources: [source(1, '8')] },
      [`reconcile.deleted:${TIME},2`, '300', '2026-04-01'],
    ],
    'a deleted record of which only a part is credited: 2.5 h × 120': [
      {
        ...HEALTHY,
        invoices: [
          invoice(100, [invoiceLine(1000, '10.5')], {
            credits: [{ ...CREDIT, lines: [{ orderLineId: 11, amount: '240' }] }],
          }),
        ],
        sources: [source(1, '8')],
        orders: [sold('8', '8.5')],
      },
      [`reconcile.deleted:${TIME},2`, '300', '2026-04-01'],
    ],
    'a line whose quantity was cut: half an hour × 120': [
      { ...HEALTHY, invoices: [invoice(100, [invoiceLine(1000, '10')])] },
      ['reconcile.amount:account.move.line,1000', '60', '2026-04-01'],
    ],
    'a line with another price: 10.5 h × 15': [
      { ...HEALTHY, invoices: [invoice(100, [invoiceLine(1000, '10.5', { priceUnit: '135' })])] },
      ['reconcile.amount:account.move.line,1000', '157.5', '2026-04-01'],
    ],
    'time a credit note over 240 freed without giving it back: 1,260 less 240': [
      {
        ...HEALTHY,
        invoices: [
          invoice(100, [invoiceLine(1000, '10.5')], {
            credits: [{ ...CREDIT, lines: [{ orderLineId: 11, amount: '240' }] }],
          }),
        ],
        sources: [source(1, '8', { invoiceId: undefined }), source(2, '2.5', { invoiceId: undefined })],
        orders: [sold('10.5', '8.5')],
      },
      ['reconcile.freed:account.move,100', '1020', '2026-04-08'],
    ],
    'time somebody freed by hand: 2.5 h × 120': [
      { ...HEALTHY, sources: [source(1, '8'), source(2, '2.5', { invoiceId: undefined })] },
      ['reconcile.freed:account.move,100', '300', '2026-04-01'],
    ],
  };
  it.each(Object.entries(odd))('%s', (_, [each, [key, amount, since]]) => {
    expect(told(each)).toEqual([[key, amount, 'EUR', since]]);
    const { cases, findings } = found(each);
    expect(cases).toMatchObject([
      { key, amount, currency: 'EUR', ownerId: 42, code: key.split(':')[0], record: key.split(':')[1] },
    ]);
    expect(findings).toMatchObject([{ whose: 'Sal Person', nextStep: expect.stringMatching(/\.$/) }]);
  });
});
