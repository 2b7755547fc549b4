import type { Currency, Decimal, Ref } from '../../rules/entry.ts';
import type { ContractType } from './schema.ts';

/** What is known, or why it is not. Never a guess. */
export type Fact<T> = { value: T } | { unreadable: string };

/** What a policy can ask about an invoice, read at the moment it is asked. */
export interface RiskFacts {
  /** Untaxed, in the company's currency; below zero for a credit note. */
  amount: Fact<Amount>;
  /** Percentage of the untaxed amount that is left after the cost of the work billed. */
  margin: Fact<Decimal>;
  /** That margin less the margin of earlier invoices of the same orders, in percentage points. */
  marginVariance: Fact<Decimal>;
  /** What people changed since the draft was made, in words. */
  changes: Fact<string[]>;
  findings: Fact<{ code: string; message: string }[]>;
  contractTypes: Fact<ContractType[]>;
  newCustomer: Fact<boolean>;
  /** The customer, and the company the customer belongs to. */
  customers: Fact<Ref[]>;
  company: Fact<Ref>;
}

export interface Amount {
  amount: Decimal;
  currency: Currency;
}
