import type { OrderFacts, Work } from '../entry.ts';
import { groupBy } from '../group.ts';
import type { Evaluation, Finding } from '../verdict.ts';

/** The company and the customer of what orders have in common, as a key. */
export const customerIn = (same: OrderFacts['joins']): string =>
  JSON.stringify(same.flatMap(({ what, id }) => (what === 'company' || what === 'customer' ? [[what, id]] : [])));

/** By customer: orders whose terms may want one invoice for all, and of which nothing is billed because work is held. */
export function heldOrders(works: readonly Work[], evaluations: readonly Evaluation[]): Map<string, string[]> {
  const held = works.flatMap((work, index) => {
    const { order, advance } = work;
    const { proposal, parts } = evaluations[index] as Evaluation;
    if (!order?.facts || advance || proposal || !mayWantOne(work)) return [];
    const { name, facts } = order;
    return parts.some(({ verdict }) => verdict === 'hold') ? [{ name, customer: customerIn(facts.joins) }] : [];
  });
  const byCustomer = groupBy(held, ({ customer }) => customer);
  return new Map([...byCustomer].map(([customer, own]) => [customer, own.map(({ name }) => name).toSorted()]));
}

const mayWantOne = ({ agreements = [] }: Work): boolean =>
  agreements.some(({ versions }) =>
    versions.some(({ status, invoiceFormat }) => status !== 'draft' && invoiceFormat?.invoicePer === 'customer'),
  );

/** Whoever approves may want to wait for the rest of what the customer expects on one invoice. */
export function leftOut(held: string[], terms: string): Finding[] {
  if (held.length === 0) return [];
  const message = `${terms} wants one invoice for the customer. ${held.join(', ')} ${held.length === 1 ? 'is' : 'are'} not on it: the work is held, and a case says why.`;
  return [{ code: 'format.order-held', message }];
}
