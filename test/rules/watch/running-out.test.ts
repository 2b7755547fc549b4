import { describe, expect, it } from 'vitest';
import type { Order, Used, Work } from '../../../src/rules/entry.ts';
import { evaluate } from '../../../src/rules/evaluate.ts';
import type { Agreement } from '../../../src/rules/terms/schema.ts';
import { agreement as schema } from '../../../src/rules/terms/schema.ts';
import { runningOut } from '../../../src/rules/watch/running-out.ts';
import { fee, line, milestone, milestoneLine, time, work } from '../work.ts';

const TODAY = '2026-03-31';
const OPTIONS = { withinDays: 30, burnDays: 28 };
const signed = {
  version: 1,
  status: 'signed',
  effectiveFrom: '2026-01-01',
  signedOn: '2025-12-20',
  signedBy: 'N. Wind',
};

const agreed = (terms: object): Agreement =>
  schema.parse({
    id: 'acme',
    name: 'Acme support',
    customer: 'Northwind',
    currency: 'EUR',
    versions: [{ ...signed, ...terms }],
  });

function find(of: Work, options = OPTIONS, today = TODAY) {
  const read = { ...of, period: { to: today } };
  const judged = { works: [read], evaluations: [evaluate(read, today)] };
  return runningOut({ ...judged, agreements: read.agreements ?? [] }, options, today);
}

/** An invoice holds so many hours of that day at 120.00 EUR. */
const used = (date: string, hours: number, more: Partial<Used> = {}): Used => ({
  agreement: 'acme',
  version: 1,
  entry: `account.analytic.line,9${date.slice(5).replace('-', '')}`,
  orderId: 1,
  invoice: { id: 9, name: 'INV/9' },
  kind: 'time',
  date,
  worked: String(hours),
  billed: String(hours),
  value: String(hours * 120),
  ...more,
});

const under = (terms: object, usedRows: Used[], hours: [day: string, quantity: string][]): Work => ({
  ...work(
    hours.map(([date, quantity], index) => time(index + 1, quantity, { date })),
    { lines: [line()] },
  ),
  agreements: [agreed(terms)],
  used: usedRows,
});

const cap = { name: 'Not to exceed', scope: 'agreement', overflow: 'blocked' };

describe('a cap', () => {
  // Used 60 h on an invoice and 10 h open: 70 h × 120 = 8,400 of 10,000, 1,600 left. In the 28 days before today (from
  // 3 March on): 18 h + 10 h = 28 h × 120 = 3,360, 120 a day. 1,600 ÷ 120 = 13.33: 13 days.
  const rows = [used('2026-02-10', 42), used('2026-03-05', 18)];
  const open: [string, string][] = [['2026-03-20', '10']];

  it('in money counts invoices and open work, and lasts as long as the burn of four weeks says', () => {
    const { findings, cases } = find(under({ caps: [{ ...cap, amount: 10000 }] }, rows, open));
    expect(findings).toMatchObject([
      {
        kind: 'cap',
        by: 'used',
        what: 'Cap “Not to exceed” of Acme support is running out',
        since: TODAY,
        amount: '1600',
        currency: 'EUR',
        limit: '10000',
        left: '1600',
        unit: 'EUR',
        burnPerDay: '120',
        runsOutOn: '2026-04-13',
        customer: { name: 'Northwind' },
        whose: 'Sal Person',
        caseKey: 'cap.running-out:agreement acme cap Not to exceed',
      },
    ]);
    expect(cases).toMatchObject([
      {
        code: 'cap.running-out',
        amount: '1600',
        orderId: 1,
        detail: '1,600 EUR of 10,000 EUR left, about 120 EUR used a day: it lasts until 13 Apr 2026.',
      },
    ]);
  });

  it('in hours counts hours: 70 of 80 used, 1 h a day, 10 days', () => {
    expect(find(under({ caps: [{ ...cap, hours: 80 }] }, rows, open)).findings).toMatchObject([
      { unit: 'h', left: '10', burnPerDay: '1', amount: '0', runsOutOn: '2026-04-10' },
    ]);
  });

  it('that lasts beyond the days ahead is not found', () => {
    expect(find(under({ caps: [{ ...cap, amount: 20000 }] }, rows, open)).findings).toEqual([]);
  });

  it('without burn has no forecast, however little is left', () => {
    expect(find(under({ caps: [{ ...cap, amount: 8000 }] }, [used('2026-02-10', 66)], [])).findings).toEqual([]);
  });

  it('that is exceeded is used up today', () => {
    const { findings } = find(under({ caps: [{ ...cap, hours: 60 }] }, [used('2026-03-05', 61)], open));
    expect(findings).toMatchObject([{ left: '-1', runsOutOn: TODAY, what: expect.stringMatching(/is used up$/) }]);
  });

  it('of a month counts that month, and is not found where the month ends first', () => {
    const monthly = { caps: [{ ...cap, scope: 'period', period: 'month', hours: 30 }] };
    // March: 18 + 10 = 28 of 30 h, 1 h a day: 2 April, after the month is over.
    expect(find(under(monthly, rows, open)).findings).toEqual([]);
    // On 25 March the burn is of 25 February to 24 March: 18 + 10 = 28 h, 1 h a day: 27 March.
    expect(find(under(monthly, rows, open), OPTIONS, '2026-03-25').findings).toMatchObject([
      { name: 'Cap “Not to exceed” of Acme support, 2026-03', left: '2', runsOutOn: '2026-03-27' },
    ]);
  });

  it('of a role counts the hours of that role', () => {
    const senior = { caps: [{ ...cap, scope: 'role', role: 'Senior', hours: 20 }] };
    const roles = [used('2026-03-05', 14, { role: 'Senior' }), used('2026-03-06', 40, { role: 'Junior' })];
    expect(find(under(senior, roles, [])).findings).toMatchObject([{ left: '6', burnPerDay: '0.5' }]);
  });
});

