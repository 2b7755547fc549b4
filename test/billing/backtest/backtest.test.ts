import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backtest } from '../../../src/billing/backtest/backtest.ts';
import { asSigned } from '../../../src/billing/backtest/terms.ts';
import { exact, sum, text } from '../../../src/money/decimal.ts';
import { inLineUnit } from '../../../src/rules/charge/charge.ts';
import type { Claim, Entry, Work } from '../../../src/rules/entry.ts';
import { loadTerms } from '../../../src/rules/terms/file/parse.ts';
import type { Agreement } from '../../../src/rules/terms/schema.ts';
import { anyFirm } from '../../rules/firm.ts';
import { BOB, line, time, work } from '../../rules/work.ts';

const QUARTER = { from: '2026-01-01', to: '2026-03-31' };
const TODAY = '2026-05-04';

const agreement = (id: string, sections: object, version: object = {}): Agreement[] =>
  loadTerms(
    JSON.stringify({
      agreements: [
        {
          id,
          name: id,
          customer: 'Northwind',
          currency: 'EUR',
          versions: [
            {
              version: 1,
              status: 'signed',
              effectiveFrom: '2026-01-01',
              signedOn: '2026-01-01',
              signedBy: 'N',
              ...version,
              ...sections,
            },
          ],
        },
      ],
    }),
  );

const CLAIM: Claim = { quantity: '1', invoice: { id: 9, name: 'INV/9' }, invoiceState: 'posted', outside: false };
const billed = (entry: Entry): Entry => ({ ...entry, claims: [{ ...CLAIM, quantity: entry.quantity }] });

/** All but its fees on invoices. */
function invoicedWhole(one: Work): Work {
  const isWork = ({ kind }: Entry): boolean => kind !== 'fee';
  const lines = (one.order?.lines ?? []).map((sold) => {
    const own = one.entries.filter((entry) => isWork(entry) && entry.orderLineId === sold.id);
    const quantity = sum(own.map((entry) => inLineUnit(exact(entry.quantity), entry.kind, sold)));
    const [invoiced, toInvoice] = [exact(sold.invoiced).plus(quantity), exact(sold.toInvoice).minus(quantity)];
    return { ...sold, invoiced: text(invoiced), toInvoice: text(toInvoice) };
  });
  const entries = one.entries.map((entry) => (isWork(entry) ? billed(entry) : entry));
  return { ...one, ...(one.order && { order: { ...one.order, lines } }), entries };
}

/** 10 h of January and 10 h of February at 120.00, invoiced; 4 h of March, not yet. */
const worked = (agreements: Agreement[] = []): Work => ({
  ...work(
    [
      billed(time(1, '10', { date: '2026-01-15' })),
      billed(time(2, '10', { date: '2026-02-11', person: BOB })),
      time(3, '4', { date: '2026-03-02' }),
      time(4, '3', { date: '2025-12-30' }),
    ],
    { lines: [line({ invoiced: '20' })] },
  ),
  agreements,
});
const run = (works: Work[], terms: Agreement[], only?: string) =>
  backtest(works, terms, QUARTER, { today: TODAY, only });
const told = ({ invoices }: ReturnType<typeof run>) =>
  invoices.map(({ month, was, is, moves }) => [month.to, was, is, ...moves.map(({ by, amount }) => `${by} ${amount}`)]);

