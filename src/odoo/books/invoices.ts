import { z } from 'zod/v4';
import { dayOf } from '../../rules/days.ts';
import { given } from '../../rules/given.ts';
import type { BookedInvoice, BookedLine } from '../../rules/watch/reconcile/books.ts';
import type { Domain, OdooApi } from '../api.ts';
import {
  boolean,
  dayOrNone,
  decimal,
  id,
  ids,
  instant,
  many2oneNamed,
  many2oneOrNone,
  text,
  textOrEmpty,
} from '../rows.ts';
import { currency } from '../work/orders.ts';
import { byId, read, readByIds } from '../work/read.ts';

const move = z.object({
  id,
  display_name: text,
  state: z.enum(['draft', 'posted', 'cancel']),
  payment_state: textOrEmpty,
  invoice_date: dayOrNone,
  create_date: instant,
  write_date: instant,
  currency_id: many2oneNamed,
});
const note = z.object({ id, display_name: text, invoice_date: dayOrNone, create_date: instant, reversed_entry_id: id });
const line = z.object({
  id,
  move_id: id,
  name: textOrEmpty,
  quantity: decimal,
  price_unit: decimal,
  discount: decimal,
  price_subtotal: decimal,
  is_downpayment: boolean,
  sale_line_ids: ids,
});
const repricing = z.object({ id, x_move_id: many2oneOrNone, x_detail: textOrEmpty });

type LineRow = z.output<typeof line>;

const POSTED_NOTE: Domain = [
  ['state', '=', 'posted'],
  ['move_type', '=', 'out_refund'],
];

/** Invoices with their lines and posted credit notes, whatever their state. */
export async function readBookedInvoices(api: OdooApi, invoiceIds: number[]): Promise<BookedInvoice[]> {
  const moves = await readByIds(api, 'account.move', 'id', invoiceIds, move, { names: true });
  const moveIds = moves.map((row) => row.id);
  const notes = await readByIds(api, 'account.move', 'reversed_entry_id', moveIds, note, { and: POSTED_NOTE });
  const holders = [...moveIds, ...notes.map((row) => row.id)];
  const [lines, currencies, repriced] = await Promise.all([
    readByIds(api, 'account.move.line', 'move_id', holders, line, { and: [['display_type', '=', 'product']] }),
    readByIds(
      api,
      'res.currency',
      'id',
      moves.map((row) => row.currency_id.id),
      currency,
      { archived: true },
    ),
    read(api, 'x_billing_audit', [['x_kind', '=', 'rate-override']], repricing),
  ]);
  const linesOf = Map.groupBy(lines, (row) => row.move_id);
  const notesOf = Map.groupBy(notes, (row) => row.reversed_entry_id);
  const digitsOf = byId(currencies);
  // The record names the line it is about: `Line 42`.
  const acts = new Set(repriced.map((row) => `${row.x_move_id}: ${row.x_detail}`));

  const booked = (row: LineRow): BookedLine => ({
    id: row.id,
    name: row.name,
    quantity: row.quantity,
    priceUnit: row.price_unit,
    discount: row.discount,
    ...given({ orderLineId: row.sale_line_ids[0] }),
    downPayment: row.is_downpayment,
    repriced: acts.has(`${row.move_id}: Line ${row.id}`),
  });

  return moves.map((row) => ({
    id: row.id,
    name: row.display_name,
    state: row.state,
    reversed: row.payment_state === 'reversed',
    made: row.create_date,
    changed: row.write_date,
    currency: { code: row.currency_id.name, digits: digitsOf.get(row.currency_id.id)?.decimal_places ?? 2 },
    lines: (linesOf.get(row.id) ?? []).map(booked),
    credits: (notesOf.get(row.id) ?? []).map((each) => ({
      id: each.id,
      name: each.display_name,
      day: each.invoice_date ?? dayOf(each.create_date),
      lines: (linesOf.get(each.id) ?? []).map((own) => ({
        ...given({ orderLineId: own.sale_line_ids[0] }),
        amount: own.price_subtotal,
      })),
    })),
  }));
}
