import { z } from 'zod/v4';
import type { OpenCases } from '../../billing/kpi/ports.ts';
import { given } from '../../rules/given.ts';
import type { Exception, OpenedCase, Period, SolvedCase } from '../../rules/kpi/life.ts';
import type { Domain, OdooApi } from '../api.ts';
import { caseKind, caseSeverity } from '../cases.ts';
import { dayOrNone, id, instant, many2oneNamedOrNone, many2oneOrNone, text, textOrEmpty } from '../rows.ts';
import { byId, read, readByIds } from '../work/read.ts';

/** None where a case was written past the actions. */
const company = many2oneNamedOrNone.transform((found) => found ?? { id: 0, name: 'no company' });

const about = z.object({
  id,
  x_code: textOrEmpty,
  x_move_id: many2oneOrNone,
  x_order_id: many2oneOrNone,
  x_opened_on: dayOrNone,
  create_date: instant,
});
const solved = z.object({
  id,
  x_name: text,
  x_company_id: company,
  x_owner_id: many2oneNamedOrNone,
  x_opened_on: dayOrNone,
  create_date: instant,
  x_closed_on: instant,
});

const opened = z.object({
  id,
  x_name: text,
  x_kind: caseKind,
  x_code: textOrEmpty,
  x_company_id: company,
  create_date: instant,
});

/** Cases made in the period, open and closed. */
export async function readOpened(api: OdooApi, { from, to }: Period, within: Domain): Promise<OpenedCase[]> {
  const domain: Domain = [
    ['create_date', '>=', `${from} 00:00:00`],
    ['create_date', '<=', `${to} 23:59:59`],
    ...within,
  ];
  return (await read(api, 'x_billing_case', domain, opened, { names: true })).map((row) => ({
    id: row.id,
    name: row.x_name,
    kind: row.x_kind,
    code: row.x_code,
    company: row.x_company_id,
    day: row.create_date.slice(0, 10),
  }));
}

/** Cases about these invoices and orders, open and closed. */
export async function readExceptions(api: OdooApi, invoiceIds: number[], orderIds: number[]): Promise<Exception[]> {
  const [ofInvoices, ofOrders] = await Promise.all([
    readByIds(api, 'x_billing_case', 'x_move_id', invoiceIds, about),
    readByIds(api, 'x_billing_case', 'x_order_id', orderIds, about),
  ]);
  return [...byId([...ofInvoices, ...ofOrders]).values()].map((row) => ({
    id: row.id,
    code: row.x_code,
    opened: [row.create_date.slice(0, 10), ...(row.x_opened_on ? [row.x_opened_on] : [])],
    ...given({ invoiceId: row.x_move_id, orderId: row.x_order_id }),
  }));
}

/** Cases closed in the period and not opened again since. */
export async function readSolved(api: OdooApi, { from, to }: Period, within: Domain): Promise<SolvedCase[]> {
  const domain: Domain = [
    ['x_state', '=', 'closed'],
    ['x_closed_on', '>=', `${from} 00:00:00`],
    ['x_closed_on', '<=', `${to} 23:59:59`],
    ...within,
  ];
  return (await read(api, 'x_billing_case', domain, solved, { names: true })).map((row) => ({
    id: row.id,
    name: row.x_name,
    company: row.x_company_id,
    ...given({ owner: row.x_owner_id }),
    opened: row.x_opened_on ?? row.create_date.slice(0, 10),
    closed: row.x_closed_on.slice(0, 10),
  }));
}

const group = z.object({ x_kind: caseKind, x_severity: caseSeverity, __count: z.int() });

/** Open cases, one call however many there are. */
export async function countOpenCases(api: OdooApi): Promise<OpenCases[]> {
  const open: Domain = [['x_state', '=', 'open']];
  const rows = await api.readGroup('x_billing_case', open, ['x_kind', 'x_severity'], ['__count']);
  return z
    .array(group)
    .parse(rows)
    .map(({ x_kind: kind, x_severity: severity, __count: count }) => ({ kind, severity, count }));
}
