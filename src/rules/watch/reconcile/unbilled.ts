import { addDays, dayOf } from '../../days.ts';
import { groupBy } from '../../group.ts';
import type { Part } from '../../verdict.ts';
import type { BookedInvoice, HeldPart, Ledger } from './books.ts';
import type { Asked, Difference, DifferenceKind } from './difference.ts';
import { entries } from './difference.ts';
import { cancelledOf, orderOf, stillOpen, takenOff } from './was-on.ts';

/**
 * Approved work that is on no invoice though one should have it: its line was taken off by hand, or by an adjustment that is over, or a later invoice bills
 * later work of the same order line and project and passed it over. What became ready after that, what the ledger says why,
 * and what was passed over the other day, waits for the next run, and is no difference.
 */
export const unbilled: DifferenceKind = {
  code: 'reconcile.unbilled',
  find(ledger, asked) {
    const alike = groupBy(ledger.held, ({ kind, orderLineId, projectId }) => workOf(kind, orderLineId, projectId));
    const missed = asked.open.flatMap((part) => {
      const off = takenOff(ledger, part.entry, asked);
      if (off) return { part, invoice: off, cause: `account.move,${off.id}` };
      const { kind, orderLineId, project } = part;
      const over = passedOver(ledger, part, alike.get(workOf(kind, orderLineId, project?.id)) ?? [], asked);
      return over ? { part, invoice: over, cause: `sale.order.line,${orderLineId}` } : [];
    });
    return [...groupBy(missed, ({ cause }) => cause)].flatMap(([cause, own]) =>
      own[0]
        ? missing(
            ledger,
            cause,
            own[0].invoice,
            own.map(({ part }) => part),
          )
        : [],
    );
  },
};

/** Work that one invoice line would bill together. */
export const workOf = (kind: Part['kind'], orderLineId: number | undefined, projectId: number | undefined): string =>
  `${kind} ${orderLineId} ${projectId}`;

function passedOver(
  ledger: Ledger,
  { entry, date }: Part,
  alike: HeldPart[],
  { today, waitDays }: Asked,
): BookedInvoice | undefined {
  const source = ledger.sources.get(entry);
  if (!source || source.invoiceId !== undefined || ledger.explained.has(entry) || cancelledOf(ledger, entry)) return;
  const had = (ledger.partsOf.get(entry) ?? []).flatMap((part) => ledger.invoiceOf(part)?.changed ?? []);
  const ready = [source.written, ...had].toSorted().at(-1) as string;
  return alike
    .filter((part) => part.date >= date)
    .flatMap((part) => ledger.invoiceOf(part) ?? [])
    .find(({ made }) => made >= ready && addDays(dayOf(made), waitDays) <= today);
}

function missing(ledger: Ledger, cause: string, invoice: BookedInvoice, parts: Part[]): Difference {
  const [all, is, was] = [entries(parts.length), ...(parts.length === 1 ? ['is', 'was'] : ['are', 'were'])];
  return stillOpen(ledger, invoice, parts, {
    code: 'reconcile.unbilled',
    record: cause,
    what: cause.startsWith('account.move')
      ? `${all} ${was} taken off ${invoice.name} by hand and ${is} billed nowhere`
      : `${all} of approved work ${is} on no invoice, though ${invoice.name} bills later work of ${orderOf(ledger, parts)?.name ?? 'the order'}`,
    since: dayOf(invoice.made),
  });
}
