import type { Entry } from '../entry.ts';
import type { CaseSpec } from '../case.ts';
import type { Rule, Ruling } from '../rule.ts';
import { quantityText } from '../words.ts';

/** Time no order line pays for is non-billable in Odoo's eyes. On a customer's project that may be a mistake, so it is shown. */
export const noOrderLine: Rule = {
  id: 'time.no-order-line',
  decide(entry, open) {
    if (entry.orderLineId !== undefined) return [];
    const project = entry.project?.name ?? 'no project';
    const ruling: Ruling = {
      quantity: open,
      verdict: 'non-billable',
      reason: entry.internal
        ? `Internal: project ${project} is kept off invoices in Odoo.`
        : `No order line pays for it: neither the task nor project ${project} names one.`,
      inputs: { project, 'order line': 'none' },
    };
    return [
      entry.internal || !entry.project ? ruling : { ...ruling, case: missingLine(entry, quantityText(open, 'h')) },
    ];
  },
};

function missingLine(entry: Entry, hours: string): CaseSpec {
  return {
    kind: 'data-quality',
    code: 'time.no-order-line',
    severity: 'low',
    cause: `project.project,${entry.project?.id}`,
    title: `Time without an order line on customer project ${entry.project?.name}`,
    detail: `${entry.date} ${entry.person?.name ?? 'unknown person'}, ${hours}: ${entry.description}`,
    nextStep:
      'If a customer pays for it, choose the sales order item on the task or project; else mark the project as not billable.',
  };
}
