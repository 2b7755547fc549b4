import { Big as Library } from 'big.js';

type Value = Big | string | number;

/** 10^22 is the last power of ten a float is exact for. */
const POWERS = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));
const LARGE_POWERS = Array.from({ length: 64 }, (_, power) => 10n ** BigInt(power));
const [MINUS, POINT, ZERO, NINE] = [45, 46, 48, 57];
/** Of a quotient. */
const MOST_DECIMALS = 20;
/** Decimals a quotient may have more than its numbers, to be tried one by one. */
const MOST_MORE = 6;

/**
 * An exact decimal number, with the names and the rounding of big.js, which tests hold it against.
 *
 * It is a whole number and the decimals of it. Most numbers of a firm have a few digits: what comes out below 2^53 is exact
 * in floats, anything else is a BigInt.
 */
export class Big {
  /** NaN where it is `large`, so that whatever is reckoned with it is no safe number either. */
  private readonly small: number;
  private readonly places: number;
  private readonly large: bigint | undefined;

  private constructor(small: number, places: number, large?: bigint) {
    this.small = small;
    this.places = places;
    this.large = large;
  }

  /** @throws Error where a text is no number */
  static of(value: Value): Big {
    if (typeof value === 'object') return value;
    if (typeof value === 'number' && Number.isSafeInteger(value)) return new Big(value, 0);
    return Big.read(String(value)) ?? (Big.read(new Library(value).toFixed()) as Big);
  }

