import { describe, expect, it } from 'vitest';
import type { Entry, Work } from '../../../src/rules/entry.ts';
import { evaluate } from '../../../src/rules/evaluate.ts';
import { bandOf, staleWip } from '../../../src/rules/watch/stale-wip.ts';
import type { SubmittedExpense } from '../../../src/rules/watch/waiting.ts';
import { BOB, expense, milestone, time, work } from '../work.ts';

const TODAY = '2026-03-31';
const find = (works: Work[], staleAfterDays = 30, expenses: SubmittedExpense[] = []) =>
  staleWip({ works, evaluations: works.map((read) => evaluate(read, TODAY)), expenses }, { staleAfterDays }, TODAY);
const pending: Partial<Entry> = { approval: { state: 'pending', source: 'add-on' } };

describe('stale work in progress', () => {
  it('is valued at the order line’s price, aged, and says why it waits', () => {
    const { findings } = find([
      work([time(1, '8', { ...pending, date: '2026-01-15' }), time(2, '2', { ...pending, date: '2026-01-20' })]),
    ]);
    expect(findings).toEqual([
      {
        what: 'Ann Lee, 2 entries of 10 h since 2026-01-15: Not approved: a billing approver has to approve it for billing.',
        since: '2026-01-15',
        amount: '1200',
        whose: 'Sal Person',
        ownerId: 42,
        nextStep: 'Approve it, or correct it.',
        approved: false,
        orderId: 1,
        orderName: 'S0001',
        customer: { id: 21, name: 'Northwind' },
        project: { id: 3, name: 'Portal' },
        person: { id: 7, name: 'Ann Lee' },
        verdict: 'pending',
        rule: 'time.approved-only',
        reason: 'Not approved: a billing approver has to approve it for billing.',
        band: '61-90',
        oldest: '2026-01-15',
        ageDays: 75,
        entries: 2,
        quantity: '10',
        unit: 'h',
        value: '1200',
        currency: 'EUR',
        caseKey: 'approval.time-late:sale.order,1:project.project,3:hr.employee,7',
      },
    ]);
  });

  it.each([
    [0, '0-30'],
    [30, '0-30'],
    [31, '31-60'],
    [60, '31-60'],
    [61, '61-90'],
    [90, '61-90'],
    [91, '90+'],
  ])('of %d days is in band %s', (days, band) => {
    expect(bandOf(days)).toBe(band);
  });

  it.each<[string, Entry]>([
    [
      'work on an invoice',
      time(1, '8', {
        claims: [{ quantity: '8', invoice: { id: 1, name: 'INV' }, invoiceState: 'draft', outside: false }],
      }),
    ],
    ['a milestone still to be reached', milestone(1, '1', { approval: { state: 'pending', source: 'milestone' } })],
    ['a fixed fee', { ...milestone(12), key: 'sale.order.line,12', kind: 'fee', model: 'sale.order.line' }],
    ['a refused expense', expense(1, { approval: { state: 'refused', source: 'expense' } })],
  ])('never is %s', (_, entry) => {
    expect(find([work([{ ...entry, date: '2025-06-01' }])]).findings).toEqual([]);
  });

  it('begins the day after the limit', () => {
    expect(find([work([time(1, '8', { date: '2026-03-01' })])]).findings).toEqual([]);
    expect(find([work([time(1, '8', { date: '2026-02-28' })])]).findings).toHaveLength(1);
  });

  it('tells people, reasons and ages apart, in one case per order and project', () => {
    const entries = [
      time(1, '1', { date: '2026-02-01' }),
      time(2, '1', { date: '2026-02-01', person: BOB }),
      time(3, '1', { date: '2026-02-01', ...pending }),
      time(4, '1', { date: '2025-11-01' }),
      expense(5, { date: '2026-02-01', evidence: [] }),
    ];
    const { findings, cases } = find([work(entries)]);
    expect(findings).toHaveLength(5);
    expect(cases).toEqual([
      expect.objectContaining({
        key: 'wip.stale:sale.order,1:project.project,3',
        code: 'wip.stale',
        kind: 'policy',
        severity: 'high',
        amount: '424.2',
        currency: 'EUR',
        orderId: 1,
        projectId: 3,
        ownerId: 42,
      }),
    ]);
    const worth = (approved: boolean) =>
      findings.filter((each) => each.approved === approved).map(({ value }) => value);
    expect(worth(true).toSorted()).toEqual(['120', '120', '120', '64.2']);
    expect(worth(false)).toEqual(['120']);
  });

  it('names work no order pays for, and opens its case without an order', () => {
    const read = work([time(1, '8', { ...pending, date: '2026-01-15' })]);
    delete read.order;
    const { cases } = find([read]);
    expect(cases.map(({ title }) => title)).toEqual(['Unbilled since 2026-01-15: work without an order, Portal']);
    expect(cases[0]).not.toHaveProperty('orderId');
  });

  it('says the same tomorrow, so that its case is not news every day', () => {
    const read = work([time(1, '8', { date: '2026-01-15' })]);
    const words = (today: string) => {
      const { title, detail, severity, amount } =
        staleWip({ works: [read], evaluations: [evaluate(read, today)], expenses: [] }, { staleAfterDays: 30 }, today)
          .cases[0] ?? expect.fail('no case');
      return { title, detail, severity, amount };
    };
    expect(words('2026-03-21')).toEqual(words('2026-03-20'));
  });

  it.each<[string, Entry, string]>([
    ['time not approved', time(1, '8', pending), 'approval.time-late:sale.order,1:project.project,3:hr.employee,7'],
    ['a milestone not accepted', milestone(1, '1', { evidence: [] }), 'approval.milestone-late:project.milestone,1'],
    ['a milestone on no invoice', milestone(1), 'milestone.not-invoiced:project.milestone,1'],
    [
      'a submitted expense',
      expense(5, { approval: { state: 'pending', source: 'expense' } }),
      'approval.expense-late:hr.expense,5',
    ],
  ])('%s is told, and belongs to the case another watch keeps', (_, entry, caseKey) => {
    const waiting = { ...SUBMITTED, id: 5 };
    const { findings, cases } = find([work([{ ...entry, date: '2026-01-15' }])], 30, [waiting]);
    expect(findings).toMatchObject([{ caseKey }]);
    expect(cases).toEqual([]);
  });

  it('an expense nobody submitted waits for nobody’s approval', () => {
    const draft = expense(5, { approval: { state: 'pending', source: 'expense' }, date: '2026-01-15' });
    expect(find([work([draft])]).cases).toHaveLength(1);
  });
});

const SUBMITTED: SubmittedExpense = {
  id: 5,
  name: 'Train',
  date: '2026-01-15',
  orderId: 1,
  amount: '1',
  currency: 'EUR',
};
