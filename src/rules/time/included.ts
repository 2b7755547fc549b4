import type { BillingBasis } from '../entry.ts';
import type { Rule } from '../rule.ts';

const PAID_BY: Record<Exclude<BillingBasis, 'time'>, string> = {
  ordered: 'Included: the order line is paid by the quantity sold (fixed price or prepaid).',
  milestones: 'Included: the order line is paid by its milestones.',
  manual: 'Included: the order line is billed manually in Odoo, by the delivered quantity entered there.',
  delivered: 'Included: the order line is paid by its delivered quantity, not by hours.',
  expense: 'Included: the order line re-invoices an expense, not hours.',
  'down payment': 'Included: the order line is a down payment, not hours.',
};

/** Hours on work that is paid in another way are part of that price. */
export const includedTime: Rule = {
  id: 'time.included',
  decide(_entry, open, { line }) {
    if (!line || line.basis === 'time') return [];
    const inputs = { 'order line': line.name, 'paid by': line.basis };
    return [{ quantity: open, verdict: 'included', reason: PAID_BY[line.basis], inputs }];
  },
};
