import type { Proposal, ProposedOrder } from '../src/rules/verdict.ts';

/** The proposal with something else said of its (first) order. */
export const onOrder = (proposal: Proposal, change: Partial<ProposedOrder>): Proposal => ({
  ...proposal,
  orders: [{ ...proposal.orders[0], ...change }, ...proposal.orders.slice(1)],
});
