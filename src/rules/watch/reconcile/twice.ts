import type { Big } from 'big.js';
import { exact, sum } from '../../../money/decimal.ts';
import { dayOf } from '../../days.ts';
import { groupBy } from '../../group.ts';
import { amountWords } from '../../words.ts';
import type { BookedInvoice, HeldPart, Ledger } from './books.ts';
import { beyond, claimsOn, isBilledTwice } from './claims.ts';
import type { Difference, DifferenceKind } from './difference.ts';
import { difference, entries, listed } from './difference.ts';

/** Records on two live invoices, each of which bills them. Parts of one on several invoices are none. */
export const twice: DifferenceKind = {
  code: 'reconcile.billed-twice',
  find(ledger) {
    const doubled = [...ledger.heldBy].flatMap(([entry, parts]) => doubledIn(ledger, entry, parts));
    return [...groupBy(doubled, ({ last }) => last)].map(([last, own]) => ofInvoice(ledger, last, own));
  },
};

interface Doubled {
  part: HeldPart;
  /** The invoice that was made last, and the others. */
  last: BookedInvoice;
  others: string[];
  value: Big;
}

function doubledIn(ledger: Ledger, entry: string, parts: HeldPart[]): Doubled[] {
  const quantity = ledger.sources.get(entry)?.quantity;
  const claims = claimsOn(ledger, entry);
  const last = claims.at(-1)?.invoice;
  if (quantity === undefined || !last || !isBilledTwice(claims, exact(quantity))) return [];
  const others = claims.map(({ invoice }) => invoice.name).filter((name) => name !== last.name);
  return [{ part: parts[0] as HeldPart, last, others, value: beyond(claims, exact(quantity)).value }];
}

function ofInvoice(ledger: Ledger, last: BookedInvoice, doubled: Doubled[]): Difference {
  const others = [...new Set(doubled.flatMap((one) => one.others))];
  const [first] = doubled.map(({ part }) => part) as [HeldPart];
  const amount = sum(doubled.map(({ value }) => value));
  return difference({
    code: 'reconcile.billed-twice',
    record: `account.move,${last.id}`,
    what: `${entries(doubled.length)} billed twice, on ${[...others, last.name].join(' and ')}`,
    detail: `${amountWords(amount, last.currency)} too much is billed:\n${listed(doubled.map(({ part }) => part))}`,
    nextStep: `Cancel ${last.name} where it is a draft, else credit this work on it.`,
    since: dayOf(last.made),
    amount,
    currency: last.currency,
    invoice: last,
    order: ledger.orders.get(first.orderId ?? 0),
    projectId: first.projectId,
    credit: {},
  });
}
