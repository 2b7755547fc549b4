import type { Rule } from '../rule.ts';

/** Hours can be priced only where the order line's unit is a time; Odoo would count one hour as one unit. */
export const hoursInUnit: Rule = {
  id: 'time.unit',
  decide(_entry, open, { line }) {
    if (!line || line.hoursPerUnit !== undefined) return [];
    return [
      {
        quantity: open,
        verdict: 'hold',
        reason: `Its order line is sold by ${line.unit}, which is no unit of time.`,
        inputs: { unit: line.unit },
        case: {
          kind: 'data-quality',
          code: 'line.unit-not-time',
          severity: 'medium',
          cause: `sale.order.line,${line.id}`,
          title: `Hours can’t be counted in ${line.unit}: ${line.name}`,
          detail: `Order line “${line.name}” is billed by timesheets, but its unit is ${line.unit}.`,
          nextStep: 'Set the order line’s unit to hours or days, then run again.',
        },
      },
    ];
  },
};
