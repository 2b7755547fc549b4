import { createHash } from 'node:crypto';
import { sum, text } from '../../money/decimal.ts';
import type { Run } from '../charge/step.ts';
import { countsEarlier } from '../charge/counting.ts';
import type { Work } from '../entry.ts';
import { given } from '../given.ts';
import { groupBy } from '../group.ts';
import { agreementOf } from '../terms/in-force.ts';
import type { Agreement } from '../terms/schema.ts';
import { proposalsOf, withProposals } from './of.ts';
import type { CountedOn, Evaluation, Part, Proposal, ProposedOrder } from '../verdict.ts';

type Earlier = CountedOn['earlier'];

/** The evaluations of one run, their proposals with what they count on of the agreements. */
export function countedOn({ works, used, usedUnder }: Run, evaluations: Evaluation[]): Evaluation[] {
  const agreements = new Map(works.flatMap((work) => (work.agreements ?? []).map((each) => [each.id, each] as const)));
  if (agreements.size === 0) return evaluations;
  const all = [...agreements.values()];
  const below = groupBy(used, ({ master }) => master?.agreement);
  const proposals = evaluations.flatMap(proposalsOf).filter(({ orders: [{ advance }] }) => !advance);
  const together = new Map<string, string[]>();
  for (const proposal of proposals) {
    const wholes = new Set(proposal.orders.flatMap((order) => [...billedBy(order)].map(wholeOf)));
    for (const id of wholes) together.set(id, [...(together.get(id) ?? []), proposal.key]);
  }

  /** The agreement all of whose work counts together: a master whose caps, say, hold for what is under it. */
  function wholeOf(id: string): string {
    const master = agreements.get(agreements.get(id)?.under ?? '');
    return master && countsEarlier(master, all) ? master.id : id;
  }

  function heldUnder(id: string): Omit<NonNullable<Earlier>, 'countedWith'> {
    const held = [...(usedUnder.get(id) ?? []), ...(below.get(id) ?? [])];
    return { parts: held.length, value: text(sum(held.map((row) => row.value))) };
  }

  function earlierOf(agreement: Agreement): Earlier {
    const whole = wholeOf(agreement.id);
    const keys = together.get(whole) ?? [];
    if (!countsEarlier(agreement, all)) return undefined;
    const { parts, value } = heldUnder(whole);
    const content = JSON.stringify([whole, parts, value, keys.toSorted()]);
    return { ...heldUnder(agreement.id), countedWith: createHash('sha256').update(content).digest('hex') };
  }

  const earlier = new Map(all.map((agreement) => [agreement.id, earlierOf(agreement)]));
  const counted = (id: string, own: boolean): CountedOn => {
    const before = own ? earlier.get(id) : undefined;
    return { agreement: id, versions: signed(agreements.get(id)), ...(before && { earlier: before }) };
  };
  /** An advance counts on what is billed on the purchase order it has to fit in. */
  function ofAdvance(named: CountedOn): CountedOn {
    const versions = agreements.get(named.agreement)?.versions ?? [];
    const limited = versions.some(({ status, purchaseOrder }) => status !== 'draft' && purchaseOrder?.amount);
    return limited ? { ...named, ...given({ earlier: earlier.get(named.agreement) }) } : named;
  }

  function withAgreements(proposal: ProposedOrder, { advances = [] }: Work): ProposedOrder {
    if (proposal.advance) return { ...proposal, agreements: (proposal.agreements ?? []).map(ofAdvance) };
    const billed = billedBy(proposal);
    const own = new Set([...billed, ...[...billed].map(wholeOf)]);
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
    const work = works[index] as Work;
    const proposals = proposalsOf(evaluation).map((each): Proposal => {
      const [first, ...others] = each.orders.map((own) => withAgreements(own, work));
      return { ...each, orders: [first as ProposedOrder, ...others] };
    });
    return withProposals(evaluation, proposals);
  });
}

const billedBy = (proposal: ProposedOrder): Set<string> =>
  idsOf(proposal, ({ terms }) => (terms === 'odoo' ? undefined : terms));

function idsOf({ lines }: ProposedOrder, terms: (part: Part) => string | undefined): Set<string> {
  const named = new Set<string>();
  for (const { parts } of lines) for (const part of parts) named.add(terms(part) ?? '');
  named.delete('');
  return new Set([...named].map(agreementOf));
}

const signed = (agreement: Agreement | undefined): number[] =>
  (agreement?.versions ?? [])
    .filter(({ status }) => status !== 'draft')
    .map(({ version }) => version)
    .toSorted((a, b) => a - b);