  private static read(text: string): Big | undefined {
    const start = text.charCodeAt(0) === MINUS ? 1 : 0;
    let [size, point] = [0, text.length];
    for (let at = start; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code >= ZERO && code <= NINE) size = size * 10 + (code - ZERO);
      else if (code === POINT && point === text.length && at > start) point = at + 1;
      else return undefined;
    }
    if (text.length === start) return undefined;
    const places = text.length - point;
    return Big.safe(start ? 0 - size : size, places) ?? Big.from(BigInt(text.replace('.', '')), places);
  }

  private static safe(small: number, places: number): Big | undefined {
    return Number.isSafeInteger(small) && places < POWERS.length ? new Big(small, places) : undefined;
  }

  private static from(large: bigint, places: number): Big {
    return Big.safe(Number(large), places) ?? new Big(NaN, places, large);
  }

  get s(): -1 | 1 {
    return (this.large ?? this.small) < 0 ? -1 : 1;
  }

  /** More than a float holds: sums of others are quicker without it. */
  get isLarge(): boolean {
    return this.large !== undefined;
  }

  /** At most so many decimals. */
  get decimals(): number {
    return this.places;
  }

  plus(value: Value): Big {
    const other = Big.of(value);
    const places = Math.max(this.places, other.places);
    return Big.safe(this.at(places) + other.at(places), places) ?? Big.from(this.in(places) + other.in(places), places);
  }

  minus(value: Value): Big {
    const other = Big.of(value);
    const places = Math.max(this.places, other.places);
    return Big.safe(this.at(places) - other.at(places), places) ?? Big.from(this.in(places) - other.in(places), places);
  }

  times(value: Value): Big {
    const other = Big.of(value);
    const places = this.places + other.places;
    return (
      Big.safe(this.small * other.small, places) ?? Big.from(this.in(this.places) * other.in(other.places), places)
    );
  }

  /** To 20 decimals, half up. @throws Error where `value` is zero */
  div(value: Value): Big {
    const other = Big.of(value);
    if (other.eq(0)) throw new Error('Division by zero');
    const short = this.shortQuotient(other);
    if (short) return short;
    const places = Math.max(this.places, other.places);
    const [dividend, divisor] = [this.in(places + MOST_DECIMALS), other.in(places)];
    return Big.from(rounded(dividend, divisor, 1), MOST_DECIMALS);
  }

  cmp(value: Value): -1 | 0 | 1 {
    const other = Big.of(value);
    const places = Math.max(this.places, other.places);
    const difference = this.at(places) - other.at(places);
    if (Number.isNaN(difference)) return sign(this.in(places) - other.in(places));
    return sign(difference);
  }

  eq(value: Value): boolean {
    return this.cmp(value) === 0;
  }

  gt(value: Value): boolean {
    return this.cmp(value) > 0;
  }

  gte(value: Value): boolean {
    return this.cmp(value) >= 0;
  }

  lt(value: Value): boolean {
    return this.cmp(value) < 0;
  }

  lte(value: Value): boolean {
    return this.cmp(value) <= 0;
  }

  abs(): Big {
    return this.s < 0 ? this.neg() : this;
  }

  neg(): Big {
    return this.large === undefined ? new Big(0 - this.small, this.places) : Big.from(-this.large, this.places);
  }

  /** @param mode 0: toward zero, 1: half away from zero, 3: away from zero */
  round(decimals = 0, mode: Rounding = 1): Big {
    const dropped = this.places - decimals;
    if (dropped <= 0) return this;
    const unit = POWERS[dropped];
    if (this.large !== undefined || unit === undefined)
      return Big.from(rounded(this.in(this.places), power(dropped), mode), decimals);
    const rest = Math.abs(this.small % unit);
    const cut = (Math.abs(this.small) - rest) / unit;
    const up = mode === 3 ? rest > 0 : mode === 1 && 2 * rest >= unit;
    return new Big((up ? cut + 1 : cut) * this.s, decimals);
  }

  /** Without exponent; without trailing zeros, or rounded half up and with as many decimals as said. */
  toFixed(decimals?: number): string {
    if (decimals !== undefined && decimals < this.places) return this.round(decimals).toFixed(decimals);
    const { small, large, places, s } = this;
    const digits = String(large === undefined ? small * s : large * BigInt(s)).padStart(places + 1, '0');
    const point = digits.length - places;
    let end = digits.length;
    while (end > point && digits.charCodeAt(end - 1) === ZERO) end -= 1;
    const behind = digits.slice(point, end).padEnd(decimals ?? 0, '0');
    const words = behind === '' ? digits.slice(0, point) : `${digits.slice(0, point)}.${behind}`;
    return s < 0 ? `-${words}` : words;
  }

  toString(): string {
    return this.toFixed();
  }

  toNumber(): number {
    return Number(this.toFixed());
  }

  /** Whole, with so many decimals; NaN where a float can't have that. */
  private at(places: number): number {
    if (places === this.places) return this.small;
    const scaled = this.small * (POWERS[places - this.places] ?? NaN);
    return Number.isSafeInteger(scaled) ? scaled : NaN;
  }

  private in(places: number): bigint {
    const whole = this.large ?? BigInt(this.small);
    return places === this.places ? whole : whole * power(places - this.places);
  }

  /** Where it ends after a few decimals. */
  private shortQuotient(other: Big): Big | undefined {
    let places = this.places - other.places;
    for (let more = 0; more <= MOST_MORE; more += 1, places += 1) {
      const whole = this.small * (POWERS[more] as number);
      if (!Number.isSafeInteger(whole)) return undefined;
      if (places >= 0 && places <= MOST_DECIMALS && whole % other.small === 0)
        return Big.safe(whole / other.small, places);
    }
    return undefined;
  }
}

type Rounding = 0 | 1 | 3;

const power = (of: number): bigint => LARGE_POWERS[of] ?? 10n ** BigInt(of);

const sign = (difference: number | bigint): -1 | 0 | 1 => (difference < 0 ? -1 : difference > 0 ? 1 : 0);

function rounded(dividend: bigint, divisor: bigint, mode: Rounding): bigint {
  const [cut, rest] = [dividend / divisor, dividend % divisor];
  const [size, whole] = [rest < 0n ? -rest : rest, divisor < 0n ? -divisor : divisor];
  const up = mode === 3 ? size > 0n : mode === 1 && 2n * size >= whole;
  if (!up) return cut;
  return dividend < 0n === divisor < 0n ? cut + 1n : cut - 1n;
}
