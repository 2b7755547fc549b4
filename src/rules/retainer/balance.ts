import type { Big } from 'big.js';
import { exact, sum } from '../../money/decimal.ts';
import type { Period } from './periods.ts';

/** What is left of one period's payment. */
interface Bucket {
  period: Period;
  left: Big;
  /** Index of the last period it can be drawn in. */
  lastPeriod: number;
}

/** A share of a draw, and the period it was paid for. Negative where a correction gives back. */
export interface Share {
  from: Period;
  amount: Big;
}

/** What became of the balance at the end of a period. */
export interface Closing {
  carried: Big;
  lapsed: Share[];
}

/** A prepaid balance, in hours or money, taken through its periods in order. */
export class Balance {
  readonly paid: Period[] = [];
  readonly closings: Closing[] = [];
  /** What lapses first stands first. */
  #buckets: Bucket[] = [];

  left(): Big {
    return sum(this.#buckets.map(({ left }) => left));
  }

  pay(period: Period): void {
    const { index, retainer } = period;
    const { rollover, topUpBelow } = retainer;
    const stays = rollover ? (rollover.expiresAfter ?? Infinity) : topUpBelow === undefined ? 0 : Infinity;
    this.paid.push(period);
    this.#buckets.push({ period, left: measureOf(period), lastPeriod: index + stays });
    this.#buckets.sort((a, b) => a.lastPeriod - b.lastPeriod || a.period.index - b.period.index);
  }

  /** Takes up to `want`, of what lapses first. */
  draw(want: Big): Share[] {
    const shares: Share[] = [];
    let open = want;
    for (const bucket of this.#buckets) {
      const amount = bucket.left.lt(open) ? bucket.left : open;
      if (amount.lte(0)) continue;
      bucket.left = bucket.left.minus(amount);
      open = open.minus(amount);
      shares.push({ from: bucket.period, amount });
    }
    return shares;
  }

  /** Puts back into what lapses last; nothing where nothing was paid that it could be of. */
  giveBack(amount: Big): Share[] {
    const bucket = this.#buckets.at(-1);
    if (!bucket) return [];
    bucket.left = bucket.left.plus(amount);
    return [{ from: bucket.period, amount: amount.neg() }];
  }

  /** Ends a period: what has expired lapses, then what is beyond the limit, in the order it would have lapsed. */
  close({ index, retainer }: Period): void {
    const limit = retainer.rollover?.limit;
    const lasting = sum(this.#buckets.filter(({ lastPeriod }) => lastPeriod > index).map(({ left }) => left));
    let beyond = limit === undefined ? exact('0') : lasting.minus(limit);
    const lapsed: Share[] = [];
    for (const bucket of this.#buckets) {
      const expired = bucket.lastPeriod <= index;
      const amount = expired || bucket.left.lt(beyond) ? bucket.left : beyond;
      if (!expired) beyond = beyond.minus(amount.gt(0) ? amount : 0);
      if (amount.lte(0)) continue;
      bucket.left = bucket.left.minus(amount);
      lapsed.push({ from: bucket.period, amount });
    }
    this.#buckets = this.#buckets.filter(({ lastPeriod }) => lastPeriod > index);
    this.closings[index] = { carried: this.left(), lapsed };
  }
}

/** Hours or money of one period. */
export const measureOf = ({ retainer }: Period): Big => exact(retainer.hours ?? retainer.amount ?? '0');
