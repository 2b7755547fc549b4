import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toWire } from '../../src/odoo/wire.ts';
import { parseXml } from './support/odoo.ts';

const { serializeMethodCall } = createRequire(import.meta.url)('xmlrpc/lib/serializer') as {
  serializeMethodCall(method: string, params: unknown[]): string;
};
const sent = (value: unknown) => serializeMethodCall('m', [toWire(value)]);
const received = async (value: unknown) => (await parseXml(sent(value))).params[0];

// eslint-disable-next-line no-control-regex
const LEGAL = /^[^\0-\x08\x0B\f\x0E-\x1F\uFFFE\uFFFF]*$/;

test('any text arrives as it was sent', async () => {
  const text = fc.string({ unit: 'grapheme' }).filter((each) => LEGAL.test(each));
  const awkward = fc
    .array(fc.constantFrom(']]>', '\r\n', '<', '&', '\n', ' ', 'ü', '😀', 'x'))
    .map((bits) => bits.join(''));
  await fc.assert(
    fc.asyncProperty(fc.oneof(text, awkward), async (each) => {
      expect(await received(each)).toBe(each);
    }),
  );
});

test('a carriage return is escaped: an XML parser would turn it into a line feed', () => {
  expect(sent('a < b\r\nc')).not.toContain('\r');
});

test('what XML cannot hold is left out of text', async () => {
  expect(await received('bell \u0007, half \ud800, all 😀')).toBe('bell , half , all 😀');
});

test('members without value are left out, null and empty values are kept', async () => {
  expect(await received({ a: undefined, b: null, c: '', d: [], e: {}, f: false, g: 0 })).toEqual({
    b: null,
    c: '',
    d: [],
    e: {},
    f: false,
    g: 0,
  });
});

test.each([NaN, Infinity])('%s is not sent', (value) => {
  expect(() => toWire({ quantity: value })).toThrow(`${value} can't be sent to Odoo`);
});
