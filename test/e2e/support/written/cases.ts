import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Written } from '../../../rules/written.ts';

/** How an order is taxed: by which tax on its lines, or by a fiscal position that shifts it to the customer. */
export const TAXES = ['excluded', 'included', 'reverse charge'] as const;
export type Tax = (typeof TAXES)[number];

/** A written case with how it is put into Odoo. */
export interface Played extends Written {
  file: string;
  tax: Tax;
  /** The currency of its order: the company's own, or another with its rate. */
  code: string;
}

/** Cases Odoo can't be brought into, and why. Every other one is run. */
export const NOT_IN_ODOO: Record<string, string> = {
  'A rate for the leap day alone, in a leap year': 'work after the period is not read from Odoo at all',
  'A rate per day where nobody says how long a day is': 'a company in Odoo always has working hours',
  'A correction is no more work, though the cap is exceeded already; a person credits it':
    'no invoice under these terms exceeds the cap: an earlier version would have had to',
  'A correction under a cap in money that is exceeded already':
    'no invoice under these terms exceeds the cap: an earlier version would have had to',
  'A new purchase order begins at nothing':
    'the earlier invoice is of an earlier version, and all versions are signed before any work is billed here',
  'What another statement of work was invoiced takes of the master’s cap, unless its terms had caps of their own':
    'earlier invoices of other statements of work are made by test/contract/cases/master.ts',
  'A role’s cap in the master goes by the role each statement of work gives its people':
    'earlier invoices of other statements of work are made by test/contract/cases/master.ts',
  'The master’s volume tiers count the hours of all its statements of work':
    'earlier invoices of other statements of work are made by test/contract/cases/master.ts',
  'Without terms for expenses Odoo’s own price holds': 'test/e2e/expenses.test.ts posts such expenses',
  'A cap on time and expenses together': 'Odoo re-invoices an expense by its amount, not by the piece',
  'An expense that doesn’t fit waits whole': 'Odoo re-invoices an expense by its amount, not by the piece',
  'A holiday multiplier where the calendar can’t be read': 'Odoo knows the calendar of every employee',
  'Another working calendar than the person’s own can’t be read': 'Odoo knows every calendar that terms name',
};

/** Terms that need more of Odoo than orders and time: the test that brings them there. */
export const BROUGHT_BY: Record<string, string> = {
  retainer: 'test/e2e/retainer.test.ts',
  fixedFee: 'test/e2e/fixed-fee.test.ts',
  milestoneGates: 'test/e2e/fixed-fee.test.ts',
  advances: 'test/e2e/advances.test.ts',
  holdback: 'test/e2e/holdback.test.ts',
  expenses: 'test/e2e/expenses.test.ts',
};

/** Cases with these are not put into Odoo, and why. */
const FIELDS_NOT_IN_ODOO: Record<string, string> = {
  fee: 'what a fixed fee has invoiced is told, not made: test/e2e/fixed-fee.test.ts makes it',
  milestones: 'milestones are made by test/e2e/fixed-fee.test.ts',
  paidAhead: 'down payments are made by Odoo’s own wizard, beside which test/e2e/parity.test.ts holds ours',
  adjust: 'test/e2e/adjust.test.ts',
  others: 'several orders of a customer are on one invoice in test/e2e/customer.test.ts',
  to: 'all cases are collected at once, to one day',
  odoo: 'what Odoo says of an order is made by test/e2e/checks.test.ts',
  order: 'other fields of an order are made by test/e2e/checks.test.ts',
  books: 'another currency and its rates are made by test/e2e/checks.test.ts and expenses.test.ts',
};

const KNOWN = new Set([
  ...['case', 'terms', 'versions', 'agreements', 'currency', 'line', 'lines', 'work', 'invoiced', 'purchaseOrder'],
  ...['bills', 'rest', 'cases', 'says', 'invoices', 'findings'],
]);
const OF_LINES = new Set([
  'taxIncluded',
  'name',
  'unit',
  'hoursPerUnit',
  'priceUnit',
  'discount',
  'product',
  'basis',
  'toInvoice',
]);
const OF_WORK = new Set(
  [
    'on',
    'who',
    'h',
    'expense',
    'role',
    'task',
    'phase',
    'project',
    'product',
    'approved',
    'did',
    'day',
    'elsewhere',
  ].concat(['billed', 'amount', 'version']),
);

const folder = new URL('../../../rules/cases/', import.meta.url);

export const WRITTEN: (Written & { file: string })[] = readdirSync(folder)
  .toSorted()
  .flatMap((file) =>
    (parse(readFileSync(new URL(file, folder), 'utf8')) as Written[]).map((written) => ({ file, ...written })),
  );

const plain = (name: string): string => name.replaceAll("'", '’');

/** Why a case is not run. */
export const reasonOut = (written: Written): string | undefined =>
  NOT_IN_ODOO[plain(written.case)] ??
  Object.entries(BROUGHT_BY).find(([section]) => sectionsOf(written).has(section))?.[1] ??
  Object.entries(FIELDS_NOT_IN_ODOO).find(
    ([field]) => field in written || written.work.some((entry) => field in entry),
  )?.[1];

function sectionsOf({ terms = {}, versions = [], agreements = [] }: Written): Set<string> {
  const own = agreements.flatMap((agreement) => agreement.versions as object[]);
  return new Set([terms, ...versions, ...own].flatMap((version) => Object.keys(version)));
}

/** What a case says that nobody has put into Odoo yet: it must be taught here, or listed. */
export function notUnderstood({ file: _, ...written }: Written & { file?: string }): string[] {
  const { line, lines = [], work, invoiced = [] } = written;
  const strange = (fields: object, known: Set<string>) => Object.keys(fields).filter((name) => !known.has(name));
  return [
    ...strange(written, KNOWN),
    ...[line ?? {}, ...lines].flatMap((one) => strange(one, OF_LINES)),
    ...[...work, ...invoiced].flatMap((one) => strange(one, OF_WORK)),
  ];
}

/** A limit in money holds work at a price with tax in it. */
function limitsMoney({ terms = {}, versions = [], agreements = [] }: Written): boolean {
  const own = agreements.flatMap((agreement) => agreement.versions as Record<string, unknown>[]);
  return [terms, ...versions, ...own].some(({ caps = [], volumeTiers }) => {
    const inMoney = (caps as { amount?: number }[]).some(({ amount }) => amount !== undefined);
    return inMoney || (volumeTiers as { measure?: string } | undefined)?.measure === 'amount';
  });
}

/** Every case that is run, each with one tax set-up and one currency, in turn, so that all of them meet. */
export function played(own: string, other: string): Played[] {
  return WRITTEN.filter((written) => reasonOut(written) === undefined).map((written, index) => {
    const { currency = 'EUR', work } = written;
    // Odoo re-invoices an expense in the company's currency.
    const plainCurrency = work.some(({ expense }) => expense !== undefined) || index % 2 === 0 ? own : other;
    const next = TAXES[Math.floor(index / 2) % TAXES.length] as Tax;
    const tax = written.line?.taxIncluded
      ? 'included'
      : next === 'included' && limitsMoney(written)
        ? 'excluded'
        : next;
    return { ...written, tax, code: currency === 'EUR' ? plainCurrency : currency };
  });
}
