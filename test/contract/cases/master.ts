import { describe, expect } from 'vitest';
import type { Row } from '../../../src/odoo/api.ts';
import type { Place, PlaceTest } from '../place.ts';
import { rows } from '../rows.ts';
import { draft, proposalOf } from '../run.ts';
import { detailsOf } from './format.ts';

const PROJECTS: Record<string, string> = { 'NL-110': 'Patient portal', 'NL-112': 'Booking engine' };

/** An agreement about the project of an order's time: more specific than what others agreed on. */
async function agreeOn(place: Place, order: string, about: Row, version: Row): Promise<number> {
  const project = place.refs.id('project', PROJECTS[order] ?? '');
  const orderId = place.refs.id('order', order);
  const [sold] = await place.admin.searchRead('sale.order', [['id', '=', orderId]], { fields: ['currency_id'] });
  const currency = { x_currency_id: sold?.currency_id };
  const name = `Terms of ${order}, for all under them`;
  await place.agree({ x_name: name, x_project_id: project, ...currency, ...about }, version);
  const [made] = await place.drafter.searchRead('x_billing_agreement', [['x_name', '=', name]], {
    fields: ['id'],
    order: 'id desc',
    limit: 1,
  });
  return made?.id as number;
}

export function masters(test: PlaceTest): void {
  describe('master agreements', () => {
    test('two runs at once, each for a statement of work, see each other under the master’s cap', async ({ place }) => {
      const since = { x_effective_from: '2020-01-01' };
      const master = await agreeOn(
        place,
        'NL-110',
        {},
        {
          ...since,
          x_has_caps: true,
          x_cap_ids: rows({ x_name: 'In all', x_scope: 'agreement', x_amount: 1e6, x_overflow: 'blocked' }),
          x_has_invoice_format: true,
          x_invoice_format_timesheet_detail: 'spreadsheet',
          x_invoice_format_detail_columns_task: true,
        },
      );
      await agreeOn(place, 'NL-112', { x_under_id: master }, since);
      const [one, other] = [await proposalOf(place, 'NL-110'), await proposalOf(place, 'NL-112')];
      expect(await draft(place, [one])).toMatchObject([{ status: 'drafted' }]);
      expect(await draft(place, [other])).toMatchObject([
        { status: 'refused', code: 'changed', message: expect.stringContaining('what is billed under it changed') },
      ]);
      const again = await proposalOf(place, 'NL-112');
      const billed = one.orders[0].lines.flatMap(({ parts }) => parts).filter(({ terms }) => terms !== 'odoo');
      const earlier = again.orders[0].agreements?.map((each) => each.earlier?.parts);
      expect(earlier?.toSorted()).toEqual([0, billed.length].toSorted());
      expect(await draft(place, [again])).toMatchObject([{ status: 'drafted' }]);
      expect(await detailsOf(place, 'NL-112')).toContain('spreadsheet task');
    });
  });
}
