import { describe, expect } from 'vitest';
import type { Row } from '../../../src/odoo/api.ts';
import type { Evaluation } from '../../../src/rules/verdict.ts';
import type { Place, PlaceTest } from '../place.ts';
import { rows } from '../rows.ts';
import { approveTime, draft, evaluations, invoiceId, proposalOf, proposals } from '../run.ts';

/** An agreement about one order, in its currency, in force ever since. */
async function agreeOn(place: Place, order: string, version: Row): Promise<void> {
  const id = place.refs.id('order', order);
  const [row] = await place.admin.searchRead('sale.order', [['id', '=', id]], { fields: ['currency_id'] });
  const about = { x_name: `Terms of ${order}`, x_order_id: id, x_currency_id: row?.currency_id };
  await place.agree(about, { x_effective_from: '2020-01-01', ...version });
}

const hoursBy = (found: Evaluation[], verdict: string): number =>
  found
    .flatMap(({ parts }) => parts)
    .reduce((all, part) => all + (part.verdict === verdict ? Number(part.quantity) : 0), 0);

/** Drafts what an order has to bill, and holds Odoo's own total against the rules'. */
async function drafted(place: Place, order: string) {
  const proposal = await proposalOf(place, order);
  const [outcome] = await draft(place, [proposal]);
  const invoice = await place.drafting.invoice(invoiceId(outcome));
  expect(Number(invoice.untaxed)).toBe(Number(proposal.total));
  const lines = invoice.lines.filter(({ kind }) => kind === 'product');
  expect(lines.map((line) => [line.quantity, line.priceUnit, line.subtotal].map(Number))).toEqual(
    proposal.lines.map((line) => [line.quantity, line.priceUnit, line.amount].map(Number)),
  );
  expect(lines.map(({ parts }) => parts.length)).toEqual(proposal.lines.map(({ parts }) => parts.length));
  expect(invoice.findings.map(({ code }) => code)).not.toContain('line.edited');
  return { proposal, invoice };
}

/** Each on an order of its own: an agreement stays. */
export function agreed(test: PlaceTest): void {
  describe('agreed terms', () => {
    test('a rate card by the hour on days, and overtime: two prices are two lines of one order line', async ({
      place,
    }) => {
      await agreeOn(place, 'NL-104', {
        x_has_rates: true,
        x_rate_ids: rows({ x_rate: 133.37 }),
        x_has_multipliers: true,
        x_multiplier_ids: rows({ x_when: 'overtime', x_factor: 1.5, x_after_hours: 4, x_per: 'day' }),
      });
      const { proposal } = await drafted(place, 'NL-104');
      expect(new Set(proposal.lines.map(({ priceUnit }) => priceUnit))).toEqual(new Set(['1066.96', '1600.44']));
      expect(await proposals(place, 'NL-104')).toEqual([]);
    });

    test('a cap crossed in the middle of an entry, and nothing more after it', async ({ place }) => {
      const { total } = await proposalOf(place, 'NL-112');
      const amount = Math.round(Number(total) / 2) + 0.5;
      await agreeOn(place, 'NL-112', {
        x_has_caps: true,
        x_cap_ids: rows({ x_name: 'In all', x_scope: 'agreement', x_amount: amount, x_overflow: 'blocked' }),
      });
      const found = await evaluations(place, 'NL-112');
      const over = hoursBy(found, 'over-cap');
      expect(over).toBeGreaterThan(0);
      const { invoice } = await drafted(place, 'NL-112');
      expect(Number(invoice.untaxed)).toBeLessThanOrEqual(amount);
      expect(Number(invoice.untaxed)).toBeGreaterThan(amount - 2);
      const after = await evaluations(place, 'NL-112');
      expect(after.flatMap(({ proposal }) => proposal ?? [])).toEqual([]);
      expect(hoursBy(after, 'over-cap')).toBeCloseTo(over, 9);
    });

    test('increments, and late hours on top of them', async ({ place }) => {
      await agreeOn(place, 'NL-101', {
        x_has_increments: true,
        x_increments_per: 'entry',
        x_increments_hours: 0.75,
        x_increments_round: 'up',
      });
      const { proposal } = await drafted(place, 'NL-101');
      const parts = proposal.lines.flatMap((line) => line.parts);
      expect(parts.some(({ quantity, charge }) => Number(charge?.billed) > Number(quantity))).toBe(true);
      await approveTime(place, [place.refs.id('time', 'unapproved-1')]);
      const late = await drafted(place, 'NL-101');
      expect(late.proposal.supplementary).toBe(true);
      expect(await proposals(place, 'NL-101')).toEqual([]);
    });

    test('terms that can’t be read hold the work', async ({ place }) => {
      await agreeOn(place, 'NL-102', {
        x_has_rates: true,
        x_rate_ids: rows({ x_rate: 120 }),
        x_has_blended_rate: true,
        x_blended_rate_rate: 130,
      });
      const [evaluation] = await evaluations(place, 'NL-102');
      expect(evaluation?.proposal).toBeUndefined();
      expect(evaluation?.cases.map(({ code }) => code)).toContain('terms.unreadable');
    });

    test('what was billed under a cap since it was read stops the draft', async ({ place }) => {
      await agreeOn(place, 'NL-107', {
        x_has_caps: true,
        x_cap_ids: rows({ x_name: 'In all', x_scope: 'agreement', x_amount: 1e6, x_overflow: 'blocked' }),
      });
      const proposal = await proposalOf(place, 'NL-107');
      const earlier = { parts: 1, value: '100', countedWith: 'another' };
      const agreements = (proposal.agreements ?? []).map((each) => ({ ...each, earlier }));
      const stale = { ...proposal, key: 'stale', agreements };
      expect(await draft(place, [stale])).toMatchObject([{ status: 'refused', code: 'changed' }]);
      expect(await place.drafting.foresee([{ ...proposal, agreements: [] }])).toMatchObject([
        { status: 'refused', code: 'changed' },
      ]);
      await drafted(place, 'NL-107');
    });
  });
}
