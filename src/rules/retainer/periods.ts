import { addDays, addPeriods, periodWords } from '../days.ts';
import type { Day } from '../entry.ts';
import { once } from '../once.ts';
import type { Agreement, Section } from '../terms/schema.ts';
import type { Terms } from '../terms/in-force.ts';
import { versionsInOrder } from '../terms/versions.ts';

export type Retainer = Section<'retainer'>;

/** Days on which one version says what the retainer is. */
interface Span {
  from: Day;
  to: Day | undefined;
  terms: Terms;
  retainer: Retainer;
}

/** A retainer without a break: versions that follow each other day by day, in the same measure and period. */
export interface Stretch {
  from: Day;
  /** Its last day; absent while nobody has agreed on an end. */
  to: Day | undefined;
  spans: readonly Span[];
}

/** What is paid for at once, from its first day on. */
export interface Period {
  index: number;
  from: Day;
  to: Day | undefined;
  /** The version in force on its first day says what is paid for it. */
  terms: Terms;
  retainer: Retainer;
}

export const stretchesOf = once((agreement: Agreement): readonly Stretch[] => {
  const stretches: { spans: Span[] }[] = [];
  for (const { version, effectiveFrom, effectiveTo } of versionsInOrder(agreement.versions)) {
    if (!version.retainer) continue;
    const span = {
      from: effectiveFrom,
      to: effectiveTo,
      terms: { agreement, version },
      retainer: version.retainer,
    };
    const open = stretches.at(-1);
    if (open && continues(open.spans.at(-1) as Span, span)) open.spans.push(span);
    else stretches.push({ spans: [span] });
  }
  return stretches.map(({ spans }) => ({ from: (spans[0] as Span).from, to: spans.at(-1)?.to, spans }));
});

/**
 * Its periods that have begun by `until`. A month runs from the retainer's first day to the day before the same day of the
 * next month, so that no agreed amount has to be guessed down to a share of a month.
 */
export function periodsOf(stretch: Stretch, until: Day): Period[] {
  const every = (stretch.spans[0] as Span).retainer.period;
  const last = stretch.to !== undefined && stretch.to < until ? stretch.to : until;
  const periods: Period[] = [];
  const first = (index: number): Day => (every === 'agreement' ? stretch.from : addPeriods(stretch.from, every, index));
  for (let index = 0; first(index) <= last; index += 1) {
    const from = first(index);
    const end = every === 'agreement' ? stretch.to : addDays(first(index + 1), -1);
    const to = end !== undefined && stretch.to !== undefined && stretch.to < end ? stretch.to : end;
    const { terms, retainer } = stretch.spans.findLast((span) => span.from <= from) as Span;
    periods.push({ index, from, to, terms, retainer });
    if (every === 'agreement') break;
  }
  return periods;
}

export const periodOn = (periods: readonly Period[], day: Day): Period | undefined =>
  periods.findLast(({ from, to }) => from <= day && (to === undefined || day <= to));

/** `March 2026`; `all of it` for a retainer that is paid once. */
export function periodName({ from, to, retainer }: Period): string {
  return to === undefined || retainer.period === 'agreement' ? 'the agreement' : periodWords(from, to);
}

function continues(before: Span, next: Span): boolean {
  const sameMeasure = (before.retainer.hours === undefined) === (next.retainer.hours === undefined);
  return (
    sameMeasure &&
    before.retainer.period === next.retainer.period &&
    before.to !== undefined &&
    addDays(before.to, 1) === next.from
  );
}
