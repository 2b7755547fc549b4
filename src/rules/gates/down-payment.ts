import type { Order, Work } from '../entry.ts';
import { deducted, deductionsOf } from '../proposal/deductions.ts';
import { withheldIn, withholdingOf } from '../holdback/withhold.ts';
import type { PricedLine } from '../proposal/line.ts';
import { workAmount } from '../proposal/total.ts';
import { amountWords } from '../words.ts';
import type { Stop } from './gate.ts';

/**
 * Odoo deducts a down payment as a whole, where no advance says otherwise. Where it is more than the work, its wizard makes a credit note of the rest: money
 * given back that nobody asked for. The work waits until it outgrows what was paid ahead.
 */
export function downPaymentOutweighs(
  lines: PricedLine[],
  order: Order,
  work: Work,
): (Stop & { rule: string }) | undefined {
  const withheld = withheldIn(withholdingOf(work, order, lines));
  const ahead = deducted(deductionsOf(work, order, lines, withheld));
  const amount = workAmount(lines, order).plus(withheld);
  if (lines.length === 0 || amount.plus(ahead).gte(0)) return undefined;
  const words = `${amountWords(ahead.neg(), order.currency)} paid ahead against work of ${amountWords(amount, order.currency)}`;
  return {
    rule: 'order.down-payment',
    reason: `The down payment still covers it: ${words}.`,
    case: {
      kind: 'policy',
      code: 'order.down-payment-left',
      severity: 'low',
      cause: `sale.order,${order.id}`,
      title: `Down payment on ${order.name} is more than the work so far`,
      detail: `${words}. An invoice would come to less than nothing.`,
      nextStep:
        'Nothing while work goes on: it is billed once it outgrows the down payment. If the work is over, use Create Invoice on the order: Odoo makes a credit note of the rest.',
    },
  };
}
