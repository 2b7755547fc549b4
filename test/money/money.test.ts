import { Big } from 'big.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare, decimal, exact, sum, text } from '../../src/money/decimal.ts';
import { lineAmount, lineValue } from '../../src/money/line.ts';
import { amountText, money, total } from '../../src/money/money.ts';
import { roundHalfUp } from '../../src/money/round.ts';

const EUR = { code: 'EUR', digits: 2 } as const;
const USD = { code: 'USD', digits: 2 } as const;
const JPY = { code: 'JPY', digits: 0 } as const;

const cents = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }).map((n) => new Big(n).times('0.01'));

describe('decimals', () => {
  it('reads a float as its shortest decimal form', () => {
    expect(decimal(0.1)).toBe('0.1');
    expect(decimal(20 / 3)).toBe('6.666666666666667');
    expect(decimal(1e-7)).toBe('0.0000001');
    expect(decimal(-0)).toBe('0');
  });

  it('gives back the very float it read', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }), (float) => {
        expect(Number(decimal(float)) + 0).toBe(float + 0);
      }),
    );
  });

  it.each(['', ' ', 'EUR 12', 'NaN'])('refuses %j', (value) => {
    expect(() => exact(value)).toThrow(/Not a number/);
  });

  it.each([NaN, Infinity])('refuses %d', (value) => {
    expect(() => exact(value)).toThrow(/Not a number/);
  });

  it('adds exactly, in any order', () => {
    expect(text(sum(['0.1', '0.2']))).toBe('0.3');
    fc.assert(
      fc.property(fc.array(cents), (values) => {
        expect(text(sum(values))).toBe(text(sum(values.toReversed())));
      }),
    );
  });

  it('compares by value, not by text', () => {
    expect(compare('10', '9')).toBe(1);
    expect(compare('1.50', '1.5')).toBe(0);
  });
});

describe('rounding half up', () => {
  // Results of float_round(value, precision_digits=2, rounding_method='HALF-UP') on Odoo 19.
  it.each([
    ['2.675', '2.68'],
    ['-2.675', '-2.68'],
    ['1.005', '1.01'],
    ['2.674', '2.67'],
    ['0.33499999999999998', '0.34'],
    ['6.666666666666667', '6.67'],
    ['0', '0'],
  ])('%s becomes %s', (value, rounded) => {
    expect(text(roundHalfUp(exact(value), 2))).toBe(rounded);
  });

  it('moves a value by half a unit at most and leaves a rounded one alone', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }), fc.integer({ min: 0, max: 6 }), (n, scale) => {
        const value = new Big(n).times(`1e-${scale}`);
        const rounded = roundHalfUp(value, 2);
        expect(rounded.minus(value).abs().lte('0.005')).toBe(true);
        expect(roundHalfUp(rounded, 2).eq(rounded)).toBe(true);
        expect(roundHalfUp(value.neg(), 2).eq(rounded.neg())).toBe(true);
      }),
    );
  });
});

describe('money', () => {
  it('carries its currency and all its decimals', () => {
    expect(amountText(money('780', EUR))).toBe('780.00');
    expect(amountText(money('-0.005', EUR))).toBe('-0.01');
    expect(amountText(money('1234.5', JPY))).toBe('1235');
  });

  it('never mixes currencies', () => {
    const dollars = money('1', USD);
    // @ts-expect-error the compiler refuses what it can see
    expect(() => total<'EUR'>(EUR, [dollars])).toThrow("An amount in USD can't be added to a total in EUR.");
    const fromOdoo = { code: 'EUR' as string, digits: 2 };
    expect(() => total<string>(fromOdoo, [dollars])).toThrow(/USD/);
  });

  it('adds without losing a cent', () => {
    fc.assert(
      fc.property(fc.array(cents), (amounts) => {
        const added = total<'EUR'>(
          EUR,
          amounts.map((amount) => money(amount, EUR)),
        );
        expect(amountText(added)).toBe(sum(amounts).toFixed(2));
      }),
    );
  });
});

describe('a line', () => {
  it.each([
    ['6.67', '120', '0', '800.40'],
    ['3', '33.333', '0', '100.00'],
    ['1.5', '99.99', '12.5', '131.24'],
    ['-2', '120', '10', '-216.00'],
    ['5', '120', '100', '0.00'],
  ])('%s × %s less %s %% is %s', (quantity, priceUnit, discount, amount) => {
    expect(amountText(lineAmount(exact(quantity), { priceUnit, discount }, EUR))).toBe(amount);
  });

  it('is rounded once: by half a cent at most from its exact value', () => {
    fc.assert(
      fc.property(cents, cents, fc.integer({ min: 0, max: 100 }), (quantity, priceUnit, discount) => {
        const price = { priceUnit: text(priceUnit), discount: String(discount) };
        const value = lineValue(quantity, price);
        const amount = exact(amountText(lineAmount(quantity, price, EUR)));
        expect(amount.minus(value).abs().lte('0.00500001')).toBe(true);
      }),
    );
  });
});
