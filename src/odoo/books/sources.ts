import { z } from 'zod/v4';
import { exact, text as plain } from '../../money/decimal.ts';
import { given } from '../../rules/given.ts';
import type { Source } from '../../rules/watch/reconcile/books.ts';
import type { OdooApi } from '../api.ts';
import { boolean, day, decimal, id, instant, many2oneOrNone } from '../rows.ts';
import { expense, expenseApproval } from '../work/expenses.ts';
import { byId, inPieces, present, readByIds } from '../work/read.ts';
import { timeReader } from '../work/time.ts';

const claimed = z.object({
  id,
  date: day,
  quantity: decimal,
  state: expense.shape.state,
  sale_order_line_id: many2oneOrNone,
  write_date: instant,
});
const reached = z.object({
  id,
  is_reached: boolean,
  quantity_percentage: decimal,
  sale_line_id: many2oneOrNone,
  write_date: instant,
});
const sold = z.object({ id, product_uom_qty: decimal });

type Reader = (api: OdooApi, ids: number[]) => Promise<(Omit<Source, 'entry'> & { id: number })[]>;

/** How each model of recorded work is read. An order line is no record of work: invoices alone change it. */
const READERS: Record<string, Reader> = {
  'account.analytic.line': async (api, ids) => {
    const readPiece = await timeReader(api);
    const rows = await inPieces(ids, (piece) => readPiece([['id', 'in', piece]]));
    return rows.map((row) => ({
      id: row.id,
      approval: row.approval.state,
      written: row.write_date,
      quantity: row.unit_amount,
      date: row.date,
      ...given({ orderLineId: row.so_line, invoiceId: row.timesheet_invoice_id }),
    }));
  },
  'hr.expense': async (api, ids) =>
    (await readByIds(api, 'hr.expense', 'id', ids, claimed)).map((row) => ({
      id: row.id,
      approval: expenseApproval(row.state),
      written: row.write_date,
      quantity: row.quantity,
      date: row.date,
      ...given({ orderLineId: row.sale_order_line_id }),
    })),
  'project.milestone': async (api, ids) => {
    const rows = await readByIds(api, 'project.milestone', 'id', ids, reached);
    const lineIds = present(rows.map((row) => row.sale_line_id));
    const lines = byId(await readByIds(api, 'sale.order.line', 'id', lineIds, sold));
    return rows.map((row) => ({
      id: row.id,
      approval: row.is_reached ? 'approved' : 'pending',
      written: row.write_date,
      quantity: plain(
        exact(row.quantity_percentage).times(exact(lines.get(row.sale_line_id ?? 0)?.product_uom_qty ?? '0')),
      ),
      ...given({ orderLineId: row.sale_line_id }),
    }));
  },
};

/** Of entries written `model,id`. */
export function idsByModel(entries: Iterable<string>): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const [model, own] of Map.groupBy(entries, (entry) => entry.split(',')[0] ?? ''))
    found.set(
      model,
      own.map((entry) => Number(entry.split(',')[1])),
    );
  return found;
}

/** The records of work as they are today, by `model,id`; those that are gone are missing. */
export async function readSources(api: OdooApi, entries: Iterable<string>): Promise<Map<string, Source>> {
  const found = new Map<string, Source>();
  for (const [model, ids] of idsByModel(entries)) {
    for (const { id: recordId, ...row } of (await READERS[model]?.(api, ids)) ?? []) {
      const entry = `${model},${recordId}`;
      found.set(entry, { entry, ...row });
    }
  }
  return found;
}
