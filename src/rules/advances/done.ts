import type { Big } from 'big.js';
import { exact, sum } from '../../money/decimal.ts';
import type { Order, OrderLine } from '../entry.ts';
import type { PricedLine } from '../proposal/line.ts';

const isSold = ({ basis, ordered }: OrderLine): boolean =>
  basis !== 'expense' && basis !== 'down payment' && exact(ordered).gt(0);

/** Whether all that was ordered is invoiced, these lines included. Odoo's rounding of quantities is let pass. */
export function allInvoiced({ lines }: Order, billed: readonly PricedLine[] = []): boolean {
  const sold = lines.filter(isSold);
  return sold.length > 0 && sold.every((line) => now(line, billed).plus(`1e-${line.unitDigits}`).gte(line.ordered));
}

const now = ({ id, invoiced }: OrderLine, billed: readonly PricedLine[]): Big =>
  exact(invoiced).plus(sum(billed.filter(({ line }) => line.id === id).map(({ quantity }) => quantity)));
