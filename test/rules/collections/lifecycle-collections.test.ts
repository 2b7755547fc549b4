import { describe, expect, it, test } from 'vitest';
import { nextStep } from '../../../src/rules/collections/dunning.ts';
import { paymentOf } from '../../../src/rules/collections/payment.ts';
import { priorities } from '../../../src/rules/collections/priority.ts';
import { promiseStates } from '../../../src/rules/collections/promises.ts';
import type { Dispute, PaymentPromise, Receivable, Settlement } from '../../../src/rules/collections/receivable.ts';
import { DUE, EUR, owed } from './owed.ts';

const LEVELS = [
  { id: 1, name: 'First', days: 7, quietBelow: '25' },
  { id: 2, name: 'Second', days: 21, quietBelow: '25' },
  { id: 3, name: 'Last', days: 35, quietBelow: '25' },
];
const plan = { id: 1, name: 'Reminders', on: true, levels: LEVELS };

const open = (residual: string, more: Partial<Receivable> = {}): Receivable => owed(residual, { plan, ...more });
const invoice = open('1210');
const paid = (amount: string, day = '2026-04-03'): Settlement => ({ kind: 'payment', amount, day });
const credited = (amount: string): Settlement => ({ kind: 'credit', amount, day: '2026-04-03' });
const promise = (amount: string, by: string, more: Partial<PaymentPromise> = {}): PaymentPromise => ({
  id: 5,
  amount,
  madeOn: '2026-04-01',
  by,
  promisedBy: 'Ms Weber',
  author: { id: 2, name: 'Clerk' },
  ...more,
});
const dispute = (amount: string, state: Dispute['state'] = 'open'): Dispute => ({
  id: 7,
  reason: 'hours',
  amount,
  openedOn: '2026-04-02',
  deadline: '2026-04-12',
  state,
});
const told = (levelId: number, on: string) => ({
  levelId,
  on,
  days: LEVELS[levelId - 1]?.days ?? 0,
  name: LEVELS[levelId - 1]?.name ?? '',
  mail: 'sent' as const,
});

describe('what became of an invoice', () => {
  it.each<[string, Receivable, string, string?]>([
    ['nothing came', invoice, 'unpaid'],
    ['all came', open('0', { settlements: [paid('1210')] }), 'paid'],
    ['a part came in time', open('710', { settlements: [paid('500')] }), 'partly-paid', '2026-03-30'],
    ['a part came, on the due day', open('710', { settlements: [paid('500')] }), 'partly-paid', DUE],
    ['a part came, and it is late', open('0.01', { settlements: [paid('1209.99')] }), 'short-paid'],
    ['a credit note for a part alone', open('710', { settlements: [credited('500')] }), 'unpaid'],
    ['credited as a whole', open('0', { settlements: [credited('1210')] }), 'reversed'],
    ['credited in part, the rest paid', open('0', { settlements: [credited('210'), paid('1000')] }), 'paid'],
    ['written off', open('0', { settlements: [{ kind: 'entry', amount: '1210', day: DUE }] }), 'settled'],
    [
      'more came than was open',
      open('0', { settlements: [paid('1210')], surplus: [{ name: 'BNK1', amount: '90', currency: 'EUR' }] }),
      'overpaid',
    ],
    ['registered and in no books yet', open('1210', { onItsWay: '1210' }), 'in-process'],
    ['a part registered', open('1210', { onItsWay: '10' }), 'unpaid'],
  ])('%s: %s', (_, receivable, state, today = '2026-04-10') => {
    expect(paymentOf(receivable, today).state).toBe(state);
  });

  it('says the amounts', () => {
    const { why } = paymentOf(
      open('710', {
        settlements: [paid('300'), credited('200')],
        returned: [{ name: 'PAY1', amount: '50', day: '2026-04-04' }],
      }),
      '2026-04-10',
    );
    expect(why).toBe(
      '710.00 EUR of 1,210.00 EUR open; 300.00 EUR paid; 200.00 EUR credited; PAY1 of 50.00 EUR came back on 4 Apr 2026',
    );
  });
});

