import type { Check } from './check.ts';
import { gap } from './check.ts';

/** Amount or validity of a purchase order says that there is one: an invoice without its number comes back. */
export const purchaseOrderNumber: Check = {
  id: 'order.purchase-order',
  stop(order) {
    if (!order.purchaseOrderUnnamed) return undefined;
    return gap(order, {
      code: 'po.missing',
      title: `No PO number: ${order.name}`,
      detail: `Order ${order.name} has an amount or a validity of the customer’s purchase order, and no number of it: Customer Reference is empty.`,
      nextStep: `Fill in Customer Reference on order ${order.name}, or empty PO amount and PO validity.`,
    });
  },
};
