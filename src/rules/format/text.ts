import type { Big } from 'big.js';
import { exact, sum, text } from '../../money/decimal.ts';
import { roundHalfUp } from '../../money/round.ts';
import type { Decimal, Order } from '../entry.ts';
import { given } from '../given.ts';
import type { PricedLine } from '../proposal/line.ts';
import type { Placeholder } from '../terms/sections/format.ts';
import { fillNarrative, placeholdersIn } from '../terms/sections/format.ts';
import { amountWords } from '../words.ts';
import type { Layout, Layouts } from './layout.ts';

/** The text of an invoice line. Neither: Odoo's own. */
export interface LineText {
  /** The whole text, as agreed. */
  text?: string;
  /** Added to Odoo's own text, which is in the customer's language. */
  label?: string;
  /** Placeholders this line has no value for, so that it keeps Odoo's own text. */
  missing?: Placeholder[];
}

const MOST_TEXT = 1000;
const MOST_VALUE = 500;
const HOUR_DIGITS = 2;

/** What has a name of its own, an instalment say, keeps it. */
export function lineText(priced: PricedLine, layouts: Layouts, order: Order): LineText {
  const named = priced.parts[0]?.label;
  if (named !== undefined) return { label: named };
  const own = priced.parts.flatMap((part) => layouts.get(part) ?? []);
  const [first] = own;
  if (!first) return {};
  const label = joined(
    own.map(({ group }) => group.name),
    ', ',
  );
  const odoos = label === undefined ? {} : { label: cut(label, MOST_VALUE) };
  const { narrative } = first.format;
  if (narrative === undefined) return odoos;
  const values = { ...valuesOf(own), ...valuesOfLine(priced, order) };
  const missing = placeholdersIn(narrative).filter((name) => values[name] === undefined);
  return missing.length ? { ...odoos, missing } : { text: cut(fillNarrative(narrative, values).trim(), MOST_TEXT) };
}

function valuesOf(layouts: Layout[]): Layout['values'] {
  const names = new Set(layouts.flatMap(({ values }) => Object.keys(values) as Placeholder[]));
  return Object.fromEntries(
    [...names].map((name) => {
      const all = joined(
        layouts.map(({ values }) => values[name] ?? ''),
        name === 'description' ? '; ' : ', ',
      );
      return [name, all === undefined ? undefined : cut(all, MOST_VALUE)];
    }),
  );
}

/** Hours as they are billed, rounded as the line shows them; the rate before discount, as its price column. */
function valuesOfLine({ line, parts, quantity }: PricedLine, { currency }: Order): Layout['values'] {
  const days = parts.map(({ date }) => date).toSorted();
  const [from = '', to = ''] = [days[0], days.at(-1)];
  const perUnit = line.hoursPerUnit === undefined || exact(line.hoursPerUnit).eq(1) ? '' : ` / ${line.unit}`;
  const isTime = parts.every(({ kind }) => kind === 'time');
  return given({
    date: from === to ? from : `${from} – ${to}`,
    from,
    to,
    hours: isTime ? hoursOf(parts, perUnit ? undefined : quantity) : undefined,
    rate: `${amountWords(line.priceUnit, currency)}${perUnit}`,
  });
}

const hoursOf = (parts: PricedLine['parts'], shown: Big | undefined): Decimal =>
  text(shown ?? roundHalfUp(sum(parts.map(({ charge, quantity }) => charge?.billed ?? quantity)), HOUR_DIGITS));

/** Each once, in order; undefined where there is none. Braces and line breaks are nobody's template and nobody's layout. */
function joined(values: string[], separator: string): string | undefined {
  const plain = values.map((value) =>
    value
      .replaceAll('{', '(')
      .replaceAll('}', ')')
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim(),
  );
  return [...new Set(plain)].filter(Boolean).join(separator) || undefined;
}

/** At the end of a word, where there is one. */
function cut(words: string, most: number): string {
  if (words.length <= most) return words;
  const short = words.slice(0, most - 2);
  const end = short.search(/[\s,;]+\S*$/u);
  return `${(end > most / 2 ? short.slice(0, end) : short).toWellFormed().replaceAll('\uFFFD', '')} …`;
}
