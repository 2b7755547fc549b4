import type { Order, Work } from '../entry.ts';
import type { Stop } from '../gates/gate.ts';
import type { PricedLine } from '../proposal/line.ts';
import { termsText } from '../terms/in-force.ts';
import { basesOf } from './withhold.ts';

/** A holdback is of the amount before tax, which a price with tax in it doesn't say. */
export function taxInPrice(lines: PricedLine[], order: Order, work: Work): (Stop & { rule: string }) | undefined {
  const [base] = basesOf(work, order, lines).filter(({ line }) => line.taxIncluded);
  if (!base) return undefined;
  const detail = `${termsText(base.agreed.from)} withholds ${base.agreed.holdback.percent} % of the amount before tax, the price of “${base.line.name}” on ${order.name} includes it.`;
  return {
    rule: 'holdback.tax-included',
    reason: detail,
    case: {
      kind: 'policy',
      code: 'holdback.tax-included',
      severity: 'high',
      cause: `sale.order.line,${base.line.id}`,
      title: `Holdback from a price with tax in it: ${base.line.name}`,
      detail,
      nextStep: 'Give the order line a tax that is not part of its price, and the price before tax.',
    },
  };
}
