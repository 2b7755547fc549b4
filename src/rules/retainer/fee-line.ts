import type { Order, OrderLine, Work } from '../entry.ts';
import { isMeant } from '../terms/in-force.ts';
import type { Agreement } from '../terms/schema.ts';
import type { Retainer } from './periods.ts';
import { stretchesOf } from './periods.ts';

/** The agreements whose retainer is billed on an order line: one, in terms that are clear. */
export function retainersBilledOn(line: OrderLine, { order, agreements = [] }: Work): Agreement[] {
  if (!order || line.basis !== 'ordered') return [];
  return agreements.filter((agreement) =>
    stretchesOf(agreement).some(({ spans }) => spans.some(({ retainer }) => bills(line, order, retainer, agreement))),
  );
}

/** Without a product only an order the agreement names is sure to be the right one. */
function bills(line: OrderLine, order: Order, { product }: Retainer, agreement: Agreement): boolean {
  if (order.currency.code !== agreement.currency) return false;
  if (product) return isMeant(product, line.product);
  const fixed = order.lines.filter(({ basis }) => basis === 'ordered');
  return agreement.order !== undefined && isMeant(agreement.order, order) && fixed.length === 1;
}
