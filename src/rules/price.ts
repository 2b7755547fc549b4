import type { Big } from 'big.js';
import { exact } from '../money/decimal.ts';
import { lineValue } from '../money/line.ts';
import type { Currency, Entry, OrderLine } from './entry.ts';
import { amountWords, quantityText, unitOf } from './words.ts';

export interface Priced {
  /** Exact and unrounded, in the order's currency. */
  value: Big;
  /** `6.5 h × 120.00 EUR = 780.00 EUR` */
  arithmetic: string;
}

/** Hours become the order line's unit (days, say) by its hours per unit; any other quantity already is in that unit. */
export function inLineUnit(quantity: Big, kind: Entry['kind'], line: OrderLine): Big {
  return kind === 'time' && line.hoursPerUnit !== undefined ? quantity.div(exact(line.hoursPerUnit)) : quantity;
}

/** What a quantity of an entry is worth at the order line's price. Undefined where the line doesn't pay by that quantity. */
export function price(entry: Entry, quantity: Big, line: OrderLine, currency: Currency): Priced | undefined {
  if (entry.kind === 'time' && (line.basis !== 'time' || line.hoursPerUnit === undefined)) return undefined;
  const inUnit = inLineUnit(quantity, entry.kind, line);
  const value = lineValue(inUnit, line);
  const steps = [quantityText(quantity, unitOf(entry))];
  if (!inUnit.eq(quantity)) {
    steps[0] += ` ÷ ${exact(line.hoursPerUnit ?? '1').toFixed()} h/${line.unit} = ${quantityText(inUnit, line.unit)}`;
  }
  steps.push(...priceSteps(line, currency));
  return { value, arithmetic: `${steps.join(' × ')} = ${amountWords(value, currency)}` };
}

/** The factors after the quantity: price and, where there is one, discount. */
export function priceSteps(line: OrderLine, currency: Currency): string[] {
  const unitPrice = amountWords(line.priceUnit, currency);
  return exact(line.discount).eq(0) ? [unitPrice] : [unitPrice, `(100 % − ${exact(line.discount).toFixed()} %)`];
}
