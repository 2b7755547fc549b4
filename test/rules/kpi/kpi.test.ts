import { describe, expect, it } from 'vitest';
import { exact, sum } from '../../../src/money/decimal.ts';
import { measured } from '../../../src/rules/kpi/kpi.ts';
import type { InvoiceLife, KpiFacts, LifeEvent, Worth } from '../../../src/rules/kpi/life.ts';
import { KPIS, kpisOf } from '../../../src/rules/kpi/table.ts';

const EUR = { code: 'EUR', digits: 2 };
const MARCH = { from: '2026-03-01', to: '2026-03-31' };
const TODAY = '2026-04-10';
const company = { id: 1, name: 'Northlight' };
const customer = { id: 7, name: 'Brandt' };

let lastId = 0;
const invoice = (change: Partial<InvoiceLife> = {}): InvoiceLife => {
  lastId += 1;
  const base = {
    id: lastId,
    record: `account.move,${lastId}`,
    name: `INV/${lastId}`,
    kind: 'invoice',
    state: 'posted',
    company,
    customer,
  } as const;
  const amounts = { currency: EUR, untaxed: '100', total: '119', open: '0', day: '2026-03-20', due: '2026-04-03' };
  return { ...base, ...amounts, parts: [], events: [], isDisputed: false, ...change };
};
const event = (kind: string, day: string, request = '', change: Partial<LifeEvent> = {}): LifeEvent => {
  return { kind, at: `${day}T09:00:00Z`, request, ...change };
};
const part = (date: string, orderId?: number, kind = 'time') => {
  return { record: `x_billing_part,${date}`, name: 'Work', date, kind, ...(orderId && { orderId }) };
};
const worth = (value: string, day: string, change: Partial<Worth> = {}): Worth => {
  return {
    record: `x_billing_part,${day}${value}`,
    name: 'Work',
    day,
    company,
    customer,
    currency: EUR,
    value,
    ...change,
  };
};

const facts = (change: Partial<KpiFacts>): KpiFacts => ({
  ...{ invoices: [], writtenOff: [], billed: [], unbilled: [], exceptions: [], opened: [], solved: [] },
  ...change,
});

function valuesOf(id: string, change: Partial<KpiFacts>) {
  const kpi = KPIS.find((each) => each.id === id);
  if (!kpi) throw new Error(`No KPI ${id}`);
  return measured(kpi, kpi.count(facts(change), MARCH, TODAY)).map(({ value, currency, counted }) => [
    value,
    currency?.code,
    counted.length,
  ]);
}

describe('billing cycle time', () => {
  const invoices = [
    // Worked on 2, 10 and 20 March, invoiced on 20: 18, 10 and 0 days. The month ends 11 days after it.
    invoice({ day: '2026-03-20', parts: [part('2026-03-02'), part('2026-03-10'), part('2026-03-20')] }),
    // February's work invoiced on 5 March: 9 and 5 days, and 5 after the month's end.
    invoice({ day: '2026-03-05', parts: [part('2026-02-24'), part('2026-02-28')] }),
    // Neither of the period, nor posted, nor an invoice.
    invoice({ day: '2026-04-01', parts: [part('2026-03-30')] }),
    invoice({ state: 'draft', parts: [part('2026-03-01')] }),
    invoice({ kind: 'credit-note', parts: [part('2026-03-01')] }),
  ];

  it('from service is the mean of 18, 10, 0, 9 and 5 days', () =>
    expect(valuesOf('cycle-time.service', { invoices })).toEqual([['8.4', undefined, 5]]));
  it('from the period’s end is the mean of −11 and 5 days', () =>
    expect(valuesOf('cycle-time.period-end', { invoices })).toEqual([['-3', undefined, 2]]));
  it('knows how long February is', () =>
    expect(
      valuesOf('cycle-time.period-end', { invoices: [invoice({ day: '2026-03-01', parts: [part('2024-02-10')] })] }),
    ).toEqual([['731', undefined, 1]]));
});

