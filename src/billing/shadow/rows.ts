import { exact, sum } from '../../money/decimal.ts';
import type { Day, Decimal } from '../../rules/entry.ts';
import { given } from '../../rules/given.ts';
import { count, decimalsOf, listed } from '../../rules/words.ts';
import {
  type Difference,
  type DifferenceKind,
  MOVES,
  type NotCompared,
  type Shadow,
  type ShadowTotal,
} from './shadow.ts';
import { KIND_WORDS, worth } from './words.ts';

/**
 * A shadow month as lines of a table: a summary of each currency, then every difference, then what is not compared. Of a
 * currency the column `difference` adds up: its differences and the summary's `rounding` are the summary's `difference`.
 */
export type ShadowRow = SummaryRow | DifferenceRow | NotComparedRow;

interface SummaryRow {
  row: 'summary';
  from: Day;
  to: Day;
  /** The day the invoices would bear. */
  dated: Day;
  /** Absent where there is no work of the span. */
  currency?: string;
  /** Before tax, of time, milestones and expenses. */
  ours: Decimal;
  byHand: Decimal;
  /** Ours less by hand. */
  difference: Decimal;
  rounding: Decimal;
  /** How many, and what they come to, a kind each. */
  differences: number;
  kinds: string;
  entries: number;
  invoices: number;
  notCompared: number;
  doubts: string;
}

interface DifferenceRow {
  row: 'difference';
  kind: DifferenceKind;
  what: string;
  order: string;
  orderId: number;
  customer: string;
  customerId: number;
  line: string;
  /** The entry it is about, where it is about one alone. */
  part?: string;
  day?: Day;
  person?: string;
  ours: string;
  byHand: string;
  /** Before tax; 0 where it moves no untaxed money. */
  difference: Decimal;
  /** Of other tax: the tax; of another date: what is dated otherwise. In no sum. */
  beside?: Decimal;
  currency: string;
  why: string;
  rule: string;
  invoices: string;
}

interface NotComparedRow {
  row: 'not compared';
  line: string;
  invoices: string;
  byHand: Decimal;
  currency: string;
  why: string;
}

export function shadowRows(found: Shadow): ShadowRow[] {
  const { totals, differences, notCompared } = found;
  const shown = differences.map((each) => differenceRow(each, totals));
  const summaries = totals.length > 0 ? totals.map((total) => summaryRow(found, total, shown)) : [emptyRow(found)];
  return [...summaries, ...shown, ...notCompared.map(notComparedRow)];
}

const aboutAll = ({ from, to, dated, entries, invoices, doubts }: Shadow) => ({
  ...{ row: 'summary' as const, from, to, dated, entries, invoices },
  doubts: listed(doubts),
});

function summaryRow(found: Shadow, total: ShadowTotal, shown: DifferenceRow[]): SummaryRow {
  const { currency, byHand, byRules, difference, kinds } = total;
  const own = shown.filter((each) => each.currency === currency);
  const explained = sum(own.map((each) => each.difference));
  return {
    ...aboutAll(found),
    currency,
    ours: byRules,
    byHand,
    difference,
    rounding: exact(difference).minus(explained).toFixed(decimalsOf(difference)),
    differences: own.length,
    kinds: listed(
      kinds.map(
        ({ kind, count: number, amount }) =>
          `${KIND_WORDS[kind]}: ${count(number, 'difference')}, ${worth({ kind, amount, currency }, found.totals)}`,
      ),
    ),
    notCompared: found.notCompared.filter((each) => each.currency === currency).length,
  };
}

/** Nothing was worked in the span: that is said, too. */
const emptyRow = (found: Shadow): SummaryRow => ({
  ...aboutAll(found),
  ...{ ours: '0', byHand: '0', difference: '0', rounding: '0', differences: 0, kinds: listed([]), notCompared: 0 },
});

function differenceRow(found: Difference, totals: ShadowTotal[]): DifferenceRow {
  const { kind, order, customer, currency, what, invoices, entry, byHand, byRules, amount, rule, reason } = found;
  const digits = decimalsOf(totals.find((total) => total.currency === currency)?.difference ?? '0.00');
  const money = exact(amount).toFixed(digits);
  return {
    row: 'difference',
    kind,
    what: KIND_WORDS[kind],
    order: order.name,
    orderId: order.id,
    customer: customer.name,
    customerId: customer.id,
    line: firstLine(what),
    ...(entry && { part: entry.description, day: entry.date, ...given({ person: entry.person?.name }) }),
    ours: byRules,
    byHand,
    ...(MOVES.has(kind) ? { difference: money } : { difference: exact('0').toFixed(digits), beside: money }),
    currency,
    why: reason,
    rule,
    invoices: invoices.map(({ name }) => name).join(', '),
  };
}

const notComparedRow = ({ what, invoice, amount, currency, why }: NotCompared): NotComparedRow => ({
  row: 'not compared',
  line: firstLine(what),
  invoices: invoice.name,
  byHand: amount,
  currency,
  why,
});

const firstLine = (text: string): string => text.split('\n')[0] ?? '';
