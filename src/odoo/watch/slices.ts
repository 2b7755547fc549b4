import { z } from 'zod/v4';
import type { AgreementsInUse, Slice, WorkScope } from '../../billing/ports.ts';
import { given } from '../../rules/given.ts';
import type { Reference } from '../../rules/terms/values.ts';
import { packed, together } from '../../rules/together.ts';
import type { Domain, OdooApi } from '../api.ts';
import { BILLED } from '../books/books.ts';
import { groupId, id, many2oneOrNone, text } from '../rows.ts';
import { readAgreements } from '../terms/read.ts';
import { readOrdersAhead } from '../work/advances.ts';
import { workDomains } from '../work/facts.ts';
import { marked, readClosedHoldbacks } from '../work/holdbacks.ts';
import { lineOrder } from '../work/lookups.ts';
import { namedBy } from '../work/named-milestones.ts';
import { byId, present, read, readByIds } from '../work/read.ts';
import { among, periodOf } from '../work/scope.ts';
import type { Domains } from '../work/totals.ts';
import { readTotals } from '../work/totals.ts';

const ordered = z.object({ id, partner_id: id });
const partner = z.object({ id, commercial_partner_id: id });
const paid = z.object({ id, sale_order_id: many2oneOrNone });
const planned = z.object({ id, project_id: id, sale_line_id: id });
const billed = z.object({ id, x_model: text, x_record_id: id, x_order_id: many2oneOrNone, x_move_id: many2oneOrNone });
const worked = z.object({ id, so_line: many2oneOrNone });
const claimed = z.object({ id, sale_order_id: many2oneOrNone });
const sold = z.object({ id, sale_line_id: many2oneOrNone });

const TIME = 'account.analytic.line';
const UNDER_TERMS: Domain = [...BILLED, ['x_terms', '!=', 'odoo']];
/** Taken off its invoice: open again, maybe on another order. Odoo leaves its link on time of a cancelled one. */
const LOOSE: Domain = [...BILLED, ['x_model', '=', TIME], ['x_move_id', '!=', false], ['x_move_line_id', '=', false]];

/** Something that ties orders together: what it shares with others, and which order, invoice or agreement it is. */
interface Tied {
  ties: string[];
  order?: number;
  invoice?: number;
  agreement?: string;
}

const orderTie = (orderId: number): string => `order ${orderId}`;
const invoiceTie = (invoiceId: number): string => `invoice ${invoiceId}`;
const lineTie = (lineId: number): string => `line ${lineId}`;
const agreementTie = (key: string): string => `agreement ${key}`;
const projectTie = (projectId: number): string => `project ${projectId}`;
const customerTie = (partnerId: number): string => `customer ${partnerId}`;

/**
 * Plans how a scope is read in slices: by grouped totals and keys, a fixed number of calls and one more per 3,000 orders,
 * customers, and records that changed hands. Five calls where all of it is one slice.
 */
export async function readSlices(api: OdooApi, scope: WorkScope, most: number, ledger: boolean): Promise<Slice[]> {
  const { companyIds, orderIds } = scope;
  const domains = workDomains(scope, periodOf(scope));
  const whole: Slice = { work: scope, billed: given({ companyIds }) };
  if (!orderIds && (await countAll(api, domains, companyIds, ledger)) <= most) return [whole];

  const terms = scope.terms ?? (await readAgreements(api, companyIds));
  const sizes = await sizesOf(api, scope, domains, terms, ledger);
  const items = await tied(api, [...sizes.keys()], terms, ledger);
  const groups = together(items, ({ ties }) => ties).map((at) => at.flatMap((index) => items[index] ?? []));
  const sized = groups.map((group) => {
    const orders = [...new Set(present(group.map(({ order }) => order)))].filter((one) => sizes.has(one));
    return { group, orders, size: orders.reduce((all, one) => all + (sizes.get(one) ?? 0), 0) };
  });
  const inUse = terms.agreements.length + terms.unreadable.length > 0;

  function sliceOf(own: typeof sized, work: Partial<WorkScope>): Slice {
    const keys = new Set(own.flatMap(({ group }) => present(group.map(({ agreement }) => agreement))));
    const agreements = terms.agreements.filter((each) => keys.has(each.id));
    const invoiceIds = [...new Set(own.flatMap(({ group }) => present(group.map(({ invoice }) => invoice))))];
    return {
      work: { ...scope, ...work, ...(inUse && { terms: { ...terms, agreements } }) },
      billed: { ...given({ companyIds }), invoiceIds },
    };
  }
  const slices = packed(
    sized.filter(({ orders }) => orders.length > 0),
    most,
  ).map((own) => sliceOf(own, { orderIds: own.flatMap(({ orders }) => orders) }));
  if (orderIds) return slices;
  // Agreements and invoices of no order in play come with the work of none.
  return [
    ...slices,
    sliceOf(
      sized.filter(({ orders }) => orders.length === 0),
      { withoutOrder: true },
    ),
  ];
}

