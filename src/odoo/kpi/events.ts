import { z } from 'zod/v4';
import type { LifeEvent, Period } from '../../rules/kpi/life.ts';
import type { Domain, OdooApi } from '../api.ts';
import { id, instant, text, textOrEmpty } from '../rows.ts';
import { read, readByIds } from '../work/read.ts';

const link = z.object({
  id,
  x_invoice: id,
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

/** Invoices about which a request ended in the period. */
export async function readEnded(api: OdooApi, { from, to }: Period, within: Domain): Promise<number[]> {
  const domain: Domain = [
    ['x_kind', 'in', ENDS],
    ['x_at', '>=', `${from} 00:00:00`],
    ['x_at', '<=', `${to} 23:59:59`],
    ...within,
  ];
  const rows = await read(api, 'x_billing_audit', domain, z.object({ id, x_invoice: id }));
  return [...new Set(rows.map((row) => row.x_invoice))];
}

/** All that is on the invoices' records. */
export const readEvents = (api: OdooApi, invoiceIds: number[]): Promise<EventRow[]> =>
  readByIds(api, 'x_billing_audit', 'x_invoice', invoiceIds, link);

export const eventOf = (row: EventRow): LifeEvent => ({
  kind: row.x_kind,
  at: row.x_at,
  recorded: row.create_date,
  request: row.x_request,
  byPolicy: row.x_verified === BY_POLICY,
});
