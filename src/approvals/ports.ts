import type { InvoiceFacts } from '../billing/ports.ts';
import type { RiskFacts } from './policy/facts.ts';
import type { Policy } from './policy/schema.ts';

/** A version of the policy in Odoo that can't be used. Where it would decide, a controller does. */
export interface UnreadablePolicy {
  name: string;
  version: number;
  /** First day it would decide; missing where it says none. */
  effectiveFrom?: string;
  companyId?: number;
  problems: string[];
}

/** What approvals need of Odoo besides the invoice. Implemented by `src/odoo/`. */
export interface ApprovalOdoo {
  /** Every version ever put in force, superseded ones too. */
  policies(): Promise<{ policies: Policy[]; unreadable: UnreadablePolicy[] }>;
  /** What a policy can ask about this invoice, read at this moment. */
  riskFacts(invoice: InvoiceFacts): Promise<RiskFacts>;
}
