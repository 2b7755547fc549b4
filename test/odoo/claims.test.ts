import { expect, test } from 'vitest';
import type { OdooApi, Row } from '../../src/odoo/api.ts';
import { readClaims } from '../../src/odoo/work/claims.ts';

const TIME = 'account.analytic.line';

/** A month that is billed already: each entry on one invoice. */
const billed = (asked: number[]): Pick<OdooApi, 'searchRead'> => ({
  searchRead: async (model, domain, { typed = (rows) => rows }): Promise<Row[]> => {
    const [[, , ids]] = domain as [[string, string, number[]]];
    if (model === 'account.move')
      return typed(ids.map((id) => ({ id, display_name: `INV/${id}`, state: 'draft', payment_state: 'not_paid' })));
    if (model !== 'x_billing_part') return [];
    asked.push(ids.length);
    const part = { x_model: TIME, x_quantity_exact: '2', x_billed_exact: '2', x_move_id: 7 };
    return typed(ids.map((id) => ({ ...part, id, x_record_id: id })));
  },
});

test('a second run over the month of a large firm finds all of it billed', async () => {
  const ids = Array.from({ length: 165_000 }, (_, index) => index + 1);
  const asked: number[] = [];
  const claims = await readClaims(billed(asked) as OdooApi, new Map([[TIME, ids]]), []);
  expect(claims.size).toBe(ids.length);
  expect(claims.get(`${TIME},165000`)).toMatchObject([{ quantity: '2', invoice: { name: 'INV/7' } }]);
  expect(asked.length).toBeLessThanOrEqual(9);
});
