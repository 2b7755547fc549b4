import type { Deduction, Evaluation, Proposal, ProposalLine, ProposedOrder, Withheld } from '../verdict.ts';

/** All invoices to be of an order. */
export const proposalsOf = ({ proposal, more = [] }: Pick<Evaluation, 'proposal' | 'more'>): Proposal[] =>
  proposal ? [proposal, ...more] : [];

/** The same with these invoices alone. */
export function withProposals(evaluation: Evaluation, [proposal, ...more]: Proposal[]): Evaluation {
  const rest = { ...evaluation };
  delete rest.proposal;
  delete rest.more;
  return { ...rest, ...(proposal && { proposal }), ...(more.length > 0 && { more }) };
}

/** All lines of an invoice to be, order by order. */
export const linesOf = ({ orders }: Pick<Proposal, 'orders'>): ProposalLine[] => orders.flatMap(({ lines }) => lines);

/** All an invoice to be withholds, order by order. */
export const withheldOf = ({ orders }: Pick<Proposal, 'orders'>): Withheld[] =>
  orders.flatMap(({ withheld = [] }) => withheld);

/** All an invoice to be deducts, order by order. */
export const deductionsIn = ({ orders }: Pick<Proposal, 'orders'>): Deduction[] =>
  orders.flatMap(({ deductions }) => deductions);

/** `S00042`, or `S00042, S00043`. */
export const orderNames = ({ orders }: { orders: readonly ProposedOrder[] }): string =>
  orders.map(({ orderName }) => orderName).join(', ');
