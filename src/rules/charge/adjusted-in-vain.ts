import { feeIsBilledFor } from '../fee/adjusted.ts';
import type { Judged } from '../judge.ts';
import { adjustmentWords } from './adjustments.ts';

const id = 'adjustments.included';

/** What is part of another price can't be adjusted by itself: nobody is left to think that it was. */
export function adjustedInVain(judged: Judged): Judged {
  const { entry, line, ruling, found } = judged;
  const { adjustments = [] } = entry;
  if (ruling.verdict !== 'included' || adjustments.length === 0) return judged;
  // The piece of the fee waits instead.
  if (found && 'terms' in found && feeIsBilledFor(found.terms, entry)) return judged;
  const what = line ? `order line “${line.name}”` : 'another price';
  const made = adjustments.map(adjustmentWords).join('; ');
  const detail = `${entry.description} is ${made}. It is part of ${what}, which is billed all the same.`;
  return {
    ...judged,
    rule: id,
    ruling: {
      ...ruling,
      verdict: 'hold',
      reason: detail,
      case: {
        kind: 'policy',
        code: 'adjustment.no-effect',
        severity: 'high',
        title: `Adjusted, and billed all the same: ${entry.description}`,
        detail,
        nextStep: `Hold ${what} in Odoo under Billing → Adjustments, or change its price, then withdraw this adjustment.`,
      },
    },
  };
}
