import { exact } from '../../money/decimal.ts';
import { amountText, money } from '../../money/money.ts';
import type { Decimal, Order } from '../entry.ts';
import { sectionOf, termsText } from '../terms/in-force.ts';
import { amountWords } from '../words.ts';
import type { AgreedAdvance } from './agreed.ts';

/** What is asked for ahead, and how it was reckoned. */
export interface Asked {
  /** Untaxed, rounded half up to the order's currency. */
  amount: Decimal;
  words: string;
  /** Where it is a share of the order's own amount. */
  share?: { percent: Decimal; of: Decimal };
}

/** What an advance is a share of, and is deducted over: the fixed fee, else the order's untaxed amount. */
export function baseOf({ terms }: Pick<AgreedAdvance, 'terms'>, order: Order): Decimal | undefined {
  return sectionOf(terms, 'fixedFee')?.section.amount ?? order.untaxed;
}

/** Undefined where there is nothing it could be a share of. */
export function askedFor(agreed: AgreedAdvance, order: Order): Asked | undefined {
  const { currency } = order;
  const { name, amount: fixed, percent = '0' } = agreed.advance;
  const source = `(${name}, ${termsText(agreed.from)})`;
  if (fixed !== undefined) {
    const amount = amountText(money(fixed, currency));
    return { amount, words: `${amountWords(amount, currency)} ${source}` };
  }
  const base = baseOf(agreed, order);
  if (base === undefined || exact(base).lte(0)) return undefined;
  const amount = amountText(money(exact(base).times(percent).times('0.01'), currency));
  const ofFee = sectionOf(agreed.terms, 'fixedFee') !== undefined;
  const whole = `${amountWords(base, currency)} ${ofFee ? 'fixed fee' : `of order ${order.name}`}`;
  const words = `${percent} % × ${whole} = ${amountWords(amount, currency)} ${source}`;
  return { amount, words, ...(!ofFee && { share: { percent, of: base } }) };
}
