import type { Day, Decimal, Ref } from '../entry.ts';

/** An expense of an order that was submitted, and nobody approved or refused. */
export interface SubmittedExpense {
  id: number;
  name: string;
  /** When it was spent: Odoo doesn't keep when it was submitted. */
  date: Day;
  person?: Ref;
  /** The user Odoo asks to approve it. */
  approver?: Ref;
  orderId: number;
  /** Without the tax the company gets back. */
  amount: Decimal;
  currency: string;
}

/** A draft of the ledger nobody has decided on as it stands. */
export interface WaitingDraft {
  id: number;
  name: string;
  customer: Ref;
  salesperson?: Ref;
  untaxed: Decimal;
  currency: string;
  /** Day it was last asked for, edited, or made, UTC. */
  since: Day;
  /** Whom the desk asked, in its words; absent where nobody is asked. */
  asked?: string;
}

/** What waits for somebody's approval beside the work itself. */
export interface Waiting {
  expenses: SubmittedExpense[];
  drafts: WaitingDraft[];
}
