import type { Member, Names } from './people.ts';
import type { InvoiceFacts, RecordedDecision } from '../billing/ports.ts';
import type { RiskFacts } from './policy/facts.ts';
import type { Policy } from './policy/schema.ts';
import type { OdooChannel } from './submission.ts';

/** A version of the policy in Odoo that can't be used. Where it would decide, a controller does. */
export interface UnreadablePolicy {
  name: string;
  version: number;
  /** First day it would decide; missing where it says none. */
  effectiveFrom?: string;
  companyId?: number;
  problems: string[];
}

/** A version of the policy nobody looked at as it is written now. */
export interface UnreviewedPolicy {
  id: number;
  /** All that it says, as Odoo compares it. */
  content: string;
  /** Missing where it can't be used. */
  policy?: Policy;
  problems: string[];
}

/** What there is to say of it; what to look at begins with `! `. */
export interface RemarkedPolicy {
  id: number;
  content: string;
  said: string[];
}

/** A draft nobody is asked about, because a row of the policy says so. */
export interface StraightThrough {
  /** Unique per request: recording it twice makes one record. */
  key: string;
  requestId: string;
  invoiceId: number;
  policy: { name: string; version: number };
  row: string;
  /** What the row saw, in words. */
  reason: string;
  /** ISO instant, UTC. */
  at: string;
  content: string;
}

/** What approvals need of Odoo besides the invoice. Implemented by `src/odoo/`. */
export interface ApprovalOdoo extends OdooChannel {
  /** Every version ever put in force, superseded ones too. */
  policies(): Promise<{ policies: Policy[]; unreadable: UnreadablePolicy[] }>;
  /** Versions nobody looked at as they are written now: drafts, proposed and in force. */
  unreviewed(): Promise<UnreviewedPolicy[]>;
  /** Shows on their form what there is to say of versions; not of one that was written in since. */
  remark(remarks: RemarkedPolicy[]): Promise<void>;
  /** What a policy can ask about this invoice, read at this moment. */
  riskFacts(invoice: InvoiceFacts): Promise<RiskFacts>;
  /**
   * Everybody who can be asked about this invoice, read at this moment: who has a role on it, the approvers of its company,
   * whom a policy names, and whom any of them handed on to. Robots are not among them, nor is who was archived or shares an
   * address with somebody else. Roles and groups count in the invoice's company only.
   */
  members(invoice: Pick<InvoiceFacts, 'id'>, names: Names): Promise<Member[]>;
  /**
   * Records the policy's own approval; `robotId` is whose user did.
   *
   * @throws where Odoo's policy of today does not say so of this row, or the invoice no longer reads like the content
   */
  recordStraightThrough(told: StraightThrough): Promise<RecordedDecision & { robotId: number }>;
}
