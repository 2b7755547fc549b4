import { dayWords } from '../days.ts';
import { booksOf, rateOn } from '../exchange.ts';
import type { Check } from './check.ts';
import { gap } from './check.ts';

/** Odoo books an invoice in a currency without a rate one for one, or at the first later rate. */
export const exchangeRate: Check = {
  id: 'order.exchange-rate',
  stop(order, _lines, today) {
    const { code } = order.currency;
    const books = booksOf(order);
    if (code === books || rateOn(order, code, today)) return undefined;
    return gap(order, {
      code: 'currency.no-rate',
      title: `No exchange rate for ${code}: ${order.name}`,
      detail: `Order ${order.name} is in ${code}, ${order.company.name} keeps its books in ${books}, and has no rate of ${code} on or before ${dayWords(today)}.`,
      nextStep: `Enter a rate of ${code} under Invoicing → Configuration → Currencies, then run again.`,
    });
  },
};
