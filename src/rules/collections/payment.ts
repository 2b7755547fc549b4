import { exact, sum, text } from '../../money/decimal.ts';
import { dayWords } from '../days.ts';
import type { Day, Decimal } from '../entry.ts';
import { amountWords } from '../words.ts';
import type { Receivable } from './receivable.ts';

/**
 * `partly-paid` is not due yet in full; `short-paid` is past its due day with a rest open. `reversed`: credit notes settled
 * it and no money came. `settled`: other entries did, a write-off for one. `in-process`: what is registered in Odoo, and in no
 * books yet, covers the rest.
 */
export type PaymentState =
  'unpaid' | 'in-process' | 'partly-paid' | 'short-paid' | 'paid' | 'overpaid' | 'reversed' | 'settled';

export interface Payment {
  state: PaymentState;
  /** Money that came and stayed, in the invoice's currency. */
  paid: Decimal;
  credited: Decimal;
  why: string;
}

/** What became of an invoice, by Odoo's own reconciliations. */
export function paymentOf(invoice: Receivable, today: Day): Payment {
  const { currency, total, residual, due, settlements, onItsWay, surplus, returned } = invoice;
  const came = (kind: string) => sum(settlements.filter((each) => each.kind === kind).map(({ amount }) => amount));
  const [paid, credited] = [came('payment'), came('credit')];
  const open = exact(residual);
  const words = (amount: Decimal) => amountWords(amount, currency);
  const facts = [
    `${words(residual)} of ${words(total)} open`,
    ...(paid.gt(0) ? [`${words(text(paid))} paid`] : []),
    ...(credited.gt(0) ? [`${words(text(credited))} credited`] : []),
    ...(exact(onItsWay).gt(0) ? [`${words(onItsWay)} registered and in no books yet`] : []),
    ...surplus.map(({ name, amount, currency: code }) => `${amount} ${code} of ${name} left over`),
    ...returned.map(({ name, amount, day }) => `${name} of ${words(amount)} came back on ${dayWords(day)}`),
  ];
  const state = stateOf();
  return { state, paid: text(paid), credited: text(credited), why: facts.join('; ') };

  function stateOf(): PaymentState {
    if (open.lte(0)) {
      if (surplus.length > 0) return 'overpaid';
      if (paid.gt(0)) return 'paid';
      return credited.gt(0) ? 'reversed' : 'settled';
    }
    if (exact(onItsWay).gte(open)) return 'in-process';
    if (paid.lte(0)) return 'unpaid';
    return today > due ? 'short-paid' : 'partly-paid';
  }
}
