import { describe, expect, test } from 'vitest';
import type { Work } from '../../src/rules/entry.ts';
import { evaluate, evaluateAll } from '../../src/rules/evaluate.ts';
import { identityOf } from '../../src/rules/identity.ts';
import type { Evaluation, Proposal } from '../../src/rules/verdict.ts';
import type { Written } from './written.ts';
import { workOf } from './written.ts';

const TODAY = '2026-12-31';

const withholding = (more: Partial<Written> = {}, ceiling = {}): Work =>
  workOf({
    case: 'withheld',
    terms: { holdback: { percent: 10, releases: [{ when: 'date', on: '2027-04-01', percent: 100 }], ...ceiling } },
    work: [{ on: '2026-03-10', h: 10 }],
    ...more,
  });

function proposed({ proposal }: Evaluation): Proposal {
  if (!proposal) throw new Error('Nothing is proposed.');
  return proposal;
}

const amounts = (evaluations: Evaluation[]) =>
  evaluations.map(({ proposal }) => proposal?.orders[0].withheld?.map(({ amount }) => amount) ?? []);

describe('a holdback', () => {
  test('money nobody withheld, or that is not told, breaks the identity', () => {
    const work = withholding();
    const evaluation = evaluate(work, TODAY);
    const whole = proposed(evaluation);
    const { withheld, ...untold } = whole.orders[0];
    expect(evaluation.identity).toMatchObject({ holds: true, money: { withheld: '-120', amount: '1080' } });
    expect(identityOf(work, evaluation.parts, { ...whole, orders: [untold] }).breaks).toHaveLength(1);
    const more = (withheld ?? []).map((each) => ({ ...each, amount: '-121.00' }));
    expect(
      identityOf(work, evaluation.parts, { ...whole, orders: [{ ...untold, withheld: more }] }).breaks[0],
    ).toContain('-121 withheld');
  });

  test('orders of one run share a ceiling, in whatever order they are read', () => {
    const ceiling = { ceiling: 200 };
    const [first, second] = [withholding({}, ceiling), withholding({ order: { id: 2, name: 'S0002' } }, ceiling)];
    expect(amounts(evaluateAll([first, second], TODAY))).toEqual([['-120.00'], ['-80.00']]);
    expect(amounts(evaluateAll([second, first], TODAY))).toEqual([['-80.00'], ['-120.00']]);
  });

  test('a ceiling with half a yen is reached at the whole one below', () => {
    const work = withholding({ currency: 'JPY', line: { priceUnit: 2000 } }, { ceiling: 1500.5 });
    expect(proposed(evaluate(work, TODAY)).orders[0].withheld).toMatchObject([
      { amount: '-1500', ceiling: { amount: '1500', reached: true } },
    ]);
  });

  test('the case names the amount and since when', () => {
    const { cases } = evaluate(
      withholding({ orderState: 'cancel', work: [], withheld: { amount: 1500, released: 500, since: '2026-02-28' } }),
      TODAY,
    );
    expect(cases).toMatchObject([
      {
        code: 'holdback.open',
        amount: '1000',
        detail: expect.stringContaining('1,000.00 EUR is still withheld since 28 Feb 2026'),
      },
    ]);
  });

  test.each<[string, { priceUnit?: string; toInvoice?: string }]>([
    ['another price', { priceUnit: '2' }],
    ['invoices that come to something else', { toInvoice: '90' }],
  ])('an order line with %s releases nothing', (_, changed) => {
    const work = withholding({ work: [], withheld: { amount: 100 }, to: '2027-04-30' });
    for (const line of work.order?.lines ?? []) if (line.holdback) Object.assign(line, changed);
    const entries = work.entries.map((entry) => ({ ...entry, quantity: changed.toInvoice ?? entry.quantity }));
    const totals = work.totals.map((total) => ({ ...total, quantity: changed.toInvoice ?? total.quantity }));
    const { proposal, cases } = evaluate({ ...work, entries, totals }, TODAY);
    expect(proposal).toBeUndefined();
    expect(cases.map(({ code }) => code)).toContain('holdback.line');
  });

  test('an agreement that says nothing of it any more releases nothing', () => {
    const work = withholding({ work: [], withheld: { amount: 100 }, to: '2027-04-30' });
    const { proposal, cases } = evaluate({ ...work, agreements: [] }, TODAY);
    expect(proposal).toBeUndefined();
    expect(cases.map(({ code }) => code)).toEqual(['holdback.terms']);
  });
});
