import { describe, expect } from 'vitest';
import type { Domain } from '../../../src/odoo/api.ts';
import { createKpiOdoo } from '../../../src/odoo/kpi/gateway.ts';
import type { InvoiceLife, Period } from '../../../src/rules/kpi/life.ts';
import { addDays } from '../../../src/rules/days.ts';
import type { Place, PlaceTest } from '../place.ts';
import { decision, draftOf } from '../run.ts';

/** Around now, whenever that is: what the cases write themselves has Odoo's own date. */
const period = (place: Place): Period => {
  const today = place.now().toISOString().slice(0, 10);
  return { from: addDays(today, -2), to: addDays(today, 2) };
};

const recorded = (place: Place) => createKpiOdoo(place.drafter, place.at.url).recorded(period(place), {});

export const lifeOf = async (place: Place, id: number): Promise<InvoiceLife | undefined> =>
  (await recorded(place)).invoices.find((each) => each.id === id);

export function kpis(test: PlaceTest): void {
  describe('what KPIs are counted from', () => {
    test('an invoice from its first request until it is posted, with the work on it', async ({ place }) => {
      const id = await draftOf(place, 'NL-104');
      expect(await lifeOf(place, id)).toBeUndefined();
      const at = place.now().toISOString();
      const request = { requestId: 'counted', invoiceId: id, channel: 'desk', verified: '', at } as const;
      await place.deciding.recordEvent({ ...request, key: 'counted-asked', kind: 'requested', what: 'Asked Carol' });
      const yes = await decision(place, id, 'approved', { requestId: 'counted', key: 'counted-yes', at });
      await place.deciding.recordDecision(yes);
      const links = await place.drafter.searchRead('x_billing_audit', [['x_invoice', '=', id]], {
        fields: ['x_kind', 'x_ends', 'x_time'],
        order: 'x_number',
      });
      expect(links.map(({ x_kind, x_ends, x_time }) => [x_kind, x_ends, x_time || ''])).toEqual([
        ['requested', 0, ''],
        ['approved', 1, 'in-time'],
      ]);
      const { untaxed, company, customer, currency } = await place.deciding.invoice(id);
      const life = await lifeOf(place, id);
      expect(life).toMatchObject({ kind: 'invoice', state: 'draft', company, customer, currency: { code: currency } });
      expect(Number(life?.untaxed)).toBe(Number(untaxed));
      expect(life?.events.map(({ kind, request: of, byPolicy }) => [kind, of, byPolicy])).toEqual([
        ['requested', 'counted', false],
        ['approved', 'counted', false],
      ]);
      expect(life?.parts.length).toBeGreaterThan(1);
      expect(life?.parts[0]).toMatchObject({ record: expect.stringMatching(/^x_billing_part,\d+$/), kind: 'time' });
    });

    test('a request that was decided late, from the link that says so', async ({ place }) => {
      const id = await draftOf(place, 'NL-104');
      const at = place.now().toISOString();
      const request = { requestId: 'late', invoiceId: id, channel: 'desk', verified: '', at } as const;
      await place.deciding.recordEvent({ ...request, key: 'late-asked', kind: 'requested', what: 'Asked Carol' });
      await place.deciding.recordEvent({ ...request, key: 'late-over', kind: 'overdue', what: 'Its time was over' });
      await place.deciding.recordDecision(
        await decision(place, id, 'approved', { requestId: 'late', key: 'late-yes', at }),
      );
      const late: Domain = [
        ['x_invoice', '=', id],
        ['x_time', '=', 'late'],
      ];
      const links = await place.drafter.searchRead('x_billing_audit', late, { fields: ['x_kind', 'x_ends'] });
      expect(links.map(({ x_kind, x_ends }) => [x_kind, x_ends])).toEqual([['approved', 1]]);
      expect((await lifeOf(place, id))?.events.map(({ kind }) => kind)).toEqual(['requested', 'overdue', 'approved']);
    });

    test('a draft that was deleted, from its record alone', async ({ place }) => {
      const id = await draftOf(place, 'NL-104');
      const at = place.now().toISOString();
      const request = { requestId: 'gone', invoiceId: id, channel: 'desk', verified: '', at } as const;
      await place.deciding.recordEvent({ ...request, key: 'gone-asked', kind: 'requested', what: 'Asked Carol' });
      await place.deciding.recordEvent({ ...request, key: 'gone-void', kind: 'voided', what: 'The request is void' });
      const { company } = await place.deciding.invoice(id);
      await place.admin.call('account.move', 'write', [[id], { x_billing_reason: 'Another customer’s' }]);
      await place.admin.call('account.move', 'unlink', [[id]]);
      const links = await place.drafter.searchRead('x_billing_audit', [['x_invoice', '=', id]], {
        fields: ['x_kind', 'x_ends', 'x_ours', 'x_move_id'],
        order: 'x_number',
      });
      expect(links.map(({ x_kind, x_ends, x_ours, x_move_id }) => [x_kind, x_ends, x_ours, x_move_id])).toEqual([
        ['requested', 0, true, false],
        ['voided', 1, true, false],
        ['deleted', 0, true, false],
      ]);
      const life = await lifeOf(place, id);
      expect(life).toMatchObject({ state: 'deleted', company, record: `x_billing_audit,${String(links[2]?.id)}` });
      expect(life?.events.map(({ kind }) => kind)).toEqual(['requested', 'voided', 'deleted']);
    });

    test('a case about an order of it, with the day it was made and the day it came back', async ({ place }) => {
      const id = await draftOf(place, 'NL-104');
      const at = place.now().toISOString();
      await place.deciding.recordDecision(await decision(place, id, 'rejected', { key: 'counted-no', at }));
      const orderId = place.refs.id('order', 'NL-104');
      const [opened] = await place.drafting.openCases([
        {
          ...{ key: 'counted:again', kind: 'policy', code: 'counted.again', severity: 'low', title: 'It is back' },
          ...{ detail: 'Nothing.', nextStep: 'Nothing.', amount: '0', deadline: place.firm.today, orderId },
        },
      ]);
      await place.controller.call('x_billing_case', 'write', [[opened?.id], { x_opened_on: '2026-10-10' }]);
      const { exceptions } = await recorded(place);
      const { from, to } = period(place);
      const days = exceptions.find((each) => each.id === opened?.id)?.opened ?? [];
      expect(days).toEqual([expect.any(String), '2026-10-10']);
      expect((days[0] ?? '') >= from && (days[0] ?? '') <= to, days[0]).toBe(true);
      await place.drafting.closeCases(['counted.again'], [], 'Counted.');
    });

    test('a case, once it is closed, by whom it was owned and since when', async ({ place }) => {
      const key = 'counted:case';
      const [opened] = await place.drafting.openCases([
        {
          ...{ key, kind: 'policy', code: 'counted.case', severity: 'low', title: 'To be counted', detail: 'Nothing.' },
          ...{ nextStep: 'Nothing.', amount: '0', deadline: place.firm.today },
        },
      ]);
      const solved = async () => (await recorded(place)).solved.find(({ id }) => id === opened?.id);
      expect(await solved()).toBeUndefined();
      await place.drafting.closeCases(['counted.case'], [], 'Counted.');
      const { from, to } = period(place);
      const found = await solved();
      expect(found).toMatchObject({ name: 'To be counted', company: { name: expect.any(String) as string } });
      for (const day of [found?.opened ?? '', found?.closed ?? '']) expect(day >= from && day <= to, day).toBe(true);
    });
  });
}
