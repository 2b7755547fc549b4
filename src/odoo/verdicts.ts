import type { Part } from '../rules/verdict.ts';
import { runAction } from './actions.ts';
import type { VerdictRow } from './actions.ts';
import type { OdooApi } from './api.ts';
import { ledgerPart, recordOf } from './ledger.ts';

const ROWS_PER_CALL = 2_000;

/** `bill` is written by drafting and `billed` is there already: both have an invoice. */
const onNoInvoice = (part: Part): boolean => part.verdict !== 'bill' && part.verdict !== 'billed';

/** Parts of one entry stay together: the ledger replaces an entry's rows as a whole. */
function pieces(parts: Part[]): Part[][] {
  const byEntry = Map.groupBy(parts, (part) => part.entry);
  const calls: Part[][] = [[]];
  for (const group of byEntry.values()) {
    if ((calls.at(-1)?.length ?? 0) + group.length > ROWS_PER_CALL) calls.push([]);
    calls.at(-1)?.push(...group);
  }
  return calls.filter((call) => call.length);
}

function row(part: Part, lines: Map<number, { orderId: number; companyId: number; currency: string }>): VerdictRow {
  const { model, id } = recordOf(part);
  const line = lines.get(part.orderLineId ?? 0);
  return {
    ...ledgerPart(part),
    x_model: model,
    x_record_id: id,
    x_verdict: part.verdict,
    x_quantity: Number(part.quantity),
    entry_quantity: Number(part.entryQuantity),
    x_order_id: line?.orderId ?? false,
    x_order_line_id: part.orderLineId ?? false,
    x_company_id: line?.companyId ?? false,
    currency: line?.currency ?? '',
  };
}

/** Writes why parts are on no invoice; rows that say the same already are left alone. */
export async function recordVerdicts(api: OdooApi, parts: Part[]): Promise<{ written: number; unchanged: number }> {
  const open = parts.filter(onNoInvoice);
  const lineIds = [...new Set(open.flatMap((part) => part.orderLineId ?? []))];
  const found = lineIds.length
    ? await api.searchRead('sale.order.line', [['id', 'in', lineIds]], {
        fields: ['order_id', 'company_id', 'currency_id'],
        names: true,
      })
    : [];
  const lines = new Map(
    found.map((line) => {
      const [orderId] = line.order_id as [number, string];
      const [companyId] = line.company_id as [number, string];
      const [, currency] = line.currency_id as [number, string];
      return [line.id as number, { orderId, companyId, currency }];
    }),
  );
  const total = { written: 0, unchanged: 0 };
  for (const piece of pieces(open)) {
    const { written, unchanged } = await runAction(api, 'record_verdicts', {
      parts: piece.map((part) => row(part, lines)),
    });
    total.written += written;
    total.unchanged += unchanged;
  }
  return total;
}
