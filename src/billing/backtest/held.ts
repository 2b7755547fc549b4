import type { Entry, Used, Work } from '../../rules/entry.ts';
import { given } from '../../rules/given.ts';
import type { Evaluation, Part } from '../../rules/verdict.ts';

/** What the proposals would hold under their agreements once they are invoices: later months count from there. */
export function heldBy(works: readonly Work[], evaluations: readonly Evaluation[]): Used[] {
  return evaluations.flatMap(({ proposal, parts, orderId = 0 }, index) => {
    if (!proposal) return [];
    const entries = new Map(works[index]?.entries.map((entry) => [entry.key, entry]));
    const invoice = { id: orderId, name: `${proposal.orderName} to ${proposal.period.to}` };
    const agreed = parts.filter(({ verdict, terms }) => verdict === 'bill' && terms !== 'odoo');
    return agreed.map((part) => usedOf(part, entries.get(part.entry), invoice));
  });
}

function usedOf(part: Part, entry: Entry | undefined, invoice: Used['invoice']): Used {
  const { terms, kind, date, quantity, charge, value = '0' } = part;
  return {
    agreement: terms.slice(0, terms.lastIndexOf('@')),
    entry: part.entry,
    invoice,
    kind,
    date,
    ...given({ person: entry?.person, role: entry?.role, phase: entry?.phase }),
    worked: quantity,
    billed: charge?.billed ?? quantity,
    value,
  };
}
