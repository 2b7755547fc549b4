import { z } from 'zod/v4';
import type { BilledScope } from '../../billing/ports.ts';
import type { EntryKind } from '../../rules/entry.ts';
import { dayOf } from '../../rules/days.ts';
import { given } from '../../rules/given.ts';
import type { Books, HeldPart } from '../../rules/watch/reconcile/books.ts';
import type { Domain, OdooApi } from '../api.ts';
import { day, dayOrNone, decimal, id, instantOrNone, many2oneOrNone, text, textOrEmpty } from '../rows.ts';
import { ADVANCE_MODEL } from '../work/advances.ts';
import { readOrders } from '../work/orders.ts';
import { byId, present, read, readByIds } from '../work/read.ts';
import { among } from '../work/scope.ts';
import { readBookedInvoices } from './invoices.ts';
import { idsByModel, readSources } from './sources.ts';

const part = z.object({
  id,
  x_model: text,
  x_record_id: id,
  x_kind: z.enum(['time', 'expense', 'milestone', 'fee'] satisfies EntryKind[]),
  x_date: day,
  x_name: textOrEmpty,
  x_person: textOrEmpty,
  x_quantity_exact: text,
  x_billed_exact: textOrEmpty,
  x_value: decimal,
  x_terms: textOrEmpty,
  x_order_id: many2oneOrNone,
  x_order_line_id: many2oneOrNone,
  x_project_id: many2oneOrNone,
  x_move_id: many2oneOrNone,
  x_move_line_id: many2oneOrNone,
  x_credit_line_id: many2oneOrNone,
  x_adjustment_id: many2oneOrNone,
});
const reason = z.object({ id, x_model: text, x_record_id: id });
const adjustment = z.object({ id, x_until: dayOrNone, x_withdrawn_on: instantOrNone });
const besideLine = z.object({ id, move_id: id });
const lineOrder = z.object({ id, order_id: id });

export const BILLED: Domain = [
  ['x_verdict', '=', 'bill'],
  ['x_model', '!=', ADVANCE_MODEL],
];

/** What was put on invoices, by the ledger: of work, advances left out. */
export async function readHeldParts(api: OdooApi, scope: BilledScope): Promise<HeldPart[]> {
  const { companyIds, orderIds, invoiceIds } = scope;
  const all: Domain = [...BILLED, ...among('x_company_id', companyIds)];
  const rows = await (orderIds
    ? readOfOrders(api, orderIds)
    : invoiceIds
      ? readByIds(api, 'x_billing_part', 'x_move_id', invoiceIds, part, { and: all }).then(inOrder)
      : read(api, 'x_billing_part', all, part));
  const notes = present(rows.map((row) => row.x_credit_line_id));
  const and: Domain = [['parent_state', '=', 'posted']];
  const posted = byId(await readByIds(api, 'account.move.line', 'id', notes, besideLine, { and }));
  const taken = present(rows.map((row) => row.x_adjustment_id));
  const adjustments = byId(await readByIds(api, 'x_billing_adjustment', 'id', taken, adjustment));
  return rows.map((row) => ({
    entry: `${row.x_model},${row.x_record_id}`,
    kind: row.x_kind,
    date: row.x_date,
    description: row.x_name,
    person: row.x_person,
    quantity: row.x_quantity_exact,
    billed: row.x_billed_exact || row.x_quantity_exact,
    value: row.x_value,
    terms: row.x_terms,
    ...(posted.has(row.x_credit_line_id ?? 0) && { credited: true as const }),
    ...given({
      adjusted: saidBy(adjustments.get(row.x_adjustment_id ?? 0)),
      orderId: row.x_order_id,
      orderLineId: row.x_order_line_id,
      projectId: row.x_project_id,
      invoiceId: row.x_move_id,
      lineId: row.x_move_line_id,
    }),
  }));
}

/** Till when an adjustment says something of the work. */
function saidBy(row: z.output<typeof adjustment> | undefined): HeldPart['adjusted'] {
  const [over] = present([row?.x_withdrawn_on && dayOf(row.x_withdrawn_on), row?.x_until]).toSorted();
  return row && { ...given({ over }) };
}

const inOrder = (rows: z.output<typeof part>[]) => rows.sort((a, b) => a.id - b.id);

/** Of the orders' work, whatever order it was billed on. */
async function readOfOrders(api: OdooApi, orderIds: number[]): Promise<z.output<typeof part>[]> {
  const own = await readByIds(api, 'x_billing_part', 'x_order_id', orderIds, part, { and: BILLED });
  const recordIds = own.map((row) => row.x_record_id);
  const models = new Set(own.map((row) => row.x_model));
  const all = await readByIds(api, 'x_billing_part', 'x_record_id', recordIds, part, {
    and: [
      ...BILLED,
      ['x_model', 'in', [...models]],
      '|',
      ['x_order_id', '=', false],
      ['x_order_id', 'not in', orderIds],
    ],
  });
  const records = new Set(own.map((row) => `${row.x_model},${row.x_record_id}`));
  const elsewhere = all.filter((row) => records.has(`${row.x_model},${row.x_record_id}`));
  return inOrder([...own, ...elsewhere]);
}

/**
 * The ledger, its invoices and the records behind them, in a fixed number of calls and one more per 3,000 records.
 *
 * @param alsoOf open entries, `model,id`, whose records are read as well, by what the ledger has
 */
export async function readBooks(
  api: OdooApi,
  alsoOf: (held: HeldPart[]) => string[],
  scope: BilledScope,
): Promise<Books> {
  const parts = await readHeldParts(api, scope);
  const open = alsoOf(parts);
  const sources = await readSources(api, new Set([...parts.map(({ entry }) => entry), ...open]));
  // Also what somebody made on the same order lines, outside of the billing run.
  const beside = await readByIds(
    api,
    'account.move.line',
    'sale_line_ids',
    present(parts.map(({ orderLineId }) => orderLineId)),
    besideLine,
    { and: [['move_type', '=', 'out_invoice']] },
  );
  const named = present([...parts, ...sources.values()].map(({ invoiceId }) => invoiceId));
  const invoices = await readBookedInvoices(api, [...named, ...beside.map((row) => row.move_id)]);
  const lines = await readByIds(
    api,
    'sale.order.line',
    'id',
    present([...sources.values()].map(({ orderLineId }) => orderLineId)),
    lineOrder,
  );
  const paying = present([...parts.map(({ orderId }) => orderId), ...lines.map((row) => row.order_id)]);
  return {
    invoices: byId(invoices),
    parts,
    sources,
    orders: await readOrders(api, paying),
    explained: await readExplained(api, open),
  };
}

/** Of which of the entries the ledger says why they are on no invoice. */
async function readExplained(api: OdooApi, entries: string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const [model, ids] of idsByModel(entries)) {
    const and: Domain = [
      ['x_model', '=', model],
      ['x_verdict', '!=', 'bill'],
    ];
    for (const row of await readByIds(api, 'x_billing_part', 'x_record_id', ids, reason, { and }))
      found.add(`${row.x_model},${row.x_record_id}`);
  }
  return found;
}
