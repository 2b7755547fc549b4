import { Big } from 'big.js';

/** An exact decimal number as text. The form numbers have outside a calculation. */
export type Decimal = string;

/**
 * The exact number meant by a text or by one of Odoo's floats.
 *
 * A float stands for its shortest decimal form: Odoo's 0.1 is 0.1, not 0.1000000000000000055.
 *
 * @throws TypeError where the value is no finite number
 */
export function exact(value: Decimal | number): Big {
  if (typeof value === 'string' ? value.trim() === '' : !Number.isFinite(value)) throw notANumber(value);
  try {
    return new Big(value);
  } catch (cause) {
    throw notANumber(value, cause);
  }
}

/** Plain text without exponent, trailing zeros or a negative zero: equal numbers give equal text. */
export function text(value: Big): Decimal {
  return value.toFixed();
}

const PLAIN = /^(?:0|-?(?:[1-9]\d*(?:\.\d*[1-9])?|0\.\d*[1-9]))$/;

/** The same number without exponent, trailing zeros or a negative zero. */
export function plain(value: Decimal): Decimal {
  return PLAIN.test(value) ? value : text(exact(value));
}

/** The text of what Odoo sent as a float. */
export function decimal(value: number): Decimal {
  return text(exact(value));
}

export function compare(a: Decimal, b: Decimal): -1 | 0 | 1 {
  return exact(a).cmp(exact(b));
}

/**
 * The exact sum.
 *
 * @throws Error where a text is no number
 */
export function sum(values: Iterable<Big | Decimal>): Big {
  let total = new Big(0);
  for (const value of values) total = total.plus(value);
  return total;
}

function notANumber(value: unknown, cause?: unknown): TypeError {
  return new TypeError(`Not a number: ${JSON.stringify(value) ?? String(value)}`, { cause });
}