describe('a promise', () => {
  it.each<[string, PaymentPromise[], Settlement[], string, string[]]>([
    ['runs until its last day', [promise('1210', '2026-04-10')], [], '2026-04-10', ['open']],
    ['is broken the day after', [promise('1210', '2026-04-10')], [], '2026-04-11', ['broken']],
    ['is kept by money in its time', [promise('500', '2026-04-10')], [paid('500')], '2026-04-11', ['kept']],
    ['is kept on its last day', [promise('500', '2026-04-10')], [paid('500', '2026-04-10')], '2026-05-01', ['kept']],
    ['is broken by a cent', [promise('500', '2026-04-10')], [paid('499.99')], '2026-04-11', ['broken']],
    [
      'is broken by money a day late',
      [promise('5', '2026-04-10')],
      [paid('5', '2026-04-11')],
      '2026-04-11',
      ['broken'],
    ],
    ['is not kept by older money', [promise('5', '2026-04-10')], [paid('5', '2026-03-31')], '2026-04-11', ['broken']],
    ['is not kept by a credit note', [promise('5', '2026-04-10')], [credited('5')], '2026-04-11', ['broken']],
    [
      'does not share its money',
      [promise('500', '2026-04-10'), promise('500', '2026-04-20', { id: 6 })],
      [paid('700')],
      '2026-04-21',
      ['kept', 'broken'],
    ],
    [
      'takes what the one before left',
      [promise('500', '2026-04-20', { id: 6 }), promise('200', '2026-04-10')],
      [paid('700')],
      '2026-04-21',
      ['kept', 'kept'],
    ],
  ])('%s', (_, promises, settlements, today, states) => {
    const found = promiseStates(open('400', { promises, settlements }), today);
    expect(found.map(({ state }) => state)).toEqual(states);
  });

  it('of an invoice nothing is owed of any more runs out without being broken, and is broken again with its payment', () => {
    const promises = [promise('1210', '2026-04-10')];
    expect(promiseStates(open('0', { promises }), '2026-04-10')).toMatchObject([{ state: 'kept' }]);
    const before = open('0', { promises, settlements: [paid('1210')] });
    expect(promiseStates(before, '2026-04-20')).toMatchObject([{ state: 'kept' }]);
    expect(promiseStates({ ...invoice, promises }, '2026-04-20')).toMatchObject([{ state: 'broken', came: '0' }]);
  });
});

