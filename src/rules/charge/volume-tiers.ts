import type { Big } from 'big.js';
import { exact, sum } from '../../money/decimal.ts';
import { calendarPeriod } from '../days.ts';
import type { Used } from '../entry.ts';
import { groupBy } from '../group.ts';
import { once } from '../once.ts';
import type { Section } from '../terms/schema.ts';
import { amountWords, quantityText } from '../words.ts';
import type { Charge } from './charge.ts';
import { agreed, changed, latest, netPrice, split, valueOf } from './charge.ts';
import { countedUnder } from './counted-under.ts';
import { discounted } from './discounts.ts';
import { billedFor } from './room.ts';
import type { ChargeStep } from './step.ts';
import { taxInPrice } from './tax-in-price.ts';

type Tiers = Section<'volumeTiers'>;
type Tier = Tiers['tiers'][number];

const id = 'terms.volume-tiers';

/**
 * Prices by volume, counted per agreement and period, a master's with all under it, earlier invoices first. `whole`: the tier the period has reached holds
 * for all of this run; `marginal`: every tier for its own hours, an entry that crosses a limit in pieces.
 */
export const volumeTiers: ChargeStep = {
  id,
  section: 'volumeTiers',
  apply(charges, run) {
    const tiered = charges.filter((charge) => charge.entry.kind === 'time' && agreed(charge, 'volumeTiers'));
    const taxed = new Map(tiered.flatMap((charge) => taxedTier(charge)));
    const changes = new Map<Charge, Charge[]>();
    for (const [, together] of groupBy(
      tiered.filter((charge) => !taxed.has(charge)),
      groupOf,
    )) {
      const [first] = together as [Charge, ...Charge[]];
      const { section: tiers, from } = tiersAnd(first);
      const earlier = sum(
        countedUnder('volumeTiers', from, run)
          .filter((row) => row.kind === 'time' && periodOf(row.date, tiers) === periodOf(first.entry.date, tiers))
          .map((row) => measured(row, tiers)),
      );
      for (const [charge, pieces] of tiers.mode === 'whole' ? whole(together, earlier) : marginal(together, earlier))
        changes.set(charge, pieces);
    }
    return charges.flatMap((charge) => changes.get(charge) ?? [taxed.get(charge) ?? charge]);
  },
};

function taxedTier(charge: Charge): [Charge, Charge][] {
  const { section, from } = tiersAnd(charge);
  const held = section.measure === 'hours' ? undefined : taxInPrice(charge, id, 'The tiers by amount', from);
  return held ? [[charge, held]] : [];
}

function whole(charges: Charge[], earlier: Big): [Charge, Charge[]][] {
  const total = earlier.plus(sum(charges.map(measureOf)));
  return charges.map((charge) => [charge, [inTier(charge, tierAt(tiersOf(charge), total))]]);
}

/** A correction takes back the last of what was counted. */
function marginal(charges: Charge[], earlier: Big): [Charge, Charge[]][] {
  let total = earlier;
  return charges.map((charge) => {
    const measure = measureOf(charge);
    const before = total;
    total = total.plus(measure);
    return [charge, piecesFrom(measure.lt(0) ? total : before, charge)];
  });
}

function piecesFrom(start: Big, charge: Charge): Charge[] {
  const { tiers } = tiersOf(charge);
  const pieces: Charge[] = [];
  let counted = start;
  let rest = charge;
  for (const [index, tier] of tiers.entries()) {
    const end = tiers[index + 1]?.from;
    if (end === undefined) break;
    const room = exact(end).minus(counted);
    if (room.lte(0)) continue;
    const { billed } = latest(rest);
    const fits = measureOf(rest).abs().lte(room) ? billed : billedUpTo(rest, room).times(billed.s);
    if (fits.eq(billed)) return [...pieces, inTier(rest, tier)];
    if (!fits.eq(0)) {
      const [first, second] = split(rest, fits);
      pieces.push(inTier(first, tier));
      rest = second;
    }
    counted = exact(end);
  }
  return [...pieces, inTier(rest, tiers.at(-1) as Tier)];
}

function inTier(charge: Charge, { from, rate, discount }: Tier): Charge {
  const { measure, period } = tiersOf(charge);
  const { currency } = charge.order;
  const above = measure === 'hours' ? quantityText(exact(from), 'h') : amountWords(from, currency);
  const words = `tier above ${above} a ${period}`;
  if (discount !== undefined) return discounted(charge, { name: words, percent: discount }, id);
  if (rate === undefined) return charge;
  const unitPrice = exact(rate).times(exact(charge.line.hoursPerUnit ?? '1'));
  return changed(charge, id, `${words}: ${amountWords(rate, currency)} per hour`, { unitPrice });
}

const tierAt = ({ tiers }: Tiers, total: Big): Tier =>
  tiers.findLast(({ from }) => total.gt(from)) ?? (tiers[0] as Tier);

/** The hours whose value comes to `room`, cut to the quantities an invoice can show. */
function billedUpTo(charge: Charge, room: Big): Big {
  return tiersOf(charge).measure === 'hours' ? room : billedFor(charge, room.div(netPrice(latest(charge))));
}

function measureOf(charge: Charge): Big {
  return tiersOf(charge).measure === 'hours' ? latest(charge).billed : valueOf(charge, latest(charge));
}

const measured = (row: Used, { measure }: Tiers): string => (measure === 'hours' ? row.billed : row.value);

const tiersOf = (charge: Charge): Tiers => tiersAnd(charge).section;

/** With whose they are. */
function tiersAnd(charge: Charge) {
  const found = agreed(charge, 'volumeTiers');
  if (!found) throw new Error('Only charges whose terms have volume tiers are put into one.');
  return found;
}

const periodOf = (date: string, { period }: Tiers): string =>
  period === 'agreement' ? '' : calendarPeriod(date, period);

const groupOf = (charge: Charge): string =>
  `${tiersAnd(charge).from.agreement.id} ${periodOf(charge.entry.date, tiersOf(charge))} ${written(tiersOf(charge))}`;

const written = once((tiers: Tiers) => JSON.stringify(tiers));
