import type { Agreement, SectionName, TermsVersion } from '../terms/schema.ts';

/** Sections (and the amount of a purchase order) under which what earlier invoices hold changes what is billed now. */
const COUNTING: readonly SectionName[] = ['caps', 'volumeTiers', 'increments', 'multipliers', 'retainer'];

/** Whether earlier work counts under an agreement, by its own sections or its master's. */
export function countsEarlier(agreement: Agreement, among: readonly Agreement[]): boolean {
  const master = among.find(({ id }) => id === agreement.under);
  const versions = [agreement, ...(master ? [master] : [])].flatMap(({ versions: all }) => all);
  return versions.some(
    (version) =>
      version.purchaseOrder?.amount !== undefined ||
      COUNTING.some((name) => version[name] !== undefined) ||
      countsExpenses(version),
  );
}

const countsExpenses = ({ expenses }: TermsVersion): boolean =>
  expenses?.categories?.some(({ limit, perDiem }) => (limit ?? perDiem) !== undefined) ?? false;
