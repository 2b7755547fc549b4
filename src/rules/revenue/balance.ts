import type { Big } from 'big.js';
import { exact } from '../../money/decimal.ts';
import type { Movement } from './movement.ts';

export interface Balance {
  /** Earned and not billed. */
  accrued: Big;
  /** Billed and not earned. */
  deferred: Big;
}

const NOTHING = exact('0');

/** One account through time: what is earned of it and not billed, or billed and not earned. */
export class Account {
  #earned = NOTHING;
  #billed = NOTHING;

  /** Accrued and deferred as they are after what happened so far. A correction of work is negative, not paid ahead. */
  get balance(): Balance {
    const open = this.#earned.minus(this.#billed);
    const correction = this.#earned.eq(0) ? this.#billed.lt(0) : this.#earned.lt(0);
    const accrued = correction ? open.lt(0) : open.gt(0);
    return accrued ? { accrued: open, deferred: NOTHING } : { accrued: NOTHING, deferred: open.neg() };
  }

  /** What is withheld was earned with its work, on an account where all of it is billed: here it is left until its release. */
  add({ kind, amount, what }: Movement): void {
    if (what === 'withheld') this.#earned = this.#earned.minus(amount);
    else if (kind === 'earned') this.#earned = this.#earned.plus(amount);
    else this.#billed = this.#billed.plus(amount);
  }
}
