import { isOfCustomer } from '../terms/in-force.ts';
import type { Agreement, SectionName, TermsVersion } from '../terms/schema.ts';

/** Sections (and the amount of a purchase order) under which what earlier invoices hold changes what is billed now. */
const COUNTING: readonly SectionName[] = ['caps', 'volumeTiers', 'increments', 'multipliers', 'retainer'];

/** Whether earlier work counts under an agreement, by its own sections or its master's. */
export function countsEarlier(agreement: Agreement, among: readonly Agreement[]): boolean {
  const master = among.find(({ id }) => id === agreement.under);
  return [agreement, ...(master ? [master] : [])].some((each) =>
    each.versions.some(
      (version) =>
        version.purchaseOrder?.amount !== undefined ||
        COUNTING.some((name) => version[name] !== undefined) ||
        countsExpenses(version) ||
        (version.fixedFee !== undefined && isOfCustomer(each)),
    ),
  );
}

const countsExpenses = ({ expenses }: TermsVersion): boolean =>
  expenses?.categories?.some(({ limit, perDiem }) => (limit ?? perDiem) !== undefined) ?? false;
