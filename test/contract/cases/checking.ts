import { describe, expect } from 'vitest';
import type { PlaceTest } from '../place.ts';
import { draft, edit, proposalOf } from '../run.ts';

/** What Odoo says of an order before anything of it is drafted. */
export function checking(test: PlaceTest): void {
  describe('checking orders', () => {
    test('a line without tax whose product has one is told on the draft', async ({ place }) => {
      await edit(place, 'sale.order.line', place.refs.id('line', 'NL-101/1'), { tax_ids: [[6, 0, []]] });
      const { findings } = await proposalOf(place, 'NL-101');
      expect(findings.map(({ code }) => code)).toContain('tax.left-out');
    });

    test('an invoice address that changed since it was read stops the draft', async ({ place }) => {
      const proposal = await proposalOf(place, 'NL-101');
      const other = place.refs.id('customer', 'Brightwater Energy');
      const order = place.refs.id('order', 'NL-101');
      const [row] = await place.admin.searchRead('sale.order', [['id', '=', order]], {
        fields: ['partner_invoice_id'],
      });
      expect(row?.partner_invoice_id).not.toBe(other);
      await edit(place, 'sale.order', order, { partner_invoice_id: other });
      const refused = { status: 'refused', code: 'changed' };
      expect(await place.drafting.foresee([proposal])).toMatchObject([refused]);
      expect(await draft(place, [proposal])).toMatchObject([refused]);
    });
  });
}
