import { addDays, dayOf } from '../../days.ts';
import { groupBy } from '../../group.ts';
import type { Part } from '../../verdict.ts';
import type { BookedInvoice, HeldPart, Ledger } from './books.ts';
import type { Difference, DifferenceKind } from './difference.ts';
import { difference, entries, listed, valueOf } from './difference.ts';
import { cancelledOf, stillOpen, takenOff } from './was-on.ts';

/**
 * Work that a cancelled invoice had, and that no other bills by now; or that Odoo links to a cancelled invoice it never was
 * on, while another bills it. What was cancelled the other day waits for the next run, and is no difference.
 */
export const cancelled: DifferenceKind = {
  code: 'reconcile.cancelled',
  find(ledger, asked) {
    const waiting = asked.open.flatMap((part) => {
      const invoice = takenOff(ledger, part.entry, asked) ? undefined : cancelledOf(ledger, part.entry);
      return invoice && addDays(dayOf(invoice.changed), asked.waitDays) <= asked.today ? [{ part, invoice }] : [];
    });
    return [
      ...[...groupBy(waiting, ({ invoice }) => invoice).entries()].map(([invoice, own]) =>
        waits(
          ledger,
          invoice,
          own.map(({ part }) => part),
        ),
      ),
      ...[...ledger.heldBy].flatMap(([entry, parts]) => linkedWrongly(ledger, entry, parts)),
    ];
  },
};

function waits(ledger: Ledger, invoice: BookedInvoice, parts: Part[]): Difference {
  return stillOpen(ledger, invoice, parts, {
    code: 'reconcile.cancelled',
    record: `account.move,${invoice.id}`,
    what: `${invoice.name} was cancelled, and ${entries(parts.length)} of it ${parts.length === 1 ? 'is' : 'are'} billed by no other invoice`,
    since: dayOf(invoice.changed),
  });
}

function linkedWrongly(ledger: Ledger, entry: string, parts: HeldPart[]): Difference[] {
  const linked = ledger.invoices.get(ledger.sources.get(entry)?.invoiceId ?? 0);
  const was = ledger.partsOf.get(entry)?.some(({ invoiceId }) => invoiceId === linked?.id);
  const [part] = parts as [HeldPart];
  const invoice = ledger.invoiceOf(part);
  if (linked?.state !== 'cancel' || was || !invoice) return [];
  return [
    difference({
      code: 'reconcile.cancelled',
      record: entry,
      what: `Billed on ${invoice.name}, while Odoo links it to ${linked.name}, which is cancelled`,
      detail: `${listed(parts)}\nOdoo's own Create Invoice button would bill it again.`,
      nextStep: `Set Invoice of this time back to ${invoice.name}, as an administrator.`,
      since: dayOf(ledger.sources.get(entry)?.written ?? invoice.made),
      amount: valueOf(parts),
      currency: invoice.currency,
      invoice,
      order: ledger.orders.get(part.orderId ?? 0),
      projectId: part.projectId,
    }),
  ];
}
