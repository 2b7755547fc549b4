import { expect, test } from 'vitest';
import { backtest } from '../../../src/billing/backtest/backtest.ts';
import { workOf } from '../../rules/written.ts';

test('a new holdback is withheld month by month up to its ceiling; what was withheld before is no part of the replay', () => {
  const rates = [{ rate: 120 }];
  const releases = [{ when: 'date', on: '2027-04-01', percent: 100 }];
  const work = [
    { on: '2026-03-10', h: 10 },
    { on: '2026-04-10', h: 10 },
    { on: '2026-05-10', h: 10 },
  ];
  const now = workOf({ case: 'now', terms: { rates }, work, withheld: { amount: 500 } });
  const holdback = { percent: 10, ceiling: 200, releases };
  const { agreements = [] } = workOf({ case: 'new', terms: { rates, holdback }, work: [] });
  const replay = backtest([now], agreements, { from: '2026-03-01', to: '2026-05-31' }, { today: '2026-12-31' });
  expect(replay.invoices.map(({ was, is }) => [was, is])).toEqual([
    ['1200.00', '1080.00'],
    ['1200.00', '1120.00'],
    ['1200.00', '1200.00'],
  ]);
  expect(replay.totals).toMatchObject([{ difference: '-200.00', moves: [{ by: 'deductions', amount: '-200' }] }]);
});
