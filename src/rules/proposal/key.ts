import { createHash } from 'node:crypto';
import { plain } from '../../money/decimal.ts';
import type { Order } from '../entry.ts';
import type { Deduction, Part, ProposalLine, Withheld } from '../verdict.ts';

const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** One record may be billed in equal parts one after the other: what came before tells them apart. */
function partKey({ entry, quantity, label, countsOn }: Part, claimed: string | undefined): string {
  const before = label === undefined ? [] : [label, plain(countsOn?.invoiced ?? '0'), countsOn?.parts ?? 0];
  return [entry, plain(quantity), ...before, ...(claimed === undefined ? [] : ['after', claimed])].join(' ');
}

/**
 * SHA-256 over what is billed: order, lines, quantities, prices, parts, what is deducted, and what is worded as agreed. The same content has the same key whenever and in
 * whatever order it was read.
 *
 * @param claimed what live invoices hold of each entry, and which: the rest of an entry may look just like what was billed of
 *   it before, and what a credit note freed just like what another gave back
 */
export function proposalKey(
  order: Order,
  lines: ProposalLine[],
  deductions: Deduction[],
  claimed: ReadonlyMap<string, string>,
  withheld: Withheld[],
  reference?: string,
): string {
  const content = [
    'proposal 1',
    order.id,
    order.currency.code,
    lines
      .map(({ orderLineId, quantity, priceUnit, discount, parts, text: words, label }) => [
        orderLineId,
        ...[quantity, priceUnit, discount].map(plain),
        parts.map((part) => partKey(part, claimed.get(part.entry))).toSorted(),
        ...(words === undefined && label === undefined ? [] : [[words, label]]),
      ])
      .toSorted(byText),
    ...(deductions.length ? [deductions.map((each) => `${each.orderLineId} ${plain(each.amount)}`).toSorted()] : []),
    ...(withheld.length ? [{ withheld: withheld.map((each) => `${each.like} ${plain(each.amount)}`).toSorted() }] : []),
    ...(reference === undefined ? [] : [{ reference }]),
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
