import { sectionOf } from '../terms/in-force.ts';
import type { Rule } from '../rule.ts';

/** Where the terms want the customer's PO number on every invoice, an invoice without it comes back. */
export const purchaseOrderNamed: Rule = {
  id: 'terms.purchase-order-named',
  decide(_entry, open, { terms, work: { order } }) {
    if (!terms || !order || sectionOf(terms, 'invoiceFormat')?.section.purchaseOrder !== 'shown') return [];
    const named = terms.terms.version.purchaseOrder ?? terms.master?.version.purchaseOrder ?? order.purchaseOrder;
    if (named) return [];
    const detail = `${terms.terms.agreement.name} wants the customer’s PO number on every invoice; neither the terms nor order ${order.name} has one.`;
    return [
      {
        quantity: open,
        verdict: 'hold',
        reason: detail,
        case: {
          kind: 'policy',
          code: 'po.missing',
          severity: 'high',
          cause: `sale.order,${order.id}`,
          title: `No PO number: ${order.name}`,
          detail,
          nextStep: `Fill in Customer Reference on order ${order.name}, or name the purchase order in a signed version of the terms.`,
        },
      },
    ];
  },
};
