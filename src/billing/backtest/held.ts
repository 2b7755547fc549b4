import { exact, text } from '../../money/decimal.ts';
import type { Decimal, Drawn, Entry, Used, Work } from '../../rules/entry.ts';
import { given } from '../../rules/given.ts';
import { proposalsOf } from '../../rules/proposal/of.ts';
import { agreementOf, termsId } from '../../rules/terms/in-force.ts';
import type { Agreement } from '../../rules/terms/schema.ts';
import type { Evaluation, Part, Proposal, ProposalLine, ProposedOrder } from '../../rules/verdict.ts';

/** What the proposals would hold under their agreements once they are invoices: later months count from there. */
export function heldBy(works: readonly Work[], evaluations: readonly Evaluation[]): Used[] {
  const agreements = agreementsIn(works);
  // An invoice may be of several orders, and is told with the first of them.
  const entries = new Map(works.flatMap((work) => work.entries.map((entry) => [entry.key, entry] as const)));
  return evaluations
    .flatMap(proposalsOf)
    .flatMap(({ orders, period }) => orders.flatMap((order) => heldByOne(order, period, entries, agreements)));
}

const agreementsIn = (works: readonly Work[]): Map<string, Agreement> =>
  new Map(works.flatMap(({ agreements = [] }) => agreements.map((each) => [each.id, each] as const)));

/** What was drawn from retainers: later months draw on what is left. */
export function drawnBy(works: readonly Work[], evaluations: readonly Evaluation[]): Drawn[] {
  const masters = agreementsIn(works);
  return evaluations.flatMap(({ parts }) =>
    parts.flatMap(({ drawn, terms, entry, date, person, description, quantity }) => {
      if (drawn === undefined) return [];
      const id = agreementOf(terms);
      const own = masters.get(id);
      const agreement = own?.versions.some(({ retainer }) => retainer) ? id : (own?.under ?? id);
      const who = [person?.name, description].filter(Boolean).join(', ');
      return { agreement, entry, date, who, worked: quantity, amount: drawn };
    }),
  );
}

function heldByOne(
  { lines, orderId, orderName }: ProposedOrder,
  period: Proposal['period'],
  entries: ReadonlyMap<string, Entry>,
  agreements: ReadonlyMap<string, Agreement>,
): Used[] {
  const invoice = { id: orderId, name: `${orderName} to ${period.to}` };
  return lines.flatMap((line) => {
    const amounts = invoicedOf(line);
    return line.parts.flatMap((part, at) => {
      if (part.terms === 'odoo') return [];
      return { ...usedOf(part, entries.get(part.entry), invoice, agreements), invoiced: amounts[at] ?? '0' };
    });
  });
}

/** What each part of a line came to: the line's rounding goes to the last, so that together they are the line's amount. */
export const invoicedOf = ({ parts, rounding }: Pick<ProposalLine, 'parts' | 'rounding'>): Decimal[] =>
  parts.map(({ value = '0' }, at) => (at === parts.length - 1 ? text(exact(value).plus(rounding)) : value));

function usedOf(
  part: Part,
  entry: Entry | undefined,
  invoice: Used['invoice'],
  agreements: ReadonlyMap<string, Agreement>,
): Used {
  const { terms, kind, date, quantity, charge, label, value = '0' } = part;
  const own = agreements.get(agreementOf(terms));
  const version = own?.versions.find((each) => terms === termsId({ agreement: own, version: each }));
  return {
    agreement: agreementOf(terms),
    ...given({ version: version?.version }),
    ...(own?.under && { master: { agreement: own.under, except: Object.keys(version ?? {}) } }),
    entry: part.entry,
    orderId: invoice.id,
    invoice,
    kind,
    date,
    ...given({ person: entry?.person, role: entry?.role, phase: entry?.phase, category: entry?.claim?.category }),
    worked: quantity,
    billed: charge?.billed ?? quantity,
    value,
    ...(kind === 'fee' && given({ label })),
  };
}
