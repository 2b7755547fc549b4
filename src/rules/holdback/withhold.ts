import type { Big } from 'big.js';
import { exact, sum, text } from '../../money/decimal.ts';
import { amountText, money } from '../../money/money.ts';
import { roundHalfUp } from '../../money/round.ts';
import type { EntryKind, Order, OrderLine, Work } from '../entry.ts';
import { given } from '../given.ts';
import { groupBy } from '../group.ts';
import type { PricedLine } from '../proposal/line.ts';
import { termsId, sectionOf, termsText } from '../terms/in-force.ts';
import { termsFor } from '../terms-for.ts';
import type { Part, Withheld } from '../verdict.ts';
import { amountWords } from '../words.ts';
import type { AgreedHoldback } from './agreed.ts';
import { allReleased, releasesOf } from './releases.ts';

const ROUND_DOWN = 0;
const BY_DEFAULT: readonly EntryKind[] = ['time', 'milestone', 'fee'];

/** Work of an invoice that a holdback is taken from, untaxed. */
export interface Base {
  line: OrderLine;
  agreed: AgreedHoldback;
  amount: Big;
}

/**
 * What an invoice withholds, in the order of its lines: percent of the untaxed amount of its work, before advances are
 * taken off, never beyond the ceiling. Rounded once for all of a version, half up, to the decimals Odoo's quantities
 * and the currency both have; one amount for each set of taxes.
 */
export function withholdingOf(work: Work, order: Order, billed: readonly PricedLine[]): Withheld[] {
  const withheld: Withheld[] = [];
  for (const bases of groupBy(basesOf(work, order, billed), ({ agreed }) => termsId(agreed.from)).values())
    withheld.push(...withheldOf(bases, order, leftOf(bases, work, withheld)));
  return withheld;
}

/** Zero or negative, in the order's currency. */
export const withheldIn = (withheld: readonly Withheld[] = []): Big => sum(withheld.map(({ amount }) => amount));

/** The work something is withheld from, by the terms of each part's service day. */
export function basesOf(work: Work, order: Order, billed: readonly PricedLine[]): Base[] {
  if (!(work.agreements ?? []).some(({ versions }) => versions.some(({ holdback }) => holdback))) return [];
  const inForce = termsFor(work, order);
  const agreedFor = ({ kind, date, project }: Part): AgreedHoldback | undefined => {
    const found = inForce({ date, ...given({ project }) });
    const agreed = 'terms' in found && found.terms ? sectionOf(found.terms, 'holdback') : undefined;
    if (!agreed || !(agreed.section.of ?? BY_DEFAULT).includes(kind)) return undefined;
    if (allReleased(releasesOf(agreed.section, work))) return undefined;
    return { holdback: agreed.section, from: agreed.from };
  };
  return billed
    .filter(({ sold }) => !sold.holdback)
    .flatMap((priced) => {
      const byTerms = groupBy(
        priced.parts.flatMap((part) => ({ part, agreed: agreedFor(part) })),
        ({ agreed }) => agreed && termsId(agreed.from),
      );
      return [...byTerms.values()].flatMap((own) => {
        const agreed = own[0]?.agreed;
        return agreed
          ? {
              line: priced.sold,
              agreed,
              amount: amountOf(
                priced,
                own.map(({ part }) => part),
                order,
              ),
            }
          : [];
      });
    });
}

/** What the line comes to, or its parts' share of that. */
function amountOf({ value, parts }: PricedLine, own: readonly Part[], { roundsTotal, currency }: Order): Big {
  const amount = roundsTotal ? value : roundHalfUp(value, currency.digits);
  const [part, whole] = [own, parts].map((each) => sum(each.map((one) => one.value ?? '0'))) as [Big, Big];
  return own.length === parts.length || whole.eq(0) ? amount : amount.times(part).div(whole);
}

/** What the ceiling leaves, other agreements' holdbacks on this invoice not counted. */
function leftOf([base]: Base[], { heldBack = [] }: Work, withheld: readonly Withheld[]): Big | undefined {
  const { holdback, from } = (base as Base).agreed;
  if (holdback.ceiling === undefined) return undefined;
  const isOwn = ({ agreement }: { agreement: string }): boolean => agreement === from.agreement.id;
  const before = sum(heldBack.filter(isOwn).map(({ amount }) => amount)).minus(withheldIn(withheld.filter(isOwn)));
  const left = exact(holdback.ceiling).minus(before);
  return left.gt(0) ? left : exact('0');
}

function withheldOf(bases: Base[], order: Order, left: Big | undefined): Withheld[] {
  const { holdback, from } = (bases[0] as Base).agreed;
  const { currency } = order;
  const digits = digitsOf(order);
  const base = roundHalfUp(sum(bases.map(({ amount }) => amount)), currency.digits);
  const whole = roundHalfUp(base.times(holdback.percent).times('0.01'), digits);
  const isReached = left !== undefined && left.lte(whole);
  const amount = isReached ? left.round(digits, ROUND_DOWN) : whole;
  const words = [
    `${holdback.percent} % of ${amountWords(base, currency)}`,
    ...(isReached
      ? [`the ceiling of ${amountWords(holdback.ceiling ?? '0', currency)} leaves ${amountWords(amount, currency)}`]
      : []),
  ].join('; ');
  const sets = [...groupBy(bases, ({ line }) => (line.taxes ?? []).join()).values()];
  const total = sum(bases.map((each) => each.amount));
  let upTo = exact('0');
  return sets.flatMap((own): Withheld[] => {
    const line = (own[0] as Base).line;
    const share = (value: Big): Big => (total.eq(0) ? total : roundHalfUp(amount.times(value).div(total), digits));
    const before = share(upTo);
    upTo = upTo.plus(sum(own.map((each) => each.amount)));
    const taken = share(upTo).minus(before);
    if (taken.lte(0)) return [];
    return [
      {
        agreement: from.agreement.id,
        name: from.agreement.name,
        terms: termsText(from),
        like: line.id,
        taxes: line.taxes ?? [],
        percent: holdback.percent,
        words,
        amount: amountText(money(taken.neg(), currency)),
        ...(holdback.ceiling !== undefined && {
          ceiling: { amount: text(exact(holdback.ceiling).round(digits, ROUND_DOWN)), reached: isReached },
        }),
      },
    ];
  });
}

/** A holdback is a quantity of Odoo's at a price of 1. */
const digitsOf = ({ currency, lines }: Order): number => Math.min(currency.digits, lines[0]?.unitDigits ?? 2);
