import type { Big } from 'big.js';
import { exact, sum } from '../../money/decimal.ts';
import { inLineUnit } from '../charge/charge.ts';
import type { Order, Work } from '../entry.ts';
import type { PricedLine } from '../proposal/line.ts';
import { quantityText } from '../words.ts';
import type { Stop } from './gate.ts';

/**
 * A correction that waits has already taken its quantity off what Odoo has left to invoice of its order line. What can't be
 * invoiced without it, of another project or at another price, waits with it.
 */
export function waitsForCorrection(
  line: PricedLine,
  open: readonly PricedLine[],
  held: readonly PricedLine[],
  { name }: Order,
  work: Work,
): Stop | undefined {
  const { sold } = line;
  const ofLine = (each: PricedLine): boolean => each.sold === sold;
  const corrections = held.filter((each) => ofLine(each) && each.exactQuantity.lt(0));
  if (corrections.length === 0) return undefined;
  const lines = open.filter(ofLine);
  const asked = sum(lines.map(worked));
  const left = leftOf(line, work);
  // Odoo rounds what it counts of every line.
  if (asked.lte(left.plus(exact('0.01').times(lines.length)))) return undefined;
  const [correction, whole, room] = [sum(corrections.map(worked)), asked, left].map((quantity) =>
    quantityText(quantity, sold.unit),
  );
  const reason = `${whole} of “${sold.name}” on ${name} can’t be invoiced while its correction of ${correction} waits: Odoo has ${room} of it left to invoice.`;
  return {
    reason,
    case: {
      kind: 'data-quality',
      code: 'line.correction-waits',
      severity: 'medium',
      cause: `sale.order.line,${sold.id}`,
      title: `Waits for a correction that can’t be invoiced: ${sold.name} on ${name}`,
      detail: reason,
      nextStep:
        'Move the correction to the project and price of the work it corrects, or credit the customer and take the correction back; then run again.',
    },
  };
}

/** In the line's unit; agreed terms may bill more or less. */
const worked = ({ parts, sold }: PricedLine): Big =>
  sum(parts.map(({ quantity, kind }) => inLineUnit(exact(quantity), kind, sold)));

/** By Odoo's count, and what live invoices show beyond what was worked. */
function leftOf({ sold }: PricedLine, { entries }: Work): Big {
  const own = entries.filter(({ orderLineId }) => orderLineId === sold.id);
  const more = own.flatMap(({ kind, claims }) =>
    claims.map(({ quantity, billed = quantity }) => inLineUnit(exact(billed).minus(quantity), kind, sold)),
  );
  return exact(sold.toInvoice).plus(sum(more));
}
