import { Big } from 'big.js';
import type { Decimal } from './decimal.ts';

/** Decimals in each of the two whole numbers that hold what is behind the point. */
const PLACES = 12;
const POWERS = Array.from({ length: PLACES }, (_, place) => 10 ** (PLACES - 1 - place));
/** Most of what is before the point, and most values that are added up before they are put aside: 2^53 is never reached. */
const MOST_WHOLE = 10 ** 12;
const MOST_VALUES = 4096;

const [ZERO, NINE, POINT, MINUS] = [48, 57, 46, 45];
const NOTHING = new Big(0);
const [FIRST, SECOND] = [new Big(`1e-${PLACES}`), new Big(`1e-${2 * PLACES}`)];

/**
 * The exact sum. Plain texts of up to 24 decimals, which nearly all are, are added up as three whole numbers; anything
 * else by big.js.
 *
 * @throws Error where a text is no number
 */
export function sum(values: Iterable<Big | Decimal>): Big {
  let total = NOTHING;
  let [whole, first, second, count] = [0, 0, 0, 0];
  function putAside(): void {
    if (whole !== 0) total = total.plus(whole);
    if (first !== 0) total = total.plus(FIRST.times(first));
    if (second !== 0) total = total.plus(SECOND.times(second));
    [whole, first, second, count] = [0, 0, 0, 0];
  }
  function add(value: Decimal): boolean {
    const sign = value.charCodeAt(0) === MINUS ? -1 : 1;
    const start = sign < 0 ? 1 : 0;
    let [own, upper, lower, place] = [0, 0, 0, -1];
    for (let at = start; at < value.length; at += 1) {
      const code = value.charCodeAt(at);
      if (code === POINT && place < 0 && at > start) place = 0;
      else if (code < ZERO || code > NINE || place === 2 * PLACES || own >= MOST_WHOLE) return false;
      else if (place < 0) own = own * 10 + (code - ZERO);
      else {
        const power = POWERS[place % PLACES] as number;
        if (place < PLACES) upper += (code - ZERO) * power;
        else lower += (code - ZERO) * power;
        place += 1;
      }
    }
    if (value.length === start) return false;
    whole += sign * own;
    first += sign * upper;
    second += sign * lower;
    count += 1;
    return true;
  }
  for (const value of values) {
    if (typeof value !== 'string' || !add(value)) total = total.plus(value);
    if (count === MOST_VALUES) putAside();
  }
  putAside();
  return total;
}
