import type { Day, Decimal, Ref } from '../entry.ts';

/**
 * Something earned or billed. `earned`: approved, billable work on its service day. `billed`: on a posted invoice, on the
 * invoice's day; negative where a credit note takes it back, or a down payment is deducted.
 */
export interface Movement {
  company: Ref;
  /** Code, and the decimals an amount is shown with. */
  currency: { code: string; digits: number };
  /** What is settled against each other: `hr.expense,12`, an order's down payments. */
  account: string;
  day: Day;
  kind: 'earned' | 'billed';
  /** Exact, untaxed. */
  amount: Decimal;
  /**
   * Of what is earned. `open`: on no invoice yet. `drafted`: on a draft. `invoiced`: on a posted invoice. `rounding`: what the
   * invoice's own rounding, or an edit by hand, adds to its work. `other`: a line with no record of work behind it. `withheld`: what an
   * invoice withholds of work that is earned, or releases; billed only.
   */
  what: 'open' | 'drafted' | 'invoiced' | 'rounding' | 'other' | 'paid ahead' | 'withheld';
}
