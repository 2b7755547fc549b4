import type { Rule } from '../rule.ts';

/** Without its order line an entry has no price: never guess one. */
export const knownLine: Rule = {
  id: 'order-line.known',
  decide(entry, open, { line, work: { order } }) {
    if (line) return [];
    const where = order ? `order ${order.name}` : 'an order that was not read';
    return [
      {
        quantity: open,
        verdict: 'hold',
        reason: `Its order line ${entry.orderLineId} is not a line of ${where}.`,
        case: {
          kind: 'technical',
          code: 'order-line.unknown',
          severity: 'high',
          cause: `sale.order.line,${entry.orderLineId}`,
          title: `Order line ${entry.orderLineId} can’t be read`,
          detail: `${entry.key} of ${entry.date} is priced by order line ${entry.orderLineId}, which is not a line of ${where}.`,
          nextStep: 'Check that the order line exists and that the billing robot may read it, then run again.',
        },
      },
    ];
  },
};
