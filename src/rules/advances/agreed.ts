import type { Order, Work } from '../entry.ts';
import { given } from '../given.ts';
import type { CaseSpec } from '../case.ts';
import type { Terms } from '../terms/in-force.ts';
import { sectionOf } from '../terms/in-force.ts';
import type { Agreement, Section } from '../terms/schema.ts';
import type { Agreed, Found } from '../terms-for.ts';
import { termsFor } from '../terms-for.ts';

export type Advance = Section<'advances'>[number];

/** An advance somebody agreed to for an order, and where it says so. */
export interface AgreedAdvance {
  advance: Advance;
  /** The version that says so: the agreement's own, or its master's. */
  from: Terms;
  terms: Agreed;
}

export type FoundAdvance = ReturnType<typeof agreedAdvance>;

type Named = NonNullable<Work['advance']>;

export const isSame = (a: Named, b: Named): boolean => a.agreement === b.agreement && a.name === b.name;

/** The advances of an order that somebody has to look at: agreed, made, or possibly agreed by terms that aren't clear. */
export function advancesOf(work: Work, order: Order): Named[] {
  const found = termsOn(work, order);
  const unclear = found.some((each) => 'unclear' in each);
  const agreements = unclear ? (work.agreements ?? []) : [];
  const all = [
    ...(work.advances ?? []).map(({ agreement, name }) => ({ agreement, name })),
    ...found.flatMap(advancesIn).map(({ advance, from }) => ({ agreement: from.agreement.id, name: advance.name })),
    ...agreements.flatMap(everNamed),
  ];
  return all.filter((one, index) => !all.slice(0, index).some((earlier) => isSame(earlier, one)));
}

/** The work an advance is judged as: the order's, without what was worked on it. */
export function ofAdvance(
  { period, order, agreements, unreadable, used, advances, advancesElsewhere }: Work,
  advance: Named,
): Work {
  const known = given({ order, agreements, unreadable, used, advances, advancesElsewhere });
  return { period, ...known, entries: [], totals: [], advance };
}

/** What is agreed about one advance at the end of the period, or why that isn't clear. */
export function agreedAdvance(
  work: Work,
  order: Order,
  wanted: Named,
): AgreedAdvance | { unclear: Omit<CaseSpec, 'kind' | 'severity'> } | undefined {
  const found = termsOn(work, order);
  const agreed = found
    .flatMap(advancesIn)
    .find(({ advance, from }) => isSame(wanted, { agreement: from.agreement.id, name: advance.name }));
  return agreed ?? found.find((each) => 'unclear' in each);
}

/** The latest that was agreed about an advance that is on an invoice, whichever version is in force now. */
export function latestOf({ agreements = [] }: Work, { agreement, name }: Named): AgreedAdvance | undefined {
  const whole = agreements.find(({ id }) => id === agreement);
  const versions = (whole?.versions ?? []).filter(({ status }) => status !== 'draft');
  for (const version of versions.toSorted((a, b) => b.version - a.version)) {
    const terms = { agreement: whole as Agreement, version };
    const advance = version.advances?.find((one) => one.name === name);
    if (advance) return { advance, from: terms, terms: { kind: 'terms', terms } };
  }
  return undefined;
}

/** What holds at the end of the period, for each project and for the order; where nothing does yet, what begins next. */
function termsOn(work: Work, order: Order): Found[] {
  const inForce = termsFor(work, order);
  const days = [work.period.to, ...laterFirstDays(work)];
  return [undefined, ...order.projects].flatMap((project) => {
    const found = days.map((date) => inForce({ date, ...given({ project }) }));
    return found.find((each) => ('unclear' in each ? each.unclear.code !== ENDED : each.terms)) ?? [];
  });
}

/** An agreement that ended asks for no more advances. */
const ENDED = 'terms.lapsed';

const laterFirstDays = ({ agreements = [], period }: Work): string[] =>
  agreements
    .flatMap(({ versions }) => versions)
    .filter(({ status, effectiveFrom }) => status === 'signed' && effectiveFrom > period.to)
    .map(({ effectiveFrom }) => effectiveFrom)
    .toSorted();

function advancesIn(found: Found): AgreedAdvance[] {
  const terms = 'terms' in found ? found.terms : undefined;
  const agreed = terms && sectionOf(terms, 'advances');
  return agreed ? agreed.section.map((advance) => ({ advance, from: agreed.from, terms })) : [];
}

const everNamed = ({ id, versions }: Agreement): Named[] =>
  versions
    .filter(({ status }) => status !== 'draft')
    .flatMap(({ advances = [] }) => advances.map(({ name }) => ({ agreement: id, name })));
