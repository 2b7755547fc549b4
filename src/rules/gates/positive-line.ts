import { amountWords, quantityText } from '../words.ts';
import type { Gate } from './gate.ts';

/** Corrections may outweigh the work they correct. An invoice line is no place for a credit. */
export const positiveLine: Gate = {
  id: 'line.positive',
  hold({ line, quantity, value, parts }, { name, currency }) {
    if (quantity.gt(0) && value.gte(0)) return undefined;
    const words = `${quantityText(quantity, line.unit)}, ${amountWords(value, currency)}`;
    return {
      reason: `Its line comes to ${words}: nothing to invoice.`,
      case: {
        kind: 'data-quality',
        code: 'line.not-positive',
        severity: 'medium',
        cause: `sale.order.line,${line.id}`,
        title: `Nothing to invoice after corrections: ${line.name} on ${name}`,
        detail: `${parts.length} approved entries (${parts[0]?.date} to ${parts.at(-1)?.date}) come to ${words} together.`,
        nextStep: 'Wait for more work on this line, or credit the customer for what was billed before.',
      },
    };
  },
};
