import { describe, expect, it } from 'vitest';
import type { Entry, Work } from '../../../src/rules/entry.ts';
import { evaluate } from '../../../src/rules/evaluate.ts';
import { delayedApprovals } from '../../../src/rules/watch/delayed-approvals.ts';
import type { Waiting } from '../../../src/rules/watch/waiting.ts';
import { BOB, line, milestone, time, work, workWithoutOrder } from '../work.ts';

const TODAY = '2026-03-31';
const LIMITS = { timeDays: 7, expenseDays: 7, milestoneDays: 7, invoiceDays: 3 };
const NOTHING: Waiting = { expenses: [], drafts: [] };
const find = (works: Work[], waiting: Partial<Waiting> = {}, today = TODAY) =>
  delayedApprovals(
    { works, evaluations: works.map((read) => evaluate(read, today)), ...NOTHING, ...waiting },
    LIMITS,
    today,
  );
const pending: Partial<Entry> = { approval: { state: 'pending', source: 'add-on' } };

describe('time', () => {
  it('of one person and order is one finding, worth what the rules would bill: (8 + 2.5) h × 120.00 EUR', () => {
    const entries = [
      time(1, '8', { ...pending, date: '2026-03-20' }),
      time(2, '2.5', { ...pending, date: '2026-03-12' }),
      time(3, '4', { ...pending, date: '2026-03-12', person: BOB }),
    ];
    const { findings, cases } = find([work(entries)]);
    expect(findings.map(({ person, amount, since }) => [person?.name, amount, since])).toEqual([
      ['Ann Lee', '1260', '2026-03-12'],
      ['Bob Ray', '480', '2026-03-12'],
    ]);
    expect(findings[0]).toMatchObject({
      of: 'time',
      what: 'Ann Lee: time not approved since 2026-03-12, Northwind, order S0001, Portal',
      currency: 'EUR',
      whose: 'Sal Person',
      ownerId: 42,
      ageDays: 19,
      entries: 2,
      waitsFor: '2 entries of 10.5 h. Not approved: a billing approver has to approve it for billing.',
      caseKey: 'approval.time-late:sale.order,1:project.project,3:hr.employee,7',
    });
    expect(cases[0]).toMatchObject({
      key: 'approval.time-late:sale.order,1:project.project,3:hr.employee,7',
      code: 'approval.time-late',
      kind: 'policy',
      amount: '1260',
      currency: 'EUR',
      orderId: 1,
      projectId: 3,
      ownerId: 42,
    });
  });

  it('is valued at a price in days: 6 h of an 8 h day at 900.00 EUR a day', () => {
    const inDays = line({ unit: 'Days', hoursPerUnit: '8', priceUnit: '900' });
    const { findings } = find([work([time(1, '6', { ...pending, date: '2026-03-12' })], { lines: [inDays] })]);
    expect(findings.map(({ amount }) => amount)).toEqual(['675']);
  });

  it('begins the day after the limit', () => {
    expect(find([work([time(1, '8', { ...pending, date: '2026-03-24' })])]).findings).toEqual([]);
    expect(find([work([time(1, '8', { ...pending, date: '2026-03-23' })])]).findings).toHaveLength(1);
  });

  it.each<[string, Work]>([
    ['approved', work([time(1, '8', { date: '2026-01-15' })])],
    ['internal', workWithoutOrder([time(1, '8', { ...pending, date: '2026-01-15', internal: true })])],
    [
      'paid by a fixed price',
      work([time(1, '8', { ...pending, date: '2026-01-15' })], { lines: [line({ basis: 'ordered' })] }),
    ],
  ])('that is %s waits for nobody', (_, read) => {
    expect(find([read]).findings).toEqual([]);
  });

  it('edited after its approval waits again', () => {
    const changed: Partial<Entry> = { approval: { state: 'changed', source: 'add-on' }, date: '2026-03-02' };
    expect(find([work([time(1, '1', changed)])]).findings).toMatchObject([{ amount: '120', ageDays: 29 }]);
  });
});

describe('a milestone', () => {
  it('reached and not accepted is worth its share: 0.25 × 20,000.00 EUR', () => {
    const { findings } = find([work([milestone(1, '0.25', { evidence: [], date: '2026-03-20' })])]);
    expect(findings).toMatchObject([
      {
        of: 'milestone',
        amount: '5000',
        since: '2026-03-20',
        waitsFor: 'Reached, but there is no evidence that the customer accepted it.',
        caseKey: 'approval.milestone-late:project.milestone,1',
      },
    ]);
  });

  it.each<[string, Partial<Entry>]>([
    ['with evidence', {}],
    ['reached this week', { evidence: [], date: '2026-03-24' }],
    ['not reached', { evidence: [], approval: { state: 'pending', source: 'milestone' } }],
  ])('%s is not late', (_, fields) => {
    expect(find([work([milestone(1, '1', fields)])]).findings).toEqual([]);
  });
});

describe('an expense and an invoice', () => {
  const taxi = { id: 5, name: 'Taxi', date: '2026-03-20', orderId: 1, amount: '42.35', currency: 'EUR' };
  const draft = {
    id: 90,
    name: 'Draft #90',
    customer: { id: 21, name: 'Northwind' },
    salesperson: { id: 42, name: 'Sal Person' },
    untaxed: '9355.5',
    currency: 'EUR',
    since: '2026-03-25',
  };

  it('wait for whom Odoo and the desk ask', () => {
    const { findings, cases } = find([work([])], {
      expenses: [{ ...taxi, person: BOB, approver: { id: 80, name: 'Max Boss' } }],
      drafts: [{ ...draft, asked: 'Asked Carol Mendes' }],
    });
    expect(findings).toMatchObject([
      { of: 'expense', amount: '42.35', currency: 'EUR', whose: 'Max Boss', ownerId: 80, ageDays: 11 },
      { of: 'invoice', amount: '9355.5', currency: 'EUR', whose: 'Sal Person', ownerId: 42, ageDays: 6 },
    ]);
    expect(findings.map(({ waitsFor }) => waitsFor)).toEqual([
      'Max Boss has to approve the expense.',
      'Asked Carol Mendes.',
    ]);
    expect(cases.map(({ key, record, invoiceId }) => [key, record, invoiceId])).toEqual([
      ['approval.expense-late:hr.expense,5', 'hr.expense,5', undefined],
      ['approval.invoice-late:account.move,90', 'account.move,90', 90],
    ]);
  });

  it('say so where nobody is asked', () => {
    const { findings } = find([], { expenses: [taxi], drafts: [draft] });
    expect(findings.map(({ waitsFor }) => waitsFor)).toEqual([
      'Nobody is named to approve it: whoever approves expenses.',
      'Nobody is asked to approve it.',
    ]);
  });

  it('have their own limits', () => {
    const young = { expenses: [{ ...taxi, date: '2026-03-24' }], drafts: [{ ...draft, since: '2026-03-28' }] };
    expect(find([], young).findings).toEqual([]);
  });
});

it('says the same tomorrow, so that its case is not news every day', () => {
  const read = work([time(1, '8', { ...pending, date: '2026-01-15' })]);
  const words = (today: string) => {
    const [{ title, detail, severity } = expect.fail('no case')] = find([read], {}, today).cases;
    return { title, detail, severity };
  };
  expect(words('2026-03-31')).toEqual(words('2026-03-30'));
});
