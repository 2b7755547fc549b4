import { z } from 'zod/v4';
import type { Domain } from '../api.ts';
import { boolean, dayOrNone, decimal, id, many2oneOrNone, textOrEmpty } from '../rows.ts';
import type { Period, Scope } from './scope.ts';
import { limits } from './scope.ts';

export const milestone = z.object({
  id,
  name: textOrEmpty,
  project_id: id,
  sale_line_id: many2oneOrNone,
  is_reached: boolean,
  reached_date: dayOrNone,
  deadline: dayOrNone,
  quantity_percentage: decimal,
  x_billing_acceptance: textOrEmpty,
});
export type MilestoneRow = z.output<typeof milestone>;

/** Milestones of confirmed orders, reached by the end of the period or not reached at all. */
export function milestoneDomain(scope: Scope, period: Period): Domain {
  return [
    ['sale_line_id', '!=', false],
    ['sale_line_id.order_id.state', '=', 'sale'],
    ...limits(scope, {
      company: 'sale_line_id.company_id',
      customer: 'sale_line_id.order_id.partner_id',
      order: 'sale_line_id.order_id',
      project: 'project_id',
    }),
    '|',
    ['is_reached', '=', false],
    ['reached_date', '<=', period.to],
  ];
}
