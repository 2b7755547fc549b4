import type { Day, Work } from '../../rules/entry.ts';
import { mayConcern } from '../../rules/terms/in-force.ts';
import { agreement as schema } from '../../rules/terms/schema.ts';
import type { Agreement, TermsVersion } from '../../rules/terms/schema.ts';

/** The work under other terms: each agreement takes the place of the one with its id, the others stay. */
export function underTerms(work: Work, terms: readonly Agreement[], known: readonly Agreement[]): Work {
  const ids = new Set(terms.map(({ id }) => id));
  const all = [...known.filter(({ id }) => !ids.has(id)), ...terms];
  const own = all.filter((agreement) => mayConcern(agreement, work.order));
  const masters = all.filter(({ id }) => own.some(({ under }) => under === id));
  const unreadable = (work.unreadable ?? []).filter(({ id }) => !ids.has(id));
  return { ...work, agreements: [...new Set([...own, ...masters])], unreadable };
}

/** All agreements the works were read with. */
export function agreementsOf(works: readonly Work[]): Agreement[] {
  const all = works.flatMap(({ agreements = [] }) => agreements);
  return [...new Map(all.map((agreement) => [agreement.id, agreement])).values()];
}

/** The drafts among them as if they were signed `today`, each in place of the signed version it overlaps. */
export function asSigned(terms: readonly Agreement[], today: Day): Agreement[] {
  return terms.map((agreement) => {
    const drafts = agreement.versions.filter(({ status }) => status === 'draft').map(({ version }) => version);
    if (drafts.length === 0) return agreement;
    const last = Math.max(...drafts);
    const versions = agreement.versions.map((one): TermsVersion => {
      if (one.status === 'draft') return { ...one, status: 'signed', signedOn: today, signedBy: 'nobody yet' };
      return one.version < last ? { ...one, status: 'superseded' } : one;
    });
    return schema.parse({ ...agreement, versions });
  });
}
