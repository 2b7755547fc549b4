import type { Big } from 'big.js';
import { exact, sum } from '../../../money/decimal.ts';
import type { BookedInvoice, HeldPart, Ledger } from './books.ts';

/** What a live invoice bills of one record. */
export interface Claim {
  invoice: BookedInvoice;
  /** In the record's unit. */
  quantity: Big;
  value: Big;
}

/** In the order invoices were made. */
export const claimsOn = (ledger: Ledger, entry: string): Claim[] =>
  (ledger.heldBy.get(entry) ?? [])
    .flatMap((part): Claim[] => {
      const invoice = ledger.invoiceOf(part);
      return invoice ? [{ invoice, quantity: exact(part.quantity), value: exact(part.value) }] : [];
    })
    .toSorted((a, b) => a.invoice.id - b.invoice.id);

/** What is billed of the record beyond its quantity, by the invoices that were made last; never negative. */
export function beyond(claims: readonly Claim[], quantity: Big): { quantity: Big; value: Big } {
  let left = quantity.abs();
  const more = claims.map((claim) => {
    const [all, worth] = [claim.quantity.abs(), claim.value.abs()];
    const covered = all.gt(left) ? left : all;
    left = left.minus(covered);
    const over = all.minus(covered);
    return { over, value: over.eq(all) ? worth : worth.times(over).div(all) };
  });
  return { quantity: sum(more.map(({ over }) => over)), value: sum(more.map(({ value }) => value)) };
}

/** Nothing but crumbs of floats. */
export const CRUMB = exact('0.000001');

/** Two invoices bill it, and one of them already bills all of it. */
export function isBilledTwice(claims: readonly Claim[], quantity: Big): boolean {
  const several = new Set(claims.map(({ invoice }) => invoice.id)).size > 1;
  const all = quantity.abs().minus(CRUMB);
  return (
    several && beyond(claims, quantity).quantity.gt(CRUMB) && claims.some((claim) => claim.quantity.abs().gte(all))
  );
}

export const billedOf = (parts: readonly HeldPart[]): Big => sum(parts.map(({ quantity }) => quantity));