describe('terms in a file against the months that were', () => {
  it('a lower rate: every invoice by its own hours, billed before or not', () => {
    expect(told(run([worked()], agreement('new', { rates: [{ rate: 100 }] })))).toEqual([
      ['2026-01-31', '1200.00', '1000.00', 'price -200'],
      ['2026-02-28', '1200.00', '1000.00', 'price -200'],
      ['2026-03-31', '480.00', '400.00', 'price -80'],
    ]);
  });

  it('a cap is used up month by month, and says what it took', () => {
    const caps = [{ name: 'In all', scope: 'agreement', amount: 1500, overflow: 'write-off' }];
    const found = run([worked()], agreement('new', { caps }));
    expect(told(found)).toEqual([
      ['2026-01-31', '1200.00', '1200.00'],
      ['2026-02-28', '1200.00', '300.00', 'terms.caps -900'],
      ['2026-03-31', '480.00', '0.00', 'terms.caps -480'],
    ]);
    expect(found.totals).toMatchObject([{ was: '2880.00', is: '1500.00', difference: '-1380.00' }]);
    expect(
      found.invoices.map(({ changed }) =>
        changed.map(({ entry, is }) => [entry, ...is.map(({ verdict, quantity }) => `${quantity} ${verdict}`)]),
      ),
    ).toEqual([
      [],
      [['account.analytic.line,2', '2.5 bill', '7.5 write-off']],
      [['account.analytic.line,3', '4 write-off']],
    ]);
  });

  it('a retainer is drawn month by month, and what was recorded under other terms does not stand', () => {
    const rollover = { retainer: { kind: 'drawdown', period: 'month', hours: 8, overageRate: 150, rollover: {} } };
    const recorded = [
      {
        agreement: 'new',
        entry: 'account.analytic.line,2',
        date: '2026-02-11',
        who: 'Bob',
        worked: '10',
        amount: '10',
      },
    ];
    const found = run([{ ...worked(), drawn: recorded }], agreement('new', rollover));
    expect(found.invoices.map(({ month, was, is }) => [month.to, was, is])).toEqual([
      ['2026-01-31', '1200.00', '300.00'],
      ['2026-02-28', '1200.00', '300.00'],
      ['2026-03-31', '480.00', '0.00'],
    ]);
    const wide = { retainer: { kind: 'drawdown', period: 'month', hours: 12, overageRate: 150, rollover: {} } };
    const other = run([worked(agreement('new', rollover))], agreement('new', wide));
    expect(other.invoices.map(({ was, is }) => `${was} ${is}`)).toEqual(['300.00 0.00', '300.00 0.00']);
  });

  it('an agreement is exchanged for the one with its id, others stay', () => {
    const old = agreement('acme', { discounts: [{ name: 'Friends', percent: 10 }] });
    const now = agreement('acme', {
      discounts: [{ name: 'Friends', percent: 5 }],
      increments: { per: 'entry', hours: 3, round: 'up' },
    });
    expect(told(run([worked(old)], now)).at(-1)).toEqual([
      '2026-03-31',
      '432.00',
      '684.00',
      'terms.increments 240',
      'terms.discounts 12',
    ]);
    const other = {
      ...agreement('else', { discounts: [{ name: 'B', percent: 50 }] })[0],
      customer: { name: 'Southwind' },
    } as Agreement;
    expect(run([worked(old)], [other]).totals[0]?.difference).toBe('0.00');
  });

  it('what was invoiced before the span counts toward a cap, what is replayed does not', () => {
    const caps = [{ name: 'In all', scope: 'agreement', hours: 22, overflow: 'blocked' }];
    const used = [
      { entry: 'account.analytic.line,4', date: '2025-12-30', worked: '3', billed: '3', value: '360' },
      { entry: 'account.analytic.line,1', date: '2026-01-15', worked: '10', billed: '10', value: '1200' },
    ].map((row) => ({ ...row, agreement: 'acme', invoice: CLAIM.invoice, kind: 'time' as const }));
    const terms = agreement('acme', { caps });
    expect(run([{ ...worked(terms), used }], terms).totals[0]).toMatchObject({ was: '2280.00', is: '2280.00' });
  });

  it('a draft changes nothing and says so; taken as signed, it shows what it would change', () => {
    const signed = agreement('acme', {});
    const rates = [{ rate: 150 }];
    const draft = { version: 2, status: 'draft', effectiveFrom: '2026-02-01', rates };
    const terms = loadTerms(
      JSON.stringify({ agreements: [{ ...signed[0], versions: [...(signed[0]?.versions ?? []), draft] }] }),
    );
    const unsigned = run([worked(signed)], terms);
    expect(unsigned.totals[0]?.difference).toBe('0.00');
    expect(unsigned.doubts).toEqual(['Version 2 of acme is a draft and changes nothing here.']);
    expect(told(run([worked(signed)], asSigned(terms, TODAY))).map(([, was, is]) => [was, is])).toEqual([
      ['1200.00', '1200.00'],
      ['1200.00', '1500.00'],
      ['480.00', '600.00'],
    ]);
  });

  it('work Odoo counts otherwise is told', () => {
    const read = worked();
    const [total] = read.totals;
    expect(
      run([{ ...read, totals: total ? [{ ...total, quantity: '99' }] : [] }], agreement('new', {})).doubts,
    ).toEqual([expect.stringContaining('Odoo counts')]);
  });

  it('one agreement alone: orders it doesn’t speak of are left out', () => {
    const terms = [...agreement('a', {}), { ...agreement('b', {})[0], customer: { name: 'Southwind' } } as Agreement];
    expect(run([worked()], terms, 'b').invoices).toEqual([]);
    expect(run([worked()], terms, 'a').terms).toEqual(['a']);
  });
});

describe('for any firm and any other terms', () => {
  const SPAN = { from: '2026-03-01', to: '2026-04-30' };
  const both = fc.tuple(anyFirm(), anyFirm());

  it('the moves add up to the difference of every invoice, to the last digit', () => {
    fc.assert(
      fc.property(both, ([{ works, agreements: known }, { agreements }]) => {
        const versions = [...known, ...agreements].flatMap((one) => one.versions);
        const withheld = versions.some(({ holdback }) => holdback);
        for (const { was, is, difference, moves } of backtest(works, agreements, SPAN, { today: TODAY }).invoices) {
          expect(text(sum(moves.map(({ amount }) => amount)))).toBe(text(exact(difference)));
          expect(text(exact(is).minus(was))).toBe(text(exact(difference)));
          if (!withheld) expect(moves.map(({ by }) => by)).not.toContain('deductions');
        }
      }),
    );
  });

  it('the same terms change nothing, and nothing that was read is changed', () => {
    fc.assert(
      fc.property(anyFirm(), ({ works, agreements }) => {
        const before = structuredClone(works);
        const { invoices } = backtest(works, agreements, SPAN, { today: TODAY });
        expect(invoices.filter(({ was, is, moves, changed }) => was !== is || moves.length || changed.length)).toEqual(
          [],
        );
        expect(works).toEqual(before);
      }),
    );
  });

  it('billed already or not, the answer is the same', () => {
    fc.assert(
      fc.property(both, ([{ works }, { agreements }]) => {
        const invoiced = works.map(invoicedWhole);
        const ask = (of: Work[]) => backtest(of, agreements, SPAN, { today: TODAY });
        expect(ask(invoiced)).toEqual(ask(works));
      }),
    );
  });
});
