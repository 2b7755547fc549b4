import { describe, expect } from 'vitest';
import { BILLING_EVENTS } from '../../../src/billing/events.ts';
import { exact, text } from '../../../src/money/decimal.ts';
import { createBillingEvents } from '../../../src/odoo/events.ts';
import { linesOf } from '../../../src/rules/proposal/of.ts';
import type { Proposal } from '../../../src/rules/verdict.ts';
import { cancel } from '../acts.ts';
import type { Place, PlaceTest } from '../place.ts';
import { decision, draft, edit, evaluations, invoiceId, proposalOf, proposals } from '../run.ts';

const URL = 'http://127.0.0.1:9/hint';
const ONE = 'NL-101';
const OTHER = 'NL-109';
const PROJECTS = ['Claims platform', 'Plant maintenance'];

/** One invoice for the customer is agreed on for both projects; their terms come before the order's. */
async function agreeOnOne(place: Place): Promise<void> {
  const [order] = await place.admin.searchRead('sale.order', [['id', '=', place.refs.id('order', ONE)]], {
    fields: ['currency_id'],
  });
  for (const project of PROJECTS)
    await place.agree(
      {
        x_name: `One invoice for ${project}`,
        x_project_id: place.refs.id('project', project),
        x_currency_id: order?.currency_id,
      },
      { x_effective_from: '2020-01-01', x_has_invoice_format: true, x_invoice_format_invoice_per: 'customer' },
    );
}

/** The firm's customers have an order each: for the length of a test this one's customer has the other, too. */
async function oneCustomer(place: Place): Promise<void> {
  const [order] = await place.admin.searchRead('sale.order', [['id', '=', place.refs.id('order', ONE)]], {
    fields: ['partner_id', 'partner_invoice_id', 'partner_shipping_id'],
  });
  const { partner_id, partner_invoice_id, partner_shipping_id } = order ?? {};
  await edit(place, 'sale.order', place.refs.id('order', OTHER), {
    partner_id,
    partner_invoice_id,
    partner_shipping_id,
  });
}

const ordersOf = (wanted: Proposal[]): string[][] =>
  wanted.map(({ orders }) => orders.map(({ orderName }) => orderName));

async function joint(place: Place): Promise<Proposal> {
  const [proposal, ...others] = await proposals(place, ONE, OTHER);
  if (!proposal || others.length > 0) throw new Error('Not one invoice');
  return proposal;
}

