import { exact } from '../../money/decimal.ts';
import { dayWords } from '../../rules/days.ts';
import { change, count, decimalsOf, money } from '../../rules/words.ts';
import type { Difference, DifferenceKind, Shadow, ShadowTotal } from './shadow.ts';

export const KIND_WORDS: Record<DifferenceKind, string> = {
  'not-billed': 'Not billed by hand',
  held: 'Billed by hand, held by the rules',
  'no-work': 'Billed by hand, no work behind it',
  quantity: 'Other quantity',
  rate: 'Other rate',
  tax: 'Other tax',
  date: 'Other date',
};

/** Differences are exact; they are shown with the decimals of what they explain. What moves no money has no sign. */
export function worth(
  { kind, amount, currency }: Pick<Difference, 'kind' | 'amount' | 'currency'>,
  totals: ShadowTotal[],
): string {
  const total = totals.find((each) => each.currency === currency);
  const shown = exact(amount).toFixed(decimalsOf(total?.byHand ?? '0.00'));
  return kind === 'date' ? money(shown, currency) : change(shown, currency);
}

/** What it is about: the entry, else the line. */
export function subject({ entry, what }: Difference): string {
  const name = what.split('\n')[0] ?? '';
  if (!entry) return name;
  return [dayWords(entry.date), entry.person?.name, entry.description].filter(Boolean).join(', ');
}

export const invoiceNames = ({ invoices }: Difference): string => invoices.map(({ name }) => name).join(', ');

export const sides = ({ byHand, byRules }: Difference): string => `by hand ${byHand}, by the rules ${byRules}`;

/** Why, and by which rule; what the order itself says is no rule. */
export const because = ({ reason, rule }: Difference): string => (rule === 'odoo' ? reason : `${reason} (${rule})`);

export const scopeWords = ({ entries, invoices, dated }: Shadow): string =>
  `${count(entries, 'entry', 'entries')}, on ${count(invoices, 'invoice')} of finance’s. The rules’ own would be dated ${dayWords(dated)}. Nothing was written to Odoo.`;
