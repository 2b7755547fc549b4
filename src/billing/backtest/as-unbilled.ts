import { exact, sum, text } from '../../money/decimal.ts';
import { inLineUnit } from '../../rules/charge/charge.ts';
import type { Day, Entry, EntryKind, OrderLine, SourceTotal, Work } from '../../rules/entry.ts';
import { addDays } from '../../rules/days.ts';
import { groupBy } from '../../rules/group.ts';

export interface Span {
  from: Day;
  to: Day;
}

/** What these invoices hold of the work is put aside. Fees are not: their instalments are what invoices say of them. */
const REPLAYED: ReadonlySet<EntryKind> = new Set<EntryKind>(['time', 'expense', 'milestone']);

/**
 * The work of the span as if none of it had been billed: claims on it are put aside, on the entries, on the order lines and
 * among what counts toward caps; down payments are left alone, what was withheld is left out. What was invoiced before the span still counts.
 */
export function asUnbilled(work: Work, { from, to }: Span): Work {
  const holdbacks = new Set(work.order?.lines.flatMap(({ id, holdback }) => (holdback ? [id] : [])));
  const entries = work.entries.filter(
    ({ date, orderLineId = 0 }) => from <= date && date <= to && !holdbacks.has(orderLineId),
  );
  const replayed = entries.filter(({ kind }) => REPLAYED.has(kind));
  const keys = new Set(replayed.map(({ key }) => key));
  const free = entries.map((entry) => (keys.has(entry.key) ? { ...entry, claims: [] } : entry));
  const ofLine = groupBy(replayed, ({ orderLineId }) => orderLineId);
  const held = { used: others(work.used, keys), drawn: others(work.drawn, keys), heldBack: [] };
  const order = work.order && {
    ...work.order,
    lines: work.order.lines
      .filter(({ id }) => !holdbacks.has(id))
      .map((line) => lineAsUnbilled(line, ofLine.get(line.id) ?? [])),
  };
  return { ...work, period: { from, to }, ...(order && { order }), entries: free, totals: totalsOf(free), ...held };
}

const others = <Row extends { entry: string }>(rows: Row[] = [], keys: ReadonlySet<string>): Row[] =>
  rows.filter(({ entry }) => !keys.has(entry));

function lineAsUnbilled(line: OrderLine, entries: Entry[]): OrderLine {
  if (line.basis === 'down payment') return { ...line, toInvoice: '0' };
  const claimed = sum(
    entries.flatMap(({ kind, claims }) => claims.map(({ quantity }) => inLineUnit(exact(quantity), kind, line))),
  );
  if (claimed.eq(0)) return line;
  const toInvoice = text(exact(line.toInvoice).plus(claimed));
  return { ...line, toInvoice, invoiced: text(exact(line.invoiced).minus(claimed)) };
}

/** The entries' own sums: the whole of them was held against Odoo's when they were read. */
function totalsOf(entries: Entry[]): SourceTotal[] {
  return [...groupBy(entries, ({ kind, orderLineId }) => `${kind} ${orderLineId}`).values()].map((same) => {
    const { kind, orderLineId } = same[0] as Entry;
    const quantity = text(sum(same.map((entry) => entry.quantity)));
    return { kind, count: same.length, quantity, ...(orderLineId !== undefined && { orderLineId }) };
  });
}

/** The months of a span, the first and the last as far as they are in it. */
export function monthsOf({ from, to }: Span): Span[] {
  const months: Span[] = [];
  for (let first = from; first <= to; first = nextMonth(first)) {
    const last = addDays(nextMonth(first), -1);
    months.push({ from: first, to: last < to ? last : to });
  }
  return months;
}

function nextMonth(day: Day): Day {
  const [year = 0, month = 0] = day.split('-').map(Number);
  return `${month === 12 ? year + 1 : year}-${String((month % 12) + 1).padStart(2, '0')}-01`;
}
