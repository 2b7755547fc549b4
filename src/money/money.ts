import type { Big } from 'big.js';
import { add, dinero, toDecimal, toSnapshot } from 'dinero.js/bigint';
import type { Dinero } from 'dinero.js/bigint';
import { exact } from './decimal.ts';
import type { Decimal } from './decimal.ts';
import { roundHalfUp } from './round.ts';

/** A currency and the decimals an amount of it is rounded to. */
export interface CurrencyOf<Code extends string> {
  code: Code;
  digits: number;
}

/** An amount in whole minor units. Two currencies never mix: the compiler says so where it knows them, an error elsewhere. */
export type Money<Code extends string = string> = Dinero<bigint, Code>;

/** Rounds half up to the currency's digits. */
export function money<Code extends string>(amount: Big | Decimal, currency: CurrencyOf<Code>): Money<Code> {
  const { code, digits } = currency;
  const rounded = roundHalfUp(typeof amount === 'string' ? exact(amount) : amount, digits);
  return dinero({
    amount: BigInt(rounded.times(`1e${digits}`).toFixed(0)),
    currency: { code, base: 10n, exponent: BigInt(digits) },
  });
}

/** @throws Error where an amount is in another currency */
export function total<Code extends string>(
  currency: CurrencyOf<NoInfer<Code>>,
  amounts: readonly Money<Code>[],
): Money<Code> {
  return amounts.reduce(
    (sum, amount) => {
      const { code } = toSnapshot(amount).currency;
      if (code !== currency.code)
        throw new Error(`An amount in ${code} can't be added to a total in ${currency.code}.`);
      return add(sum, amount);
    },
    money<Code>('0', currency),
  );
}

/** With all of the currency's decimals: `780.00`. */
export function amountText(amount: Money): Decimal {
  return toDecimal(amount);
}
