import { z } from 'zod/v4';
import type { LifeEvent, Period } from '../../rules/kpi/life.ts';
import type { Domain, OdooApi } from '../api.ts';
import { boolean, id, instant, many2oneOrNone, text, textOrEmpty } from '../rows.ts';
import { read, readByIds } from '../work/read.ts';

const link = z.object({
  id,
  x_invoice: id,
  x_company_id: many2oneOrNone,
  x_number: id,
  x_kind: text,
  x_at: instant,
  x_request: textOrEmpty,
  x_verified: textOrEmpty,
  create_date: instant,
});
export type EventRow = z.output<typeof link>;

/** As the add-on puts it on record where nobody was asked. */
const BY_POLICY = 'the approval policy in Odoo';
const ENDS = ['approved', 'rejected', 'voided'];

const ended = z.object({ id, x_invoice: id, x_move_id: many2oneOrNone, x_ours: boolean });

/** Invoices about which a request ended in the period, and drafts of billed work that were deleted since. */
export async function readEnded(
  api: OdooApi,
  { from, to }: Period,
  within: Domain,
): Promise<{ there: number[]; deleted: number[] }> {
  const domain: Domain = [
    ['x_kind', 'in', ENDS],
    ['x_at', '>=', `${from} 00:00:00`],
    ['x_at', '<=', `${to} 23:59:59`],
    ...within,
  ];
  const rows = await read(api, 'x_billing_audit', domain, ended);
  const invoices = (own: typeof rows) => [...new Set(own.map((row) => row.x_invoice))];
  return {
    there: invoices(rows.filter((row) => row.x_move_id !== undefined)),
    deleted: invoices(rows.filter((row) => row.x_move_id === undefined && row.x_ours)),
  };
}

/** All that is on the invoices' records. */
export const readEvents = (api: OdooApi, invoiceIds: number[]): Promise<EventRow[]> =>
  readByIds(api, 'x_billing_audit', 'x_invoice', invoiceIds, link);

/** In the order they were written. */
export const eventsOf = (rows: EventRow[]): LifeEvent[] =>
  rows.toSorted((a, b) => a.x_number - b.x_number).map(eventOf);

const eventOf = (row: EventRow): LifeEvent => ({
  kind: row.x_kind,
  at: row.x_at,
  recorded: row.create_date,
  request: row.x_request,
  byPolicy: row.x_verified === BY_POLICY,
});
