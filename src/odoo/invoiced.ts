import { z } from 'zod/v4';
import { exact, text as plain } from '../money/decimal.ts';
import { given } from '../rules/given.ts';
import type { Invoiced } from '../rules/revenue/movements.ts';
import type { Domain, OdooApi } from './api.ts';
import {
  boolean,
  day,
  dayOrNone,
  decimal,
  id,
  ids,
  many2oneNamed,
  many2oneNamedOrNone,
  many2oneOrNone,
  text,
  textOrEmpty,
} from './rows.ts';
import { ON_A_LINE } from './work/claims.ts';
import { byId, present, read, readByIds } from './work/read.ts';

const part = z.object({
  id,
  x_model: text,
  x_record_id: id,
  x_date: day,
  x_value: decimal,
  x_move_id: id,
  x_move_line_id: id,
  x_credit_line_id: many2oneOrNone,
});
const move = z.object({
  id,
  move_type: z.enum(['out_invoice', 'out_refund']),
  state: z.enum(['draft', 'posted', 'cancel']),
  invoice_date: dayOrNone,
  amount_untaxed: decimal,
  company_id: many2oneNamed,
  currency_id: many2oneNamed,
  reversed_entry_id: many2oneNamedOrNone,
});
const line = z.object({ id, move_id: id, price_subtotal: decimal, is_downpayment: boolean, sale_line_ids: ids });
const orderLine = z.object({ id, order_id: id, x_billing_holdback: textOrEmpty });
const currency = z.object({ id, decimal_places: z.number() });

type Move = z.output<typeof move>;

const CUSTOMERS: Domain = [
  ['move_id.move_type', 'in', ['out_invoice', 'out_refund']],
  ['parent_state', '=', 'posted'],
];

/** Invoices, drafts and credit notes that hold parts of the ledger or a down payment, whenever they were made. */
export async function readInvoiced(api: OdooApi, companyIds: number[] = []): Promise<Invoiced[]> {
  const company: Domain = companyIds.length ? [['company_id', 'in', companyIds]] : [];
  const [parts, downPayments] = await Promise.all([
    read(api, 'x_billing_part', ON_A_LINE, part),
    read(
      api,
      'account.move.line',
      [['is_downpayment', '=', true], ...CUSTOMERS, ...company],
      z.object({ id, move_id: id }),
    ),
  ]);
  const named = [...parts.map((row) => row.x_move_id), ...downPayments.map((row) => row.move_id)];
  const own = { names: true, and: [['state', '!=', 'cancel'], ...company] as Domain };
  const invoices = await readByIds(api, 'account.move', 'id', named, move, own);
  const posted: Domain = [
    ['state', '=', 'posted'],
    ['move_type', '=', 'out_refund'],
  ];
  const notes = await readByIds(
    api,
    'account.move',
    'reversed_entry_id',
    invoices.map((row) => row.id),
    move,
    { names: true, and: posted },
  );
  const moves = byId([...invoices, ...notes]);
  const lines = await readByIds(api, 'account.move.line', 'move_id', moves.keys(), line, {
    and: [['display_type', '=', 'product']],
  });
  const [orderLines, currencies] = await Promise.all([
    readByIds(api, 'sale.order.line', 'id', present(lines.map((row) => row.sale_line_ids[0])), orderLine),
    readByIds(
      api,
      'res.currency',
      'id',
      [...moves.values()].map((row) => row.currency_id.id),
      currency,
      { archived: true },
    ),
  ]);
  const [orderOf, digitsOf] = [byId(orderLines), byId(currencies)];
  const partsOf = Map.groupBy(parts, (row) => row.x_move_id);
  const linesOf = Map.groupBy(lines, (row) => row.move_id);
  const isPosted = new Set(notes.map((row) => row.id));
  // By the credit note that gives them back.
  const noteOf = new Map(lines.flatMap((row) => (isPosted.has(row.move_id) ? [[row.id, row.move_id] as const] : [])));
  const givenBackBy = Map.groupBy(parts, (row) => noteOf.get(row.x_credit_line_id ?? 0));

  const isRelease = ({ x_model, x_record_id }: z.output<typeof part>): boolean =>
    x_model === 'sale.order.line' && Boolean(orderOf.get(x_record_id)?.x_billing_holdback);

  function invoiced(row: Move): Invoiced {
    const sign = row.move_type === 'out_refund' ? '-1' : '1';
    const signed = (amount: string): string => plain(exact(amount).times(sign));
    const onNote = isPosted.has(row.id);
    const held = (onNote ? givenBackBy.get(row.id) : partsOf.get(row.id)) ?? [];
    const billing = new Set(held.map((each) => (onNote ? each.x_credit_line_id : each.x_move_line_id)));
    return {
      id: row.id,
      company: row.company_id,
      currency: { code: row.currency_id.name, digits: digitsOf.get(row.currency_id.id)?.decimal_places ?? 2 },
      ...(row.invoice_date && { day: row.invoice_date }),
      state: row.state === 'posted' ? 'posted' : 'draft',
      untaxed: signed(row.amount_untaxed),
      parts: held.map((each) => ({
        ...(isRelease(each) && { holdback: true, ...given({ orderId: orderOf.get(each.x_record_id)?.order_id }) }),
        entry: `${each.x_model},${each.x_record_id}`,
        date: each.x_date,
        value: signed(each.x_value),
        ...(noteOf.has(each.x_credit_line_id ?? 0) && { credited: true as const }),
      })),
      others: (linesOf.get(row.id) ?? [])
        .filter((each) => !billing.has(each.id))
        .map((each) => {
          const order = orderOf.get(each.sale_line_ids[0] ?? 0);
          return {
            amount: signed(each.price_subtotal),
            ...(order && { orderId: order.order_id }),
            downPayment: each.is_downpayment,
            ...(order?.x_billing_holdback && { holdback: true }),
          };
        }),
    };
  }

  return [...moves.values()].map(invoiced);
}
