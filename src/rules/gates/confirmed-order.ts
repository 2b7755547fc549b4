import type { Order } from '../entry.ts';
import type { Gate } from './gate.ts';

const STATE: Record<Exclude<Order['state'], 'sale'>, string> = {
  cancel: 'cancelled',
  draft: 'still a quotation',
  sent: 'a quotation the customer has not confirmed',
};

export const confirmedOrder: Gate = {
  id: 'order.confirmed-only',
  hold(_line, order) {
    if (order.state === 'sale') return undefined;
    const words = `Order ${order.name} is ${STATE[order.state]}`;
    return {
      reason: `${words}: nothing can be invoiced on it.`,
      case: {
        kind: 'policy',
        code: 'order.not-confirmed',
        severity: 'high',
        cause: `sale.order,${order.id}`,
        title: `Approved work on order ${order.name}, which is ${STATE[order.state]}`,
        detail: `${words}, but approved work for ${order.customer.name} is booked on it.`,
        nextStep: 'Confirm the order, or move the work to the order that pays for it.',
      },
    };
  },
};
