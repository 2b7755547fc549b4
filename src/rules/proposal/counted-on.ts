import { createHash } from 'node:crypto';
import { sum, text } from '../../money/decimal.ts';
import { usedBy } from '../charge/charge-all.ts';
import { countsEarlier } from '../charge/counting.ts';
import type { Work } from '../entry.ts';
import { agreementOf } from '../terms/in-force.ts';
import type { Agreement } from '../terms/schema.ts';
import type { CountedOn, Evaluation, Part, Proposal } from '../verdict.ts';

type Earlier = CountedOn['earlier'];

/** The evaluations of one run, their proposals with what they count on of the agreements. */
export function countedOn(works: readonly Work[], evaluations: Evaluation[]): Evaluation[] {
  const agreements = new Map(works.flatMap((work) => (work.agreements ?? []).map((each) => [each.id, each] as const)));
  if (agreements.size === 0) return evaluations;
  const all = [...agreements.values()];
  const used = Map.groupBy(usedBy(works), ({ agreement }) => agreement);
  const proposals = evaluations.flatMap(({ proposal }) => proposal ?? []);
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
  return evaluations.map((evaluation) => {
    const { proposal } = evaluation;
    const own = proposal ? billedBy(proposal) : new Set<string>();
    if (!proposal || own.size === 0) return evaluation;
    const masters = [...idsOf(proposal, ({ under }) => under)].filter((id) => !own.has(id));
    const named = [...[...own].map((id) => counted(id, true)), ...masters.map((id) => counted(id, false))];
    return { ...evaluation, proposal: { ...proposal, agreements: named } };
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
