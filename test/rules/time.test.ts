import { describe, expect, it } from 'vitest';
import type { Approval, Claim, Entry, OrderLine } from '../../src/rules/entry.ts';
import { evaluate } from '../../src/rules/evaluate.ts';
import { line, time, TODAY, work, workWithoutOrder } from './work.ts';

const judged = (entry: Entry, lines: OrderLine[] = [line()]) => evaluate(work([entry], { lines }), TODAY);
const verdicts = (entry: Entry, lines?: OrderLine[]) =>
  judged(entry, lines).parts.map(({ verdict, rule, quantity }) => `${verdict} ${quantity} ${rule}`);
const codes = (entry: Entry, lines?: OrderLine[]) => judged(entry, lines).cases.map(({ code }) => code);

const approval = (fields: Partial<Approval>): Partial<Entry> => ({
  approval: { state: 'approved', source: 'add-on', by: 'Max Boss', on: '2026-03-31', ...fields },
});
const claim = (quantity: string, fields: Partial<Claim> = {}): Claim => ({
  quantity,
  invoice: { id: 90, name: 'INV/2026/00090' },
  invoiceState: 'posted',
  outside: false,
  ...fields,
});

describe('approved time', () => {
  it('is billed at the order line’s price, with the arithmetic', () => {
    const [part] = judged(time(1, '6.5')).parts;
    expect(part).toMatchObject({
      verdict: 'bill',
      rule: 'time.order-price',
      terms: 'odoo',
      quantity: '6.5',
      value: '780',
      arithmetic: '6.5 h × 120.00 EUR = 780.00 EUR',
      inputs: {
        approval: 'approved by Max Boss on 31 Mar 2026 (Odoo’s timesheet validation)',
        price: '120.00 EUR per Hours',
        'rate from': 'order line of the task or project',
      },
    });
  });

  it('says when the rate is the employee’s', () => {
    const [part] = judged(time(1, '1', { rateSource: 'employee rate' })).parts;
    expect(part?.reason).toContain('employee rates name for this person');
    expect(part?.inputs['rate from']).toBe('employee rates of the project');
  });

  it('is converted into the days the order line is sold by, less its discount', () => {
    const days = line({ unit: 'Days', hoursPerUnit: '8', priceUnit: '960', discount: '10' });
    const [part] = judged(time(1, '6'), [days]).parts;
    expect(part?.arithmetic).toBe('6 h ÷ 8 h/Days = 0.75 Days × 960.00 EUR × (100 % − 10 %) = 648.00 EUR');
    expect(part?.value).toBe('648');
  });
});

describe('time that isn’t billed', () => {
  it.each<[string, Partial<Entry>, string, string[]]>([
    ['not approved', approval({ state: 'pending' }), 'pending 2 time.approved-only', []],
    ['refused', approval({ state: 'refused' }), 'pending 2 time.approved-only', []],
    [
      'edited after approval',
      approval({ state: 'changed' }),
      'pending 2 time.approved-only',
      ['time.changed-after-approval'],
    ],
    [
      'on a closed task',
      { task: { id: 4, name: 'Old', closed: true } },
      'hold 2 time.closed-task',
      ['time.closed-task'],
    ],
    ['after the last day', { date: '2026-04-01' }, 'pending 2 period.up-to', []],
    ['on a line nobody knows', { orderLineId: 99 }, 'hold 2 order-line.known', ['order-line.unknown']],
  ])('%s', (_, fields, verdict, cases) => {
    expect(verdicts(time(1, '2', fields))).toEqual([verdict]);
    expect(codes(time(1, '2', fields))).toEqual(cases);
  });

  it('from before the period is billed all the same: late hours are not lost', () => {
    const late = work([time(1, '2', { date: '2025-11-03' })]);
    expect(evaluate({ ...late, period: { from: '2026-03-01', to: '2026-03-31' } }, TODAY).proposal?.total).toBe(
      '240.00',
    );
  });

  it.each(['ordered', 'milestones', 'manual', 'delivered'] as const)('is included on a line paid by %s', (basis) => {
    expect(verdicts(time(1, '2'), [line({ basis })])).toEqual(['included 2 time.included']);
    expect(verdicts(time(1, '2', approval({ state: 'pending' })), [line({ basis })])).toEqual([
      'included 2 time.included',
    ]);
  });

  it('is held where the line’s unit is no time', () => {
    const units = line({ unit: 'Units' });
    delete units.hoursPerUnit;
    expect(verdicts(time(1, '2'), [units])).toEqual(['hold 2 time.unit']);
    expect(codes(time(1, '2'), [units])).toEqual(['line.unit-not-time']);
  });

  it('of zero hours is still mentioned', () => {
    expect(verdicts(time(1, '0'))).toEqual(['non-billable 0 time.zero-hours']);
  });
});

describe('time no order line pays for', () => {
  const unpaid = (fields: Partial<Entry>) => {
    const entry = time(1, '2', fields);
    delete entry.orderLineId;
    return entry;
  };

  it('is non-billable; internal work opens no case', () => {
    const { parts, cases } = evaluate(workWithoutOrder([unpaid({ internal: true })]), TODAY);
    expect(parts[0]).toMatchObject({
      verdict: 'non-billable',
      reason: 'Internal: project Portal is kept off invoices in Odoo.',
    });
    expect(cases).toEqual([]);
  });

  it('opens one case per customer project, listing the entries', () => {
    const entries = [unpaid({}), { ...unpaid({}), id: 2, key: 'account.analytic.line,2', description: 'Support' }];
    const { parts, cases } = evaluate(workWithoutOrder(entries), TODAY);
    expect(parts.map(({ verdict }) => verdict)).toEqual(['non-billable', 'non-billable']);
    expect(cases).toHaveLength(1);
    expect(cases[0]).toMatchObject({ key: 'time.no-order-line:project.project,3', severity: 'low', projectId: 3 });
    expect(cases[0]?.detail.split('\n')).toEqual([
      '2026-03-10 Ann Lee, 2 h: Work 1',
      '2026-03-10 Ann Lee, 2 h: Support',
    ]);
  });
});

describe('time on a live invoice', () => {
  it('is billed as a whole by Odoo’s own link, whatever its quantity', () => {
    const entry = time(1, '8', { claims: [claim('0', { outside: true, invoiceState: 'draft' })] });
    expect(verdicts(entry)).toEqual(['billed 8 claim.already-billed']);
    expect(judged(entry).parts[0]?.reason).toBe(
      'Already on draft invoice INV/2026/00090, made outside of these rules.',
    );
  });

  it('is billed in part by the ledger; the rest goes on', () => {
    const entry = time(1, '8', { claims: [claim('5')] });
    expect(verdicts(entry)).toEqual(['billed 5 claim.already-billed', 'bill 3 time.order-price']);
    expect(judged(entry).proposal).toMatchObject({ total: '360.00', supplementary: true });
  });

  it('stays billed when its approval is taken back', () => {
    expect(verdicts(time(1, '8', { claims: [claim('8')], ...approval({ state: 'changed' }) }))).toEqual([
      'billed 8 claim.already-billed',
    ]);
  });

  it('is held where more was billed than the entry now says', () => {
    const entry = time(1, '6', { claims: [claim('8')] });
    expect(verdicts(entry)).toEqual(['billed 8 claim.already-billed', 'hold -2 claim.already-billed']);
    expect(judged(entry).cases[0]).toMatchObject({ code: 'billed.more-than-entry', amount: '-240' });
  });
});
