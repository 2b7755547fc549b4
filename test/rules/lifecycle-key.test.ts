import { expect, it } from 'vitest';
import { evaluate } from '../../src/rules/evaluate.ts';
import { time, TODAY, work } from './work.ts';

const openHalf = (on: number) =>
  evaluate(
    work([
      time(1, '10', {
        claims: [
          { quantity: '5', invoice: { id: on, name: `INV/${String(on)}` }, invoiceState: 'posted', outside: false },
        ],
      }),
    ]),
    TODAY,
  ).proposal;

it('five hours freed of one invoice are another draft than five freed of the next', () => {
  expect(openHalf(1)?.orders[0].lines[0]?.quantity).toBe('5');
  expect(openHalf(1)?.key).toBe(openHalf(1)?.key);
  expect(openHalf(1)?.key).not.toBe(openHalf(2)?.key);
});
