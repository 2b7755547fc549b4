import { z } from 'zod/v4';
import { exact, sum, text as plain } from '../../money/decimal.ts';
import { advancesOf, ofAdvance } from '../../rules/advances/agreed.ts';
import type { AdvanceMade, Order, Work } from '../../rules/entry.ts';
import { groupBy } from '../../rules/group.ts';
import { agreementOf, isOfCustomer } from '../../rules/terms/in-force.ts';
import type { Agreement } from '../../rules/terms/schema.ts';
import type { Domain, OdooApi } from '../api.ts';
import { decimal, id, ids, many2oneOrNone, text, textOrEmpty } from '../rows.ts';
import type { Coverage } from './agreements.ts';
import { coveredBy } from './agreements.ts';
import { HELD, live, move } from './claims.ts';
import { byId, present, read, readByIds } from './read.ts';
import type { Scope } from './scope.ts';
import { limits } from './scope.ts';

/** The ledger keeps an advance as a part of its order. */
export const ADVANCE_MODEL = 'sale.order';

const found = z.object({ id, name: text });
const project = z.object({ id, name: textOrEmpty, sale_order_id: many2oneOrNone });
const part = z.object({
  id,
  x_record_id: id,
  x_name: text,
  x_terms: text,
  x_move_id: id,
  x_order_line_id: many2oneOrNone,
});
const line = z.object({ id, sale_line_ids: ids, price_subtotal: decimal, move_type: text });

/** Confirmed orders in scope an advance may be agreed for, whether or not there is work on them; undefined where no agreement asks for one. */
export async function readOrdersAhead(
  api: OdooApi,
  scope: Scope,
  agreements: Agreement[],
): Promise<number[] | undefined> {
  const asking = agreements.filter((agreement) => asksAhead(agreement, agreements));
  if (!asking.length) return undefined;
  const projectIds = present(asking.map((agreement) => agreement.project?.id));
  const orderOf = new Map(
    (await readByIds(api, 'project.project', 'id', projectIds, project)).map((row) => [row.id, row.sale_order_id]),
  );
  const path = { company: 'company_id', customer: 'partner_id', order: 'id', project: 'order_line.project_id' };
  const covered = asking.flatMap((agreement) => coverageOf(agreement, orderOf));
  if (!covered.length) return [];
  const domain: Domain = [
    ['state', '=', 'sale'],
    ['invoice_status', '!=', 'invoiced'],
    ...limits(scope, path),
    ...coveredBy(covered, path),
  ];
  return (await read(api, 'sale.order', domain, found)).map((row) => row.id);
}

function asksAhead({ versions, under }: Agreement, among: Agreement[]): boolean {
  const master = among.find((agreement) => agreement.id === under);
  return [...versions, ...(master?.versions ?? [])].some(({ status, advances }) => status !== 'draft' && advances);
}

/** An agreement on a project is about the order that pays for it. */
function coverageOf(
  { order, project: own, customer, company }: Agreement,
  orderOf: Map<number, number | undefined>,
): Coverage[] {
  const ordered = order?.id ?? orderOf.get(own?.id ?? 0);
  if (own && !ordered) return [];
  const names = { x_order_id: ordered, x_project_id: undefined, x_partner_id: customer?.id, x_company_id: company?.id };
  return (ordered ?? customer?.id) ? [{ id: 0, ...names }] : [];
}

/** Gives an order the projects it pays for: an agreement may be about one of them. */
export async function nameProjects(api: OdooApi, orders: Order[]): Promise<void> {
  const rows = await readByIds(
    api,
    'project.project',
    'sale_order_id',
    orders.map((order) => order.id),
    project,
  );
  for (const order of orders) {
    const own = rows.filter((row) => row.sale_order_id === order.id).map((row) => ({ id: row.id, name: row.name }));
    order.projects = [...new Map([...order.projects, ...own].map((ref) => [ref.id, ref])).values()];
  }
}

/**
 * Gives each work the advances that live invoices hold and what was invoiced of its order, and adds a work of its own for
 * each advance somebody has to look at.
 *
 * @param works one for each order an advance may be agreed for, terms attached
 */
