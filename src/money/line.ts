import type { Big } from 'big.js';
import { exact } from './decimal.ts';
import type { Decimal } from './decimal.ts';
import { money } from './money.ts';
import type { CurrencyOf, Money } from './money.ts';

export interface Price {
  priceUnit: Decimal;
  /** Percent, 0 to 100. */
  discount: Decimal;
}

/** quantity × price × (1 − discount / 100), exact and unrounded. */
export function lineValue(quantity: Big, { priceUnit, discount }: Price): Big {
  return quantity.times(exact(priceUnit)).times(paidShare(exact(discount)));
}

const HUNDRED = exact('100');
const PERCENT = exact('0.01');

/** 1 − discount / 100, of a discount in percent. */
export const paidShare = (discount: Big): Big => HUNDRED.minus(discount).times(PERCENT);

/** The line's value rounded once, half up, as Odoo rounds `price_subtotal`. */
export function lineAmount<Code extends string>(quantity: Big, price: Price, currency: CurrencyOf<Code>): Money<Code> {
  return money(lineValue(quantity, price), currency);
}

/** What a line says beyond what its work is worth, or nothing where that is no more than rounding its quantity makes. */
export function unlikeWork({ quantity, ...price }: Price & { quantity: Decimal }, worth: Big): Big | undefined {
  const unlike = lineValue(exact(quantity), price).minus(worth);
  const rounding = exact(price.priceUnit).abs().times('0.01').plus('0.01');
  return unlike.abs().lte(rounding) ? undefined : unlike;
}
