import { dayOf } from '../../days.ts';
import { given } from '../../given.ts';
import { groupBy } from '../../group.ts';
import type { HeldPart } from './books.ts';
import type { DifferenceKind } from './difference.ts';
import { difference, listed, named, valueOf } from './difference.ts';

/** Billed, and its record is gone: nothing stands behind the line any more. */
export const deleted: DifferenceKind = {
  code: 'reconcile.deleted',
  find: (ledger) =>
    [
      ...groupBy(
        ledger.held.filter(({ kind, entry }) => kind !== 'fee' && !ledger.sources.has(entry)),
        ({ entry }) => entry,
      ),
    ].flatMap(([entry, parts]) => {
      const part = parts[0] as HeldPart;
      const invoice = ledger.invoiceOf(part);
      if (!invoice) return [];
      return difference({
        code: 'reconcile.deleted',
        record: entry,
        what: `Billed on ${invoice.name}, but deleted in Odoo: ${named(part)}`,
        detail: `${entry} is gone. ${invoice.name} bills it:\n${listed(parts)}`,
        nextStep: `Credit it on ${invoice.name}, or cancel the draft. If it was work after all, enter it again, then credit ${invoice.name} and bill it anew.`,
        since: dayOf(invoice.made),
        amount: valueOf(parts),
        currency: invoice.currency,
        invoice,
        order: ledger.orders.get(part.orderId ?? 0),
        projectId: part.projectId,
        credit: given({ orderLineId: part.orderLineId }),
      });
    }),
};
