import type { Big } from 'big.js';
import { sum } from '../../money/decimal.ts';
import { lineAmount } from '../../money/line.ts';
import { amountText, money } from '../../money/money.ts';
import { exact } from '../../money/decimal.ts';
import type { Order } from '../entry.ts';
import type { PricedLine } from './line.ts';

/** What the lines come to on Odoo's invoice, before down payments: rounded line by line, or once, as the company has it. */
export function workAmount(lines: PricedLine[], { roundsTotal, currency }: Order): Big {
  if (roundsTotal) return exact(amountText(money(sum(lines.map(({ value }) => value)), currency)));
  return sum(lines.map(({ line, quantity }) => amountText(lineAmount(quantity, line, currency))));
}
