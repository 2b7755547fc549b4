import { z } from 'zod/v4';
import { exact, sum, text as plain } from '../../money/decimal.ts';
import type { Approval, FeeFacts, OrderLine, Work } from '../../rules/entry.ts';
import { isFixed } from '../../rules/fee/line.ts';
import type { OdooApi } from '../api.ts';
import { decimal, id, ids, many2one, many2oneNamed, text, textOrEmpty } from '../rows.ts';
import { HELD, live, move } from './claims.ts';
import { byId, readByIds } from './read.ts';
import { readTime } from './time.ts';

const invoice = move.extend({ move_type: text, currency_id: many2oneNamed });
const invoiceLine = z.object({ id, move_id: many2one, sale_line_ids: ids, price_subtotal: decimal });
const part = z.object({ id, x_name: textOrEmpty, x_record_id: id, x_move_id: id });

/** Tells order lines that are paid by an agreed fixed fee what invoices and approved time say of them. */
export async function attachFees(api: OdooApi, works: readonly Work[]): Promise<void> {
  const agreed = works.filter(({ agreements = [] }) =>
    agreements.some(({ versions }) => versions.some(({ fixedFee }) => fixedFee)),
  );
  const lines = new Map<number, { line: OrderLine; currency: string; to: string }>();
  for (const { order, period } of agreed) {
    for (const line of order?.lines.filter(isFixed) ?? [])
      lines.set(line.id, { line, currency: order?.currency.code ?? '', to: period.to });
  }
  if (lines.size === 0) return;
  const lineIds = [...lines.keys()];
  const invoiced = await readByIds(api, 'account.move.line', 'sale_line_ids', lineIds, invoiceLine);
  const parts = await readByIds(api, 'x_billing_part', 'x_record_id', lineIds, part, {
    and: [['x_model', '=', 'sale.order.line'], ...HELD],
  });
  const moveIds = [...invoiced.map((row) => row.move_id), ...parts.map((row) => row.x_move_id)];
  const moves = byId(await readByIds(api, 'account.move', 'id', moveIds, invoice, { names: true }));
  const hours = await approvedHours(api, agreed, lineIds);

  /** Undefined where an invoice is in another currency. */
  function invoicedOf(lineId: number, currency: string): string | undefined {
    const own = invoiced.filter((row) => row.sale_line_ids.includes(lineId));
    const counted = own.flatMap((row) => {
      const on = moves.get(row.move_id);
      return on && on.state !== 'cancel' ? [{ on, amount: exact(row.price_subtotal) }] : [];
    });
    if (counted.some(({ on }) => on.currency_id.name !== currency)) return undefined;
    return plain(sum(counted.map(({ on, amount }) => (on.move_type === 'out_refund' ? amount.neg() : amount))));
  }

  const holds = (moveId: number): boolean => {
    const on = moves.get(moveId);
    return on !== undefined && live(on);
  };
  for (const [lineId, { line, currency }] of lines) {
    const total = invoicedOf(lineId, currency);
    const billed = parts.filter((row) => row.x_record_id === lineId && holds(row.x_move_id)).map((row) => row.x_name);
    const approved = hours?.byLine.get(lineId);
    const fee: FeeFacts = { billed };
    if (total !== undefined) fee.invoiced = total;
    if (hours && approved !== undefined) {
      fee.approvedHours = approved;
      fee.approvalSource = hours.source;
    }
    line.fee = fee;
  }
}

/** By order line: the hours of all approved time, where a fee is agreed that is billed by them. */
async function approvedHours(
  api: OdooApi,
  works: readonly Work[],
  lineIds: number[],
): Promise<{ byLine: Map<number, string>; source: Approval['source'] } | undefined> {
  const byHours = works.some(({ agreements = [] }) =>
    agreements.some(({ versions }) => versions.some(({ fixedFee }) => fixedFee?.progress === 'hours')),
  );
  const to = works[0]?.period.to;
  if (!byHours || to === undefined) return undefined;
  const rows = await readTime(api, [
    ['so_line', 'in', lineIds],
    ['project_id', '!=', false],
    ['date', '<=', to],
  ]);
  const approved = Map.groupBy(
    rows.filter(({ approval }) => approval.state === 'approved'),
    (row) => row.so_line,
  );
  const hours = (lineId: number) => plain(sum((approved.get(lineId) ?? []).map((row) => row.unit_amount)));
  return {
    byLine: new Map(lineIds.map((lineId) => [lineId, hours(lineId)])),
    source: rows[0]?.approval.source ?? 'add-on',
  };
}
