import { describe, expect } from 'vitest';
import { propose } from '../../../src/billing/propose.ts';
import type { Row } from '../../../src/odoo/api.ts';
import type { Evaluation } from '../../../src/rules/verdict.ts';
import type { Place, PlaceTest } from '../place.ts';
import { adjust, withdraw } from '../adjust.ts';
import { rows } from '../rows.ts';
import { approveTime, draft, edit, evaluations, invoiceId, lastMonthEnd, proposalOf, proposals } from '../run.ts';
import { cancel } from '../acts.ts';
import { onOrder } from '../../on-order.ts';

/** An agreement about one order, in its currency, in force ever since. */
export async function agreeOn(place: Place, order: string, version: Row): Promise<void> {
  const id = place.refs.id('order', order);
  const [row] = await place.admin.searchRead('sale.order', [['id', '=', id]], { fields: ['currency_id'] });
  const about = { x_name: `Terms of ${order}`, x_order_id: id, x_currency_id: row?.currency_id };
  await place.agree(about, { x_effective_from: '2020-01-01', ...version });
}

const scopeOf = (place: Place, order: string) => ({
  to: lastMonthEnd(place),
  orderIds: [place.refs.id('order', order)],
});

const hoursBy = (found: Evaluation[], verdict: string): number =>
  found
    .flatMap(({ parts }) => parts)
    .reduce((all, part) => all + (part.verdict === verdict ? Number(part.quantity) : 0), 0);