describe('approvals', () => {
  const byPolicy = { byPolicy: true };
  const invoices = [
    // Approved at once, in time.
    invoice({ events: [event('requested', '2026-03-02', 'a'), event('approved', '2026-03-03', 'a')] }),
    // Edited while it was asked about, asked again, escalated, approved: not at first pass.
    invoice({
      events: [
        event('requested', '2026-03-02', 'b'),
        event('edited', '2026-03-03'),
        event('voided', '2026-03-03', 'b'),
        event('requested', '2026-03-04', 'c'),
        event('escalated', '2026-03-06', 'c'),
        event('approved', '2026-03-07', 'c'),
      ],
    }),
    // Rejected.
    invoice({ events: [event('requested', '2026-03-09', 'd'), event('rejected', '2026-03-10', 'd')] }),
    // Straight through; one of the two was credited later, in April.
    invoice({ events: [event('approved', '2026-03-11', 'e', byPolicy), event('posted', '2026-03-11')] }),
    invoice({ events: [event('approved', '2026-03-12', 'f', byPolicy), event('credited', '2026-04-02')] }),
    // A step's approval is not the end; nothing is settled yet.
    invoice({ events: [event('requested', '2026-03-13', 'g'), event('step-approved', '2026-03-14', 'g')] }),
    // Asked in March, settled in April.
    invoice({ events: [event('requested', '2026-03-30', 'h'), event('approved', '2026-04-01', 'h')] }),
  ];

  it('at first pass are 3 of 5', () =>
    expect(valuesOf('approval.first-pass', { invoices })).toEqual([['60', undefined, 5]]));
  it('straight through are 2 of 4', () =>
    expect(valuesOf('approval.straight-through', { invoices })).toEqual([['50', undefined, 4]]));
  it('cleared falsely is 1 of 2', () =>
    expect(valuesOf('approval.false-clear', { invoices })).toEqual([['50', undefined, 2]]));
  it('in time are 2 of 3 that people settled', () =>
    expect(valuesOf('approval.in-time', { invoices })).toEqual([['66.7', undefined, 3]]));
  it('count a draft that was deleted where its requests ended, by the link that tells of it', () => {
    const gone = invoice({
      ...{ state: 'deleted', record: 'x_billing_audit,77', name: 'Draft 9, deleted' },
      events: [
        event('requested', '2026-03-02', 'm'),
        event('voided', '2026-03-03', 'm'),
        event('deleted', '2026-03-04'),
      ],
    });
    delete gone.customer;
    const all = [...invoices, gone];
    expect(valuesOf('approval.first-pass', { invoices: all })).toEqual([['50', undefined, 6]]);
    expect(valuesOf('invoice.corrected', { invoices: all })).toEqual([['14.3', undefined, 7]]);
    const [first] = kpisOf(facts({ invoices: [gone] }), MARCH, TODAY).filter(({ results }) => results.length > 0);
    expect(first?.results[0]?.counted).toEqual([
      { record: 'x_billing_audit,77', name: 'Draft 9, deleted', company, top: '0', bottom: '1' },
    ]);
  });
  it('clear falsely what was edited after the policy approved, in that very second, and not before', () => {
    const of = (...kinds: string[]) =>
      invoice({ events: kinds.map((kind) => event(kind, '2026-03-11', kind === 'edited' ? '' : 'n', byPolicy)) });
    const both = [of('approved', 'edited'), of('edited', 'approved')];
    expect(valuesOf('approval.false-clear', { invoices: both })).toEqual([['50', undefined, 2]]);
  });
  it('in time are none that were decided late, escalated or not', () => {
    const late = invoice({
      events: [
        event('requested', '2026-03-02', 'l'),
        event('overdue', '2026-03-05', 'l'),
        event('approved', '2026-03-06', 'l'),
      ],
    });
    expect(valuesOf('approval.in-time', { invoices: [...invoices, late] })).toEqual([['50', undefined, 4]]);
  });
  it('corrected by hand is 1 of 7', () =>
    expect(valuesOf('invoice.corrected', { invoices })).toEqual([['14.3', undefined, 7]]));
  it('disputed are 2 of 4', () => {
    const of = [
      invoice({ isDisputed: true }),
      invoice({ isDisputed: true }),
      invoice(),
      invoice({ day: '2026-03-31' }),
      // Neither of the period, nor posted, nor an invoice.
      invoice({ day: '2026-04-01', isDisputed: true }),
      invoice({ state: 'cancel', isDisputed: true }),
      invoice({ kind: 'credit-note', isDisputed: true }),
    ];
    expect(valuesOf('invoice.disputed', { invoices: of })).toEqual([['50', undefined, 4]]);
  });
  it('of none there is no rate', () => {
    expect(valuesOf('approval.first-pass', {})).toEqual([]);
    expect(valuesOf('approval.false-clear', { invoices: invoices.slice(0, 3) })).toEqual([]);
  });
});

