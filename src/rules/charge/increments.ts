import type { Big } from 'big.js';
import { exact, sum } from '../../money/decimal.ts';
import type { Used } from '../entry.ts';
import { groupBy } from '../group.ts';
import { once } from '../once.ts';
import type { Section } from '../terms/schema.ts';
import { quantityText } from '../words.ts';
import type { Charge } from './charge.ts';
import { agreed, changed, latest } from './charge.ts';
import type { ChargeStep, Run } from './step.ts';

type Increments = Section<'increments'>;

const id = 'terms.increments';

/**
 * Time is billed in whole increments: entry by entry, or one person's day together. What an earlier invoice billed of the
 * same day counts, so that a day billed in two runs comes to what it would in one.
 */
export const increments: ChargeStep = {
  id,
  section: 'increments',
  apply(charges, run) {
    const rounded = new Map<Charge, Charge>();
    const earlier = earlierOf(run.used);
    const timed = charges.filter((charge) => charge.entry.kind === 'time' && agreed(charge, 'increments'));
    for (const [, together] of groupBy(timed, groupOf)) {
      for (const [before, after] of roundedUp(together, earlier)) rounded.set(before, after);
    }
    return charges.map((charge) => rounded.get(charge) ?? charge);
  },
};

function groupOf(charge: Charge): string {
  const { section, from } = agreed(charge, 'increments') ?? never();
  const { entry } = charge;
  return section.per === 'entry' ? entry.key : `${from.agreement.id} ${dayOf(charge.terms?.terms.agreement.id, entry)}`;
}

const dayOf = (agreement: string | undefined, { person, date }: Pick<Used, 'person' | 'date'>): string =>
  `${agreement} ${person?.id} ${date}`;

type Earlier = (charge: Charge, per: Increments['per']) => Used[];

/** What earlier invoices hold of the same entry or, where days are rounded, of the same person's day. */
const earlierOf = once((used: Run['used']): Earlier => {
  const byEntry = groupBy(used, ({ entry }) => entry);
  const byDay = groupBy(used, (row) => dayOf(row.agreement, row));
  return ({ entry, terms }, per) => {
    const same = byEntry.get(entry.key) ?? [];
    if (per === 'entry') return same;
    return [...new Set([...same, ...(byDay.get(dayOf(terms?.terms.agreement.id, entry)) ?? [])])];
  };
});

function roundedUp(charges: Charge[], earlierOf: Earlier): [Charge, Charge][] {
  const [first = never()] = charges;
  const { section } = agreed(first, 'increments') ?? never();
  const sameGroup = earlierOf(first, section.per);
  const worked = sum(charges.map((charge) => latest(charge).billed));
  const whole = worked.plus(sum(sameGroup.map((row) => row.worked)));
  const earlier = sum(sameGroup.map((row) => row.billed));
  let difference = inIncrements(whole, section).minus(earlier).minus(worked);
  const result: [Charge, Charge][] = [];
  // What is added goes to the last entry of the day; what is taken comes from the last ones, none of them beyond nothing.
  for (const charge of charges.toReversed()) {
    const { billed } = latest(charge);
    const moved = billed.plus(difference);
    const to = moved.s !== billed.s && !moved.eq(0) ? exact('0') : moved;
    difference = difference.minus(to.minus(billed));
    result.push([charge, changed(charge, id, wordsOf(section), { billed: to })]);
  }
  return result;
}

const wordsOf = once(
  ({ hours, per, round }: Increments) =>
    `increments of ${quantityText(exact(hours), 'h')} per ${per}, ${round === 'up' ? 'rounded up' : 'rounded to the nearest'}`,
);

/** Corrections are rounded like the work they correct: away from nothing. */
function inIncrements(hours: Big, { hours: increment, round, minimum }: Increments): Big {
  if (hours.eq(0)) return hours;
  const size = exact(increment);
  const steps = hours
    .abs()
    .div(size)
    .round(0, round === 'up' ? 3 : 1);
  const rounded = steps.times(size);
  const billed = minimum !== undefined && rounded.lt(minimum) ? exact(minimum) : rounded;
  return hours.lt(0) ? billed.neg() : billed;
}

function never(): never {
  throw new Error('Only charges whose terms have increments are rounded.');
}
