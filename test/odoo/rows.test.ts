import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod/v4';
import * as field from '../../src/odoo/rows.ts';

test('a decimal is the number itself, without exponent', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      const text = field.decimal.parse(number);
      expect(text).toMatch(/^-?\d+(\.\d+)?$/);
      expect(Number(text)).toBe(number === 0 ? 0 : number);
    }),
  );
});

test.each([
  [field.decimal, 6.67, '6.67'],
  [field.decimal, 1e-7, '0.0000001'],
  [field.decimal, 8, '8'],
  [field.decimal, -0, '0'],
  [field.many2oneOrNone, false, undefined],
  [field.many2oneOrNone, 3, 3],
  [field.many2oneNamed, [3, 'Eva'], { id: 3, name: 'Eva' }],
  [field.many2oneNamedOrNone, false, undefined],
  [field.textOrEmpty, false, ''],
  [field.textOrNone, false, undefined],
  [field.dayOrNone, false, undefined],
  [field.day, '2026-03-31', '2026-03-31'],
  [field.instant, '2026-03-31 22:15:00', '2026-03-31T22:15:00Z'],
  [field.ids, [1, 2], [1, 2]],
])('%#: %j', (schema, sent, meant) => {
  expect(schema.parse(sent)).toEqual(meant);
});

test.each([
  [field.many2one, false],
  [field.many2one, [3, 'Eva']],
  [field.many2oneNamed, 3],
  [field.day, false],
  [field.day, '31.03.2026'],
  [field.decimal, '6.67'],
])('%#: %j is not taken', (schema, sent) => {
  expect(schema.safeParse(sent).success).toBe(false);
});

test('a row in another form names model, record and field', () => {
  const row = z.object({ id: field.id, employee_id: field.many2one, unit_amount: field.decimal });
  const rows = [
    { id: 7, employee_id: 3, unit_amount: 1.5 },
    { id: 8, employee_id: false, unit_amount: 1.5 },
  ];
  expect(field.parseRows(row, rows.slice(0, 1), 'account.analytic.line')).toEqual([
    { id: 7, employee_id: 3, unit_amount: '1.5' },
  ]);
  expect(() => field.parseRows(row, rows, 'account.analytic.line')).toThrow(
    expect.objectContaining({
      code: 'schema',
      message: expect.stringMatching(/employee_id of account\.analytic\.line,8 /),
    }),
  );
});
