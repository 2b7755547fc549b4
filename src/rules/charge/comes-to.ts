import type { Big } from 'big.js';
import { exact } from '../../money/decimal.ts';
import { roundHalfUp } from '../../money/round.ts';
import { amountWords } from '../words.ts';
import type { Charge } from './charge.ts';
import { changed, inLineUnit, latest, valueOf } from './charge.ts';
import type { ChargeStep } from './step.ts';

const MOST_DECIMALS = 12;

/**
 * A part with an amount of its own (an instalment, say) comes to that amount on the invoice, to the last digit. Where its
 * quantity at the order line's price would not, the price gives way: 0.33 of a line at 80,000.00 that is a third is billed
 * at 80,808.09. Odoo keeps any decimals of an invoice line's price.
 */
export const comesTo: ChargeStep = {
  id: 'exact-amount',
  apply: (charges) =>
    charges.map((charge) => (charge.ruling.comesTo ? atAmount(charge, charge.ruling.comesTo) : charge)),
};

function atAmount(charge: Charge, amount: Big): Charge {
  const { currency } = charge.order;
  const { billed, discount } = latest(charge);
  if (roundHalfUp(valueOf(charge, latest(charge)), currency.digits).eq(amount) || billed.eq(0)) return charge;
  const paid = exact('100').minus(discount).times('0.01');
  const perPrice = inLineUnit(billed, charge.entry.kind, charge.line).times(paid);
  // Odoo may round all lines of an invoice together: what each is off by has to stay far below half a unit.
  const most = exact(`5e-${currency.digits + 2}`);
  const does = (price: Big): boolean => price.times(perPrice).minus(amount).abs().lte(most);
  const unitPrice = shortest(amount.div(perPrice), does, currency.digits);
  return changed(charge, comesTo.id, `price for exactly ${amountWords(amount, currency)}`, { unitPrice });
}

/** `price` with the fewest decimals that will do. */
function shortest(price: Big, does: (price: Big) => boolean, digits: number): Big {
  for (let decimals = digits; decimals < MOST_DECIMALS; decimals += 1) {
    const rounded = price.round(decimals);
    if (does(rounded)) return rounded;
  }
  return price.round(MOST_DECIMALS);
}