it('a retainer is drawn on by the hour until its period ends: 20 h a month, 14 h drawn, 0.5 h a day', () => {
  const retainer = { kind: 'drawdown', period: 'month', hours: 20, fee: 2000 };
  const read = (hours: [string, string][]) => under({ retainer }, [], hours);
  const drawn: [string, string][] = [
    ['2026-03-03', '8'],
    ['2026-03-12', '6'],
  ];
  // On 16 March: 14 h in 28 days, 6 h left, 12 days: 28 March, before the month is over.
  expect(find(read(drawn), OPTIONS, '2026-03-16').findings).toMatchObject([
    { kind: 'retainer', left: '6', unit: 'h', burnPerDay: '0.5', runsOutOn: '2026-03-28', amount: '0' },
  ]);
  // On 22 March it would last until 3 April, when the next month is paid.
  expect(find(read(drawn), OPTIONS, '2026-03-22').findings).toEqual([]);
  // On the last day of the month what is left has lapsed, which is no use of it.
  expect(find(read(drawn), OPTIONS, '2026-03-31').findings).toEqual([]);
});

describe('a purchase order', () => {
  const po = { number: '4500012', amount: 5000, validUntil: '2026-04-20' };

  it('of the terms: 30 h × 120 on an invoice and 5 h × 120 open, 800 left at 150 a day, and its last day', () => {
    const read = under({ purchaseOrder: po }, [used('2026-03-10', 30)], [['2026-03-20', '5']]);
    expect(find(read).findings).toMatchObject([
      { kind: 'purchase order', by: 'used', left: '800', burnPerDay: '150', runsOutOn: '2026-04-05', amount: '800' },
      { kind: 'purchase order', by: 'ends', runsOutOn: '2026-04-20', caseKey: 'po.ending:agreement acme PO 4500012' },
    ]);
  });

  it('of the order: 20 h invoiced at 120 and 14 h open, 920 left; burn of 14 h × 120 ÷ 28 = 60 a day, 15 days', () => {
    const order: Partial<Order> = {
      purchaseOrder: { number: 'PO-7', amount: '5000' },
      lines: [line({ invoiced: '20' }), milestoneLine()],
    };
    // Neither the milestone nor the fee has come to anything yet.
    const toCome = [milestone(7, '0.5', { approval: { state: 'pending', source: 'milestone' } }), fee(12, '1')];
    const read = work([time(1, '14', { date: '2026-03-20' }), ...toCome], order);
    expect(find(read).findings).toMatchObject([
      { name: 'PO PO-7 of order S0001', left: '920', burnPerDay: '60', runsOutOn: '2026-04-15' },
    ]);
  });
});

it('prepaid hours: 10.75 of 12.5 days of 8 h delivered, 28 h in four weeks, 14 days', () => {
  const sold = line({ basis: 'ordered', ordered: '12.5', delivered: '10.75', invoiced: '12.5', prepaidHours: '8' });
  const read = work([time(1, '28', { date: '2026-03-10' })], { lines: [sold] });
  expect(find(read).findings).toMatchObject([
    {
      kind: 'prepaid hours',
      limit: '100',
      left: '14',
      unit: 'h',
      burnPerDay: '1',
      runsOutOn: '2026-04-14',
      caseKey: 'prepaid.running-out:sale.order.line,11',
    },
  ]);
});

describe('an agreement', () => {
  const ending = (effectiveTo: string, more: object[] = []) => {
    const own = agreed({ effectiveTo });
    const whole = schema.parse({ ...own, customer: 'Northwind', versions: [...own.versions, ...more] });
    return find({ ...work([]), agreements: [whole] }).findings;
  };

  it('is found within the days ahead, on the day it begins to be near', () => {
    expect(ending('2026-04-30')).toMatchObject([
      { kind: 'agreement', by: 'ends', runsOutOn: '2026-04-30', since: '2026-03-31' },
    ]);
    expect(ending('2026-05-01')).toEqual([]);
    expect(ending('2026-03-31')).toHaveLength(1);
    expect(ending('2026-03-30')).toEqual([]);
  });

  it('is not where a signed version follows it without a break', () => {
    const next = { ...signed, version: 2, effectiveFrom: '2026-05-01' };
    expect(ending('2026-04-30', [next])).toEqual([]);
    expect(ending('2026-04-30', [{ ...next, effectiveFrom: '2026-05-02' }])).toHaveLength(1);
    expect(ending('2026-04-30', [{ ...next, status: 'draft', signedOn: undefined, signedBy: undefined }])).toHaveLength(
      1,
    );
  });
});
