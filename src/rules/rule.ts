import type { Big } from 'big.js';
import type { CaseSpec } from './case.ts';
import type { Day, Entry, OrderLine, Ref, Work } from './entry.ts';
import type { Agreed, UnclearTerms } from './terms-for.ts';
import type { CountsOn, Verdict } from './verdict.ts';

/** What a rule makes of a part of an entry. */
export interface Ruling {
  /** Exact, in the entry's unit. */
  quantity: Big;
  verdict: Verdict;
  /** One sentence a controller can read. */
  reason: string;
  /** Facts this rule looked at beyond approval and price, which every part shows. */
  inputs?: Record<string, string>;
  /** The live invoice that holds it, for `billed`. */
  invoice?: Ref;
  /** Required for `hold`: somebody has to look at it. */
  case?: CaseSpec;
  /** What it comes to on the invoice, in the order's currency, before tax: its price gives way where its quantity can't show it. */
  comesTo?: Big;
  /** What its own line of the invoice says beside the order line: `2 of 4 (design accepted)`. */
  label?: string;
  countsOn?: CountsOn;
  /** What it takes of a retainer, in hours or money, for `included`. */
  drawn?: Big;
  /** The day it fell due, where that is not the entry's. */
  fellDue?: Day;
}

/** What an order line has left, in its own unit, as the entries before this one (by date, then id) leave it. */
export interface Room {
  /** Left to invoice by Odoo's own count. */
  left: Big;
  /** Invoiced in Odoo, and held by no claim of any entry. */
  outside: Big;
}

export interface Facts {
  work: Work;
  /** The order line that prices the entry, where the order has it. */
  line: OrderLine | undefined;
  room: Room | undefined;
  /** What is agreed for the entry on its service day; absent where nothing is, or where it isn't clear. */
  terms: Agreed | undefined;
  /** Why it isn't clear what is agreed for the entry. */
  unclear: UnclearTerms | undefined;
}

/**
 * One reason why (a part of) an entry is billed or not.
 *
 * Rules of a kind are asked in the order of `table.ts`. A rule answers with rulings for as much of the `open` quantity as it
 * decides, `[]` for none; the rest goes to the next rule. The last rule of each kind decides all that is left.
 */
export interface Rule {
  id: string;
  decide(entry: Entry, open: Big, facts: Facts): Ruling[];
}
