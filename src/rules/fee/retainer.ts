import { retainersBilledOn } from '../retainer/fee-line.ts';
import type { Rule } from '../rule.ts';

/** An order line that bills a retainer: one unit a period. How many are due is known once it is known who draws what. */
export const retainerFee: Rule = {
  id: 'fee.retainer',
  decide(_entry, open, { line, work }) {
    const [agreement, ...others] = line ? retainersBilledOn(line, work) : [];
    if (!line || !agreement) return [];
    const reason = `Retainer of ${agreement.name}.`;
    if (others.length === 0) return [{ quantity: open, verdict: 'bill', reason }];
    const names = [agreement, ...others].map(({ name }) => name).join(' and ');
    const detail = `“${line.name}” on order ${work.order?.name} would bill the retainers of ${names}.`;
    return [
      {
        quantity: open,
        verdict: 'hold',
        reason: detail,
        case: {
          kind: 'policy',
          code: 'retainer.fee-line',
          severity: 'high',
          cause: `sale.order.line,${line.id}`,
          title: `Which retainer does this line bill? ${line.name}`,
          detail,
          nextStep: 'Give each retainer a product of its own, in the order and in the terms.',
        },
      },
    ];
  },
};
