import type { Terms } from '../terms/in-force.ts';
import { termsText } from '../terms/in-force.ts';
import type { Charge } from './charge.ts';
import { heldAsUnclear } from './step.ts';

/** A limit in money is of amounts before tax, which a price with tax in it doesn't say: the charge held, or nothing. */
export function taxInPrice(charge: Charge, step: string, what: string, from: Terms): Charge | undefined {
  const { line, order } = charge;
  if (!line.taxIncluded) return undefined;
  return heldAsUnclear(charge, step, {
    code: 'limit.tax-included',
    title: `A limit before tax on a price with tax in it: ${line.name}`,
    detail: `${what} of ${termsText(from)} counts amounts before tax, the price of “${line.name}” on ${order.name} includes it.`,
    nextStep: 'Give the order line a tax that is not part of its price, and the price before tax.',
  });
}
