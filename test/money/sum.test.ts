import { Big } from 'big.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exact, plain, sum, text } from '../../src/money/decimal.ts';

const digits = (maxLength: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength }).map((all) => all.join(''));
/** As many digits before and behind the point as anybody writes, and more. */
const written = fc
  .tuple(fc.constantFrom('', '-'), digits(16), fc.option(digits(28)))
  .map(([sign, whole, behind]) => `${sign}${whole}${behind === null ? '' : `.${behind}`}`);
const odd = fc.constantFrom('1e21', '-2.5E-9', '5.', '.5', '-.25', '-0', '0.0', '007.10');
const number = fc.oneof({ weight: 8, arbitrary: written }, odd);

describe('a sum', () => {
  it('is exact, whatever the order and whether of texts or of numbers', () => {
    const cents = fc.array(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), { maxLength: 40 });
    fc.assert(
      fc.property(cents, fc.boolean(), (values, asTexts) => {
        const written = values.map((value) => `${value}e-2`);
        const total = values.reduce((all, value) => all + value, 0n);
        expect(sum(asTexts ? written : written.map((each) => new Big(each))).eq(`${total}e-2`)).toBe(true);
      }),
    );
  });

  it('stays exact over as many large values as a run has', () => {
    const large = ['999999999999.999999999999999999999999', '9999999999999.9', '-0.000000000000000000000001'];
    for (const value of large) {
      const values = Array.from({ length: 20_001 }, () => value);
      expect(text(sum(values))).toBe(exact(value).times(values.length).toFixed());
    }
  });

  it.each(['', '-', '.', '1.2.3', '1,5', ' 1', '٣', 'NaN'])('refuses %j', (value) => {
    expect(() => sum(['1', value])).toThrow(/number/i);
  });
});

it('plain text is what big.js writes', () => {
  fc.assert(
    fc.property(number, (value) => {
      expect(plain(value)).toBe(text(exact(value)));
    }),
    { numRuns: 1000 },
  );
});
