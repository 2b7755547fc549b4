import type { Big } from 'big.js';
import { exact, sum } from '../../money/decimal.ts';
import type { Claim } from '../entry.ts';
import type { Rule, Ruling } from '../rule.ts';
import { quantityText, unitOf } from '../words.ts';

/** What a live invoice already holds is never billed again; only the rest of the entry goes on. */
export const alreadyBilled: Rule = {
  id: 'claim.already-billed',
  decide(entry, open, _facts) {
    if (entry.claims.length === 0) return [];
    const whole = entry.kind === 'time' && entry.claims.find(({ outside }) => outside);
    const claims = whole ? entry.claims.filter(({ outside }) => !outside) : entry.claims;
    const rulings = claims.map((claim) => billed(claim, exact(claim.quantity)));
    const rest = open.minus(sum(rulings.map(({ quantity }) => quantity)));
    // Odoo links an invoice to a timesheet as a whole: there is no quantity in the link.
    if (whole) return rest.eq(0) && rulings.length > 0 ? rulings : [...rulings, billed(whole, rest)];
    if (rulings.length === 0 || rest.eq(0) || rest.s === open.s) return rulings;
    const unit = unitOf(entry);
    return [
      ...rulings,
      {
        quantity: rest,
        verdict: 'hold',
        reason: `More was billed than the record now says: ${quantityText(open.minus(rest), unit)} against ${quantityText(open, unit)}.`,
        case: {
          kind: 'data-quality',
          code: 'billed.more-than-entry',
          severity: 'high',
          title: `Billed more than worked: ${entry.description}`,
          detail: `${entry.key} of ${entry.date} says ${quantityText(open, unit)}; invoices hold ${quantityText(open.minus(rest), unit)} of it.`,
          nextStep: 'Credit the difference, or restore the record if it was changed by mistake.',
        },
      },
    ];
  },
};

function billed({ invoice, invoiceState, outside }: Claim, quantity: Big): Ruling {
  const maker = outside ? ', made outside of these rules' : '';
  return {
    quantity,
    verdict: 'billed',
    reason: `Already on ${invoiceState === 'draft' ? 'draft invoice' : 'invoice'} ${invoice.name}${maker}.`,
    inputs: { invoice: `${invoice.name} (${invoiceState})` },
    invoice,
  };
}
