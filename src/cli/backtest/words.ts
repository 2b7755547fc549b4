import type { ChangedEntry, Fate, Replayed } from '../../billing/backtest/backtest.ts';
import type { Move } from '../../billing/backtest/moves.ts';
import { VERDICT_WORDS } from '../../billing/dry-run-words.ts';
import { exact } from '../../money/decimal.ts';
import type { Decimal } from '../../rules/entry.ts';
import { decimalsOf, money, quantityText, signed } from '../../rules/words.ts';

const BY: Record<string, string> = {
  price: 'Price',
  rounding: 'Rounding',
  deductions: 'Deductions',
  'odoo.discount': 'Discount of the order line',
};

/** `Volume tiers` for `terms.volume-tiers`; other rules by their id. */
export function ruleWords(id: string): string {
  const known = BY[id];
  if (known) return known;
  const [group, name = ''] = id.split('.');
  return group === 'terms' ? `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('-', ' ')}` : id;
}

export function moveWords({ by, amount }: Move, { was, currency }: Pick<Replayed, 'was' | 'currency'>): string {
  return `${ruleWords(by)} ${moveAmount(amount, { was, currency })}`;
}

/** Moves are exact; they are shown with the decimals of what they move. */
export const moveAmount = (amount: Decimal, { was, currency }: Pick<Replayed, 'was' | 'currency'>): string =>
  signed(money(exact(amount).toFixed(decimalsOf(was)), currency));

export const fatesWords = (fates: readonly Fate[]): string =>
  fates
    .map(({ quantity, unit, verdict }) => `${quantityText(exact(quantity), unit)} ${VERDICT_WORDS[verdict]}`)
    .join(', ') || 'nothing';

/** Why it is now what it is: of the parts that are not simply billed, else of all. */
export function whyWords({ is }: ChangedEntry): string {
  const odd = is.filter(({ verdict }) => verdict !== 'bill');
  return [...new Set((odd.length ? odd : is).map(({ reason }) => reason))].join(' ');
}

export const isMoved = ({ difference, moves, changed }: Replayed): boolean =>
  !exact(difference).eq(0) || moves.length > 0 || changed.length > 0;
