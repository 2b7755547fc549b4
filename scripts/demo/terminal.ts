import { styleText } from 'node:util';
import { exact } from '../../src/money/decimal.ts';
import type { Decimal } from '../../src/rules/entry.ts';
import type { Account } from './account.ts';

const say = (line = ''): void => console.log(line);

export const heading = (line: string): void => say(`\n${styleText('bold', line)}`);

/** One line of progress: what a node put out, by output. */
export function progress(node: string, outputs: unknown[][]): void {
  const counts = outputs.map((items) => items.length).join(' / ');
  say(`  ${styleText('green', '✓')} ${node.padEnd(26)} ${styleText('dim', counts === '0' ? '–' : counts)}`);
}

export const done = (line: string): void => say(`  ${styleText('green', '✓')} ${line}`);
export const note = (line: string): void => say(`  ${line}`);
export const link = (url: string): void => say(`\n  ${styleText(['cyan', 'underline'], url)}\n`);

export const failure = (line: string): void => console.error(styleText('red', line));

/** `12,345.60`, with at least two decimals. */
export function money(value: Decimal): string {
  const [whole = '', decimals = ''] = exact(value).toFixed().split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${decimals.padEnd(2, '0')}`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Sums of thirds of an hour carry a tail of digits nobody wants to read. */
const quantity = (value: Decimal): string => exact(value).round(4).toString();

export function printAccount(account: Account): void {
  heading('Read from Odoo, and what became of it');
  for (const { kind, unit, entries, source, byVerdict } of account.work) {
    const fates = Object.entries(byVerdict).map(
      ([verdict, amount]) => `${verdict === 'bill' ? 'billed' : verdict} ${quantity(amount)}`,
    );
    note(
      `${kind.padEnd(10)} ${counted(entries, 'record').padStart(11)}, ${quantity(source)} ${unit}: ${fates.join(', ')}`,
    );
  }
  heading('On no invoice, and why');
  for (const { verdict, reason, parts, kind } of account.why) {
    note(`${verdict.padEnd(12)} ${String(parts).padStart(4)} × ${kind.padEnd(10)} ${reason}`);
  }
  heading('Cases for somebody to look at');
  for (const { code, count } of account.cases) note(`${String(count).padStart(4)} × ${code}`);
  heading('Invoices');
  for (const { currency, count, posted, untaxed, total } of account.invoices) {
    note(
      `${currency}: ${counted(count, 'invoice')}, ${posted} posted, ${money(untaxed)} before tax, ${money(total)} in total`,
    );
  }
}

export function printIdentity(account: Account): void {
  heading('Does it add up?');
  for (const { kind, unit, read, told } of account.ledger) {
    note(`${kind.padEnd(10)} ${quantity(read)} ${unit} read = ${quantity(told)} ${unit} in the ledger`);
  }
  for (const { currency, byVerdict, rounding, invoices } of account.money) {
    const billed = money(
      exact(byVerdict.bill ?? '0')
        .round(6)
        .toString(),
    );
    const rounded = money(exact(rounding).round(6).toString());
    note(`${currency}        ${billed} of work + ${rounded} rounding = ${money(invoices)} on invoices, before tax`);
  }
  for (const problem of account.problems) failure(`  ${problem}`);
  if (account.problems.length === 0) note(styleText('green', 'Every hour and every cent is accounted for.'));
}