describe('exceptions', () => {
  const invoices = [
    invoice({ id: 101, parts: [part('2026-03-02', 5)] }),
    invoice({ id: 102, parts: [part('2026-03-02', 6), part('2026-03-03', 8, 'expense')] }),
    invoice({ id: 103, parts: [part('2026-03-10', 9)] }),
    invoice({ id: 104 }),
  ];
  const exceptions = [
    { id: 1, code: 'invoice.rejected', opened: ['2026-04-02'], invoiceId: 101 },
    { id: 2, code: 'receipt.missing', opened: ['2026-03-15'], orderId: 8 },
    { id: 3, code: 'wip.stale', opened: ['2026-03-09'], orderId: 9 },
    { id: 4, code: 'wip.stale', opened: ['2026-03-21'], orderId: 9 },
  ];

  it('are of 2 in 4: not one before the work began, nor one after it was invoiced', () =>
    expect(valuesOf('exception-rate', { invoices, exceptions })).toEqual([['50', undefined, 4]]));
  it('are those that came back while it was billed, too: made in January, opened again on 10 March', () => {
    const opened = ['2026-01-10', '2026-03-10'];
    const again = [
      { id: 5, code: 'wip.stale', opened, orderId: 5 },
      { id: 6, code: 'wip.stale', opened: ['2026-01-10', '2026-03-25'], orderId: 6 },
    ];
    expect(valuesOf('exception-rate', { invoices: invoices.slice(0, 1), exceptions: again })).toEqual([
      ['100', undefined, 1],
    ]);
    expect(valuesOf('exception-rate', { invoices, exceptions: again })).toEqual([['25', undefined, 4]]);
  });
  it('are told by kind of work', () => {
    const [rate] = kpisOf(facts({ invoices, exceptions }), MARCH, TODAY).filter(
      ({ kpi }) => kpi.id === 'exception-rate',
    );
    expect(rate?.results[0]?.counted.map(({ group }) => group)).toEqual(['time', 'expense and time', 'time', 'other']);
  });
});

it('decisions are in Odoo within 4 seconds: 3 and 5, whoever decided, and none of the policy’s', () => {
  const decided = (kind: string, at: string, recorded: string, byPolicy = false) =>
    invoice({ events: [{ kind, at, recorded, request: `${at}${kind}`, byPolicy }] });
  const invoices = [
    decided('approved', '2026-03-31T23:59:58Z', '2026-04-01T00:00:01Z'),
    decided('rejected', '2026-03-02T09:00:00Z', '2026-03-02T09:00:05Z'),
    decided('approved', '2026-03-02T09:00:00Z', '2026-03-02T10:00:00Z', true),
    decided('voided', '2026-03-02T09:00:00Z', '2026-03-02T10:00:00Z'),
    decided('step-approved', '2026-03-02T09:00:00Z', '2026-03-02T10:00:00Z'),
    decided('approved', '2026-04-01T00:00:00Z', '2026-04-01T00:01:00Z'),
  ];
  expect(valuesOf('decision.latency', { invoices })).toEqual([['4', undefined, 2]]);
});

it('technical are 1 in 3 of the cases opened in March', () => {
  const opened = [
    { id: 1, name: 'A run failed', kind: 'technical', code: 'n8n.failed', company, day: '2026-03-01' },
    { id: 2, name: 'Receipt missing', kind: 'data-quality', code: 'expense.receipt', company, day: '2026-03-31' },
    { id: 3, name: 'Stale', kind: 'policy', code: 'wip.stale', company, day: '2026-03-15' },
    { id: 4, name: 'A run failed', kind: 'technical', code: 'n8n.failed', company, day: '2026-04-01' },
  ];
  expect(valuesOf('case.technical', { opened })).toEqual([['33.3', undefined, 3]]);
});

it('cases are solved within 4.5 days: 9 and 0, whoever owned them', () => {
  const solved = [
    { id: 1, name: 'Late', company, owner: { id: 3, name: 'Clara' }, opened: '2026-03-01', closed: '2026-03-10' },
    { id: 2, name: 'Odd', company, opened: '2026-03-31', closed: '2026-03-31' },
    { id: 3, name: 'Later', company, opened: '2026-03-31', closed: '2026-04-01' },
  ];
  expect(valuesOf('case.resolution', { solved })).toEqual([['4.5', undefined, 2]]);
});