describe('the next step', () => {
  it.each<[string, Receivable, string, string, (string | undefined)?, string?]>([
    ['before it is due', invoice, DUE, 'wait', undefined, '2026-04-01'],
    ['before the first level', invoice, '2026-04-06', 'wait', 'First', '2026-04-07'],
    ['on the day of the first level', invoice, '2026-04-07', 'remind', 'First'],
    ['first level first, however late', invoice, '2026-09-01', 'remind', 'First'],
    [
      'as far apart as the levels',
      { ...invoice, told: [told(1, '2026-09-01')] },
      '2026-09-14',
      'wait',
      'Second',
      '2026-09-15',
    ],
    ['the second', { ...invoice, told: [told(1, '2026-09-01')] }, '2026-09-15', 'remind', 'Second'],
    [
      'not before its own day',
      { ...invoice, told: [told(1, '2026-04-01')] },
      '2026-04-20',
      'wait',
      'Second',
      '2026-04-21',
    ],
    [
      'a level added below what was told',
      { ...invoice, told: [told(2, '2026-04-21')] },
      '2026-05-05',
      'remind',
      'Last',
    ],
    ['after the last', { ...invoice, told: [1, 2, 3].map((id) => told(id, '2026-05-05')) }, '2026-06-01', 'call'],
    ['switched off', { ...invoice, plan: { ...plan, on: false } }, '2026-06-01', 'off'],
    ['held', { ...invoice, held: true }, '2026-06-01', 'stopped'],
    ['paid', open('0'), '2026-06-01', 'done'],
    ['disputed', { ...invoice, disputes: [dispute('1210')] }, '2026-06-01', 'stopped'],
    [
      'upheld, its credit note waits',
      { ...invoice, disputes: [dispute('1210', 'credit-waits')] },
      '2026-06-01',
      'stopped',
    ],
    ['rejected', { ...invoice, disputes: [dispute('1210', 'closed')] }, '2026-06-01', 'remind', 'First'],
    ['promised', { ...invoice, promises: [promise('1210', '2026-06-01')] }, '2026-06-01', 'stopped'],
    [
      'promised and not kept',
      { ...invoice, promises: [promise('1210', '2026-05-31')] },
      '2026-06-01',
      'remind',
      'First',
    ],
    ['a payment is on its way', { ...invoice, onItsWay: '1210' }, '2026-06-01', 'stopped'],
    ['a cent below the threshold', open('24.99'), '2026-06-01', 'stopped', 'First'],
    ['at the threshold', open('25'), '2026-06-01', 'remind', 'First'],
    [
      'the threshold is in the currency of the company',
      open('30', { currency: { code: 'XYZ', digits: 2 }, inBooks: { residual: '3', currency: EUR } }),
      '2026-06-01',
      'stopped',
      'First',
    ],
    ['what a dispute leaves is small', { ...invoice, disputes: [dispute('1200')] }, '2026-06-01', 'stopped', 'First'],
  ])('%s', (_, receivable, today, step, level, on) => {
    const next = nextStep(receivable, today);
    expect({ step: next.step, level: next.level?.name, on: 'on' in next ? next.on : undefined }).toEqual({
      step,
      level,
      on,
    });
  });

  it('without reminders of the firm is nothing', () => {
    const bare = { ...invoice };
    delete bare.plan;
    expect(nextStep(bare, '2026-06-01').step).toBe('off');
  });

  it('asks for what is neither disputed, promised nor on its way, and says why', () => {
    const receivable = {
      ...invoice,
      disputes: [dispute('200')],
      promises: [promise('300', '2026-07-01', { madeOn: '2026-05-01' })],
      settlements: [paid('100', '2026-05-02')],
      onItsWay: '50',
    };
    expect(nextStep(receivable, '2026-06-01')).toMatchObject({
      step: 'remind',
      asked: '760',
      reason:
        'First: 760.00 EUR overdue since 31 Mar 2026. 100.00 EUR came. Not asked for: 200.00 EUR is disputed (hours); ' +
        '200.00 EUR is promised by 1 Jul 2026 (Ms Weber); 50.00 EUR is registered and in no books yet.',
    });
  });

  it('asks only for the instalments that are due', () => {
    const instalments = [
      { due: DUE, open: '600' },
      { due: '2026-06-30', open: '610' },
    ];
    expect(nextStep({ ...invoice, instalments }, '2026-06-01')).toMatchObject({ step: 'remind', asked: '600' });
  });
});

describe('whom to call first', () => {
  const of = (id: number, more: Partial<Receivable>) => ({ ...invoice, id, name: `INV${id}`, ...more });
  const TODAY = '2026-04-20';
  const habit = (debtorId: number, ...days: string[]) => days.map((paidOn) => ({ debtorId, due: DUE, paidOn }));

  test('by money, delay against the customer’s own habit, broken promises; disputed money is left out', () => {
    const other = { id: 22, name: 'Contoso' };
    const listed = priorities(
      [
        of(1, {}),
        of(2, { debtor: other }),
        of(3, { promises: [promise('1210', '2026-04-10')] }),
        of(4, { disputes: [dispute('1000')] }),
        of(5, { residual: '0' }),
      ],
      habit(22, '2026-04-19', '2026-04-20', '2026-05-20'),
      TODAY,
    );
    expect(listed.map(({ invoiceId, score }) => [invoiceId, score])).toEqual([
      [3, '7260'],
      [1, '3630'],
      [2, '1210'],
      [4, '630'],
    ]);
    expect(listed.map(({ why }) => why)).toEqual([
      '1,210.00 EUR at risk, × 3: 20 days late, and nothing is known of how they pay, × 2: 1 promise broken, of 10 Apr 2026.',
      '1,210.00 EUR at risk, × 3: 20 days late, and nothing is known of how they pay.',
      '1,210.00 EUR at risk, × 1: 20 days late, as usual for them (20 days late).',
      '210.00 EUR at risk, × 3: 20 days late, and nothing is known of how they pay, 1,000.00 EUR disputed and left out.',
    ]);
  });

  test('the order does not hang on the order of reading', () => {
    const all = [of(1, {}), of(2, {}), of(3, { residual: '1', instalments: [{ due: DUE, open: '1' }] })];
    const ids = (invoices: Receivable[]) => priorities(invoices, [], TODAY).map(({ invoiceId }) => invoiceId);
    expect(ids(all.toReversed())).toEqual(ids(all));
  });
});
