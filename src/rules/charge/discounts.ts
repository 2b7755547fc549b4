import type { Big } from 'big.js';
import { exact, plain } from '../../money/decimal.ts';
import { paidShare } from '../../money/line.ts';
import { once } from '../once.ts';
import { isMeant } from '../terms/in-force.ts';
import { holdsOn } from '../terms/values.ts';
import type { Charge } from './charge.ts';
import { agreed, changed, latest, NO_DISCOUNT } from './charge.ts';
import { roleOf } from './role.ts';
import type { ChargeStep } from './step.ts';

/** Decimals Odoo keeps of a discount, in percent. */
const DIGITS = 2;

/** Agreed discounts, one after the other, each of what the one before leaves. */
export const discounts: ChargeStep = {
  id: 'terms.discounts',
  section: 'discounts',
  apply: (charges) =>
    charges.map((charge) =>
      (agreed(charge, 'discounts')?.section ?? []).reduce((rest, discount) => {
        const { of = ['time'], role, product } = discount;
        const applies =
          of.includes(charge.entry.kind) &&
          (role === undefined || role === roleOf(charge)) &&
          (!product || isMeant(product, charge.line.product)) &&
          holdsOn(discount, charge.entry.date);
        return applies ? discounted(rest, discount) : rest;
      }, charge),
    ),
};

interface Discount {
  name: string;
  percent: string;
}

/** `percent` off what the charge is worth so far. */
export function discounted(charge: Charge, agreed: Discount, step = discounts.id): Charge {
  const { discount: before, unitPrice } = latest(charge);
  const { percent, words } = readOnce(agreed);
  const discount = before.eq(NO_DISCOUNT) ? percent : together(before, percent);
  if (discount.eq(discount.round(DIGITS))) return changed(charge, step, words, { discount });
  // An invoice line could not show it: the price takes what the discount can't.
  return changed(charge, step, words, { unitPrice: unitPrice.times(paidShare(percent)) });
}

const readOnce = once(({ name, percent }: Discount) => ({
  percent: exact(percent),
  words: `${name} −${plain(percent)} %`,
}));

/** Two discounts one after the other as one: 10 % and 5 % are 14.5 %. */
const together = (first: Big, second: Big): Big => first.plus(second).minus(first.times(second).times('0.01'));
