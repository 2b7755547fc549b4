import type { StoredDecision } from './backing.ts';
import type { Fault } from './fault.ts';

/** What the desk itself knows of its decisions: the records Odoo made of them, and invoices with one on its way there. */
export interface DeskDecisions {
  records: readonly number[];
  underway: readonly number[];
}

/**
 * Decisions in Odoo that the desk never took: recorded with its key by somebody who has it, or by somebody who was given
 * its group. Those older than the first the desk knows are of a desk before it.
 */
export function foreignFaults(decisions: readonly StoredDecision[], { records, underway }: DeskDecisions): Fault[] {
  const known = new Set(records);
  const first = records.reduce((least, id) => Math.min(least, id), Infinity);
  return decisions
    .filter(({ id, invoice }) => id > first && !known.has(id) && !underway.includes(invoice))
    .map(({ id, invoice, outcome }) => ({
      invoice,
      link: 0,
      code: 'foreign',
      what: `Decision ${id} (${outcome}) is in Odoo, and the desk never took it.`,
    }));
}
