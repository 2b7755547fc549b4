import { groupBy } from '../group.ts';
import type { PricedLine } from '../proposal/line.ts';
import { lineWith } from '../proposal/line.ts';
import type { Layouts } from './layout.ts';
import { lineKeyOf } from './layout.ts';

/**
 * The lines as the customer wants them: one for each person, day or what is agreed, of each order line and price. Only how
 * work is put on lines; each is rounded for itself.
 */
export function layOut(lines: PricedLine[], layouts: Layouts): PricedLine[] {
  if (layouts.size === 0) return lines;
  const laid = lines.flatMap((line) => grouped(line, layouts));
  const nameOf = ({ parts: [part] }: PricedLine): string => (part && layouts.get(part)?.group.name) ?? '';
  const byOrderLine = groupBy(laid, ({ line }) => line.id);
  return [...byOrderLine.values()].flatMap((own) => own.toSorted((a, b) => compare(nameOf(a), nameOf(b))));
}

function grouped(priced: PricedLine, layouts: Layouts): PricedLine[] {
  const groups = [...groupBy(priced.parts, (part) => lineKeyOf(layouts.get(part))).values()];
  if (groups.length === 1) return [priced];
  const lines = groups.map((parts) => lineWith(priced, parts));
  const shown = lines.filter(({ exactQuantity }) => !exactQuantity.eq(0));
  const [first, ...others] = shown.length ? shown : lines;
  // Work and its correction in one group leave nothing to show: no line, and its parts are still on the invoice.
  const nothing = lines.filter((line) => line !== first && !others.includes(line)).flatMap(({ parts }) => parts);
  return first ? [nothing.length ? lineWith(priced, [...first.parts, ...nothing]) : first, ...others] : [];
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