async function countAll(api: OdooApi, domains: Domains, companyIds: number[] | undefined, ledger: boolean) {
  const counts = await Promise.all([
    api.searchCount(TIME, domains.time),
    api.searchCount('hr.expense', domains.expenses),
    api.searchCount('project.milestone', domains.milestones),
    api.searchCount('sale.order.line', domains.fees),
    api.searchCount('x_billing_part', [...(ledger ? BILLED : UNDER_TERMS), ...among('x_company_id', companyIds)]),
  ]);
  return counts.reduce((all, count) => all + count, 0);
}

/** How much there is to read of each order of the scope. */
async function sizesOf(
  api: OdooApi,
  scope: WorkScope,
  domains: Domains,
  terms: AgreementsInUse,
  ledger: boolean,
): Promise<Map<number, number>> {
  const totals = await readTotals(api, domains);
  const lineIds = present(totals.map(({ orderLineId }) => orderLineId));
  const orderOf = byId(await readByIds(api, 'sale.order.line', 'id', lineIds, lineOrder));
  const sizes = new Map<number, number>();
  const wanted = scope.orderIds && new Set(scope.orderIds);
  const add = (orderId: number | undefined, size: number): void => {
    if (orderId !== undefined && (wanted?.has(orderId) ?? true)) sizes.set(orderId, (sizes.get(orderId) ?? 0) + size);
  };
  for (const { orderId, orderLineId, count } of totals) add(orderId ?? orderOf.get(orderLineId ?? 0)?.order_id, count);
  const of = among('x_company_id', scope.companyIds);
  // What is under terms is read once more, for what counts under them.
  for (const domain of [UNDER_TERMS, ...(ledger ? [BILLED] : [])])
    for (const group of await api.readGroup('x_billing_part', [...domain, ...of], ['x_order_id'], ['__count']))
      add(groupId(group.x_order_id), Number(group.__count));
  const ahead = await readOrdersAhead(api, scope, terms.agreements);
  for (const orderId of [...(ahead ?? []), ...(await readClosedHoldbacks(api, scope, terms.agreements))])
    add(orderId, 0);
  return sizes;
}

async function tied(api: OdooApi, orderIds: number[], terms: AgreementsInUse, ledger: boolean): Promise<Tied[]> {
  const [billed, linked] = [
    await api.readGroup('x_billing_part', [...BILLED, ['x_move_id', '!=', false]], ['x_move_id', 'x_order_id'], []),
    await api.readGroup(TIME, [['timesheet_invoice_id', '!=', false]], ['timesheet_invoice_id', 'order_id'], []),
  ];
  const onInvoices = [
    ...billed.map((group) => ({ invoice: groupId(group.x_move_id), order: groupId(group.x_order_id) })),
    ...linked.map((group) => ({ invoice: groupId(group.timesheet_invoice_id), order: groupId(group.order_id) })),
  ];
  const items = [
    ...onInvoices.map(({ invoice = 0, order }) => ({
      invoice,
      ties: [invoiceTie(invoice), ...present([order]).map(orderTie)],
    })),
    ...(await byAgreement(api, terms)),
    ...(ledger ? [...(await billedElsewhere(api)), ...(await openElsewhere(api))] : []),
  ];
  const known = [...orderIds, ...present(onInvoices.map(({ order }) => order))];
  return [...(await byCustomer(api, known, terms, new Set(items.flatMap(({ ties }) => ties)))), ...items];
}

/** Orders by their customers, and the customers of agreements by the companies they belong to. */
async function byCustomer(
  api: OdooApi,
  orderIds: number[],
  { agreements }: AgreementsInUse,
  ties: ReadonlySet<string>,
): Promise<Tied[]> {
  const orders = await readByIds(api, 'sale.order', 'id', orderIds, ordered);
  const customers = present(agreements.map(({ customer }) => customer?.id));
  const partnerIds = [...orders.map((row) => row.partner_id), ...customers];
  const partners = await readByIds(api, 'res.partner', 'id', partnerIds, partner, { archived: true });
  const lines = await readByIds(api, 'sale.order.line', 'id', idsIn(ties, 'line'), lineOrder);
  const every = ties.has(EVERY) ? [EVERY] : [];
  return [
    ...orders.map((row) => ({ order: row.id, ties: [orderTie(row.id), customerTie(row.partner_id), ...every] })),
    ...partners.map((row) => ({ ties: [customerTie(row.id), customerTie(row.commercial_partner_id)] })),
    ...lines.map((row) => ({ ties: [lineTie(row.id), orderTie(row.order_id)] })),
  ];
}

/** Ties an agreement about anybody's work to every order. */
const EVERY = 'every order';

const idsIn = (ties: Iterable<string>, kind: string): number[] =>
  [...ties].flatMap((tie) => (tie.startsWith(`${kind} `) ? Number(tie.slice(kind.length + 1)) : []));

