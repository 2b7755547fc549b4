import { z } from 'zod/v4';
import type { Claim } from '../../rules/entry.ts';
import type { Domain, OdooApi } from '../api.ts';
import { id, ids, text, textOrEmpty } from '../rows.ts';
import { byId, read, readByIds } from './read.ts';

export const TIME = 'account.analytic.line';

const part = z.object({
  id,
  x_model: text,
  x_record_id: id,
  x_quantity_exact: text,
  x_billed_exact: textOrEmpty,
  x_move_id: id,
});
/** An invoice, as far as it says whether it still holds the work of its parts. */
export const move = z.object({
  id,
  display_name: text,
  state: z.enum(['draft', 'posted', 'cancel']),
  payment_state: textOrEmpty,
});

/** Parts of the ledger that an invoice line bills. */
export const ON_A_LINE: Domain = [
  ['x_verdict', '=', 'bill'],
  ['x_move_line_id', '!=', false],
];

/**
 * Parts that their invoice line still holds: a posted credit note over them frees them. How Odoo matched invoices with credit
 * notes says nothing about work.
 */
export const HELD: Domain = [
  ...ON_A_LINE,
  '|',
  ['x_credit_line_id', '=', false],
  ['x_credit_line_id.parent_state', '!=', 'posted'],
];

const freed = z.object({ id, x_record_id: id });

/**
 * Time of which a share was taken off a draft or given back by a posted credit note: whatever Odoo links it to, that may be
 * billed again.
 */
export async function readFreedTime(api: OdooApi): Promise<number[]> {
  const domain: Domain = [
    ['x_verdict', '=', 'bill'],
    ['x_model', '=', TIME],
    '|',
    ['x_credit_line_id.parent_state', '=', 'posted'],
    '&',
    ['x_move_line_id', '=', false],
    ['x_move_id', '!=', false],
  ];
  const rows = await read(api, 'x_billing_part', domain, freed);
  return [...new Set(rows.map((row) => row.x_record_id))];
}

const invoiceLine = z.object({ id, move_id: id, sale_line_ids: ids });

/** A cancelled invoice holds nothing. */
export const live = (row: z.output<typeof move>): boolean => row.state !== 'cancel';

/**
 * What live invoices already hold of the records: by the ledger, and for time also by Odoo's own link.
 *
 * @param records ids by model
 * @param linked timesheets with the invoice Odoo links them to; a link to an invoice without a line of their order line
 *   holds nothing, whoever wrote it
 */
export async function readClaims(
  api: OdooApi,
  records: Map<string, number[]>,
  linked: { id: number; invoiceId: number; orderLineId: number; quantity: string }[],
): Promise<Map<string, Claim[]>> {
  const found = [...records].map(([model, recordIds]) => {
    const and: Domain = [['x_model', '=', model], ...HELD];
    return readByIds(api, 'x_billing_part', 'x_record_id', recordIds, part, { and, idsAtOnce: 20_000 });
  });
  const parts = (await Promise.all(found)).flat();
  const moveIds = [...parts.map((row) => row.x_move_id), ...linked.map((row) => row.invoiceId)];
  const moves = byId(await readByIds(api, 'account.move', 'id', moveIds, move));
  const claims = new Map<string, Claim[]>();

  function add(key: string, moveId: number, quantity: string, outside: boolean, billed = quantity): void {
    const invoice = moves.get(moveId);
    if (!invoice || !live(invoice) || (outside && invoice.payment_state === 'reversed')) return;
    const claim: Claim = {
      quantity,
      invoice: { id: invoice.id, name: invoice.display_name },
      invoiceState: invoice.state === 'posted' ? 'posted' : 'draft',
      outside,
      ...(billed !== quantity && { billed }),
    };
    claims.set(key, [...(claims.get(key) ?? []), claim]);
  }

  for (const row of parts)
    add(
      `${row.x_model},${row.x_record_id}`,
      row.x_move_id,
      row.x_quantity_exact,
      false,
      row.x_billed_exact || undefined,
    );
  const outside = linked.filter((row) => !claims.has(`${TIME},${row.id}`));
  const invoiced = await readByIds(
    api,
    'account.move.line',
    'move_id',
    outside.map((row) => row.invoiceId),
    invoiceLine,
    { and: [['sale_line_ids', '!=', false]] },
  );
  const lines = new Set(invoiced.flatMap((row) => row.sale_line_ids.map((line) => `${row.move_id}/${line}`)));
  for (const row of outside) {
    if (!lines.has(`${row.invoiceId}/${row.orderLineId}`)) continue;
    add(`${TIME},${row.id}`, row.invoiceId, row.quantity, true);
  }
  return claims;
}
