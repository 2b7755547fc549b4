import { describe, expect, it } from 'vitest';
import type { Order } from '../../src/rules/entry.ts';
import { evaluate } from '../../src/rules/evaluate.ts';
import { BOB, expense, expenseLine, line, milestone, milestoneLine, time, TODAY, work } from './work.ts';

const proposalOf = (...args: Parameters<typeof work>) => {
  const { proposal } = evaluate(work(...args), TODAY);
  if (!proposal) throw new Error('nothing proposed');
  return proposal;
};

describe('a proposal', () => {
  it('has one line per order line, in the order’s own sequence', () => {
    const lines = [line({ id: 30 }), line({ id: 20 })];
    const entries = [
      time(1, '1', { orderLineId: 20 }),
      time(2, '1', { orderLineId: 30 }),
      time(3, '1', { orderLineId: 20 }),
    ];
    expect(
      proposalOf(entries, { lines }).orders[0].lines.map(({ orderLineId, quantity }) => [orderLineId, quantity]),
    ).toEqual([
      [30, '1'],
      [20, '2'],
    ]);
  });

  it('adds up exact hours and rounds once: 3 × 6 h 40 min are 20 hours', () => {
    const entries = [1, 2, 3].map((id) => time(id, '6.666666666666667'));
    expect(proposalOf(entries).orders[0].lines[0]).toMatchObject({ quantity: '20', amount: '2400.00' });
  });

  it('shows what rounding added', () => {
    const proposal = proposalOf([time(1, '6.666666666666667')]);
    expect(proposal.orders[0].lines[0]).toMatchObject({
      quantity: '6.67',
      amount: '800.40',
      rounding: '0.39999999999996',
    });
  });

  it('adds up hours before it divides them into days', () => {
    const thirds = line({ unit: 'Days', hoursPerUnit: '7.5', priceUnit: '900' });
    const entries = [1, 2, 3].map((id) => time(id, '2.5'));
    expect(proposalOf(entries, { lines: [thirds] }).orders[0].lines[0]).toMatchObject({
      quantity: '1',
      amount: '900.00',
    });
  });

  it('rounds money to the currency’s own digits', () => {
    const yen = proposalOf([time(1, '0.33')], {
      currency: { code: 'JPY', digits: 0 },
      lines: [line({ priceUnit: '1250' })],
    });
    expect(yen.orders[0].lines[0]).toMatchObject({ amount: '413', rounding: '0.5' });
    expect(yen.total).toBe('413');
  });

  it('explains each line in words', () => {
    const entries = [
      time(1, '6.666666666666667'),
      time(2, '2', { person: BOB, date: '2026-03-12', rateSource: 'employee rate' }),
    ];
    expect(proposalOf(entries).orders[0].lines[0]?.trace.split('\n')).toEqual([
      'What: 2 entries of 10 Mar 2026 to 12 Mar 2026, ≈8.6667 h (Ann Lee ≈6.6667 h, Bob Ray 2 h).',
      'Why: Approved time at the price of the order line its task or project names. Rule time.order-price, terms of order S0001 in Odoo.',
      'Why: Approved time at the rate the project’s employee rates name for this person. Rule time.order-price, terms of order S0001 in Odoo.',
      'Approval: approved by Max Boss on 31 Mar 2026 (Odoo’s timesheet validation).',
      'Quantity: ≈8.6667 Hours, rounded half up to 2 decimals: 8.67 Hours.',
      'Amount: 8.67 Hours × 120.00 EUR = 1,040.40 EUR.',
      'Rounding: the entries are worth ≈1,040.00 EUR, so +≈0.40 EUR of the amount is rounding.',
    ]);
  });
});

