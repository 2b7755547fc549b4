import { dayWords } from '../days.ts';
import type { Currency } from '../entry.ts';
import { once } from '../once.ts';
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
    const price = new Map<Rate, string>();
    const priceOf = (rate: Rate, currency: Currency): string => {
      const known = price.get(rate) ?? amountWords(rate.rate, currency);
      price.set(rate, known);
      return known;
    };
    return forEachCharge(charges, id, (charge) => {
      const found = agreed(charge, 'rates');
      if (charge.entry.kind !== 'time' || !found) return charge;
      const role = roleOf(charge);
      const rows = found.section.map((rate) => ({ rate, lost: reasonLost(rate, charge, role) }));
      const best = rows.filter(({ lost }) => !lost).toSorted((a, b) => weight(b.rate) - weight(a.rate))[0]?.rate;
      if (!best) return charge;
      const { currency } = charge.order;
      const others = rows.filter(({ rate }) => rate !== best);
      const inputs = {
        ...charge.ruling.inputs,
        rate: `${priceOf(best, currency)} per ${best.per}: ${rowWords(best)}`,
        'rate from': termsText(found.from),
        ...(others.length && {
          'rates not used': others
            .map(({ rate, lost }) => `${priceOf(rate, currency)}: ${rowWords(rate)} (${lost ?? 'less specific'})`)
            .join('; '),
        }),
      };
      const standard: State = {
        step: id,
        words: `${rowWords(best)}, ${termsText(found.from)}`,
        billed: charge.ruling.quantity,
        unitPrice: perLineUnit(best, charge),
        discount: NO_DISCOUNT,
      };
      const reason = `Approved time at the agreed rate: ${standard.words}.`;
      return {
        ...charge,
        ruling: { ...charge.ruling, ...(charge.ruling.verdict === 'bill' && { reason }), inputs },
        states: [standard],
      };
    });
  },
};

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
