import type { Backtest } from '../../billing/backtest/backtest.ts';
import { change, count, money } from '../../rules/words.ts';
import { columns } from '../columns.ts';
import { fatesWords, isMoved, moveWords, whyWords } from './words.ts';

const MOST_ENTRIES = 50;

/** For the terminal: every invoice that comes to something else, totals, and entries with another verdict. */
export function asTable({ from, to, terms, entries, invoices, totals, doubts }: Backtest): string {
  const moved = invoices.filter(isMoved);
  const changed = moved.flatMap((invoice) => invoice.changed);
  const rows = moved.map((one) => [
    one.month.to.slice(0, 7),
    one.order.name,
    one.customer.name,
    money(one.was, one.currency),
    money(one.is, one.currency),
    change(one.difference, one.currency),
    one.moves.map((move) => moveWords(move, one)).join('; '),
  ]);
  const sums = totals.map((one) => [
    'all',
    '',
    count(one.invoices, 'invoice'),
    money(one.was, one.currency),
    money(one.is, one.currency),
    change(one.difference, one.currency),
    one.moves.map((move) => moveWords(move, one)).join('; '),
  ]);
  const head = ['month', 'order', 'customer', 'terms today', 'these terms', 'difference', 'moved by'];
  return [
    `${from} to ${to}: ${count(entries, 'entry', 'entries')}, ${terms.join(', ') || 'no agreement'} exchanged. Nothing was written to Odoo.`,
    ...doubts.map((doubt) => `! ${doubt}`),
    '',
    columns(head, [...rows, ...sums], [3, 4, 5]),
    `${count(moved.length, 'invoice')} of ${invoices.length} moved.`,
    ...(changed.length ? ['', 'Entries with another verdict:'] : []),
    ...changed
      .slice(0, MOST_ENTRIES)
      .map(
        (one) =>
          `  ${one.date} ${one.person?.name ?? ''} “${one.description}”: today ${fatesWords(one.was)}, then ${fatesWords(one.is)}. ${whyWords(one)}`,
      ),
    ...(changed.length > MOST_ENTRIES
      ? [`  … and ${changed.length - MOST_ENTRIES} more: --html or --json has all.`]
      : []),
  ].join('\n');
}
