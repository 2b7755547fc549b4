import type { Big } from 'big.js';
import { exact } from '../money/decimal.ts';
import type { Day, Entry, ExchangeRate, Order } from './entry.ts';

/** The rate in force on a day. None before the first: Odoo takes the first one then, or 1, which nobody agreed to. */
export function rateOn({ rates = [], ...order }: Order, currency: string, day: Day): ExchangeRate | undefined {
  const held = rates.filter((rate) => rate.currency === currency && rate.from <= day);
  const [latest] = held.toSorted((a, b) => b.from.localeCompare(a.from));
  if (latest) return latest;
  return currency === booksOf(order) ? { currency, from: day, rate: '1' } : undefined;
}

export const booksOf = ({ companyCurrency, currency }: Pick<Order, 'companyCurrency' | 'currency'>): string =>
  (companyCurrency ?? currency).code;

/** `amount` of one currency in another by the company's rates of a day, exact and unrounded. */
export function converted(
  amount: Big,
  order: Order,
  { from, to, on }: { from: string; to: string; on: Day },
): { amount: Big; rate: Big } | undefined {
  if (from === to) return { amount, rate: exact('1') };
  const [own, other] = [rateOn(order, to, on), rateOn(order, from, on)];
  if (!own || !other || exact(own.rate).lte(0) || exact(other.rate).lte(0)) return undefined;
  return { amount: amount.times(own.rate).div(other.rate), rate: exact(own.rate).div(other.rate) };
}

/** What the receipt of an expense says, in the order's currency on the day it was spent. */
export function claimedInOrder({ claim, date }: Entry, order: Order): Big | undefined {
  if (!claim) return undefined;
  const [to, books] = [order.currency.code, booksOf(order)];
  if (claim.currency.code === to) return exact(claim.total);
  if (books === to) return exact(claim.companyTotal);
  return converted(exact(claim.companyTotal), order, { from: books, to, on: date })?.amount;
}