/** What agreements are about, with their masters, the milestones they name and what is withheld under them. */
async function byAgreement(api: OdooApi, { agreements }: AgreementsInUse): Promise<Tied[]> {
  if (agreements.length === 0) return [];
  const refs = (of: (ref: number) => string, ref: Reference | undefined) => present([ref?.id]).map(of);
  const items = agreements.map((agreement): Tied => {
    const { id: key, under = key, customer, order, project } = agreement;
    const about = [...refs(customerTie, customer), ...refs(orderTie, order), ...refs(projectTie, project)];
    const milestones = namedBy({ agreements: [agreement] }).map((named) => `milestone ${named}`);
    return {
      agreement: key,
      ties: [agreementTie(key), agreementTie(under), ...(about.length > 0 ? about : [EVERY]), ...milestones],
    };
  });
  const ties = items.flatMap((item) => item.ties);
  const projectIds = idsIn(ties, 'project');
  const inProjects: Domain = [['project_id', 'in', projectIds]];
  const entered = projectIds.length
    ? await api.readGroup(TIME, [...inProjects, ['so_line', '!=', false]], ['project_id', 'order_id'], [])
    : [];
  const onLine: Domain = [['sale_line_id', '!=', false]];
  const [projects, reached, named, withheld] = [
    await readByIds(api, 'project.project', 'id', projectIds, paid, { archived: true }),
    await readByIds(api, 'project.milestone', 'project_id', projectIds, planned, { and: onLine }),
    await readByIds(api, 'project.milestone', 'id', idsIn(ties, 'milestone'), planned, { and: onLine, archived: true }),
    await read(api, 'sale.order.line', [['x_billing_holdback', '!=', false]], marked),
  ];
  return [
    ...items,
    ...entered.map((group) => ({
      ties: [projectTie(groupId(group.project_id) ?? 0), orderTie(groupId(group.order_id) ?? 0)],
    })),
    ...projects.map((row) => ({ ties: [projectTie(row.id), ...present([row.sale_order_id]).map(orderTie)] })),
    ...reached.map((row) => ({ ties: [projectTie(row.project_id), lineTie(row.sale_line_id)] })),
    ...named.map((row) => ({ ties: [`milestone ${row.id}`, lineTie(row.sale_line_id)] })),
    ...withheld.map((row) => ({ ties: [agreementTie(row.x_billing_holdback), orderTie(row.order_id)] })),
  ];
}

/** Records billed on several orders, or on one that is gone: all their invoices are looked at together. */
async function billedElsewhere(api: OdooApi): Promise<Tied[]> {
  const several = await api.readGroup(
    'x_billing_part',
    BILLED,
    ['x_model', 'x_record_id'],
    [],
    [['x_order_id:count_distinct', '>', 1]],
  );
  const orderless = await read(api, 'x_billing_part', [...BILLED, ['x_order_id', '=', false]], billed);
  const recordIds = [...several.map((group) => Number(group.x_record_id)), ...orderless.map((row) => row.x_record_id)];
  const rows = await readByIds(api, 'x_billing_part', 'x_record_id', recordIds, billed, { and: BILLED });
  return rows.map((row) => ({
    ties: [
      `record ${row.x_model},${row.x_record_id}`,
      ...present([row.x_order_id]).map(orderTie),
      ...present([row.x_move_id]).map(invoiceTie),
    ],
  }));
}

/** Records that are on another order today than they were billed on: what is open of them there, and their invoices. */
async function openElsewhere(api: OdooApi): Promise<Tied[]> {
  const loose = await read(api, 'x_billing_part', LOOSE, billed);
  const time = await readByIds(api, TIME, 'id', present(loose.map((row) => row.x_record_id)), worked);
  const at = (model: string, recordId: number, ties: string[]) => ({ ties: [`record ${model},${recordId}`, ...ties] });
  return [
    ...loose.map((row) => at(TIME, row.x_record_id, present([row.x_move_id]).map(invoiceTie))),
    ...time.map((row) => at(TIME, row.id, present([row.so_line]).map(lineTie))),
    ...(await moved(api, 'hr.expense', 'x_order_id', orderTie, async (ids) =>
      (await readByIds(api, 'hr.expense', 'id', ids, claimed)).map((row) => [row.id, row.sale_order_id]),
    )),
    ...(await moved(api, 'project.milestone', 'x_order_line_id', lineTie, async (ids) =>
      (await readByIds(api, 'project.milestone', 'id', ids, sold)).map((row) => [row.id, row.sale_line_id]),
    )),
  ];
}

/** Odoo links no expense and no milestone to its invoice: where each is today is compared with where it was billed. */
async function moved(
  api: OdooApi,
  model: string,
  billedOn: string,
  tie: (id: number) => string,
  today: (recordIds: number[]) => Promise<[recordId: number, on: number | undefined][]>,
): Promise<Tied[]> {
  const domain: Domain = [...BILLED, ['x_model', '=', model], ['x_move_id', '!=', false]];
  const groups = await api.readGroup('x_billing_part', domain, ['x_record_id', billedOn, 'x_move_id'], []);
  const isOn = new Map(await today(groups.map((group) => Number(group.x_record_id))));
  return groups.flatMap((group) => {
    const on = isOn.get(Number(group.x_record_id));
    if (on === undefined || on === groupId(group[billedOn])) return [];
    return [{ ties: [tie(on), ...present([groupId(group.x_move_id)]).map(invoiceTie)] }];
  });
}
