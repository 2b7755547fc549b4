import { retainersBilledOn } from '../retainer/fee-line.ts';
import type { Rule } from '../rule.ts';

/** On the line that bills a retainer, Odoo would take any number of hours as paid. */
export const timeOnRetainerLine: Rule = {
  id: 'time.retainer-line',
  decide(_entry, open, { line, work }) {
    const [agreement] = line ? retainersBilledOn(line, work) : [];
    if (!line || !agreement) return [];
    const detail = `“${line.name}” bills the retainer of ${agreement.name}: hours on it draw on nothing, and there is no price for what goes beyond.`;
    return [
      {
        quantity: open,
        verdict: 'hold',
        reason: detail,
        case: {
          kind: 'policy',
          code: 'retainer.time-on-fee-line',
          severity: 'high',
          cause: `sale.order.line,${line.id}`,
          title: `Time on the line that bills a retainer: ${line.name}`,
          detail,
          nextStep:
            'Put the task or project on an order line that is invoiced by timesheets: its hours then draw on the retainer.',
        },
      },
    ];
  },
};
