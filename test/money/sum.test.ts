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

const byBig = (values: readonly (Big | string)[]): string =>
  values.reduce<Big>((total, value) => total.plus(value), new Big(0)).toFixed();

describe('a sum', () => {
  it('is what big.js makes of it, text by text', () => {
    const value = fc.oneof(
      number,
      number.map((each) => exact(each)),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 40 }), (values) => {
        expect(text(sum(values))).toBe(byBig(values));
      }),
      { numRuns: 1000 },
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
