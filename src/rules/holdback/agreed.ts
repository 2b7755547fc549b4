import type { Day, Work } from '../entry.ts';
import type { Terms } from '../terms/in-force.ts';
import type { Agreement, Section } from '../terms/schema.ts';
import { versionsOn } from '../terms/versions.ts';

export type Holdback = Section<'holdback'>;

/** What an agreement says of its holdback, and where. */
export interface AgreedHoldback {
  holdback: Holdback;
  from: Terms;
}

/** The latest version in force by that day with a holdback: what was withheld is released by it, ended or not. */
export function holdbackOf(agreement: Agreement, day: Day): AgreedHoldback | undefined {
  const [version] = agreement.versions
    .filter(({ status, effectiveFrom, holdback }) => status !== 'draft' && holdback && effectiveFrom <= day)
    .toSorted((a, b) =>
      a.effectiveFrom === b.effectiveFrom ? b.version - a.version : a.effectiveFrom < b.effectiveFrom ? 1 : -1,
    );
  return version?.holdback && { holdback: version.holdback, from: { agreement, version } };
}

export const agreementOf = ({ agreements = [] }: Work, id: string): Agreement | undefined =>
  agreements.find((agreement) => agreement.id === id);

/** Nothing is agreed on that day, nor later. */
export const hasEnded = ({ versions }: Agreement, day: Day): boolean =>
  versionsOn(versions, day).length === 0 &&
  !versions.some(({ status, effectiveFrom }) => status === 'signed' && effectiveFrom > day);
