import type { Order } from '../entry.ts';
import { openAhead } from '../advances/deduct.ts';
import type { Part } from '../verdict.ts';
import type { Layouts } from './layout.ts';

/** Which invoice of the order a part goes on, by a key. */
export type InvoiceOf = (part: Part) => string;

/**
 * One invoice for each project, where that is agreed: what belongs to no project goes with the first. A down payment is
 * deducted once a run, so an order that still has one to deduct gets one invoice.
 */
export function invoicesOf(parts: Part[], layouts: Layouts, order: Order): InvoiceOf {
  const apart = (part: Part): boolean => layouts.get(part)?.format.invoicePer === 'project';
  const first = parts.find((part) => part.project && apart(part))?.project?.id;
  if (first === undefined || openAhead(order).length > 0) return () => '';
  return (part) => String(part.project ? (apart(part) ? part.project.id : '') : first);
}
