import type { Channel, DecisionOutcome } from '../billing/ports.ts';

/**
 * State of an approval request. `deciding`: a decision is safe at the desk and not yet in Odoo.
 * `void`: the invoice was edited, cancelled or deleted since it was shown, so nothing can be decided on this request.
 */
export type RequestState = 'open' | 'deciding' | 'approved' | 'rejected' | 'void';

/** What a request can be put to people by. `page` alone: nothing is sent, people find it in the desk's inbox. */
export const REQUEST_CHANNELS = ['slack', 'teams', 'email', 'page'] as const;
export type RequestChannel = (typeof REQUEST_CHANNELS)[number];

/** An approval request as the desk's REST API shows it: `POST /api/requests`, `GET /api/requests/:id`. */
export interface ApprovalRequest {
  id: string;
  invoiceId: number;
  invoiceName: string;
  customer: string;
  total: string;
  currency: string;
  state: RequestState;
  /** SHA-256 of the content shown. */
  contentHash: string;
  requestedAt: string;
  approvers: string[];
  /** It is put to people by; none: by the desk's page alone. */
  channels: Channel[];
  /** True where the same invoice with the same content was asked for before: no second message goes out. */
  existing: boolean;
  /** Who was named and not asked, with the reason. Only in the answer that makes the request. */
  leftOut?: LeftOut[];
}

/** Somebody who was named as approver and may not decide. */
export interface LeftOut {
  email: string;
  reason: string;
}

/** `POST /api/requests`. Approvers are e-mail addresses of Odoo users who may approve; at least one channel must reach them. */
export interface RequestApproval {
  invoiceId: number;
  approvers: string[];
  /** How the message begins, in the requester's own words. */
  note?: string;
  /** `RequestChannel`s the desk has, see `GET /api/channels`; left out or empty: every one. Never who decides. */
  channels?: string[];
}

/** A decision as the desk hands it out: `GET /api/decisions/:id`. Only what the desk says here counts. */
export interface DecisionRecord {
  id: string;
  requestId: string;
  invoiceId: number;
  invoiceName: string;
  orderName: string;
  /** Untaxed, as it was shown. */
  untaxed: string;
  currency: string;
  outcome: DecisionOutcome;
  by: string;
  channel: Channel;
  reason: string;
  at: string;
  /** Id of the decision record in Odoo. */
  odooDecisionId: number;
}

/** `POST /api/requests/:id/waits`: the address the desk calls, once, when there is an outcome. Nothing is said in the call. */
export interface Wait {
  url: string;
  /** ISO instant after which nobody waits any more. */
  until: string;
}

/**
 * What became of a request, the invoice looked at anew: `GET /api/requests/:id/outcome`.
 *
 * `approved` only where Odoo holds an approval of exactly what the invoice reads now. `void`: the invoice was edited,
 * cancelled or deleted, before or after the decision; `reason` says which.
 */
export interface ApprovalOutcome {
  status: 'waiting' | 'approved' | 'rejected' | 'void';
  requestId: string;
  invoiceId: number;
  invoiceName: string;
  reason: string;
  by?: string;
  channel?: Channel;
  at?: string;
  /** Id of the decision record in Odoo. */
  odooDecisionId?: number;
}

/** `POST /api/subscriptions`: the address the desk wakes with `{"decisionId": "…"}` for every decision. */
export interface Subscription {
  id: string;
  url: string;
}
