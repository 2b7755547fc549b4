import type { Big } from 'big.js';
import { exact, sum } from '../../../money/decimal.ts';
import { lineValue } from '../../../money/line.ts';
import { inLineUnit } from '../../charge/charge.ts';
import { dayOf } from '../../days.ts';
import type { Order, OrderLine } from '../../entry.ts';
import { given } from '../../given.ts';
import { groupBy } from '../../group.ts';
import { quantityText } from '../../words.ts';
import type { BookedInvoice, BookedLine, HeldPart } from './books.ts';
import { isLive } from './books.ts';
import type { Difference, DifferenceKind } from './difference.ts';
import { difference } from './difference.ts';

/** Order lines that are paid by what was recorded: only of them does another line claim recorded work. */
const BY_RECORD: readonly OrderLine['basis'][] = ['time', 'milestones', 'expense'];

interface Outside {
  invoice: BookedInvoice;
  line: BookedLine;
}

/**
 * A line made by hand or with Odoo's own button, that bills work of an order line once more which the billing run has
 * billed. Lines on no order line, lines for work the ledger does not bill, and lines that bill again what a credit note gave
 * back, are none.
 */
export const outside: DifferenceKind = {
  code: 'reconcile.billed-outside',
  find(ledger) {
    const added = [...ledger.invoices.values()]
      .filter(isLive)
      .flatMap((invoice) =>
        invoice.lines
          .filter((line) => !ledger.heldOn.has(line.id) && !line.downPayment && exact(line.quantity).gt(0))
          .map((line): Outside => ({ invoice, line })),
      );
    const parts = groupBy(ledger.held, ({ orderLineId }) => orderLineId);
    return [...groupBy(added, ({ line }) => line.orderLineId)].flatMap(([orderLineId, own]) =>
      ofOrderLine(own, parts.get(orderLineId) ?? [], ledger.soldAs(orderLineId)),
    );
  },
};

function ofOrderLine(
  added: Outside[],
  parts: HeldPart[],
  sold: { order: Order; line: OrderLine } | undefined,
): Difference[] {
  if (!sold || !BY_RECORD.includes(sold.line.basis) || parts.length === 0) return [];
  const { order, line } = sold;
  const all = sum(added.map((one) => one.line.quantity));
  const most = exact(line.invoiced).minus(entitled(parts, line));
  const over = most.gt(all) ? all : most;
  // Every line is rounded for itself.
  const rounding = exact('0.01').times(added.length + new Set(parts.map(({ lineId }) => lineId)).size);
  if (over.lte(rounding)) return [];
  const { invoice, line: last } = added.toSorted((a, b) => a.line.id - b.line.id).at(-1) as Outside;
  const [hours, delivered, invoiced] = [over, line.delivered, line.invoiced].map((each) =>
    quantityText(each, line.unit),
  );
  return [
    difference({
      code: 'reconcile.billed-outside',
      record: `account.move.line,${last.id}`,
      what: `${invoice.name} bills ${hours} of ${order.name} once more, outside of the billing run`,
      detail: `"${last.name.split('\n')[0]}" bills no work of the ledger. Of ${line.name} ${delivered} are delivered, and ${invoiced} are on invoices, credit notes taken off.`,
      nextStep: `Take the line off ${invoice.name} where it is a draft, else credit it. Work that is missing on an invoice is entered as time and billed by the next run.`,
      since: dayOf(invoice.made),
      amount: lineValue(over, last),
      currency: order.currency,
      invoice,
      order,
      credit: given({ orderLineId: last.orderLineId }),
    }),
  ];
}

/** What may be invoiced of the order line, in its unit: what the ledger bills, and what is recorded beyond that. */
function entitled(parts: HeldPart[], line: OrderLine): Big {
  const inUnit = (quantity: string, { kind }: HeldPart) => inLineUnit(exact(quantity), kind, line);
  const billed = sum(parts.map((part) => inUnit(part.billed, part)));
  const rest = exact(line.delivered).minus(sum(parts.map((part) => inUnit(part.quantity, part))));
  return rest.gt(0) ? billed.plus(rest) : billed;
}
