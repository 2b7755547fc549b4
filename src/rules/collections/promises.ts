import type { Big } from 'big.js';
import { exact, text } from '../../money/decimal.ts';
import type { Day, Decimal } from '../entry.ts';
import type { PaymentPromise, Receivable } from './receivable.ts';

export interface PromiseState extends PaymentPromise {
  state: 'open' | 'kept' | 'broken';
  /** What came for it in its time. */
  came: Decimal;
}

/**
 * Whether each promise was kept: by what came from the day it was made to its last day, never by a flag. Money counts for one
 * promise, the one that ends first. What nothing is owed of any more can't be broken while it runs.
 */
export function promiseStates({ promises, settlements, residual }: Receivable, today: Day): PromiseState[] {
  const money = settlements
    .filter(({ kind }) => kind === 'payment')
    .map(({ day, amount }) => ({ day, left: exact(amount) }))
    .toSorted((a, b) => a.day.localeCompare(b.day));
  return promises
    .toSorted((a, b) => a.by.localeCompare(b.by) || a.id - b.id)
    .map((promise) => {
      let missing = exact(promise.amount);
      for (const payment of money) {
        if (payment.day < promise.madeOn || payment.day > promise.by) continue;
        const taken: Big = payment.left.lt(missing) ? payment.left : missing;
        payment.left = payment.left.minus(taken);
        missing = missing.minus(taken);
      }
      const came = text(exact(promise.amount).minus(missing));
      const kept = missing.lte(0) || (promise.by >= today && exact(residual).lte(0));
      return { ...promise, came, state: kept ? 'kept' : today > promise.by ? 'broken' : 'open' };
    });
}
