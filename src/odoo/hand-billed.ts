import { z } from 'zod/v4';
import type { BillingOdoo } from '../billing/ports.ts';
import type { ByHand, HandBilled, HandLine, HandTax } from '../billing/shadow/by-hand.ts';
import { exact, sum, text as plain } from '../money/decimal.ts';
import type { Day } from '../rules/entry.ts';
import { given } from '../rules/given.ts';
import type { OdooApi } from './api.ts';
import { createBillingOdoo } from './gateway.ts';
import { readOnly } from './read-only.ts';
import { boolean, day, dayOrNone, decimal, id, ids, many2oneNamed, many2oneOrNone, text, textOrEmpty } from './rows.ts';
import { live, move as invoice } from './work/claims.ts';
import { byId, present, readByIds } from './work/read.ts';

const held = z.object({ id, move_id: id });
const move = invoice.extend({
  move_type: text,
  invoice_date: dayOrNone,
  currency_id: many2oneNamed,
  reversed_entry_id: many2oneOrNone,
});
const line = z.object({
  id,
  move_id: id,
  name: textOrEmpty,
  quantity: decimal,
  price_unit: decimal,
  discount: decimal,
  price_subtotal: decimal,
  is_downpayment: boolean,
  tax_ids: ids,
  sale_line_ids: ids,
});
const time = z.object({ id, date: day, unit_amount: decimal, so_line: many2oneOrNone, timesheet_invoice_id: id });
const orderLine = z.object({ id, tax_ids: ids, product_uom_qty: decimal });
const milestone = z.object({ id, sale_line_id: id, quantity_percentage: decimal });
const tax = z.object({ id, name: text, amount_type: text, amount: decimal, children_tax_ids: ids });

const CUSTOMERS = ['out_invoice', 'out_refund', 'out_receipt'];

/** All a shadow month needs of Odoo; nothing can be written by it. */
export function createShadowOdoo(api: OdooApi, url: string): Pick<BillingOdoo, 'collectWork'> & HandBilled {
  const reading = readOnly(api);
  return { ...createBillingOdoo(reading, url), ...createHandBilled(reading) };
}

/** What finance has invoiced, read in a fixed number of calls and one more per 3,000 records. */
function createHandBilled(api: OdooApi): HandBilled {
  return { byHand: (orderLineIds, after) => readByHand(api, orderLineIds, after) };
}

async function readByHand(api: OdooApi, orderLineIds: number[], after: Day): Promise<ByHand> {
  const found = await readByIds(api, 'account.move.line', 'sale_line_ids', orderLineIds, held, {
    and: [
      ['move_type', 'in', CUSTOMERS],
      ['display_type', '=', 'product'],
    ],
  });
  const moves = byId(
    await readByIds(
      api,
      'account.move',
      'id',
      found.map((row) => row.move_id),
      move,
      { names: true },
    ),
  );
  // The credit note that took an invoice back as a whole goes with it.
  const isLive = (row: z.output<typeof move>): boolean => {
    const reversed = moves.get(row.reversed_entry_id ?? 0);
    return live(row) && (!reversed || live(reversed));
  };
  const holding = [...moves.values()].filter(isLive).map((row) => row.id);
  const [lines, linked, sold, reached] = await Promise.all([
    readByIds(api, 'account.move.line', 'move_id', holding, line, { and: [['display_type', '=', 'product']] }),
    readByIds(api, 'account.analytic.line', 'timesheet_invoice_id', holding, time),
    readByIds(api, 'sale.order.line', 'id', orderLineIds, orderLine),
    readByIds(api, 'project.milestone', 'sale_line_id', orderLineIds, milestone, {
      and: [
        ['is_reached', '=', true],
        ['reached_date', '>', after],
      ],
    }),
  ]);
  const own = new Set(orderLineIds);
  const ordered = new Map(sold.map((row) => [row.id, row.product_uom_qty]));

  function handLine(row: z.output<typeof line>): HandLine[] {
    const on = moves.get(row.move_id);
    const [orderLineId] = row.sale_line_ids;
    // Of orders nobody asked about.
    if (!on || (orderLineId !== undefined && !own.has(orderLineId))) return [];
    const isCredit = on.move_type === 'out_refund';
    const signed = (value: string): string => plain(exact(value).times(isCredit ? -1 : 1));
    return [
      {
        id: row.id,
        name: row.name,
        invoice: { id: on.id, name: on.display_name },
        isCredit,
        ...given({ credits: on.reversed_entry_id, invoiceDate: on.invoice_date, orderLineId }),
        currency: on.currency_id.name,
        downPayment: row.is_downpayment,
        quantity: signed(row.quantity),
        priceUnit: row.price_unit,
        discount: row.discount,
        untaxed: signed(row.price_subtotal),
        taxes: row.tax_ids.toSorted((a, b) => a - b),
      },
    ];
  }

  return {
    lines: lines.flatMap(handLine),
    time: linked.flatMap((row) =>
      row.so_line
        ? [{ invoiceId: row.timesheet_invoice_id, orderLineId: row.so_line, date: row.date, hours: row.unit_amount }]
        : [],
    ),
    later: reached.map((row) => ({
      orderLineId: row.sale_line_id,
      quantity: plain(exact(row.quantity_percentage).times(exact(ordered.get(row.sale_line_id) ?? '0'))),
    })),
    taxes: await readTaxes(
      api,
      [...lines, ...sold].flatMap((row) => row.tax_ids),
    ),
  };
}

async function readTaxes(api: OdooApi, taxIds: number[]): Promise<Map<number, HandTax>> {
  const rows = await readByIds(api, 'account.tax', 'id', taxIds, tax, { archived: true });
  const children = byId(
    await readByIds(
      api,
      'account.tax',
      'id',
      rows.flatMap((row) => row.children_tax_ids),
      tax,
      { archived: true },
    ),
  );
  const percentOf = (row: z.output<typeof tax>): string | undefined => {
    if (row.amount_type === 'percent') return row.amount;
    if (row.amount_type !== 'group') return undefined;
    const parts = present(row.children_tax_ids.map((each) => children.get(each))).map(percentOf);
    return parts.includes(undefined) ? undefined : plain(sum(parts.map((part) => part ?? '0')));
  };
  return new Map(rows.map((row) => [row.id, { name: row.name, ...given({ percent: percentOf(row) }) }]));
}
