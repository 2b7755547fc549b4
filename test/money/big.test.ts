import { Big as Library } from 'big.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Big } from '../../src/money/big.ts';
import { exact, plain, sum, text } from '../../src/money/decimal.ts';

const digits = (maxLength: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength }).map((all) => all.join(''));
/** As many digits before and behind the point as anybody writes, and more. */
const written = (whole: number, behind: number) =>
  fc
    .tuple(fc.constantFrom('', '-'), digits(whole), fc.option(digits(behind)))
    .map(([sign, first, rest]) => `${sign}${first}${rest === null ? '' : `.${rest}`}`);
/** Where floats stop being exact, and what nobody writes. */
const odd = fc.constantFrom(
  ...['9007199254740991', '9007199254740992', '-9007199254740993', '90071992547409.91', '0.0000000000000000000001'],
  ...['1e21', '-2.5E-9', '5.', '.5', '-.25', '-0', '0.0', '007.10', '1.3333333333333333', '-0.6666666666666666'],
);
const number = fc.oneof(written(4, 2), written(6, 8), written(16, 28), odd);
const float = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 });

const holds = (...args: Parameters<typeof fc.property<[string, string]>>): void =>
  fc.assert(fc.property(...args), { numRuns: 2000 });

describe('a number', () => {
  it.each(['plus', 'minus', 'times', 'div'] as const)('is as big.js has it: %s', (does) => {
    holds(number, number, (a, b) => {
      if (does === 'div' && new Library(b).eq(0)) expect(() => exact(a).div(b)).toThrow('Division by zero');
      else expect(exact(a)[does](b).toFixed()).toBe(new Library(a)[does](b).toFixed());
    });
  });

  it.each(['cmp', 'eq', 'gt', 'gte', 'lt', 'lte'] as const)('compares as in big.js: %s', (does) => {
    holds(number, number, (a, b) => {
      expect(exact(a)[does](b)).toBe(new Library(a)[does](b));
      expect(exact(a)[does](a)).toBe(new Library(a)[does](a));
    });
  });

  it('rounds as in big.js, every way', () => {
    fc.assert(
      fc.property(number, fc.nat(24), fc.constantFrom(0, 1, 3), (value, decimals, mode) => {
        expect(exact(value).round(decimals, mode).toFixed()).toBe(new Library(value).round(decimals, mode).toFixed());
        // But for the sign big.js leaves a negative number that rounds to nothing.
        const theirs = new Library(value).toFixed(decimals);
        expect(exact(value).toFixed(decimals)).toBe(Number(theirs) === 0 ? theirs.replace('-', '') : theirs);
      }),
      { numRuns: 2000 },
    );
  });

  it('has the size, sign and float big.js gives it', () => {
    holds(number, number, (value) => {
      const [ours, theirs] = [exact(value), new Library(value)];
      expect(ours.abs().toFixed()).toBe(theirs.abs().toFixed());
      expect(ours.neg().toFixed()).toBe(theirs.neg().toFixed());
      expect(ours.toNumber() + 0).toBe(theirs.toNumber() + 0);
      if (!theirs.eq(0)) expect(ours.s).toBe(theirs.s);
    });
  });

  it('is as big.js has it after any steps, however many digits they make', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('plus', 'minus', 'times', 'div'), number), { maxLength: 12 });
    fc.assert(
      fc.property(number, steps, (first, all) => {
        let [ours, theirs] = [exact(first), new Library(first)];
        for (const [does, value] of all) {
          if (does === 'div' && new Library(value).eq(0)) continue;
          [ours, theirs] = [ours[does](exact(value)), theirs[does](value)];
        }
        expect(text(ours)).toBe(theirs.toFixed());
        expect(ours.decimals).toBeGreaterThanOrEqual(theirs.c.length - 1 - theirs.e);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads floats as big.js does', () => {
    fc.assert(
      fc.property(float, (value) => {
        expect(Big.of(value).toFixed()).toBe(new Library(value).toFixed());
      }),
    );
  });
});

describe('a sum', () => {
  it('is what big.js makes of it, text by text', () => {
    const value = fc.oneof(
      number,
      number.map((each) => exact(each)),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 40 }), (values) => {
        const theirs = values.reduce<Library>((all, each) => all.plus(String(each)), new Library(0));
        expect(text(sum(values))).toBe(theirs.toFixed());
      }),
      { numRuns: 1000 },
    );
  });

  it('stays exact over as many large values as a run has', () => {
    const large = ['999999999999.999999999999999999999999', '9999999999999.9', '-0.000000000000000000000001'];
    for (const value of large) {
      const values = Array.from({ length: 20_001 }, () => value);
      expect(text(sum(values))).toBe(new Library(value).times(values.length).toFixed());
    }
  });

  it.each(['', '-', '.', '1.2.3', '1,5', ' 1', '٣', 'NaN'])('refuses %j', (value) => {
    expect(() => sum(['1', value])).toThrow(/number/i);
  });
});

it('plain text is what big.js writes', () => {
  fc.assert(
    fc.property(number, (value) => {
      expect(plain(value)).toBe(new Library(value).toFixed());
    }),
    { numRuns: 1000 },
  );
});
