import { describe, expect, it } from 'vitest';
import type { Work } from '../../src/rules/entry.ts';
import { evaluate } from '../../src/rules/evaluate.ts';
import { identityOf } from '../../src/rules/identity.ts';
import { line, milestone, time, TODAY, work } from './work.ts';

const entries = [
  time(1, '6.666666666666667'),
  time(2, '2', { approval: { state: 'pending', source: 'add-on' } }),
  milestone(3),
];

describe('the identity', () => {
  it('shows every hour by what became of it', () => {
    const { identity } = evaluate(work(entries), TODAY);
    expect(identity).toMatchObject({
      holds: true,
      breaks: [],
      rows: [
        { kind: 'milestone', unit: 'Units', entries: 1, source: '1', byVerdict: { bill: '1' } },
        {
          kind: 'time',
          unit: 'h',
          entries: 2,
          source: '8.666666666666667',
          byVerdict: { bill: '6.666666666666667', pending: '2' },
          difference: '0',
          odoo: '8.666666666666667',
          odooDifference: '0',
        },
      ],
      money: { currency: 'EUR', value: '20800.00000000000004', amount: '20800.4', rounding: '0.39999999999996' },
    });
  });

  it('lets Odoo’s sum of floats be off by a millionth per entry, not more', () => {
    const off = (by: string): Work => {
      const read = work([time(1, '2'), time(2, '3')]);
      return { ...read, totals: [{ kind: 'time', orderLineId: 11, count: 2, quantity: by }] };
    };
    expect(evaluate(off('5.000002'), TODAY).identity.holds).toBe(true);
    expect(evaluate(off('5.000003'), TODAY).identity.holds).toBe(false);
  });
});

describe('a broken identity', () => {
  const whole = work([time(1, '2'), time(2, '3')]);
  const broken: [string, Work, string][] = [
    [
      'an entry Odoo counts was not read',
      { ...whole, entries: [time(1, '2')] },
      'time on order line 11: read 1 entry of 2 h, Odoo counts 2 of 5 h.',
    ],
    [
      'an entry was read twice',
      { ...whole, entries: [...whole.entries, time(1, '2')] },
      'time on order line 11: read 3 entries of 7 h, Odoo counts 2 of 5 h.',
    ],
    [
      'an entry of zero hours was not read',
      { ...whole, totals: [{ kind: 'time', orderLineId: 11, count: 3, quantity: '5' }] },
      'read 2 entries of 5 h, Odoo counts 3 of 5 h.',
    ],
    ['Odoo’s totals are missing', { ...whole, totals: [] }, 'read 2 entries of 5 h, Odoo counts 0 of 0 h.'],
    [
      'Odoo counts work without an order line',
      { ...whole, totals: [...whole.totals, { kind: 'expense', count: 1, quantity: '4' }] },
      'expense without an order line: read 0 entries',
    ],
  ];

  it.each(broken)('%s: nothing is proposed, one technical case names the numbers', (_, read, words) => {
    const { parts, proposal, cases, identity } = evaluate(read, TODAY);
    expect(proposal).toBeUndefined();
    expect(parts.map(({ verdict, rule }) => `${verdict} ${rule}`)).toEqual(read.entries.map(() => 'hold identity'));
    expect(identity.holds).toBe(false);
    expect(identity.breaks.join()).toContain(words);
    expect(cases).toEqual([
      expect.objectContaining({
        key: 'identity.broken:sale.order,1',
        kind: 'technical',
        detail: identity.breaks.join('\n'),
      }),
    ]);
  });

  const read = work([time(1, '6.666666666666667')]);
  const evaluated = evaluate(read, TODAY);
  const proposal = evaluated.proposal ?? expect.fail('nothing proposed');
  const breaksOf = (...args: Parameters<typeof identityOf>) => identityOf(...args).breaks.join('\n');

  it('hours lost between entry and parts', () => {
    const parts = evaluated.parts.map((part) => ({ ...part, quantity: '6.67' }));
    expect(breaksOf(read, parts, proposal)).toContain('their parts to 6.67 h');
  });

  it('an entry no rule decided', () => {
    expect(breaksOf(work([time(1, '0')]), [])).toContain('account.analytic.line,1: no rule decided its 0 Hours.');
  });

  it('money that doesn’t reach the invoice', () => {
    expect(breaksOf(read, evaluated.parts, { ...proposal, total: '800.00' })).toContain('Money: parts worth');
  });

  it('a wrong amount called rounding', () => {
    const [first] = proposal.orders[0].lines;
    const off = {
      ...proposal,
      total: '801.40',
      orders: [
        { ...proposal.orders[0], lines: [{ ...(first ?? line()), amount: '801.40', rounding: '1.39999999999996' }] },
      ],
    };
    expect(breaksOf(read, evaluated.parts, off as typeof proposal)).toContain('is more than rounding can explain');
  });
});
