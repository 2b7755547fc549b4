import type { Big } from 'big.js';
import { exact, sum } from '../../money/decimal.ts';
import type { Currency, Decimal } from '../entry.ts';
import { termsText } from '../terms/in-force.ts';
import { amountWords, quantityText } from '../words.ts';
import type { Share } from './balance.ts';
import type { Period, Retainer } from './periods.ts';
import { periodName } from './periods.ts';

/** `6.5 h`, or an amount of money, whichever the retainer counts. */
export function measureWords(amount: Big | Decimal, { hours }: Pick<Retainer, 'hours'>, currency: Currency): string {
  if (hours === undefined) return amountWords(amount, currency);
  return quantityText(typeof amount === 'string' ? exact(amount) : amount, 'h');
}

/** `March 2026’s 40 h`. */
export function paidWords(period: Period, currency: Currency): string {
  const { retainer } = period;
  return `${periodName(period)}’s ${measureWords(retainer.hours ?? retainer.amount ?? '0', retainer, currency)}`;
}

/** `Drawn 3 h carried over from February 2026 and 3.5 h of March 2026’s 40 h, 36.5 h left (…).` */
export function drawnWords(
  shares: readonly Share[],
  left: Decimal,
  period: Period,
  currency: Currency,
  change?: string,
): string {
  const words = (amount: Big): string => measureWords(amount, period.retainer, currency);
  const back = sum(shares.map(({ amount }) => amount)).lt(0);
  const each = shares.map(({ from, amount }) =>
    from.index === period.index
      ? `${words(amount.abs())} ${back ? 'to' : 'of'} ${paidWords(from, currency)}`
      : `${words(amount.abs())} carried over from ${periodName(from)}`,
  );
  const what = `${back ? 'Given back' : 'Drawn'} ${each.join(' and ')}, ${words(exact(left))} left`;
  return `${[what, change].filter(Boolean).join('; ')} (${termsText(period.terms)}).`;
}
