import type { Big } from 'big.js';
import { exact, sum } from '../../money/decimal.ts';
import { groupBy } from '../group.ts';
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
  apply(charges, run) {
    const rounded = new Map<Charge, Charge>();
    const timed = charges.filter((charge) => charge.entry.kind === 'time' && agreed(charge, 'increments'));
    for (const [, together] of groupBy(timed, groupOf)) {
      for (const [before, after] of roundedUp(together, run)) rounded.set(before, after);
    }
    return charges.map((charge) => rounded.get(charge) ?? charge);
  },
};

function groupOf(charge: Charge): string {
  const { section, from } = agreed(charge, 'increments') ?? never();
  const { entry } = charge;
  return section.per === 'entry'
    ? entry.key
    : JSON.stringify([from.agreement.id, charge.terms?.terms.agreement.id, entry.person?.id, entry.date]);
}

function roundedUp(charges: Charge[], { used }: Run): [Charge, Charge][] {
  const [first] = charges;
  const { section } = (first && agreed(first, 'increments')) ?? never();
  const sameGroup = used.filter(
    ({ entry, date, person, agreement }) =>
      entry === first?.entry.key ||
      (section.per === 'day' &&
        agreement === first?.terms?.terms.agreement.id &&
        date === first.entry.date &&
        person?.id === first.entry.person?.id),
  );
  const worked = sum(charges.map((charge) => latest(charge).billed));
  const whole = worked.plus(sum(sameGroup.map((row) => row.worked)));
  const earlier = sum(sameGroup.map((row) => row.billed));
  let difference = inIncrements(whole, section).minus(earlier).minus(worked);
  const words = `increments of ${quantityText(exact(section.hours), 'h')} per ${section.per}, ${section.round === 'up' ? 'rounded up' : 'rounded to the nearest'}`;
  const result: [Charge, Charge][] = [];
  // What is added goes to the last entry of the day; what is taken comes from the last ones, none of them beyond nothing.
  for (const charge of charges.toReversed()) {
    const { billed } = latest(charge);
    const moved = billed.plus(difference);
    const to = moved.s !== billed.s && !moved.eq(0) ? exact('0') : moved;
    difference = difference.minus(to.minus(billed));
    result.push([charge, changed(charge, id, words, { billed: to })]);
  }
  return result;
}

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
