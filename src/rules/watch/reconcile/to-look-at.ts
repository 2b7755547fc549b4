import type { Day, Work } from '../../entry.ts';
import type { Part } from '../../verdict.ts';
import type { HeldPart } from './books.ts';
import { workOf } from './unbilled.ts';

type OpenPart = Pick<Part, 'entry' | 'kind' | 'date' | 'orderLineId' | 'project'>;

/**
 * Open entries whose records can make a difference: Odoo links them to an invoice, or the ledger bills work of the same
 * order line and project of that day or later. Records of entries in the ledger are looked at anyway.
 */
export function toLookAt(held: readonly HeldPart[], works: readonly Work[], open: readonly OpenPart[]): string[] {
  const linked = new Set(
    works.flatMap(({ entries }) => entries.flatMap((entry) => (entry.linkedInvoice === undefined ? [] : entry.key))),
  );
  const billedTo = new Map<string, Day>();
  for (const { kind, orderLineId, projectId, date } of held) {
    const work = workOf(kind, orderLineId, projectId);
    if (date > (billedTo.get(work) ?? '')) billedTo.set(work, date);
  }
  const wanted = open.filter(
    ({ entry, kind, orderLineId, project, date }) =>
      linked.has(entry) || date <= (billedTo.get(workOf(kind, orderLineId, project?.id)) ?? ''),
  );
  return [...new Set(wanted.map(({ entry }) => entry))];
}
