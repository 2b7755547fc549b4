import type { Order } from '../entry.ts';
import type { Finding, Part, Proposal } from '../verdict.ts';

/** All parts of the order's work, not only those on the proposal. */
export interface Proposed {
  proposal: Proposal;
  order: Order;
  parts: Part[];
}

/** Something to look at before approving. Findings stop nothing. */
export type FindingRule = (proposed: Proposed) => Finding[];
