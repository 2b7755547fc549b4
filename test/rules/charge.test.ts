import { expect, it } from 'vitest';
import { evaluateAll } from '../../src/rules/evaluate.ts';
import { shown, workOf } from './written.ts';

it('work on an order that is not confirmed takes nothing of a cap from work that can be billed', () => {
  const terms = { caps: [{ name: 'Budget', scope: 'agreement', hours: 8, overflow: 'write-off' }] };
  const [waiting, ready] = ['2026-03-10', '2026-03-11'].map((on) => workOf({ case: on, terms, work: [{ on, h: 8 }] }));
  if (!waiting?.order || !ready) throw new Error('Both have an order.');
  const offered = { ...waiting, order: { ...waiting.order, id: 900, name: 'S00900', state: 'sent' as const } };
  expect(evaluateAll([offered, ready], '2026-12-31').map(shown)).toEqual([
    { bills: [], rest: ['2026-03-10 Ann 8 h hold'], cases: ['order.not-confirmed'] },
    { bills: ['8 h × 120 = 960.00'], rest: [], cases: [] },
  ]);
});
