import { exact, text } from '../../../money/decimal.ts';
import type { Day } from '../../entry.ts';
import { given } from '../../given.ts';
import { periodsOf, stretchesOf } from '../../retainer/periods.ts';
import type { Agreement } from '../../terms/schema.ts';
import type { Evaluation } from '../../verdict.ts';
import type { JudgedPart } from '../open-work.ts';
import type { Meter } from './meter.ts';
import { orderUnder, use } from './uses.ts';

const DRAWS: readonly string[] = ['drawn', 'given back'];

/** Retainers by the statements of a billing run today. What lapses or is carried over is no use. */
export function retainerMeters(
  agreements: ReadonlyMap<string, Agreement>,
  evaluations: readonly Evaluation[],
  parts: readonly JudgedPart[],
  today: Day,
): Meter[] {
  return evaluations.flatMap(({ retainers = [] }) =>
    retainers.flatMap(({ agreement: id, name, unit, balance, movements }): Meter[] => {
      const agreement = agreements.get(id);
      const until = agreement && periodEnd(agreement, today);
      // On its last day the statement has the rest lapsed or carried over already.
      if (!until || until.day === today) return [];
      const order = orderUnder(id, parts);
      const draws = movements.filter(({ kind }) => DRAWS.includes(kind));
      return [
        {
          kind: 'retainer',
          key: `agreement ${id} retainer`,
          name: `Retainer of ${name}`,
          agreement: id,
          ...given({ order, customer: order?.customer, until: until.day }),
          left: balance,
          unit,
          uses: draws.map(({ day, amount }) => use(day, text(exact(amount).neg()))),
        },
      ];
    }),
  );
}

/** The last day of the period today is in; undefined where the retainer does not run today. */
function periodEnd(agreement: Agreement, today: Day): { day: Day | undefined } | undefined {
  const stretch = stretchesOf(agreement).find(({ from, to }) => from <= today && (to === undefined || today <= to));
  return stretch && { day: periodsOf(stretch, today).at(-1)?.to };
}
