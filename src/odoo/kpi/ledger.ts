import { z } from 'zod/v4';
import type { Currency, Ref } from '../../rules/entry.ts';
import { given } from '../../rules/given.ts';
import type { InvoiceLife, Period, Worth } from '../../rules/kpi/life.ts';
import type { Domain, OdooApi } from '../api.ts';
import { day, decimal, id, many2oneNamedOrNone, many2oneOrNone, text, textOrEmpty } from '../rows.ts';
import { ADVANCE_MODEL } from '../work/advances.ts';
import { ON_A_LINE } from '../work/claims.ts';
import { read, readByIds } from '../work/read.ts';

const part = z.object({
  id,
  x_name: textOrEmpty,
  x_kind: text,
  x_date: day,
  x_order_id: many2oneOrNone,
  x_move_id: id,
});
export type PartRow = z.output<typeof part>;

const settled = z.object({
  id,
  x_name: textOrEmpty,
  x_date: day,
  x_verdict: z.enum(['bill', 'write-off']),
  x_value: decimal,
  x_currency_id: many2oneNamedOrNone,
  x_company_id: many2oneNamedOrNone,
  x_order_id: many2oneNamedOrNone,
});
export type SettledRow = z.output<typeof settled>;

const WORK: Domain = [['x_model', '!=', ADVANCE_MODEL]];

/** What of the invoices was worked when, as it was billed: a credit note cuts rows in two afterwards. */
export const readPartsOf = (api: OdooApi, invoiceIds: number[]): Promise<PartRow[]> =>
  readByIds(api, 'x_billing_part', 'x_move_id', invoiceIds, part, {
    and: [...ON_A_LINE, ...WORK, ['x_cut', '=', false]],
  });

export const partOf = (row: PartRow): InvoiceLife['parts'][number] => ({
  record: `x_billing_part,${row.id}`,
  name: row.x_name,
  date: row.x_date,
  kind: row.x_kind,
  ...given({ orderId: row.x_order_id }),
});

/** Work of the period's service days that is on posted invoices and not credited, or written off. */
export function readSettled(api: OdooApi, { from, to }: Period, within: Domain): Promise<SettledRow[]> {
  const domain: Domain = [
    ['x_date', '>=', from],
    ['x_date', '<=', to],
    '|',
    ['x_verdict', '=', 'write-off'],
    '&',
    ['x_verdict', '=', 'bill'],
    '&',
    ['x_move_line_id', '!=', false],
    '&',
    ['x_move_id.state', '=', 'posted'],
    '|',
    ['x_credit_line_id', '=', false],
    ['x_credit_line_id.parent_state', '!=', 'posted'],
    ...WORK,
    ...within,
  ];
  return read(api, 'x_billing_part', domain, settled, { names: true });
}

export const worthOf = (row: SettledRow, company: Ref, currency: Currency): Worth => ({
  record: `x_billing_part,${row.id}`,
  name: row.x_name,
  day: row.x_date,
  company,
  currency,
  value: row.x_value,
});