describe('money', () => {
  const USD = { code: 'USD', digits: 2 };

  it('written off: 150 of 1,000, and none in dollars', () =>
    expect(
      valuesOf('write-off', {
        writtenOff: [worth('100', '2026-03-02'), worth('50', '2026-03-31'), worth('999', '2026-04-01')],
        billed: [worth('850', '2026-03-05'), worth('70', '2026-03-05', { currency: USD }), worth('1', '2026-02-28')],
      }),
    ).toEqual([
      ['15', 'EUR', 3],
      ['0', 'USD', 1],
    ]));

  it('not billed: what was done by the period’s end, each currency for itself, rounded once', () =>
    expect(
      valuesOf('unbilled', {
        unbilled: [
          worth('100.004', '2026-03-02'),
          worth('0.003', '2025-12-31'),
          worth('50', '2026-04-01'),
          worth('7', '2026-03-31', { currency: USD }),
        ],
      }),
    ).toEqual([
      ['100.01', 'EUR', 2],
      ['7', 'USD', 1],
    ]));

  it('not paid: what is open, credit notes against it, by how late it is', () => {
    const invoices = [
      invoice({ open: '119', due: '2026-04-10' }),
      invoice({ open: '200.50', due: '2026-04-01' }),
      invoice({ open: '80', due: '2026-02-01' }),
      invoice({ open: '-20', due: '2026-03-01', kind: 'credit-note' }),
      invoice({ open: '0' }),
      invoice({ open: '50', state: 'draft' }),
    ];
    expect(valuesOf('invoice.ageing', { invoices })).toEqual([['379.5', 'EUR', 4]]);
    const [ageing] = kpisOf(facts({ invoices }), MARCH, TODAY).filter(({ kpi }) => kpi.id === 'invoice.ageing');
    expect(ageing?.results[0]?.counted.map(({ group, top }) => [group, top])).toEqual([
      ['not due', '119'],
      ['1-30 days late', '200.50'],
      ['61-90 days late', '80'],
      ['31-60 days late', '-20'],
    ]);
  });

  it('days sales outstanding: 600 open of 1,240 invoiced in 31 days are 15', () =>
    expect(
      valuesOf('dso', {
        invoices: [
          invoice({ total: '1000', open: '400' }),
          invoice({ total: '300', open: '0' }),
          invoice({ total: '-60', open: '0', kind: 'credit-note' }),
          invoice({ total: '500', open: '200', day: '2026-01-15' }),
          invoice({ total: '900', open: '0', day: '2026-02-15' }),
        ],
      }),
    ).toEqual([['15', 'EUR', 4]]));

  it('days sales outstanding: of no more invoiced than credited there is no number', () => {
    const of = (credited: string) => [
      invoice({ total: '500', open: '500', day: '2026-01-15' }),
      invoice({ total: '200', open: '0' }),
      invoice({ total: credited, open: '0', kind: 'credit-note' }),
    ];
    expect(valuesOf('dso', { invoices: of('-300') })).toEqual([[undefined, 'EUR', 3]]);
    expect(valuesOf('dso', { invoices: of('-200') })).toEqual([[undefined, 'EUR', 3]]);
    expect(valuesOf('dso', { invoices: of('-100') })).toEqual([['155', 'EUR', 3]]);
  });

  it('written off: of corrections worth less than nothing there is no share', () =>
    expect(
      valuesOf('write-off', {
        writtenOff: [worth('100', '2026-03-02')],
        billed: [worth('-150', '2026-03-05')],
      }),
    ).toEqual([[undefined, 'EUR', 2]]));
});

it('whatever a KPI counts adds up to it', () => {
  const recorded = '2026-03-03T09:00:07Z';
  const invoices = [
    invoice({
      open: '50',
      parts: [part('2026-03-02', 5)],
      events: [event('approved', '2026-03-03', 'x', { recorded })],
    }),
    invoice({ open: '70', parts: [part('2026-03-09', 5)], events: [event('rejected', '2026-03-10', 'y')] }),
    invoice({ events: [event('approved', '2026-03-10', 'z', { byPolicy: true })] }),
  ];
  const some = { company, kind: 'technical', code: 'n8n.failed', name: 'A run failed' };
  const all = kpisOf(
    facts({
      invoices,
      unbilled: [worth('10', '2026-03-01'), worth('0.125', '2026-03-02')],
      billed: [worth('5', '2026-03-01')],
      writtenOff: [worth('2.5', '2026-03-01')],
      exceptions: [{ id: 1, code: 'wip.stale', opened: ['2026-03-09'], orderId: 5 }],
      opened: [{ ...some, id: 2, day: '2026-03-01' }],
      solved: [{ ...some, id: 3, opened: '2026-03-01', closed: '2026-03-05' }],
    }),
    MARCH,
    TODAY,
  );
  expect(all.map(({ kpi }) => kpi.id)).toEqual(KPIS.map(({ id }) => id));
  for (const { kpi, results } of all) {
    expect(results, kpi.id).not.toEqual([]);
    for (const { value, top, bottom, counted } of results) {
      const [tops, bottoms] = [sum(counted.map((each) => each.top)), sum(counted.map((each) => each.bottom))];
      expect([tops.toFixed(), bottoms.toFixed()], kpi.id).toEqual([exact(top).toFixed(), exact(bottom).toFixed()]);
      const reckoned =
        (Number(tops) * (kpi.unit === 'percent' ? 100 : 1)) / (kpi.unit === 'money' ? 1 : Number(bottoms));
      expect(Math.abs(Number(value) - reckoned), kpi.id).toBeLessThanOrEqual(0.05);
    }
  }
});
