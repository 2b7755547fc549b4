import { DIFFERENCES, NOT_READ } from './differences.ts';
import type { Case } from './suite.ts';

/** What came out of one order. */
export interface Result extends Case {
  currency: string;
  /** Tax included, in the order's currency. */
  ours: string;
  wizard: string;
  fields: number;
  /** Why the rules left lines the wizard would bill. */
  reasons: string[];
  /** By name of a known difference. */
  known: Set<string>;
}

const money = (amount: string): string => Number(amount).toLocaleString('en', { maximumFractionDigits: 2 });

/** The suite's table, for people at a terminal. */
export function table(results: Result[]): string {
  const rows = results.map(({ order, special, currency, ours, wizard, fields, reasons, known }) => [
    order,
    special,
    `${money(ours)} ${currency}`,
    `${money(wizard)} ${currency}`,
    String(fields),
    [...reasons, [...known].join(', ')].join(' | '),
  ]);
  const all = [['order', 'what is special about it', 'ours', 'wizard', 'fields', 'differences'], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]): string =>
    row
      .map((cell, column) =>
        [2, 3, 4].includes(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ');
  const known = DIFFERENCES.map(({ name, reason }) => `  ${name}: ${reason}`);
  return [...all.map(line), '', 'Differences that are no differences of accounting:', ...known].join('\n');
}

/** The same for the docs. */
export function markdown(results: Result[]): string {
  const seeded = results.filter(({ special }) => !special.startsWith('Odoo’s demo'));
  const demo = results.filter(({ special }) => special.startsWith('Odoo’s demo'));
  const row = (...cells: string[]): string => `| ${cells.join(' | ')} |`;
  const outcome = ({ reasons }: Result): string => reasons.join(' ') || 'equal';
  return `# Our invoices and Odoo’s own

\`npm run test:e2e -- parity\` writes this page. It seeds the orders below in a real Odoo 19, adds Odoo’s own demo orders, copies the database, lets the billing run invoice one and Odoo’s wizard (Create Invoices) the other, and compares **every field Odoo shows** of order, order lines, invoice, invoice lines (tax and payment term lines too), timesheets, milestones and expenses: as drafts, and again after both were posted.

Where the rules leave a line that the wizard would bill, the reason is theirs, and the wizard is asked to leave the same line: everything else of the order is compared. Totals include tax; the wizard’s is what it makes when it is asked to leave nothing.

## Seeded orders

| What is special about it | Ours | Wizard | Difference on purpose |
| --- | ---: | ---: | --- |
${seeded.map((each) => row(each.special, `${money(each.ours)} ${each.currency}`, `${money(each.wizard)} ${each.currency}`, outcome(each))).join('\n')}

## Odoo’s demo orders

| Order | Difference on purpose |
| --- | --- |
${demo.map((each) => row(each.order, outcome(each))).join('\n')}

## Fields that are not equal

| Fields | Why |
| --- | --- |
${DIFFERENCES.map(({ fields, reason }) => row(`\`${fields.source.replaceAll('|', '\\|')}\``, reason)).join('\n')}

Not read at all:

| Fields | Why |
| --- | --- |
${NOT_READ.map(({ name, reason }) => row(name, reason)).join('\n')}

## One invoice per order

Asked for several orders of one customer at once, the wizard makes one invoice of them (Consolidated Billing). The billing run makes one invoice per order, as the wizard does for orders invoiced one by one: an approval is about one order’s work.

Deferred revenue dates are fields of Odoo Enterprise and not in the database these tests use.
`;
}
