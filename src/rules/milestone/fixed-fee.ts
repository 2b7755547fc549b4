import { lineOfFee, misfit } from '../fee/line.ts';
import type { Rule } from '../rule.ts';
import { sectionOf, termsText } from '../terms/in-force.ts';

/**
 * A milestone on the order line of an agreed fixed fee: the fee is billed for it. Where Odoo itself invoices that line by its
 * milestones, the milestone is billed, once the fee agreed and the order line are the same.
 */
export const milestoneOfFixedFee: Rule = {
  id: 'milestone.fixed-fee',
  decide(_entry, open, { line, terms, work: { order } }) {
    const found = terms && sectionOf(terms, 'fixedFee');
    if (!found || !order || !line) return [];
    const whose = termsText(found.from);
    const meant = lineOfFee(found.section, order, whose);
    if ('line' in meant && meant.line.id !== line.id) return [];
    const wrong = 'line' in meant ? misfit(found.section, line, order, whose) : meant.unclear;
    if (wrong) return [{ quantity: open, verdict: 'hold', reason: wrong.detail, case: wrong }];
    if (line.basis === 'milestones') return [];
    return [{ quantity: open, verdict: 'included', reason: `Included: the fixed fee of ${whose} is billed for it.` }];
  },
};
