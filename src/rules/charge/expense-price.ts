import type { Big } from 'big.js';
import { exact } from '../../money/decimal.ts';
import type { Day } from '../entry.ts';
import { dayWords } from '../days.ts';
import { booksOf, converted } from '../exchange.ts';
import type { ExpensePolicy } from '../expense/policy.ts';
import { expensePolicy } from '../expense/policy.ts';
import { termsText } from '../terms/in-force.ts';
import { amountWords } from '../words.ts';
import type { Charge, State } from './charge.ts';
import { changed, latest } from './charge.ts';
import type { ChargeStep } from './step.ts';
import { forEachCharge, Unclear } from './step.ts';

const id = 'terms.expense-price';

/**
 * Expenses at cost or with a markup, where that is agreed: what was spent is the standard price, in place of the order
 * line's price and discount. Cost is untaxed, and not rounded before the invoice line is.
 */
export const expensePrice: ChargeStep = {
  id,
  section: 'expenses',
  apply: (charges, { today }) =>
    forEachCharge(charges, id, (charge) => {
      const policy = expensePolicy(charge.entry, charge.terms);
      const price = policy && !policy.category?.perDiem && agreedPrice(charge, policy);
      if (!price) return charge;
      const cost = costOf(charge, policy, today);
      const whose = `${policy.name}, ${termsText(policy.from)}`;
      const standard: State = {
        step: id,
        words: `${cost.words}; ${whose}`,
        billed: charge.ruling.quantity,
        unitPrice: cost.perUnit,
        discount: exact('0'),
      };
      const reason = `Approved and posted expense at the agreed price: ${price.at === 'markup' ? `cost and ${price.percent} %` : 'at cost'} (${whose}).`;
      const priced: Charge = {
        ...charge,
        ruling: { ...charge.ruling, ...(charge.ruling.verdict === 'bill' && { reason }) },
        states: [standard],
      };
      if (price.at === 'at-cost') return priced;
      const factor = exact(price.percent).plus('100').times('0.01');
      return changed(priced, id, `markup ${price.percent} %`, { unitPrice: latest(priced).unitPrice.times(factor) });
    }),
};

/** Odoo's own price at cost is by its own rate; an agreed day's rate makes the cost anew. */
function agreedPrice({ entry, order }: Charge, { price, all }: ExpensePolicy): ExpensePolicy['price'] {
  if (price || !all.exchangeRate || !entry.claim?.atCost) return price;
  return entry.claim.currency.code === order.currency.code ? undefined : { at: 'at-cost' };
}

interface Cost {
  perUnit: Big;
  words: string;
}

function costOf(charge: Charge, policy: ExpensePolicy, today: Day): Cost {
  const { entry, order, line } = charge;
  const { claim } = entry;
  const quantity = exact(entry.quantity);
  if (!claim || quantity.eq(0)) throw unclear(charge, 'what was spent, and for how many, could not be read', 'cost');
  const to = order.currency.code;
  const perUnit = (amount: Big): Big => amount.div(quantity);
  const spent = amountWords(claim.cost, claim.currency);
  if (claim.currency.code === to) return { perUnit: perUnit(exact(claim.cost)), words: `cost ${spent}` };
  const { exchangeRate } = policy.all;
  if (exchangeRate) {
    const on = exchangeRate === 'expense-date' ? entry.date : today;
    const found = converted(exact(claim.cost), order, { from: claim.currency.code, to, on });
    if (!found) throw noRate(charge, [claim.currency.code, to], on);
    return {
      perUnit: perUnit(found.amount),
      words: `cost ${spent} × ${amountWords(found.rate, order.currency)} per ${claim.currency.code} on ${dayWords(on)} (${exchangeRate})`,
    };
  }
  if (booksOf(order) === to) {
    return { perUnit: perUnit(exact(claim.companyCost)), words: `cost ${spent}, by Odoo’s own rate` };
  }
  if (claim.atCost) return { perUnit: exact(line.priceUnit), words: `cost ${spent}, as Odoo put it on its order line` };
  throw unclear(
    charge,
    `which day’s rate turns ${claim.currency.code} into ${to}`,
    'exchange-rate',
    'Say in the terms whether the expense’s or the invoice’s day decides the exchange rate.',
  );
}

function noRate(charge: Charge, codes: string[], on: Day): Unclear {
  return new Unclear({
    code: 'currency.no-rate',
    title: `No exchange rate on ${dayWords(on)}: ${codes.join(', ')}`,
    detail: `${charge.entry.description} (${dayWords(charge.entry.date)}) needs a rate of ${codes.join(' and ')} on or before ${dayWords(on)}, and the company has none.`,
    nextStep: 'Enter the rate under Invoicing → Configuration → Currencies, then run again.',
  });
}

function unclear({ entry, terms }: Charge, what: string, about: string, nextStep?: string): Unclear {
  return new Unclear({
    code: `expense.${about}-unclear`,
    title: `Cost of an expense is not clear: ${terms?.terms.agreement.name}`,
    detail: `${entry.description} (${dayWords(entry.date)}): the terms bill it at cost, and they and Odoo don’t say ${what}.`,
    nextStep: nextStep ?? 'Check category, amount and quantity of the expense in Odoo, then run again.',
  });
}
