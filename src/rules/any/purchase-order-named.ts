import type { CaseSpec } from '../case.ts';
import type { Order } from '../entry.ts';
import { sectionOf } from '../terms/in-force.ts';
import type { Agreed } from '../terms-for.ts';
import type { Rule } from '../rule.ts';

/** Where the terms want the customer's PO number on every invoice, an invoice without it comes back. */
export const purchaseOrderNamed: Rule = {
  id: 'terms.purchase-order-named',
  decide(_entry, open, { terms, work: { order } }) {
    const unnamed = terms && order && unnamedOrder(terms, order);
    return unnamed ? [{ quantity: open, verdict: 'hold', reason: unnamed.detail, case: unnamed }] : [];
  },
};

export function unnamedOrder(terms: Agreed, order: Order): CaseSpec | undefined {
  if (sectionOf(terms, 'invoiceFormat')?.section.purchaseOrder !== 'shown' || numberOf(terms, order)) return undefined;
  return {
    kind: 'policy',
    code: 'po.missing',
    severity: 'high',
    cause: `sale.order,${order.id}`,
    title: `No PO number: ${order.name}`,
    detail: `${terms.terms.agreement.name} wants the customer’s PO number on every invoice; neither the terms nor order ${order.name} has one.`,
    nextStep: `Fill in Customer Reference on order ${order.name}, or name the purchase order in a signed version of the terms.`,
  };
}

/** The customer's PO as invoices show it: the terms', else their master's, else the order's. */
export const numberOf = ({ terms, master }: Agreed, { purchaseOrder }: Order): string | undefined =>
  (terms.version.purchaseOrder ?? master?.version.purchaseOrder ?? purchaseOrder)?.number;