describe('a proposal’s key', () => {
  const key = (...args: Parameters<typeof work>) => proposalOf(...args).key;
  const entries = [time(1, '2'), time(2, '3')];

  it('is the same on another day and in other words for the same numbers', () => {
    const today = evaluate(work(entries), '2026-04-02').proposal?.key;
    expect(evaluate(work(entries), '2026-05-09').proposal?.key).toBe(today);
    expect(key(entries, { lines: [line({ priceUnit: '120.00', name: 'Renamed' })] })).toBe(today);
  });

  it('is the same whichever line the order shows first', () => {
    const lines = [line(), line({ id: 14 })];
    const both = [time(1, '2'), time(2, '3', { orderLineId: 14 })];
    expect(key(both, { lines: lines.toReversed() })).toBe(key(both, { lines }));
  });

  it.each<[string, Parameters<typeof work>]>([
    ['quantity', [[time(1, '2'), time(2, '3.01')]]],
    ['split between entries', [[time(1, '3'), time(2, '2')]]],
    ['entries', [[time(1, '2'), time(3, '3')]]],
    ['price', [entries, { lines: [line({ priceUnit: '121' })] }]],
    ['discount', [entries, { lines: [line({ discount: '5' })] }]],
    ['order', [entries, { id: 2 }]],
    ['currency', [entries, { currency: { code: 'USD', digits: 2 } }]],
  ])('differs with another %s', (_, other) => {
    expect(key(...other)).not.toBe(key(entries));
  });
});

describe('the rest of a record that looks just like what was billed of it', () => {
  const quarter = { lines: [milestoneLine({ toInvoice: '0.25' })] };
  const first = proposalOf([milestone(1, '0.25')], quarter);
  const claims = [
    { quantity: '0.25', invoice: { id: 77, name: 'INV/77' }, invoiceState: 'posted', outside: false },
  ] as const;

  it('is another proposal: a milestone’s share was corrected from 25 % to 50 %', () => {
    const rest = proposalOf([milestone(1, '0.5', { claims: [...claims] })], {
      lines: [milestoneLine({ invoiced: '0.25', toInvoice: '0.25' })],
    });
    expect(rest.orders[0].lines.map(({ quantity, amount }) => [quantity, amount])).toEqual([['0.25', '5000.00']]);
    expect(first.orders[0].lines.map(({ quantity, amount }) => [quantity, amount])).toEqual([['0.25', '5000.00']]);
    expect(rest.key).not.toBe(first.key);
  });

  it('is the first again once the first invoice is cancelled', () => {
    expect(proposalOf([milestone(1, '0.25')], quarter).key).toBe(first.key);
  });
});

describe('findings', () => {
  const findings = (...args: Parameters<typeof work>) => proposalOf(...args).findings;
  const withPo = (purchaseOrder: NonNullable<Order['purchaseOrder']>, invoiced = '0'): Partial<Order> => ({
    purchaseOrder,
    lines: [line({ invoiced }), expenseLine()],
  });

  it('none on a plain proposal', () => {
    expect(findings([time(1, '2')], withPo({ number: 'PO-9', amount: '240', validUntil: '2026-03-31' }))).toEqual([]);
  });

  it('a PO that has run out', () => {
    expect(findings([time(1, '2')], withPo({ number: 'PO-9', validUntil: '2026-03-30' }))).toEqual([
      {
        code: 'po.expired',
        message: 'The customer’s PO PO-9 was valid until 30 Mar 2026; this invoice covers work up to 31 Mar 2026.',
      },
    ]);
  });

  it('a PO that is too small for what was invoiced and this', () => {
    expect(findings([time(1, '2')], withPo({ number: 'PO-9', amount: '1439.99' }, '10'))).toEqual([
      {
        code: 'po.exceeded',
        message:
          'The customer’s PO PO-9 is for 1,439.99 EUR. 1,200.00 EUR is invoiced already; this invoice of 240.00 EUR goes over it by 0.01 EUR.',
      },
    ]);
  });

  it('expenses and time that still wait', () => {
    const waiting = { approval: { state: 'pending', source: 'expense' } } as const;
    const entries = [time(1, '2'), time(2, '1.5', waiting), time(3, '1', waiting), expense(4, waiting)];
    expect(findings(entries)).toEqual([
      {
        code: 'expenses.open',
        message: '1 expense of this order’s projects not approved or not posted yet: Expense 4.',
      },
      {
        code: 'time.unapproved',
        message: '2.5 h in 2 entries up to 31 Mar 2026 not approved: they will come on a later, supplementary invoice.',
      },
    ]);
  });
});
