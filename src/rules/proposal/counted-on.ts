import { createHash } from 'node:crypto';
import { sum, text } from '../../money/decimal.ts';
import { usedBy } from '../charge/charge-all.ts';
import { countsEarlier } from '../charge/counting.ts';
import type { Work } from '../entry.ts';
import { groupBy } from '../group.ts';
import { agreementOf } from '../terms/in-force.ts';
import type { Agreement } from '../terms/schema.ts';
import { proposalsOf, withProposals } from './of.ts';
import type { CountedOn, Evaluation, Part, Proposal } from '../verdict.ts';

type Earlier = CountedOn['earlier'];

/** The evaluations of one run, their proposals with what they count on of the agreements. */
export function countedOn(works: readonly Work[], evaluations: Evaluation[]): Evaluation[] {
  const agreements = new Map(works.flatMap((work) => (work.agreements ?? []).map((each) => [each.id, each] as const)));
  if (agreements.size === 0) return evaluations;
  const all = [...agreements.values()];
  const used = groupBy(usedBy(works), ({ agreement }) => agreement);
  const proposals = evaluations.flatMap(proposalsOf).filter(({ advance }) => !advance);
  const together = new Map<string, string[]>();
  for (const proposal of proposals) {
    for (const id of billedBy(proposal)) together.set(id, [...(together.get(id) ?? []), proposal.key]);
  }

  function earlierOf(agreement: Agreement): Earlier {
    const keys = together.get(agreement.id);
    if (!keys || !countsEarlier(agreement, all)) return undefined;
    const rows = used.get(agreement.id) ?? [];
    const value = text(sum(rows.map((row) => row.value)));
    const content = JSON.stringify([agreement.id, rows.length, value, keys.toSorted()]);
    return { parts: rows.length, value, countedWith: createHash('sha256').update(content).digest('hex') };
  }

  const earlier = new Map(all.map((agreement) => [agreement.id, earlierOf(agreement)]));
  const counted = (id: string, own: boolean): CountedOn => {
    const before = own ? earlier.get(id) : undefined;
    return { agreement: id, versions: signed(agreements.get(id)), ...(before && { earlier: before }) };
  };
  function withAgreements(proposal: Proposal, { advances = [] }: Work): Proposal {
    if (proposal.advance) return proposal;
    const own = billedBy(proposal);
    const ahead = proposal.deductions.length > 0 ? advances.map(({ agreement }) => agreement) : [];
    const held = [
      ...(proposal.withheld ?? []).map(({ agreement }) => agreement),
      ...proposal.lines.flatMap(({ parts }) => parts.flatMap(({ countsOn }) => countsOn?.agreement ?? [])),
    ];
    const others = new Set([...idsOf(proposal, ({ under }) => under), ...ahead, ...held]);
    const read = [...others].filter((id) => !own.has(id) && agreements.has(id));
    if (own.size + read.length === 0) return proposal;
    const named = [...[...own].map((id) => counted(id, true)), ...read.map((id) => counted(id, false))];
    return { ...proposal, agreements: named };
  }

  return evaluations.map((evaluation, index) => {
    const proposals = proposalsOf(evaluation).map((each) => withAgreements(each, works[index] as Work));
    return withProposals(evaluation, proposals);
  });
}

const billedBy = (proposal: Proposal): Set<string> =>
  idsOf(proposal, ({ terms }) => (terms === 'odoo' ? undefined : terms));

function idsOf({ lines }: Proposal, terms: (part: Part) => string | undefined): Set<string> {
  const named = lines.flatMap(({ parts }) => parts.flatMap((part) => terms(part) ?? []));
  return new Set(named.map(agreementOf));
}

const signed = (agreement: Agreement | undefined): number[] =>
  (agreement?.versions ?? [])
    .filter(({ status }) => status !== 'draft')
    .map(({ version }) => version)
    .toSorted((a, b) => a - b);