export async function attachAdvances(api: OdooApi, works: Work[]): Promise<Work[]> {
  const orderIds = present(works.map(({ order }) => order?.id));
  const parts = await readByIds(api, 'x_billing_part', 'x_record_id', orderIds, part, { and: MADE });
  const made = await madeOf(api, parts);
  const everywhere = await readElsewhere(api, works);
  const ahead = works.flatMap(({ order }) => (order && made.has(order.id) ? [order] : []));
  const invoiced = await readInvoiced(api, ahead);
  return works.flatMap((work) => {
    const { order } = work;
    if (!order) return [];
    const advances = made.get(order.id);
    if (advances) Object.assign(work, { advances });
    const ids = new Set(work.agreements?.map((agreement) => agreement.id));
    const advancesElsewhere = [...everywhere].flatMap(([orderId, rows]) =>
      orderId === order.id ? [] : rows.filter(({ agreement }) => ids.has(agreement)),
    );
    if (advancesElsewhere.length) Object.assign(work, { advancesElsewhere });
    if (advances) Object.assign(order, { invoiced: invoiced.get(order.id) ?? '0' });
    const used = (name: string, agreement: string): boolean =>
      advances?.some((one) => one.name === name && one.agreement === agreement && !isOpen(one, order)) ?? false;
    return advancesOf(work, order)
      .filter(({ name, agreement }) => !used(name, agreement))
      .map((advance) => ofAdvance(work, advance));
  });
}

const isOpen = ({ orderLineIds }: AdvanceMade, { lines }: Order): boolean =>
  lines.some(({ id: lineId, toInvoice }) => orderLineIds.includes(lineId) && !exact(toInvoice).eq(0));

const MADE: Domain = [['x_model', '=', ADVANCE_MODEL], ...HELD];

/** Advances of agreements about a customer, on whichever order. */
async function readElsewhere(api: OdooApi, works: Work[]): Promise<Map<number, AdvanceMade[]>> {
  const agreements = new Set(works.flatMap((work) => work.agreements ?? []).filter(isOfCustomer));
  const terms = [...agreements].flatMap(({ id: key, versions }) =>
    versions.some(({ advances }) => advances) ? versions.map(({ version }) => `${key}@${version}`) : [],
  );
  return terms.length
    ? madeOf(api, await read(api, 'x_billing_part', [['x_terms', 'in', terms], ...MADE], part))
    : new Map();
}

/** By order. */
async function madeOf(api: OdooApi, parts: z.output<typeof part>[]): Promise<Map<number, AdvanceMade[]>> {
  const moveIds = parts.map((row) => row.x_move_id);
  const invoices = byId((await readByIds(api, 'account.move', 'id', moveIds, move)).filter(live));
  const onLive = parts.filter((row) => invoices.has(row.x_move_id));
  const made = groupBy(onLive, (row) => row.x_record_id);
  return new Map([...made].map(([orderId, rows]) => [orderId, ofOrder(rows)]));

  function ofOrder(rows: z.output<typeof part>[]): AdvanceMade[] {
    return [...groupBy(rows, (row) => `${row.x_move_id} ${row.x_name}`).values()].flatMap((own) => {
      const [first] = own;
      const invoice = invoices.get(first?.x_move_id ?? 0);
      if (!first || !invoice) return [];
      return {
        agreement: agreementOf(first.x_terms),
        name: first.x_name,
        invoice: { id: invoice.id, name: invoice.display_name },
        invoiceState: invoice.state === 'posted' ? 'posted' : 'draft',
        orderLineIds: present(own.map((row) => row.x_order_line_id)),
      };
    });
  }
}

/** Untaxed on live invoices, by order; credit notes taken off, down payments left out. */
async function readInvoiced(api: OdooApi, orders: Order[]): Promise<Map<number, string>> {
  const orderOf = new Map(
    orders.flatMap((order) =>
      order.lines
        .filter(({ basis, holdback }) => basis !== 'down payment' && !holdback)
        .map((sold) => [sold.id, order.id] as const),
    ),
  );
  const rows = await readByIds(api, 'account.move.line', 'sale_line_ids', orderOf.keys(), line, {
    and: [['parent_state', '!=', 'cancel']],
  });
  const byOrder = groupBy(
    rows,
    (row) => orderOf.get(row.sale_line_ids.find((lineId) => orderOf.has(lineId)) ?? 0) ?? 0,
  );
  const signed = (row: z.output<typeof line>) =>
    row.move_type === 'out_refund' ? exact(row.price_subtotal).neg() : exact(row.price_subtotal);
  return new Map([...byOrder].map(([orderId, own]) => [orderId, plain(sum(own.map(signed)))]));
}
