import type { Big } from 'big.js';
import { exact, sum, text } from '../../money/decimal.ts';
import { lineAmount, lineValue } from '../../money/line.ts';
import { amountText } from '../../money/money.ts';
import { roundHalfUp } from '../../money/round.ts';
import type { Decimal, Order, OrderLine } from '../entry.ts';
import type { InvoiceOf } from '../format/invoices.ts';
import type { LineText } from '../format/text.ts';
import { inLineUnit } from '../charge/charge.ts';
import { given } from '../given.ts';
import type { Part, ProposalLine } from '../verdict.ts';
import { groupBy } from '../group.ts';
import { lineTrace } from './trace.ts';

/** The parts to bill on one order line, added up. */
export interface PricedLine {
  /** The order line, at the price and discount these parts are billed at. */
  line: OrderLine;
  /** The order line as it is in Odoo. */
  sold: OrderLine;
  parts: Part[];
  /** In the line's unit, before rounding. */
  exactQuantity: Big;
  /** In the line's unit, rounded half up to Odoo's precision for quantities. */
  quantity: Big;
  /** Rounded quantity × price less discount, before rounding the money. */
  value: Big;
  /** Which invoice of the order it is on. */
  invoice: string;
}

/** One line per invoice, order line, price and label with something to bill, in the order's own sequence. */
export function pricedLines(order: Order, parts: Part[], invoiceOf: InvoiceOf = () => ''): PricedLine[] {
  const byLine = groupBy(parts, ({ orderLineId }) => orderLineId);
  return order.lines.flatMap((line) => {
    const keyOf = (part: Part): string =>
      [part.charge?.priceUnit, part.charge?.discount, invoiceOf(part), part.label].join(' ');
    return [...groupBy(byLine.get(line.id) ?? [], keyOf).values()].map((own) => ({
      ...pricedLine({ ...line, ...priceOf(own) }, own),
      sold: line,
      invoice: invoiceOf(own[0] as Part),
    }));
  });
}

/** The line with some of its parts only. */
export const lineWith = (priced: PricedLine, parts: Part[]): PricedLine => ({
  ...priced,
  ...pricedLine(priced.line, parts),
});

function priceOf([part]: Part[]): { priceUnit?: Decimal; discount?: Decimal } {
  return part?.charge ? { priceUnit: part.charge.priceUnit, discount: part.charge.discount } : {};
}

function pricedLine(line: OrderLine, parts: Part[]): Omit<PricedLine, 'sold' | 'invoice'> {
  // Parts are added up before they are divided into days: a sum of rounded quotients would drift.
  const quantities = [...groupBy(parts, ({ kind }) => kind)].map(([kind, same]) =>
    inLineUnit(sum(same.map((part) => part.charge?.billed ?? part.quantity)), kind, line),
  );
  const exactQuantity = sum(quantities);
  const quantity = roundHalfUp(exactQuantity, line.unitDigits);
  return { line, parts, exactQuantity, quantity, value: lineValue(quantity, line) };
}

export function proposalLine(priced: PricedLine, order: Order, { text: words, label }: LineText = {}): ProposalLine {
  const { line, sold, parts, quantity } = priced;
  const agreed = parts.every(({ terms, adjustments }) => terms !== 'odoo' || adjustments);
  const amount = amountText(lineAmount(quantity, line, order.currency));
  const rounding = exact(amount).minus(sum(parts.map(({ value }) => value ?? '0')));
  return {
    orderLineId: line.id,
    product: line.product,
    description: words ?? (label === undefined ? line.name : `${line.name}\n${label}`),
    ...given({ text: words, label }),
    quantity: text(quantity),
    unit: line.unit,
    priceUnit: line.priceUnit,
    discount: line.discount,
    ...(agreed && { orderPrice: { priceUnit: sold.priceUnit, discount: sold.discount } }),
    ...given({ taxIncluded: line.taxIncluded }),
    amount,
    rounding: text(rounding),
    parts,
    // Written when somebody reads it: of most lines of a preview or a replay nobody ever does.
    get trace() {
      return lineTrace(priced, order, amount, rounding);
    },
  };
}
