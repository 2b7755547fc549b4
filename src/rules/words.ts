import type { Big } from 'big.js';
import { exact, plain, text } from '../money/decimal.ts';
import { dayWords } from './days.ts';
import type { Approval, Currency, Decimal, Entry } from './entry.ts';

const MOST_DECIMALS = 4;

/** A number for people: at least `least` decimals, cut to four with a leading `≈` where there are more. */
function figure(value: Big | Decimal, least: number): string {
  const most = Math.max(MOST_DECIMALS, least);
  const whole = typeof value === 'string' ? plain(value) : text(value);
  const cut = decimalsOf(whole) > most;
  const words = grouped(withDecimals(cut ? text(exact(whole).round(most)) : whole, least));
  return cut ? `≈${words}` : words;
}

/** Of a number as text. */
export const decimalsOf = (number: string): number =>
  number.includes('.') ? number.length - number.indexOf('.') - 1 : 0;

function withDecimals(number: string, least: number): string {
  const missing = least - decimalsOf(number);
  return missing <= 0 ? number : `${number}${missing === least ? '.' : ''}${'0'.repeat(missing)}`;
}

/** `40000.00` → `40,000.00`. */
function grouped(number: string): string {
  const point = number.indexOf('.');
  const first = number.startsWith('-') ? 1 : 0;
  let words = number;
  for (let at = (point < 0 ? number.length : point) - 3; at > first; at -= 3)
    words = `${words.slice(0, at)},${words.slice(at)}`;
  return words;
}

/** `6.5 h`; other units by their own name. */
export function quantityText(quantity: Big | Decimal, unit: string): string {
  return `${figure(quantity, 0)} ${unit}`;
}

/** The unit of an entry as people write it: time is always in hours. */
export function unitOf(entry: Pick<Entry, 'kind' | 'unit'>): string {
  return entry.kind === 'time' ? 'h' : entry.unit;
}

/** `780.00 EUR`, `≈6.6667 EUR` where the exact amount has more decimals. */
export function amountWords(value: Big | Decimal, { code, digits }: Currency): string {
  return `${figure(value, digits)} ${code}`;
}

/** With the decimals it has. */
export const money = (amount: Decimal, code: string): string =>
  amountWords(amount, { code, digits: decimalsOf(amount) });

/** `+12.00 EUR`; a dash where nothing changed. */
export const change = (amount: Decimal, code: string): string =>
  exact(amount).eq(0) ? '—' : signed(money(amount, code));

export function signed(words: string): string {
  return /^≈?-/.test(words) ? words.replace('-', '−') : `+${words}`;
}

export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

const SOURCE: Record<Approval['source'], string> = {
  validated: 'Odoo’s timesheet validation',
  sheet: 'timesheet sheet',
  'add-on': 'approval for billing',
  expense: 'expense approval',
  milestone: 'milestone reached',
  order: 'sales order',
};

/** `approved by Ann Lee on 2 Mar 2026 (timesheet sheet)`. */
export function approvalWords({ state, source, by, on }: Approval): string {
  const what = state === 'changed' ? 'approved' : state;
  return `${what}${by ? ` by ${by}` : ''}${on ? ` on ${dayWords(on.slice(0, 10))}` : ''} (${SOURCE[source]})`;
}

/** Several texts as one, for a cell of a table that shows line breaks as signs; a dash where there is none. */
export function listed(texts: readonly string[]): string {
  return texts.length > 1 ? texts.map((text) => `• ${text}`).join(' ') : (texts[0] ?? '—');
}
