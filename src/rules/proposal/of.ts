import type { Evaluation, Proposal } from '../verdict.ts';

/** All invoices to be of an order. */
export const proposalsOf = ({ proposal, more = [] }: Pick<Evaluation, 'proposal' | 'more'>): Proposal[] =>
  proposal ? [proposal, ...more] : [];

/** The same with these invoices. */
export function withProposals(evaluation: Evaluation, [proposal, ...more]: Proposal[]): Evaluation {
  return { ...evaluation, ...(proposal && { proposal }), ...(more.length > 0 && { more }) };
}