/** On orders of its own: what is agreed on stays. */
export function oneInvoice(test: PlaceTest): void {
  describe('one invoice for a customer', () => {
    test('is of both orders where they have one customer, and of each where they have not', async ({ place }) => {
      await agreeOnOne(place);
      expect(ordersOf(await proposals(place, ONE, OTHER))).toEqual([[ONE], [OTHER]]);
      await oneCustomer(place);
      const found = await evaluations(place, ONE, OTHER);
      expect(ordersOf(found.flatMap(({ proposal }) => proposal ?? []))).toEqual([[ONE, OTHER]]);
      expect(found[1]?.invoicedWith).toEqual({ key: found[0]?.proposal?.key, orderName: ONE });
      expect(found.flatMap(({ identity }) => identity.breaks)).toEqual([]);
    });

    test('has each order’s lines under its name, claims the work of both, and is made once', async ({ place }) => {
      await oneCustomer(place);
      const wanted = await joint(place);
      expect(await place.drafting.foresee([wanted])).toEqual([{ key: wanted.key, status: 'clear' }]);
      const id = invoiceId((await draft(place, [wanted]))[0]);
      const invoice = await place.drafting.invoice(id);
      expect(Number(invoice.untaxed)).toBe(Number(wanted.total));
      expect(invoice.origin).toBe(`${ONE}, ${OTHER}`);
      expect(invoice.reference).toBe(`PO-${ONE}, PO-${OTHER}`);
      const [first, second] = wanted.orders.map(({ lines }) => lines.map(() => 'product'));
      expect(invoice.lines.map(({ kind, name }) => (kind === 'section' ? name : kind))).toEqual([
        ...[`${ONE}, PO-${ONE}`, ...(first ?? [])],
        ...[`${OTHER}, PO-${OTHER}`, ...(second ?? [])],
      ]);
      const billed = invoice.lines.filter(({ kind }) => kind === 'product');
      expect(billed.map(({ parts }) => parts.map(({ entry }) => entry).toSorted())).toEqual(
        linesOf(wanted).map(({ parts }) => parts.map(({ entry }) => entry).toSorted()),
      );
      expect(invoice.findings.map(({ code }) => code)).not.toContain('line.edited');
      const ledger = await place.admin.searchRead('x_billing_part', [['x_move_id', '=', id]], {
        fields: ['x_order_id'],
      });
      expect(new Set(ledger.map(({ x_order_id }) => x_order_id))).toEqual(
        new Set(wanted.orders.map(({ orderId }) => orderId)),
      );
      expect(await draft(place, [wanted])).toMatchObject([{ status: 'existing', invoice: { id } }]);
      expect(await proposals(place, ONE, OTHER)).toEqual([]);

      await cancel(place.admin, id);
      const again = await joint(place);
      expect(again.key).toBe(wanted.key);
      expect(await draft(place, [again])).toMatchObject([{ status: 'drafted' }]);
    });

    test('is refused as a whole where one of them was drafted alone meanwhile; the other is left', async ({
      place,
    }) => {
      await oneCustomer(place);
      const wanted = await joint(place);
      const alone = await proposalOf(place, OTHER);
      expect(alone.key).not.toBe(wanted.key);
      const [first, both] = await draft(place, [alone, wanted]);
      expect(first).toMatchObject({ status: 'drafted' });
      expect(both).toMatchObject({ status: 'refused', code: 'claimed', message: expect.stringMatching(`^${OTHER}: `) });
      expect(ordersOf(await proposals(place, ONE, OTHER))).toEqual([[ONE]]);
    });

    test('and the other way round: an order on it is not drafted alone any more', async ({ place }) => {
      await oneCustomer(place);
      const [wanted, alone] = [await joint(place), await proposalOf(place, ONE)];
      expect(await draft(place, [wanted, alone])).toMatchObject([
        { status: 'drafted' },
        { status: 'refused', code: 'claimed' },
      ]);
    });

    test('is decided on as one: what it risks, who is asked and what is told are of both orders', async ({ place }) => {
      await oneCustomer(place);
      const managers = new Map<string, number>();
      for (const [index, name] of ['Irene Jacobs', 'Ben Carter'].entries()) {
        const login = place.firm.users.find((one) => one.name === name)?.login ?? '';
        const [user] = await place.admin.searchRead('res.users', [['login', '=', login]], { fields: ['id'] });
        managers.set(name, user?.id as number);
        const project = place.refs.id('project', PROJECTS[index] ?? '');
        await edit(place, 'project.project', project, { user_id: user?.id });
      }
      const wanted = await joint(place);
      const events = createBillingEvents(place.drafter);
      await events.listen({ key: 'contract:one', name: 'Contract', kinds: [...BILLING_EVENTS], url: URL });
      const id = invoiceId((await draft(place, [wanted]))[0]);
      const told = await events.take('contract:one', 100);
      await events.unlisten('contract:one', true);
      expect(told && told !== 'unknown' ? told.events : told).toMatchObject([
        { event: 'draft.made', invoice: { id, origin: `${ONE}, ${OTHER}` } },
      ]);

      const invoice = await place.deciding.invoice(id);
      const risk = await place.approving.riskFacts(invoice);
      expect(risk.amount).toMatchObject({ value: { amount: text(exact(wanted.total)) } });
      const kinds = new Set(linesOf(wanted).flatMap(({ parts }) => parts.map(({ kind }) => kind)));
      expect(risk.contractTypes).toHaveProperty('value.length', kinds.size);
      const members = await place.approving.members({ id }, { people: [], groups: [] });
      const asked = members.filter(({ roles }) => roles.includes('project-manager')).map(({ userId }) => userId);
      expect(asked.toSorted()).toEqual([...managers.values()].toSorted());

      await place.deciding.recordDecision(await decision(place, id, 'approved'));
      expect((await place.deciding.invoice(id)).decisions).toMatchObject([{ current: true }]);
      const last = invoice.lines.findLast(({ kind }) => kind === 'product');
      await place.admin.call('account.move', 'write', [[id], { x_billing_reason: 'Agreed on the phone' }]);
      await place.admin.call('account.move.line', 'write', [[last?.id], { price_unit: 1 }]);
      expect(await place.drafting.post([id])).toMatchObject([
        { status: 'refused', message: expect.stringContaining('changed after it was decided on') },
      ]);
    });

    test('is refused where it is not of one customer any more, or has an order twice', async ({ place }) => {
      await oneCustomer(place);
      const wanted = await joint(place);
      const [one, other] = wanted.orders;
      const twice: Proposal = { ...wanted, key: 'an order twice', orders: [one, { ...one }] };
      expect(await draft(place, [twice])).toMatchObject([{ status: 'refused' }]);
      const unchecked = [one, other].flatMap((own) => (own ? [{ ...own, checked: '' }] : []));
      const [first] = await place.admin.searchRead('sale.order', [['id', '=', place.refs.id('order', 'NL-104')]], {
        fields: ['partner_id'],
      });
      const id = place.refs.id('order', OTHER);
      await edit(place, 'sale.order', id, { partner_invoice_id: first?.partner_id });
      expect(await draft(place, [wanted])).toMatchObject([{ status: 'refused', code: 'changed' }]);
      const orders = unchecked as unknown as Proposal['orders'];
      expect(await draft(place, [{ ...wanted, orders }])).toMatchObject([
        { status: 'refused', code: 'changed', message: expect.stringContaining('on one invoice') },
      ]);
    });
  });
}