/** Drafts what an order has to bill, and holds Odoo's own total against the rules'. */
export async function drafted(place: Place, order: string) {
  const proposal = await proposalOf(place, order);
  const [outcome] = await draft(place, [proposal]);
  const invoice = await place.drafting.invoice(invoiceId(outcome));
  expect(Number(invoice.untaxed)).toBe(Number(proposal.total));
  const lines = invoice.lines.filter(({ kind }) => kind === 'product');
  expect(lines.map((line) => [line.quantity, line.priceUnit, line.subtotal].map(Number))).toEqual(
    proposal.orders[0].lines.map((line) => [line.quantity, line.priceUnit, line.amount].map(Number)),
  );
  expect(lines.map(({ parts }) => parts.length)).toEqual(proposal.orders[0].lines.map(({ parts }) => parts.length));
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
      expect(new Set(proposal.orders[0].lines.map(({ priceUnit }) => priceUnit))).toEqual(
        new Set(['1066.96', '1600.44']),
      );
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
      const parts = proposal.orders[0].lines.flatMap((line) => line.parts);
      expect(parts.some(({ quantity, charge }) => Number(charge?.billed) > Number(quantity))).toBe(true);
      await approveTime(place, [place.refs.id('time', 'unapproved-1')]);
      const late = await drafted(place, 'NL-101');
      expect(late.proposal.supplementary).toBe(true);
      expect(await proposals(place, 'NL-101')).toEqual([]);
    });

    test('an instalment of a fixed fee, to the cent and once; two runs that read the same bill it once', async ({
      place,
    }) => {
      const line = place.refs.id('line', 'NL-105/2');
      const begun = place.refs.id('milestone', 'study-begun');
      // The fee is billed for it; of itself it bills nothing.
      await edit(place, 'project.milestone', begun, { sale_line_id: line, quantity_percentage: 0.5 });
      const [sold] = await place.admin.searchRead('sale.order.line', [['id', '=', line]], { fields: ['product_id'] });
      await agreeOn(place, 'NL-105', {
        x_has_fixed_fee: true,
        x_fixed_fee_amount: 7500,
        x_fixed_fee_product_id: sold?.product_id,
        x_fixed_fee_billed: 'schedule',
        x_instalment_ids: rows(
          { x_name: '1 of 2', x_milestone_id: begun, x_percent: 33.33 },
          { x_name: '2 of 2', x_on: '2099-12-31', x_percent: 66.67 },
        ),
      });
      const again = await proposalOf(place, 'NL-105');
      const hold = await adjust(place, `project.milestone,${String(begun)}`, { x_kind: 'hold' });
      expect(await draft(place, [again])).toMatchObject([{ status: 'refused', code: 'changed' }]);
      const [held] = await evaluations(place, 'NL-105');
      expect(held?.cases.map(({ code }) => code)).toContain('adjustment.hold');
      expect(held?.proposal?.orders[0].lines.map(({ label }) => label) ?? []).not.toContain('1 of 2');
      await withdraw(place, hold);
      const { proposal, invoice } = await drafted(place, 'NL-105');
      expect(proposal.orders[0].lines).toMatchObject([
        { label: '1 of 2', quantity: '0.33', priceUnit: '7575', amount: '2499.75' },
      ]);
      expect(invoice.lines.map(({ name }) => name.split('\n').at(-1))).toEqual(['1 of 2']);
      expect(await proposals(place, 'NL-105')).toEqual([]);
      expect(await draft(place, [{ ...again, key: 'another run' }])).toMatchObject([
        { status: 'refused', code: 'changed' },
      ]);
      await cancel(place.admin, invoice.id);
      expect(await proposalOf(place, 'NL-105')).toMatchObject({ key: proposal.key, total: '2499.75' });
    });

    test('overtime and holidays by the working calendars of people, and a public holiday that comes later', async ({
      place,
    }) => {
      const asked = { x_when: 'overtime', x_factor: 1.5 };
      await agreeOn(place, 'NL-109', {
        x_has_multipliers: true,
        x_multiplier_ids: rows(asked, { x_when: 'holiday', x_factor: 2 }),
      });
      const days = async () => {
        const [work] = await place.drafting.collectWork(scopeOf(place, 'NL-109'));
        return (work?.entries ?? []).filter(({ kind }) => kind === 'time');
      };
      const before = await days();
      expect(before.length).toBeGreaterThan(0);
      expect(before.filter(({ workday }) => !workday?.calendar || workday.holiday)).toEqual([]);
      const [one] = before.filter(({ workday }) => workday?.hours === '8');
      if (!one) throw new Error('Nobody worked on a working day');
      const [company] = await place.admin.searchRead('hr.employee', [['id', '=', one.person?.id]], {
        fields: ['company_id'],
      });
      const holiday = await place.admin.call('resource.calendar.leaves', 'create', [
        {
          ...company,
          id: undefined,
          name: 'Midsummer',
          date_from: `${one.date} 00:00:00`,
          date_to: `${one.date} 23:59:59`,
        },
      ]);
      try {
        const after = (await days()).filter(({ date }) => date === one.date);
        const midsummer = { hours: '0', holiday: 'Midsummer' };
        expect(after.map(({ workday }) => workday)).toEqual(after.map(() => expect.objectContaining(midsummer)));
        const parts = (await evaluations(place, 'NL-109')).flatMap((each) => each.parts);
        const [part] = parts.filter(({ entry }) => entry === one.key);
        expect(part?.arithmetic).toContain('Midsummer × 2');
      } finally {
        await place.admin.call('resource.calendar.leaves', 'unlink', [[holiday].flat()]);
      }
    });

    test('a milestone whose gate is closed is one case; the others are billed while the purchase order has room', async ({
      place,
    }) => {
      await agreeOn(place, 'NL-103', {
        x_purchase_order_number: 'PO-771',
        x_purchase_order_amount: 13_000,
        x_has_milestone_gates: true,
        x_gate_ids: rows({
          x_requires_acceptance_evidence: true,
          x_requires_purchase_order: true,
          x_requires_expenses_approved: true,
        }),
      });
      // Odoo reaches an expense from a project through lines that made the project; this one is paid by a line it did not make.
      const expense = place.refs.id('expense', 'train-submitted');
      const claim = (order: string) =>
        place.admin.call('hr.expense', 'write', [[expense], { sale_order_id: place.refs.id('order', order) }]);
      await claim('NL-103');
      const ofProject = { ...scopeOf(place, 'NL-103'), projectIds: [place.refs.id('project', 'Visitor website')] };
      const [limited] = propose(await place.drafting.collectWork(ofProject), place.firm.today);
      await claim('NL-108');
      expect(limited?.proposal).toBeUndefined();
      expect(limited?.cases.map(({ detail }) => detail).join()).toContain('1 expense of the order not approved');
      const [found] = await evaluations(place, 'NL-103');
      const closed = (found?.cases ?? []).filter(({ code }) => code === 'milestone.gate-closed');
      expect(closed.map(({ detail }) => detail)).toEqual([
        expect.stringContaining('PO PO-771 over 13,000.00 USD has 1,000.00 USD left, this comes to 12,000.00 USD'),
        expect.stringContaining('no evidence that the customer accepted it; PO PO-771'),
      ]);
      const accepted = await proposalOf(place, 'NL-103');
      const concept = place.refs.id('milestone', 'concept');
      const [proof] = await place.admin.searchRead(
        'ir.attachment',
        [
          ['res_model', '=', 'project.milestone'],
          ['res_id', '=', concept],
        ],
        { fields: ['id'] },
      );
      const move = (to: number) => place.admin.call('ir.attachment', 'write', [[proof?.id], { res_id: to }]);
      await move(place.refs.id('milestone', 'go-live'));
      expect(await draft(place, [accepted])).toMatchObject([{ status: 'refused', code: 'changed' }]);
      await move(concept);
      const { proposal } = await drafted(place, 'NL-103');
      expect(proposal.orders[0].lines).toMatchObject([{ quantity: '0.25', amount: '12000.00' }]);
      expect(await proposals(place, 'NL-103')).toEqual([]);
    });

    test('a retainer: drawn, recorded, and still drawn by what was recorded when more hours come', async ({
      place,
    }) => {
      await draft(place, await proposals(place, 'NL-106'));
      const lineId = place.refs.id('line', 'NL-106/1');
      const [time] = await place.admin.searchRead('account.analytic.line', [['so_line', '=', lineId]], {
        fields: ['project_id', 'task_id', 'employee_id', 'date'],
        order: 'date desc, id desc',
        limit: 1,
      });
      const date = lastMonthEnd(place);
      const work = async (hours: number): Promise<number> => {
        const values = { ...time, id: undefined, name: 'Retained', unit_amount: hours, date };
        const id = [await place.admin.call('account.analytic.line', 'create', [values])].flat()[0] as number;
        await approveTime(place, [id]);
        return id;
      };
      await agreeOn(place, 'NL-106', {
        x_effective_from: `${date.slice(0, 8)}01`,
        x_has_retainer: true,
        x_retainer_kind: 'drawdown',
        x_retainer_period: 'month',
        x_retainer_hours: 10,
        x_retainer_overage_rate: 150,
      });
      const early = await work(4);
      const first = await evaluations(place, 'NL-106');
      const open = hoursBy(first, 'included');
      expect(open).toBe(4);
      const parts = first.flatMap((each) => each.parts);
      await place.drafting.recordVerdicts(parts);
      expect(await place.drafting.recordVerdicts(parts)).toMatchObject({ written: 0 });
      const [held] = await place.drafter.searchRead('x_billing_part', [['x_record_id', '=', early]], {
        fields: ['x_drawn_exact', 'x_rule', 'x_verdict'],
      });
      expect(held).toMatchObject({ x_drawn_exact: '4', x_rule: 'terms.retainer', x_verdict: 'included' });

      const late = await work(9.5);
      const found = await evaluations(place, 'NL-106');
      await place.drafting.recordVerdicts(found.flatMap((each) => each.parts));
      expect(hoursBy(found, 'included')).toBe(10);
      const [statement] = found.flatMap(({ retainers = [] }) => retainers);
      expect(statement?.movements.map(({ kind, amount }) => `${kind} ${amount}`).slice(0, 3)).toEqual([
        'paid 10',
        'drawn -4',
        'drawn -6',
      ]);
      const { proposal } = await drafted(place, 'NL-106');
      expect(proposal.orders[0].lines.map(({ quantity, priceUnit }) => `${quantity} × ${priceUnit}`)).toEqual([
        '3.5 × 150',
      ]);
      const drawn = [
        ['x_record_id', '=', late],
        ['x_verdict', '=', 'included'],
      ] as [string, string, unknown][];
      expect(await place.drafter.searchRead('x_billing_part', drawn, { fields: ['x_drawn_exact'] })).toMatchObject([
        { x_drawn_exact: '6' },
      ]);
      expect(await proposals(place, 'NL-106')).toEqual([]);

      await place.admin.call('account.analytic.line', 'unlink', [[early]]);
      const after = (await evaluations(place, 'NL-106')).flatMap(({ retainers = [] }) => retainers);
      expect(after[0]?.movements.map(({ what }) => what)).toContainEqual(
        expect.stringContaining('4 h given back: the entry was deleted'),
      );
    });

    test('expenses: a markup, a limit crossed in the middle of one, a per diem instead of what was spent', async ({
      place,
    }) => {
      const category = (name: string) => place.refs.id('product', name);
      // Of the customer: another case agrees on its order, which is more specific.
      const customer = place.refs.id('customer', 'Harbour Trust Bank');
      const [currency] = await place.admin.searchRead('res.currency', [['name', '=', place.firm.currency]], {
        fields: ['name'],
      });
      const about = { x_name: 'Travelling', x_partner_id: customer, x_currency_id: currency?.id };
      await place.agree(about, {
        x_effective_from: '2020-01-01',
        x_has_expenses: true,
        x_expenses_price: 'markup',
        x_expenses_markup: 10,
        x_expenses_receipt: 'never',
        x_expenses_duplicates: 'allowed',
        x_category_ids: rows(
          {
            x_category_id: category('Hotel'),
            x_billable: true,
            x_limit: 200,
            x_per: 'expense',
            x_over_limit: 'write-off',
          },
          { x_category_id: category('Mileage'), x_billable: true, x_per_diem: 40 },
        ),
      });
      const { proposal } = await drafted(place, 'NL-108');
      const spent = proposal.orders[0].lines.filter(({ parts }) => parts.some(({ kind }) => kind === 'expense'));
      expect(spent.map(({ amount }) => Number(amount)).toSorted((a, b) => a - b)).toEqual([
        40, 105.6, 200, 200, 200, 200.64,
      ]);
      const after = await evaluations(place, 'NL-108');
      expect(after.flatMap(({ proposal: more }) => more ?? [])).toEqual([]);
      expect(after.flatMap(({ parts }) => parts.filter(({ verdict }) => verdict === 'write-off')).length).toBe(3);
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
      const agreements = (proposal.orders[0].agreements ?? []).map((each) => ({ ...each, earlier }));
      const stale = onOrder({ ...proposal, key: 'stale' }, { agreements });
      expect(await draft(place, [stale])).toMatchObject([{ status: 'refused', code: 'changed' }]);
      expect(await place.drafting.foresee([onOrder(proposal, { agreements: [] })])).toMatchObject([
        { status: 'refused', code: 'changed' },
      ]);
      await drafted(place, 'NL-107');
    });
  });
}
