import type { EntryKind, SourceTotal } from '../../rules/entry.ts';
import { type Decimal, decimal } from '../../money/decimal.ts';
import type { Domain, OdooApi, Row } from '../api.ts';
import { groupId } from '../rows.ts';

export type GroupTotal = SourceTotal & { orderId?: number };

export interface Domains {
  time: Domain;
  expenses: Domain;
  milestones: Domain;
  fees: Domain;
}

const SOURCES: { kind: EntryKind; domain: keyof Domains; model: string; line: string; order?: string; sum: string }[] =
  [
    { kind: 'time', domain: 'time', model: 'account.analytic.line', line: 'so_line', sum: 'unit_amount' },
    {
      kind: 'expense',
      domain: 'expenses',
      model: 'hr.expense',
      line: 'sale_order_line_id',
      order: 'sale_order_id',
      sum: 'quantity',
    },
    {
      kind: 'milestone',
      domain: 'milestones',
      model: 'project.milestone',
      line: 'sale_line_id',
      sum: 'quantity_percentage',
    },
    { kind: 'fee', domain: 'fees', model: 'sale.order.line', line: 'id', order: 'order_id', sum: 'qty_to_invoice' },
  ];

/** Odoo's own grouped totals of the same domains the records are read by. */
export async function readTotals(api: OdooApi, domains: Domains): Promise<GroupTotal[]> {
  const totals = SOURCES.map(async ({ kind, domain, model, line, order, sum }) => {
    const aggregate = `${sum}:sum`;
    const groupby = order ? [order, line] : [line];
    const rows = await api.readGroup(model, domains[domain], groupby, ['__count', aggregate]);
    return rows.map((row) => total(kind, row, line, order, aggregate));
  });
  return (await Promise.all(totals)).flat();
}

function total(kind: EntryKind, row: Row, line: string, order: string | undefined, aggregate: string): GroupTotal {
  const orderLineId = groupId(row[line]);
  const orderId = order && groupId(row[order]);
  return {
    kind,
    ...(orderLineId && { orderLineId }),
    ...(orderId && { orderId }),
    count: Number(row.__count),
    quantity: addedUp(Number(row[aggregate] || 0)),
  };
}

/**
 * PostgreSQL adds floats up in whatever order it finds the rows, and the last digits differ with the order:
 * 1664 and 1663.99999999999999 are the same hours. Twelve digits are the same in every order.
 */
function addedUp(total: number): Decimal {
  return decimal(Number(total.toPrecision(12)));
}

export function sameTotals(a: GroupTotal[], b: GroupTotal[]): boolean {
  const key = (total: GroupTotal): string => JSON.stringify(total);
  return JSON.stringify(a.map(key).sort()) === JSON.stringify(b.map(key).sort());
}
