import { DIFFERENCES, type Shadow } from '../../billing/shadow/shadow.ts';
import { exact } from '../../money/decimal.ts';
import { change, count, money } from '../../rules/words.ts';
import { columns } from '../columns.ts';
import { because, invoiceNames, KIND_WORDS, scopeWords, subject, worth } from '../../billing/shadow/words.ts';

/** For the terminal: totals, every difference below its kind, and what is not compared. */
export function asTable(found: Shadow): string {
  const { from, to, differences, totals, notCompared, doubts } = found;
  const head = ['', 'by hand', 'by the rules', 'difference'];
  const sums = totals.map((one) => [
    `all in ${one.currency}`,
    money(one.byHand, one.currency),
    money(one.byRules, one.currency),
    change(one.difference, one.currency),
  ]);
  const rounding = totals.filter((one) => !exact(one.rounding).eq(0));
  return [
    `${from} to ${to}: ${scopeWords(found)}`,
    ...doubts.map((doubt) => `! ${doubt}`),
    '',
    columns(head, sums, [1, 2, 3]),
    ...rounding.map((one) => `Of that, rounding: ${change(one.rounding, one.currency)}.`),
    '',
    count(differences.length, 'difference') + (differences.length ? ':' : '.'),
    ...DIFFERENCES.flatMap((kind) => {
      const same = differences.filter((each) => each.kind === kind);
      if (same.length === 0) return [];
      return [
        '',
        `${KIND_WORDS[kind]}:`,
        ...same.flatMap((each) => [
          `  ${worth(each, totals)}  ${each.order.name}, ${each.customer.name}: ${subject(each)}${each.invoices.length ? ` (${invoiceNames(each)})` : ''}`,
          `    by hand ${each.byHand}, by the rules ${each.byRules}. ${because(each)}`,
        ]),
      ];
    }),
    ...(notCompared.length ? ['', 'Not compared:'] : []),
    ...notCompared.map(
      ({ what, invoice, why, amount, currency }) =>
        `  ${money(amount, currency)}  ${what.split('\n')[0] ?? ''} (${invoice.name}). ${why}`,
    ),
  ].join('\n');
}
