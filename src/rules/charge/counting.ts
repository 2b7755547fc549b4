import { isOfCustomer } from '../terms/in-force.ts';
import type { Agreement, SectionName, TermsVersion } from '../terms/schema.ts';

/** Sections (and the amount of a purchase order, and gates that ask for one) under which what earlier invoices hold changes what is billed now. */
const COUNTING: readonly SectionName[] = ['caps', 'volumeTiers', 'increments', 'multipliers', 'retainer'];

/** Whether earlier work counts under an agreement, by its own sections or its master's. */
export function countsEarlier(agreement: Agreement, among: readonly Agreement[]): boolean {
  const master = among.find(({ id }) => id === agreement.under);
  return [agreement, ...(master ? [master] : [])].some((each) =>
    each.versions.some(
      (version) =>
        version.status !== 'draft' &&
        (version.purchaseOrder?.amount !== undefined ||
          asksForOrder(version) ||
          COUNTING.some((name) => version[name] !== undefined) ||
          countsExpenses(version) ||
          (version.fixedFee !== undefined && isOfCustomer(each))),
    ),
  );
}

/** The order's own purchase order has an amount, too. */
const asksForOrder = ({ milestoneGates = [] }: TermsVersion): boolean =>
  milestoneGates.some(({ requires }) => requires.includes('purchase-order'));

const countsExpenses = ({ expenses }: TermsVersion): boolean =>
  expenses?.categories?.some(({ limit, perDiem }) => (limit ?? perDiem) !== undefined) ?? false;
