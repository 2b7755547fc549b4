import type { Order } from '../entry.ts';
import type { PricedLine } from '../proposal/line.ts';
import type { Layouts } from './layout.ts';

const ODOO = Symbol('Odoo’s own');

/** The customer's PO on the invoice: the number, empty for none, undefined for Odoo's own. Parts under several agreements show theirs. */
export function referenceOf(lines: PricedLine[], layouts: Layouts, order: Order): string | undefined {
  const parts = lines.flatMap((line) => line.parts);
  const wanted = parts.map((part) => {
    const layout = layouts.get(part);
    if (layout?.format.purchaseOrder === undefined) return ODOO;
    return layout.format.purchaseOrder === 'shown' ? (layout.values.purchaseOrder ?? ODOO) : '';
  });
  if (wanted.every((each) => each === ODOO)) return undefined;
  const numbers = wanted.map((each) => (each === ODOO ? (order.purchaseOrder?.number ?? '') : each));
  return [...new Set(numbers)].filter(Boolean).join(', ');
}
