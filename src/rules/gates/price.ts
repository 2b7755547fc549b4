import { exact } from '../../money/decimal.ts';
import { amountWords, quantityText } from '../words.ts';
import type { Gate } from './gate.ts';

/** A price of zero is more often forgotten than meant. A discount of 100 % says that it is meant. */
export const somePrice: Gate = {
  id: 'line.price',
  hold({ line, quantity }, { name, currency }) {
    if (!exact(line.priceUnit).eq(0)) return undefined;
    return {
      reason: `The price of its order line is ${amountWords('0', currency)}.`,
      case: {
        kind: 'policy',
        code: 'rate.zero',
        severity: 'medium',
        cause: `sale.order.line,${line.id}`,
        title: `Price is zero: ${line.name} on ${name}`,
        detail: `${quantityText(quantity, line.unit)} of approved work would be invoiced at ${amountWords('0', currency)}.`,
        nextStep:
          'Set the price on the order line; if the work is meant to be free, give the line a price and 100 % discount.',
      },
    };
  },
};
