import { dayWords } from '../days.ts';
import type { Currency } from '../entry.ts';
import { once } from '../once.ts';
import type { Terms } from '../terms/in-force.ts';
import { isMeant, termsText } from '../terms/in-force.ts';
import type { Section } from '../terms/schema.ts';
import { holdsOn } from '../terms/values.ts';
import { amountWords } from '../words.ts';
import type { Charge, State } from './charge.ts';
import { agreed, NO_DISCOUNT } from './charge.ts';
import { perLineUnit } from './per-line-unit.ts';
import { roleOf } from './role.ts';
import type { ChargeStep } from './step.ts';
import { forEachCharge } from './step.ts';

type Rate = Section<'rates'>[number];

const id = 'terms.rates';

/** Person before task before role before product: each outweighs all that come after it together. */
const WEIGHT = { person: 8, task: 4, role: 2, product: 1 } as const;

/**
 * The agreement's rate cards: the most specific row that holds on the service day is the standard price. Where none fits,
 * Odoo's own price and discount hold.
 */
export const rates: ChargeStep = {
  id,
  section: 'rates',
  apply(charges) {
    const known = once((_card: Section<'rates'>) => new Map<string, Chosen | undefined>());
    return forEachCharge(charges, id, (charge) => {
      const found = agreed(charge, 'rates');
      if (charge.entry.kind !== 'time' || !found) return charge;
      const role = roleOf(charge);
      const lost = found.section.map((rate) => reasonLost(rate, charge, role));
      // Most work loses the same rows for the same reasons.
      const [alike, key] = [known(found.section), lost.join()];
      const chosen = alike.get(key) ?? chosenFrom(found, lost, charge.order.currency);
      alike.set(key, chosen);
      if (!chosen) return charge;
      const { ruling } = charge;
      const inputs = { ...ruling.inputs, ...chosen.inputs };
      const standard: State = {
        step: id,
        words: chosen.words,
        billed: ruling.quantity,
        unitPrice: perLineUnit(chosen.rate, charge),
        discount: NO_DISCOUNT,
      };
      return {
        ...charge,
        ruling: { ...ruling, ...(ruling.verdict === 'bill' && { reason: chosen.reason }), inputs },
        states: [standard],
      };
    });
  },
};

/** A row of a rate card, and in words why it is that one. */
interface Chosen {
  rate: Rate;
  words: string;
  reason: string;
  inputs: Record<string, string>;
}

/** @param lost why each row doesn't hold; undefined where it does */
function chosenFrom(
  { section, from }: { section: Section<'rates'>; from: Terms },
  lost: readonly (string | undefined)[],
  currency: Currency,
): Chosen | undefined {
  const [best] = section.filter((_, index) => !lost[index]).toSorted((a, b) => weight(b) - weight(a));
  if (!best) return undefined;
  const others = section.flatMap((rate, index) =>
    rate === best ? [] : `${amountWords(rate.rate, currency)}: ${rowWords(rate)} (${lost[index] ?? 'less specific'})`,
  );
  const words = `${rowWords(best)}, ${termsText(from)}`;
  return {
    rate: best,
    words,
    reason: `Approved time at the agreed rate: ${words}.`,
    inputs: {
      rate: `${amountWords(best.rate, currency)} per ${best.per}: ${rowWords(best)}`,
      'rate from': termsText(from),
      ...(others.length > 0 && { 'rates not used': others.join('; ') }),
    },
  };
}

const weight = once((rate: Rate): number =>
  Object.entries(WEIGHT).reduce(
    (all, [name, points]) => all + (rate[name as keyof typeof WEIGHT] === undefined ? 0 : points),
    0,
  ),
);

function reasonLost(rate: Rate, { entry, line }: Charge, role: string | undefined): string | undefined {
  if (rate.person && !isMeant(rate.person, entry.person)) return 'another person';
  if (rate.task && !isMeant(rate.task, entry.task)) return 'another task';
  if (rate.role !== undefined && rate.role !== role) return 'another role';
  if (rate.product && !isMeant(rate.product, line.product)) return 'another product';
  return holdsOn(rate, entry.date) ? undefined : `not in force on ${dayWords(entry.date)}`;
}

/** `Rate card 2026, senior consultant`. */
const rowWords = once(({ card, role, person, task, product, effectiveFrom }: Rate): string => {
  const named = [person, task, product].map((record) => record && (record.name ?? `#${record.id}`));
  const whose = [named[0], named[1], role, named[2]].filter((word) => word !== undefined);
  const since = effectiveFrom && `from ${dayWords(effectiveFrom)}`;
  return [card ?? 'rate card', whose.join(', ') || 'everybody', since].filter(Boolean).join(', ');
});
