import { expect, it } from 'vitest';
import type { Receivable } from '../../../src/rules/collections/receivable.ts';
import { stuckCollections } from '../../../src/rules/watch/collections.ts';
import { owed } from '../collections/owed.ts';

const TODAY = '2026-04-20';
const plan = { id: 1, name: 'Reminders', on: true, levels: [{ id: 1, name: 'First', days: 7, quietBelow: '25' }] };
const open = (residual: string, more: Partial<Receivable>): Receivable =>
  owed(residual, { salesperson: { id: 4, name: 'Sam' }, plan, ...more });
const promise = (id: number, amount: string, madeOn: string, by: string) => ({
  id,
  amount,
  madeOn,
  by,
  promisedBy: 'Ms Weber',
  author: { id: 2, name: 'Clerk' },
});
const dispute = (amount: string, deadline: string, state: 'open' | 'credit-waits' | 'closed' = 'open') => ({
  id: 7,
  reason: 'hours' as const,
  amount,
  openedOn: '2026-04-02',
  deadline,
  owner: { id: 5, name: 'Pia' },
  state,
});
const told = (mail: 'sent' | 'failed', on: string) => ({ levelId: 1, days: 7, name: 'First', on, mail, why: '550 no' });
const heard = { on: '2026-04-19', by: 'Ms Weber', said: 'Why?' };
const pay = (amount: string, day: string) => ({ kind: 'payment' as const, amount, day });
const early = promise(1, '1000', '2026-04-01', '2026-04-05');

it.each<[string, Receivable, [string, string][]]>([
  ['nothing stuck', open('1210', {}), []],
  ['a promise broken', open('1210', { promises: [early] }), [['promise-broken', '1000']]],
  [
    'a part came in time',
    open('810', { promises: [early], settlements: [pay('400', '2026-04-05')] }),
    [['promise-broken', '600']],
  ],
  ['the rest came late', open('210', { promises: [early], settlements: [pay('1000', '2026-04-06')] }), []],
  ['less is open than is missing', open('50', { promises: [early], settlements: [] }), [['promise-broken', '50']]],
  ['disputed since', open('1210', { promises: [early], disputes: [dispute('1210', '2026-05-01')] }), []],
  ['promised anew since', open('1210', { promises: [early, promise(2, '1000', '2026-04-06', '2026-05-01')] }), []],
  [
    'in two parts, of which the first was broken',
    open('1210', {
      promises: [promise(1, '400', '2026-04-01', '2026-04-05'), promise(2, '600', '2026-04-01', '2026-05-01')],
    }),
    [['promise-broken', '400']],
  ],
  [
    'two broken, no more than is open',
    open('700', {
      promises: [promise(1, '400', '2026-04-01', '2026-04-05'), promise(2, '600', '2026-04-01', '2026-04-06')],
    }),
    [
      ['promise-broken', '400'],
      ['promise-broken', '300'],
    ],
  ],
  ['the last day of a dispute', open('1210', { disputes: [dispute('300', TODAY)] }), []],
  [
    'a dispute past its deadline',
    open('1210', { disputes: [dispute('300', '2026-04-19')] }),
    [['dispute-late', '300']],
  ],
  ['decided, its credit note waits', open('1210', { disputes: [dispute('300', '2026-04-19', 'credit-waits')] }), []],
  ['the mail was refused', open('1210', { told: [told('failed', '2026-04-10')] }), [['reminder-failed', '1210']]],
  ['the next one arrived', open('1210', { told: [told('failed', '2026-04-10'), told('sent', '2026-04-15')] }), []],
  ['refused, and held since', open('1210', { held: true, told: [told('failed', '2026-04-10')] }), []],
  [
    'refused, and switched off since',
    open('1210', { plan: { ...plan, on: false }, told: [told('failed', '2026-04-10')] }),
    [],
  ],
  ['due, and no address', open('1210', { hasAddress: false }), [['reminder-failed', '1210']]],
  [
    'not due, and no address',
    open('1210', { hasAddress: false, due: TODAY, instalments: [{ due: TODAY, open: '1210' }] }),
    [],
  ],
  ['a small amount, and no address', open('20', { hasAddress: false }), []],
  ['nobody answered', open('1210', { heard }), [['unanswered', '1210']]],
  ['nobody answered, and it is paid', open('0', { heard, instalments: [] }), []],
])('%s', (_, receivable, expected) => {
  const { findings, cases } = stuckCollections([receivable], { disputeDays: 0, answerDays: 0 }, TODAY);
  expect(findings.map(({ is, amount }) => [is, amount])).toEqual(expected);
  expect(cases.map(({ key }) => key)).toEqual(findings.map(({ caseKey }) => caseKey));
});

it('waits as many days as it is told', () => {
  const late = open('1210', { heard, disputes: [dispute('300', '2026-04-17')] });
  expect(stuckCollections([late], { disputeDays: 3, answerDays: 2 }, TODAY).findings).toEqual([]);
  const next = stuckCollections([late], { disputeDays: 3, answerDays: 2 }, '2026-04-21').findings;
  expect(next.map(({ is }) => is)).toEqual(['dispute-late', 'unanswered']);
});
