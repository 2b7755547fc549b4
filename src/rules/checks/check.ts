import type { Day, Order } from '../entry.ts';
import type { Stop } from '../gates/gate.ts';
import type { PricedLine } from '../proposal/line.ts';

/**
 * What has to be right about an order before anything of it is drafted. Where it isn't, all of its lines are held, with a
 * case for each check that fails: somebody mends them in one go. What is merely unusual is a finding, not a check.
 *
 * `today` is the day the invoice is made.
 */
export interface Check {
  id: string;
  stop(order: Order, lines: Pick<PricedLine, 'line'>[], today: Day): Stop | undefined;
}

/** A contradiction or a gap in Odoo's own data, named by order and field. */
export function gap(order: Order, spec: Omit<Stop['case'], 'kind' | 'severity' | 'cause'>): Stop {
  const cause = `sale.order,${order.id}`;
  return { reason: spec.detail, case: { kind: 'data-quality', severity: 'high', cause, ...spec } };
}
