import { sum } from '../../../money/decimal.ts';
import { dayOf } from '../../days.ts';
import { groupBy } from '../../group.ts';
import { amountWords } from '../../words.ts';
import type { HeldPart, Ledger } from './books.ts';
import { creditedOf } from './books.ts';
import { isChanged } from './changed.ts';
import type { Difference, DifferenceKind } from './difference.ts';
import { difference, entries, listed, valueOf } from './difference.ts';

/**
 * Time that an invoice bills and Odoo no longer links to it: Odoo takes the link off all time of an order line where a
 * credit note gives back a part of it. Its own button would bill that time again, and its hours can be edited.
 *
 * What the credit note gives back in full is part of it.
 *
 * @see https://github.com/odoo/odoo/issues/280536
 */
export const freed: DifferenceKind = {
  code: 'reconcile.freed',
  find(ledger) {
    const loose = ledger.held.filter(({ kind, entry }) => {
      const source = ledger.sources.get(entry);
      return kind === 'time' && source && source.invoiceId === undefined && !isChanged(ledger, entry);
    });
    return [...groupBy(loose, ({ invoiceId }) => invoiceId).values()].flatMap((parts) => ofInvoice(ledger, parts));
  },
};

function ofInvoice(ledger: Ledger, loose: HeldPart[]): Difference[] {
  const invoice = ledger.invoiceOf(loose[0] as HeldPart);
  if (!invoice) return [];
  const byLine = [...groupBy(loose, ({ orderLineId }) => orderLineId)].map(([orderLineId, parts]) => {
    const credited = creditedOf(invoice, orderLineId ?? 0);
    return { parts, left: valueOf(parts).minus(credited) };
  });
  // A cent for each line's rounding.
  const open = byLine.filter(({ left }) => left.abs().gt('0.01') && left.gt(0));
  const parts = open.flatMap((own) => own.parts);
  const [first] = parts;
  if (!first) return [];
  const note = invoice.credits.at(-1);
  const amount = sum(open.map(({ left }) => left));
  const by = note ? `credit note ${note.name} gives back only a part` : 'nothing was credited';
  return [
    difference({
      code: 'reconcile.freed',
      record: `account.move,${invoice.id}`,
      what: `${entries(parts.length)} billed on ${invoice.name} ${parts.length === 1 ? 'is' : 'are'} free in Odoo, though ${by}`,
      detail: `${amountWords(amount, invoice.currency)} of it is still billed by ${invoice.name}, while Odoo's own Create Invoice button would bill it again:\n${listed(parts)}`,
      nextStep: `Set Invoice of this time back to ${invoice.name}, as an administrator. To bill it anew instead, credit ${invoice.name} in full.`,
      since: note?.day ?? dayOf(invoice.made),
      amount,
      currency: invoice.currency,
      invoice,
      order: ledger.orders.get(first.orderId ?? 0),
      projectId: first.projectId,
    }),
  ];
}
