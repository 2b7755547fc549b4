import type { CaseSpec } from './case.ts';
import type { Entry, Order, Work } from './entry.ts';
import { given } from './given.ts';
import type { InForce } from './terms/in-force.ts';
import { termsInForce, termsText } from './terms/in-force.ts';
import type { SectionName, TermsVersion } from './terms/schema.ts';

/** Sections that leave amounts and verdicts as they are, and those a rule of `table.ts` or a step of `charge/table.ts` reads. */
const APPLIED: ReadonlySet<string> = new Set<SectionName>([
  'roles',
  'rates',
  'increments',
  'multipliers',
  'blendedRate',
  'volumeTiers',
  'discounts',
  'caps',
  'fixedFee',
  'retainer',
  'milestoneGates',
  'holdback',
  'advances',
  'expenses',
  'adjustments',
  'entryChecks',
  'invoiceFormat',
]);
const NOT_SECTIONS = new Set([
  'version',
  'status',
  'effectiveFrom',
  'effectiveTo',
  'signedOn',
  'signedBy',
  'changeOrder',
  'purchaseOrder',
  'hoursPerDay',
  'note',
]);

/** Terms that hold, with their master. */
export type Agreed = Extract<InForce, { kind: 'terms' }>;
export type UnclearTerms = Omit<CaseSpec, 'kind' | 'severity'>;
export type Found = { terms: Agreed | undefined } | { unclear: UnclearTerms };

const ODOO: Found = { terms: undefined };

/** The terms in force for each entry of a work, each day and project looked up once. */
export function termsFor(
  { agreements = [], unreadable = [] }: Work,
  order: Order,
): (entry: Pick<Entry, 'project' | 'date'>) => Found {
  if (agreements.length + unreadable.length === 0) return () => ODOO;
  const known = new Map<string, Found>();
  const customers = [order.customer, ...(order.commercialCustomer ? [order.commercialCustomer] : [])];
  return ({ project, date }) => {
    const key = `${date} ${project?.id}`;
    const found =
      known.get(key) ??
      usable(
        termsInForce(agreements, { customers, order, company: order.company, ...given({ project }) }, date, unreadable),
        order,
      );
    known.set(key, found);
    return found;
  };
}

function usable(found: InForce, order: Order): Found {
  if (found.kind === 'none') return { terms: undefined };
  if (found.kind === 'unclear') {
    const { code, message, agreements } = found.finding;
    return unclear(
      code,
      agreements.join(', '),
      'Agreements don’t say clearly what holds',
      message,
      'Correct the agreements, then run again.',
    );
  }
  const { agreement } = found.terms;
  const whose = termsText(found.terms);
  if (agreement.currency !== order.currency.code) {
    const message = `${whose} is in ${agreement.currency}, order ${order.name} in ${order.currency.code}.`;
    return unclear(
      'terms.currency',
      agreement.id,
      `Agreement and order in two currencies: ${order.name}`,
      message,
      'Give both the same currency.',
    );
  }
  const missing = [found.terms, found.master].flatMap((terms) => notApplied(terms?.version));
  if (missing.length === 0) return { terms: found };
  const message = `${whose} says something about ${[...new Set(missing)].join(', ')}, which no rule applies yet.`;
  return unclear(
    'terms.not-applied',
    agreement.id,
    `Terms no rule applies: ${agreement.name}`,
    message,
    'Bill this work in Odoo, or take the section out of the terms.',
  );
}

function notApplied(version: TermsVersion | undefined): string[] {
  return Object.keys(version ?? {}).filter((name) => !APPLIED.has(name) && !NOT_SECTIONS.has(name));
}

function unclear(code: string, agreements: string, title: string, detail: string, nextStep: string): Found {
  return { unclear: { code, cause: `agreement ${agreements}`, title, detail, nextStep } };
}
