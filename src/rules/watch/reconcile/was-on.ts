import { addDays } from '../../days.ts';
import type { Order } from '../../entry.ts';
import type { Part } from '../../verdict.ts';
import type { BookedInvoice, HeldPart, Ledger } from './books.ts';
import { isLive } from './books.ts';
import type { Asked, Difference } from './difference.ts';
import { difference, listed, valueOf } from './difference.ts';

/** The cancelled invoice that had the entry last, by the ledger or by Odoo's link. */
export function cancelledOf(ledger: Ledger, entry: string): BookedInvoice | undefined {
  const named = [...(ledger.partsOf.get(entry) ?? []), ledger.sources.get(entry) ?? {}];
  return named
    .flatMap((each) => ledger.invoiceOf(each) ?? [])
    .filter(({ state }) => state === 'cancel')
    .toSorted((a, b) => a.id - b.id)
    .at(-1);
}

/** The live invoice that had the entry on a line somebody deleted, and of which nothing is said, or was until the other day. */
export function takenOff(ledger: Ledger, entry: string, asked: Asked): BookedInvoice | undefined {
  const loose = ledger.partsOf.get(entry)?.filter((part) => part.lineId === undefined && !isSaid(part, asked)) ?? [];
  return loose.map((part) => ledger.invoiceOf(part)).findLast(isLive);
}

/** What an adjustment that is over has freed waits for the next run. */
const isSaid = ({ adjusted }: HeldPart, { today, waitDays }: Asked): boolean =>
  adjusted !== undefined && (adjusted.over === undefined || addDays(adjusted.over, waitDays) > today);

/** The order of open work. */
export const orderOf = (ledger: Ledger, parts: readonly Part[]): Order | undefined =>
  parts.map(({ orderLineId }) => ledger.soldAs(orderLineId)?.order).find((order) => order !== undefined);

/** Open work the invoice had, or should have. */
export function stillOpen(
  ledger: Ledger,
  invoice: BookedInvoice,
  parts: readonly Part[],
  told: Pick<Difference, 'code' | 'record' | 'what' | 'since'>,
): Difference {
  const order = orderOf(ledger, parts);
  return difference({
    ...told,
    detail: listed(parts.map((part) => ({ ...part, person: part.person?.name }))),
    nextStep: 'Bill the work with the next run, or write it off by a billing adjustment where nobody is to pay for it.',
    amount: valueOf(parts),
    currency: order?.currency ?? invoice.currency,
    invoice,
    order,
    projectId: parts[0]?.project?.id,
  });
}
